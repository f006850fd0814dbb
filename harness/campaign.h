/* SPDX-License-Identifier: GPL-2.0-only */
/* A run of several boots, or of two programs in turn: a folder of records. */
#ifndef CAMPAIGN_H
#define CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>

struct request;

/* A program, and the folder of its records. */
struct build {
	const char *program;
	char *folder;
};

struct campaign {
	/* in */
	const char *against;		/* another privbench program, B; or NULL */
	const char *folder;		/* of the records; with B they go into a/ and b/ in it */
	const char *session;		/* identifies this run; pairs are numbered within it */
	bool adaptive;			/* stop as soon as every interval is narrow enough */
	const struct request *request;	/* its target is not auto */

	struct build builds[2];
	size_t count;
	double width;			/* least core cycles of issue-width so far, or 0 */
	unsigned int disturbed;		/* records that stayed disturbed */
};

/*
 * Measure request->plan.boots times, each in a new process (a new address) and, if the target
 * boots a guest, a new boot.  With B measure both each time, in the order A B B A, so that drift
 * affects both alike; the records then name their pair.  An exit status; records stay
 * whatever happens.
 */
int campaign_run(struct campaign *c);

#endif
