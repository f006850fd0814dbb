/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * By how much b costs more than a, as a ratio, and many such tests at once.  Values are
 * logarithms of estimates, one a boot: boots differ by more than the samples in them do,
 * and to take samples for independent is to find differences that are not there.
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
struct effect effect_unpaired(const struct moments *a, const struct moments *b);

/* a and b in the same n boots.  In the order a b b a, what drifts evenly within a boot cancels. */
struct effect effect_paired(const double *a, const double *b, size_t n);

/* b / a: the ratio of geometric means. */
double effect_ratio(const struct effect *e);

struct interval {
	double lo, hi;
};

/* The t interval of b / a; level is .95, or what a correction asks for. */
struct interval effect_interval(const struct effect *e, double level);

/* log(1 - margin); -INFINITY from 1 on. */
double log_below(double margin);

/*
 * p against a margin (relative: .02 for 2 %; from 1 on nothing lies below 1 - margin).
 *
 * _p_above: that b / a is no more than 1 + margin; _p_below: no less than 1 - margin.
 * _p: twice the smaller, at most 1; it is <= alpha where the interval at level 1 - alpha
 * lies wholly beyond the margin.
 */
double effect_p_above(const struct effect *e, double margin);
double effect_p_below(const struct effect *e, double margin);
double effect_p(const struct effect *e, double margin);

/*
 * That b / a is not within 1 +- margin: two one-sided tests (Schuirmann 1987).
 * It is <= alpha where the interval at level 1 - 2 alpha lies within.
 */
double effect_equivalence_p(const struct effect *e, double margin);

/*
 * Many tests at once, by Holm 1979, and by Benjamini and Hochberg 1995 (docs/statistics.md).  p
 * that are NAN were no tests: they stay NAN and do not count.
 *
 * adjusted[], which may be p itself: as R's p.adjust(); reject those <= alpha.
 * levels[]: of each test's interval, so that it excludes what the test was about where
 * it is rejected and nowhere else.  All NAN if memory is short.
 */
void correct_holm(const double *p, size_t n, double alpha, double *adjusted, double *levels);
void correct_bh(const double *p, size_t n, double alpha, double *adjusted, double *levels);

#endif
