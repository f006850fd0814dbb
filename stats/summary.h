/* SPDX-License-Identifier: GPL-2.0-only */
/* One set of values: order statistics, means and their intervals (docs/method.md). */
#ifndef STATS_SUMMARY_H
#define STATS_SUMMARY_H

#include <stddef.h>

/* Sort ascending, in place. */
void stats_sort(double *v, size_t n);

/* The p-quantile (0 to 1) of n >= 1 sorted values, by linear interpolation (R's type 7). */
double stats_quantile(const double *sorted, size_t n, double p);

/* The median of n >= 1 values, which come into another order. */
double stats_median(double *v, size_t n);

/*
 * The mean of the lowest 80 % of n >= 1 sorted values.  Spikes go up, never
 * down; and a median of discrete data jumps by a whole step.
 */
double stats_low_mean(const double *sorted, size_t n);

/* How many values that is. */
size_t stats_low_count(size_t n);

struct moments {
	size_t n;
	double mean;		/* NAN if n is 0 */
	double variance;	/* over n - 1; NAN if n < 2 */
};

struct moments stats_moments(const double *v, size_t n);

/* The same of the logarithms; NAN unless all v > 0. */
struct moments stats_log_moments(const double *v, size_t n);

struct estimate {
	double mean, lo, hi;	/* lo and hi are NAN where there is only one value */
};

/* Mean of n >= 1 values with its 95 % t interval (n - 1 degrees of freedom). */
struct estimate stats_mean(const double *v, size_t n);

/* The same of the logarithms, turned back; plain stats_mean() unless all v > 0. */
struct estimate stats_log_mean(const double *v, size_t n);

/*
 * Of cycles: stats_log_mean() if all are 1 or more, else stats_mean(): noise around 0 would become
 * orders of magnitude.
 */
struct estimate stats_cycles_mean(const double *v, size_t n);

#endif
