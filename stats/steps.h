/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which cuts of a history are changes of its level, what is a line rather than steps, and how
 * near the place of a change is known.  Values are in order of time, one a boot.
 *
 * What one boot met, the next one meets in part: noise is taken to be autoregressive of order 1,
 * and rho is the correlation of neighbours.
 */
#ifndef STATS_STEPS_H
#define STATS_STEPS_H

#include <stdbool.h>
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

/* The mean of the rho of `count` histories of n values, NAN ones left out; 0 to .95. */
double noise_mean_rho(const double *rho, const size_t *n, size_t count);

/*
 * Each of them drawn to that mean as far as chance alone sets them apart (empirical Bayes:
 * Efron and Morris 1975).
 */
void noise_shrink(double *rho, const size_t *n, size_t count);

/* The variance of the mean of n values, as a multiple of the variance of one. */
double noise_mean_variance(double rho, size_t n);

struct noise {
	double sd, rho;
	double df;		/* of sd */
};

/* The standard error of the difference of means of a values and of the b values that follow. */
double noise_se(const struct noise *noise, size_t a, size_t b);

struct steps {
	const double *v;
	size_t n;
	size_t *starts, count;		/* the first value of each segment; room for n */
	double *x;			/* v, limited to the reach; room for n */
	double reach;			/* of a segment's median: what is farther counts as there */
	struct noise noise;
};

/*
 * Candidates into starts: segments of the least cost at the noise that rho stands for
 * (potts_segments()), three values or more, the last one two.  A single last value is left out:
 * n is less by one then.  False if memory is short.
 */
bool steps_cut(struct steps *s, double rho);

/* Fill in x: for a caller that has set segments and reach. */
void steps_limit(struct steps *s);

/* rho by the segments' residuals, its bias removed (Kendall 1954); NAN if they are too short. */
double steps_rho(const struct steps *s);

/* The noise by the segments' residuals. */
void steps_take_noise(struct steps *s, double rho);

/* What counts as no change: a mean less by up to `below`, or greater by up to `above`. */
struct margin {
	double below, above;
};

bool steps_beyond(double difference, const struct margin *margin);

/*
 * Undo cuts, the least founded first (of equal p the smaller step), until those that remain
 * are between neighbours whose means differ by more than the margin, with p <= p_most.  False
 * if memory is short.
 */
bool steps_filter(struct steps *s, const struct margin *margin, double p_most);

struct step {
	double from, to, p;
	size_t first, last;		/* where it may be, 95 % */
};

/* Of the cut before segment i, 0 < i < count. */
struct step steps_step(const struct steps *s, size_t i);

/*
 * The least-squares line from v[0] to v[n - 1].  True if it fits no worse than the segments do
 * (Schwarz 1978); where there is one segment, if its p is <= p_most.
 */
bool steps_line(const struct steps *s, double p_most, struct step *line);

#endif
