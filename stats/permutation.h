/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What share of the ways to call boots "a" and "b" sets their means as far
 * apart as they are, or further: two-sided, the observed way included (Fisher
 * 1935; Pitman 1937).  No distribution is assumed.  Values that go in are
 * logarithms, one a boot.
 */
#ifndef STATS_PERMUTATION_H
#define STATS_PERMUTATION_H

#include <stddef.h>
#include <stdint.h>

/*
 * All C(na + nb, na) splits up to 200,000 of them (10 boots of each are
 * 184,756); beyond, PERMUTATION_DRAWS at random, and (count + 1) / (draws + 1).
 * NAN where na or nb is 0, a value is NAN, or memory is short.
 */
double permutation_unpaired(const double *a, size_t na, const double *b, size_t nb, uint64_t seed);

/* a[i] and b[i] change names within boot i: all 2^n ways up to n = 14; beyond, at random. */
double permutation_paired(const double *a, const double *b, size_t n, uint64_t seed);

#define PERMUTATION_DRAWS 19999

#endif
