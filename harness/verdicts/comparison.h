/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed from a to b, bench by bench. */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "difference.h"
#include "record.h"
#include "records.h"

enum correction { CORRECT_BH, CORRECT_HOLM, CORRECT_NOTHING };

struct rules {
	double delta;		/* of a figure, or of a unit if that is more; 0: 2 % */
	double detect;		/* a regression to be excluded in every bench, or 0 */
	enum correction correction;	/* for reports, for gates, for the guard of a gate */
	bool exact;		/* an improvement fails, too */
	bool one_sided;		/* correct regressions and improvements separately */
	bool guarded;		/* what fails but also differs from itself is UNRESOLVED */
};

struct comparison {
	enum clock clock;
	bool paired;
	bool exact;			/* as its rules said */
	enum correction correction;
	bool verbose;			/* print equal exact figures, too; set by the caller */
	char *apart;			/* why nothing can be compared (malloced), or NULL */
	char *disturbed;		/* why too little counts for a gate (malloced), or NULL */
	char **notes;			/* what was left out */
	size_t note_count;
	char **changed;			/* "microcode: 0x1, then 0x2" */
	size_t changed_count;
	struct difference *all;		/* worst first */
	size_t count;
	size_t outcomes[OUTCOMES];
	size_t unmeasured;		/* benches without a figure in a or in b */
};

/* Compare b with a.  Keeps pointers into both; call comparison_free() before records_free(). */
struct comparison comparison_make(const struct records *a, const struct records *b,
				  const struct rules *rules);
void comparison_free(struct comparison *c);

#endif
