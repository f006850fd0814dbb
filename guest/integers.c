// SPDX-License-Identifier: GPL-2.0-only
#include "integers.h"

__u64 mul_div(__u64 a, __u64 b, __u64 c)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	__u64 quotient = (__u64)product, rest = product >> 64;

	if (rest >= c)
		return ~0ULL >> 1;
	asm volatile("divq %2" : "+a"(quotient), "+d"(rest) : "rm"(c) : "cc");
	return quotient + (rest > c - rest || (rest == c - rest && quotient & 1));
}

__s64 signed_mul_div(__s64 a, __u64 b, __u64 c)
{
	return a < 0 ? -(__s64)mul_div(-(__u64)a, b, c) : (__s64)mul_div((__u64)a, b, c);
}

/* A square has twice the logarithm of its root. */
__u64 log_of(__u64 v)
{
	unsigned int zeros = (unsigned int)__builtin_clzll(v), i;
	__u64 x = v << zeros, log = 63 - zeros;

	for (i = 0; i < LOG_BITS; i++) {
		unsigned __int128 square = (unsigned __int128)x * x;
		unsigned int above = square >> 127;

		x = (__u64)(square >> (63 + above));
		log = log << 1 | above;
	}
	return log;
}

__u64 number_of(__u64 log)
{
	__u64 v = 0, bit;

	for (bit = 1ULL << 62; bit; bit >>= 1)
		if (log_of(v | bit) <= log)
			v |= bit;
	return v;
}

/* Shell's, with the gaps of Knuth. */
void sort(__u64 *v, unsigned int n)
{
	unsigned int gap, i, j;
	__u64 x;

	for (gap = 364; gap; gap /= 3)
		for (i = gap; i < n; i++) {
			x = v[i];
			for (j = i; j >= gap && v[j - gap] > x; j -= gap)
				v[j] = v[j - gap];
			v[j] = x;
		}
}

__u64 median2(__u64 *v, unsigned int n)
{
	sort(v, n);
	return v[(n - 1) / 2] + v[n / 2];
}

__u64 total(const __u64 *v, unsigned int n)
{
	__u64 sum = 0;

	while (n--)
		sum += *v++;
	return sum;
}
