/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many boots it takes.  Distances, margins and standard deviations are of
 * logarithms: .02 is about 2 %.
 */
#ifndef STATS_POWER_H
#define STATS_POWER_H

#include <stdbool.h>

struct plan {
	bool paired;	/* a and b in the same boots; else as many boots of each */
	double sd;	/* paired: of the boots' differences; else of the boots of a, and of b */
	double alpha;	/* of the interval at level 1 - alpha; the equivalence test's own alpha */
};

/*
 * The chance that a t test with `boots` (of each, if not paired) finds a true
 * distance from the bound, on the side where it is: R's power.t.test().
 */
double power_difference(const struct plan *plan, double boots, double distance);

/* The chance that the interval at level 1 - 2 alpha is within +-margin, the true log ratio being `at`. */
double power_equivalence(const struct plan *plan, double boots, double at, double margin);

/* Half of the width of the interval at level 1 - alpha, on the scale of logarithms. */
double power_half_width(const struct plan *plan, double boots);

/*
 * The fewest boots, at least 2, with which: the half width is at most this; the chance of a
 * difference, or of equivalence, at least `power`.  NAN where a million do not suffice.
 */
double boots_for_half_width(const struct plan *plan, double half_width);
double boots_for_difference(const struct plan *plan, double distance, double power);
double boots_for_equivalence(const struct plan *plan, double at, double margin, double power);

#endif
