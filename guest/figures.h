/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One bench's samples as figures: what harness/measure/tally.c and stats/summary.c do,
 * in integers, since there is no floating point here.  Figures are in
 * millionths of a tick.
 */
#ifndef FIGURES_H
#define FIGURES_H

#include "abi.h"

#define FIGURES_SAMPLES_MAX 100

struct figures {
	unsigned int samples;			/* kept */
	unsigned int irqs, nmis, smis;		/* dropped for their sake */
	__s64 estimate, with_dropped;
	__s64 values[FIGURES_SAMPLES_MAX];	/* ascending */
};

/* Of run->done samples, each of operations (unroll * loops) in the shorter burst. */
void figures_take(struct figures *f, const struct pb_run *run, const struct pb_sample *samples,
		  unsigned int operations);

/* The mean of the lowest tenth: for a chain whose latency is known. */
__s64 figures_floor(const struct figures *f);

/* The percentile `p` of the values. */
__s64 figures_quantile(const struct figures *f, unsigned int p);

/* a / b, to the nearest. */
__s64 divide(__s64 a, __s64 b);

#endif
