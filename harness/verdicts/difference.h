/* SPDX-License-Identifier: GPL-2.0-only */
/* One bench's difference between a and b; docs/method.md says by which tests. */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "power.h"

struct comparable;

/* Worst first. */
enum outcome {
	OUTCOME_REGRESSED, OUTCOME_INCOMPARABLE, OUTCOME_UNRESOLVED, OUTCOME_IMPROVED,
	OUTCOME_SAME, OUTCOMES,
};
extern const char *const outcome_names[];	/* "REGRESSED", ... */

#define ALPHA .05

struct difference {
	const char *name, *question;	/* a record's own */
	enum outcome outcome;
	double a, b;			/* in the unit; NAN where there is none */
	size_t boots_a, boots_b;	/* that the test rests on */
	size_t contended_a, contended_b;	/* records that were left out of it as contended */
	bool paired;
	bool absolute;			/* effect, lo, hi, delta: b - a, not b / a - 1 */
	double effect, lo, hi, delta;	/* lo, hi: 95 %; NAN where exact or not to be had */
	double p;			/* two-sided against no difference; decides nothing */
	double beyond;			/* p beyond delta, corrected: REGRESSED, IMPROVED */
	double within;			/* p of lying within it, two one-sided tests: SAME */
	double level, decided[2];	/* the interval that shows which, or neither */
	double bound;			/* of what b exceeds a by, at 95 %; exact: the effect */
	double needed;			/* boots of each to resolve it, or detect; NAN: not known */
	struct power_design design;	/* what was seen, as the tests take it: of logarithms */
	double margin;			/* delta, as they take it */
	bool contended;			/* too few boots are left without contended ones */
	char *reason;			/* why there is no verdict (malloced), or NULL */
};

/* Everything but what depends on the other benches.  False: neither a nor b has a figure. */
bool difference_measure(struct difference *d, const struct comparable *of, double delta);

/* The verdict at a corrected `level`; `detect`: a share that is to be excluded, or 0. */
void difference_decide(struct difference *d, const struct comparable *of, double level,
		       double detect);

/* An effect as a share of a's figure; of a unit, where differences are tested and a is less. */
double difference_share(const struct difference *d, double effect);

#endif
