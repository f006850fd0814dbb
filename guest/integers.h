/* SPDX-License-Identifier: GPL-2.0-only */
/* Arithmetic for the screen's figures: the guest has no floating point. */
#ifndef INTEGERS_H
#define INTEGERS_H

#include <linux/types.h>

/* a * b / c, rounded to the nearest, of two to the even one; the most there is if that is more. */
__u64 mul_div(__u64 a, __u64 b, __u64 c);
__s64 signed_mul_div(__s64 a, __u64 b, __u64 c);

/* The logarithm to base 2 of v >= 1, and the greatest number with a logarithm up to that. */
#define LOG_BITS 32		/* after its point */
__u64 log_of(__u64 v);
__u64 number_of(__u64 log);

void sort(__u64 *v, unsigned int n);

/* Twice the median of n >= 1 values, which are sorted. */
__u64 median2(__u64 *v, unsigned int n);

__u64 total(const __u64 *v, unsigned int n);

#endif
