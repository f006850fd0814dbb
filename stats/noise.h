/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The noise of a series in time, one value a boot.  What one boot met, the next one
 * meets in part: noise is taken to be autoregressive of order 1, and rho is the
 * correlation of neighbours.
 */
#ifndef STATS_NOISE_H
#define STATS_NOISE_H

#include <stddef.h>

/*
 * The standard deviation of differences v[i + lag] - v[i], over sqrt(2): from their median
 * absolute value, which a change of level does not move (from their mean if that is 0, as
 * of discrete values).  NAN if there are none.
 */
double noise_scale(const double *v, size_t n, size_t lag);

/*
 * rho from differences of lag 2 and lag 1 (Chakar, Lebarbier, Levy-Leduc and Robin 2017), those
 * beyond 3 standard deviations left out: no segments are needed for it.  At most .95; NAN if it
 * cannot be told.
 */
double noise_rho(const double *v, size_t n);

/* The mean of the rho of `count` series of n values, NAN ones left out; 0 to .95. */
double noise_mean_rho(const double *rho, const size_t *n, size_t count);

/*
 * Each of them drawn to that mean as far as chance alone sets them apart (empirical Bayes:
 * Efron and Morris 1975).
 */
void noise_shrink(double *rho, const size_t *n, size_t count);

/* The variance of the mean of n values, as a multiple of the variance of one. */
double noise_mean_variance(double rho, size_t n);

/* How many times the variance of a mean of many values is what it were with rho 0. */
double noise_inflation(double rho);

struct noise {
	double sd, rho;
	double df;		/* of sd */
};

/* The standard error of the difference of means of a values and of the b values that follow. */
double noise_se(const struct noise *noise, size_t a, size_t b);

#endif
