/* SPDX-License-Identifier: GPL-2.0-only */
/* A run of several boots, or of two programs side by side: a folder of records. */
#ifndef CAMPAIGN_H
#define CAMPAIGN_H

#include <stdbool.h>

struct request;

struct campaign {
	const char *on;			/* a target, not auto */
	const char *against;		/* another privbench program, B; NULL: there is none */
	const char *folder;		/* where records go; with B into a/ and b/ in it */
	const char *session;		/* of this run alone: numbers of pairs are its own */
	bool adaptive;			/* stop as soon as every interval is narrow enough */
	const struct request *request;
	double width;			/* core cycles of issue-width, the least so far; 0 before the first record */
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
