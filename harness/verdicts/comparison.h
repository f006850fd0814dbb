/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed between two sides, bench by bench; docs/method.md says by which tests. */
#ifndef COMPARISON_H
#define COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "power.h"
#include "record.h"
#include "records.h"

/* Worst first. */
enum outcome {
	OUTCOME_REGRESSED, OUTCOME_INCOMPARABLE, OUTCOME_UNRESOLVED, OUTCOME_IMPROVED,
	OUTCOME_SAME, OUTCOMES,
};
extern const char *const outcome_names[];	/* "REGRESSED", ... */

enum correction { CORRECT_BH, CORRECT_HOLM, CORRECT_NOTHING };

struct rules {
	double delta;		/* of a figure, or of a unit if that is more; 0: the usual, 2 % */
	double detect;		/* a share that every bench is to exclude; 0: none is asked for */
	enum correction correction;	/* for reports, for gates, for the guard of a gate */
	bool exact;		/* what became better is no better than what became worse */
	bool one_sided;		/* worse and better are two questions, each corrected by itself */
};

struct difference {
	const char *name, *question;	/* a record's own */
	enum outcome outcome;
	double a, b;			/* in the unit; NAN where there is none */
	size_t boots_a, boots_b;	/* that the test rests on */
	bool paired;
	bool absolute;			/* effect, lo, hi, delta: b - a, not b / a - 1 */
	double effect, lo, hi, delta;	/* lo, hi: 95 %; NAN where exact or not to be had */
	double p;			/* two-sided against no difference; decides nothing */
	double beyond;			/* p beyond delta, corrected: REGRESSED, IMPROVED */
	double within;			/* p of lying within it, two one-sided tests: SAME */
	double level, decided[2];	/* the interval that shows which, or neither */
	double bound;			/* of what b exceeds a by, at 95 %; exact: the effect */
	double needed;			/* boots a side to resolve it, or detect; NAN: not known */
	struct power_design design;	/* what was seen, as the tests take it: of logarithms */
	double margin;			/* delta, as they take it */
	bool contended;			/* too few boots are left without contended ones */
	char *reason;			/* why there is no verdict (malloced), or NULL */
};

struct comparison {
	enum clock clock;
	bool paired;
	bool exact;			/* as its rules said */
	enum correction correction;
	bool verbose;			/* for who prints it: the exactly same, too; false */
	char *apart;			/* why nothing can be compared (malloced), or NULL */
	char *disturbed;		/* why too little counts for a gate (malloced), or NULL */
	char **notes;			/* what was left out */
	size_t note_count;
	char **changed;			/* "microcode: 0x1, then 0x2" */
	size_t changed_count;
	struct difference *all;		/* worst first */
	size_t count;
	size_t outcomes[OUTCOMES];
	size_t unmeasured;		/* benches without a figure on either side */
};

/* B against A.  Keeps pointers into both; call comparison_free() before records_free(). */
struct comparison comparison_make(const struct records *a, const struct records *b,
				  const struct rules *rules);
void comparison_free(struct comparison *c);

/* Count the outcomes, and put the worst first: for who has changed one. */
void comparison_settle(struct comparison *c);

/* An effect as a share of a's figure; of a unit, where differences are tested and a is less. */
double comparison_share(const struct difference *d, double effect);

#endif
