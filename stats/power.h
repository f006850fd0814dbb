/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many boots, measured anew, would decide what those so far did not.  Bounds and
 * standard deviations are of logarithms: .02 is about 2 %.
 */
#ifndef STATS_POWER_H
#define STATS_POWER_H

#include <stddef.h>

#include "effect.h"

/* What boots have shown, and what others like them will: n of each side, or n pairs. */
struct power_design {
	struct effect seen;
	double sd;	/* their effect has a standard error of sd / sqrt(n) ... */
	double df;	/* ... with df * (n - 1) degrees of freedom */
};

struct power_design power_unpaired(const double *a, size_t na, const double *b, size_t nb);
struct power_design power_paired(const double *a, const double *b, size_t n);

/*
 * Decided is what lies beyond lo or hi by a one-sided test at `beyond`, or within both by
 * two at `within`.  A bound may be infinite: then there is one side to it.
 */
struct power_bounds {
	double lo, hi;
	double beyond, within;
};

/*
 * The chance that `boots` measured anew decide it.  The truth is not what was seen: it
 * is spread about that as its t interval says, and the variance as its chi-squared.
 */
double power_chance(const struct power_design *d, double boots, const struct power_bounds *q);

/*
 * The fewest boots, more than `many`, with a chance of at least `power`; NAN where a
 * million do not suffice.
 */
double power_boots(const struct power_design *d, double many, const struct power_bounds *q,
		   double power);

#endif
