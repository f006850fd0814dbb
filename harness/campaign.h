/* SPDX-License-Identifier: GPL-2.0-only */
/* A run of several boots, or of two programs in turn: a folder of records. */
#ifndef CAMPAIGN_H
#define CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>

struct request;

/* A program that measures, and the folder of its records. */
struct build {
	const char *program;
	char *folder;
};

struct campaign {
	/* in */
	const char *against;		/* another privbench program, B; or NULL */
	const char *folder;		/* of the records; with B they go into a/ and b/ in it */
	const char *session;		/* of this run alone: pairs are numbered within it */
	bool adaptive;			/* stop as soon as every interval is narrow enough */
	const struct request *request;	/* its target is not auto */

	struct build builds[2];
	size_t count;
	double width;			/* issue-width's least core cycles so far; 0: none yet */
	unsigned int disturbed;		/* records that stayed so */
};

/*
 * Measure request->plan.boots times, each in a process of its own (a new
 * layout) and, where the target boots a guest, in a new boot.  With B, each time
 * both, in the order A B B A, so that what drifts hits both alike; the records
 * then say which belong together.  An exit status; what was recorded stays
 * whatever happens.
 */
int campaign_run(struct campaign *c);

#endif
