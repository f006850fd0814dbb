/* SPDX-License-Identifier: GPL-2.0-only */
/* Pseudorandom numbers: the same seed gives the same ones on every machine. */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stdint.h>

/* xorshift64* (Vigna, ACM Trans. Math. Softw. 42, 2016).  The state is the seed, and not 0. */
static inline uint64_t random_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

/* One of 0 ... n - 1, for 0 < n <= 2^32; off an even share by less than 2^-32. */
static inline uint64_t random_below(uint64_t *state, uint64_t n)
{
	return (random_next(state) >> 32) * n >> 32;
}

#endif
