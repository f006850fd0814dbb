/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that only look random: the same seed gives the same ones, on every machine. */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stdint.h>

/*
 * xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift
 * generators, scrambled" (2016).  The state is the seed, and not 0.
 */
uint64_t random_next(uint64_t *state);

/* One of 0 ... n - 1, for 0 < n <= 2^32; off an even share by less than 2^-32. */
uint64_t random_below(uint64_t *state, uint64_t n);

#endif
