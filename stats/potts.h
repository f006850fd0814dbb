/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a series changes its level: the L1 Potts functional (Storath, Weinmann,
 * Unser 2017), minimised exactly.  Values are logarithms, in order of time, one a boot.
 */
#ifndef STATS_POTTS_H
#define STATS_POTTS_H

#include <stddef.h>

/*
 * Cut v[0..n) into segments so that gamma * (segments - 1) + the sum of |value -
 * median of its segment| is least.  starts[0..n) takes the index of each segment's
 * first value, the first of them 0.  Of equally good cuts always the same one.
 * How many there are; 0 where there can be none: n is 0, a value or gamma is NAN, or
 * memory is short.
 */
size_t potts_segments(const double *v, size_t n, double gamma, size_t *starts);

/*
 * A gamma at which a series that does not change is rarely cut, and a change of
 * twice its noise is found within some 30 values: 2 s log n, n at least 10.  s, the
 * noise's standard deviation, is from the median absolute first difference (a change touches but one of
 * them); from their mean if the median is 0, as of discrete values.  0 where nothing
 * changes at all.
 */
double potts_gamma(const double *v, size_t n);

/*
 * Undo cuts, the least founded first (of equal p the smaller step), until those that
 * remain are between neighbouring segments whose means differ with p <= p_most (Welch;
 * where neither varies, the permutation p of values that do not overlap) and by more
 * than `margin`.  In place; how many segments remain, 0 if memory is short.  The p does
 * not know that the cut was chosen by looking: against that stands gamma.
 */
size_t potts_filter(const double *v, size_t n, size_t *starts, size_t count, double p_most, double margin);

#endif
