/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much dearer b is than a, as a ratio.  What goes in are logarithms of
 * estimates, one a boot: boots differ by more than the samples in them do, and
 * to take samples for independent is to find differences that are not there.
 */
#ifndef STATS_EFFECT_H
#define STATS_EFFECT_H

#include <stddef.h>

struct moments;

/*
 * An estimated log(b / a).  Where nothing varies and a and b are equal, se is 0:
 * the interval is a point, and p is 1.  Where nothing varies and they differ,
 * no number of standard errors says by how much: se is NAN, as it is where there
 * are too few boots, and so is all that follows from it.
 */
struct effect {
	double log_ratio, se, df;
};

/* Boots of a and b apart: Welch 1947, degrees of freedom by Satterthwaite 1946. */
struct effect effect_unpaired(const double *a, size_t na, const double *b, size_t nb);

/* The same from moments, for who has no use for the values themselves. */
struct effect effect_welch(const struct moments *a, const struct moments *b);

/*
 * a and b in the same n boots.  Taken in the order a b b a and averaged, what
 * drifts evenly within a boot cancels.
 */
struct effect effect_paired(const double *a, const double *b, size_t n);

/* b / a: the ratio of geometric means. */
double effect_ratio(const struct effect *e);

struct interval {
	double lo, hi;
};

/* The t interval of b / a; level is .95, or what a correction asks for (levels_holm()). */
struct interval effect_interval(const struct effect *e, double level);

/*
 * Against a margin (relative: .02 for 2 %; 0 for none).  From 1 on there is
 * nothing that lies below 1 - margin.
 *
 * _p_above: that b / a is no more than 1 + margin; _p_below: no less than
 * 1 - margin.  _p: twice the smaller, at most 1; it is <= alpha where the interval
 * at level 1 - alpha lies wholly beyond the margin.  With margin 0 it is the
 * usual two-sided p.
 */
double effect_p_above(const struct effect *e, double margin);
double effect_p_below(const struct effect *e, double margin);
double effect_p(const struct effect *e, double margin);

/*
 * That b / a is not within 1 +- margin: two one-sided tests (Schuirmann 1987).
 * It is <= alpha where the interval at level 1 - 2 alpha lies within.
 */
double effect_equivalence_p(const struct effect *e, double margin);

/* -1: all of the interval is below 1 - margin; 1: above 1 + margin; 0: neither, or no interval. */
int interval_beyond(struct interval i, double margin);

/* 1: all of it is within 1 +- margin; 0: not, or no interval. */
int interval_within(struct interval i, double margin);

#endif
