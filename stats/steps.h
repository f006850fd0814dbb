/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which cuts of a series are changes of its level, what is a line rather than steps, and how near
 * the place of a change is known.  Values are in order of time, one a boot.
 */
#ifndef STATS_STEPS_H
#define STATS_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "noise.h"

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

/* Fill in x: for who has set segments and reach himself. */
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
