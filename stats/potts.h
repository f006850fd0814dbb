/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a history changes its level: the L1 Potts functional (Storath, Weinmann,
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
 * A gamma for candidates: 1.5 s log n, n at least 10.  s is what each of many values adds to the
 * standard deviation of their sum, by their noise_scale() and the correlation rho of neighbours.
 */
double potts_gamma(double scale, double rho, size_t n);

#endif
