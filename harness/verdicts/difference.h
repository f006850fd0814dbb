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
	const char *name, *question;	/* owned by a record */
	enum outcome outcome;
	double a, b;			/* in the unit, or NAN */
	size_t boots_a, boots_b;	/* in the test */
	size_t contended_a, contended_b;	/* records left out as contended */
	bool paired;
	bool absolute;			/* effect, lo, hi, delta: b - a, not b / a - 1 */
	double effect, lo, hi, delta;	/* lo, hi: 95 %; NAN if exact or unknown */
	double p;			/* two-sided against no difference; decides nothing */
	double beyond;			/* p beyond delta, corrected: REGRESSED, IMPROVED */
	double within;			/* p of equivalence, two one-sided tests: SAME */
	double level, decided[2];	/* the interval that shows the verdict */
	double bound;			/* upper bound of the effect, 95 %; exact: the effect */
	double needed;			/* boots of each to resolve it or for detect; or NAN */
	struct power_design design;	/* of logarithms */
	double margin;			/* delta, for the design */
	bool contended;			/* too few boots are not contended */
	char *reason;			/* why there is no verdict (malloced), or NULL */
};

/* Everything that does not depend on other benches.  False: neither a nor b has a figure. */
bool difference_measure(struct difference *d, const struct comparable *of, double delta);

/* The verdict at a corrected `level`; `detect`: as in struct rules. */
void difference_decide(struct difference *d, const struct comparable *of, double level,
		       double detect);

/* An effect as a share of a's figure, or of a unit if that is more and `absolute`. */
double difference_share(const struct difference *d, double effect);

#endif
