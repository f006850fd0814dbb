// SPDX-License-Identifier: GPL-2.0-only
#include "look.h"

#include <math.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "clock.h"
#include "host.h"
#include "steal.h"

#define CHAIN "imul-chain"
#define SAMPLES 10
#define TRIES 3
#define SHIFT .01	/* of the core's clock, within one series */

/*
 * The quickest burst of each length: the chain's latency is known, so that what
 * lies above it is not the core's clock.  NAN where every burst was disturbed.
 */
static double ticks(const struct pb_run *run, const struct pb_sample *samples)
{
	double one = INFINITY, two = INFINITY;
	const struct pb_sample *s;

	for (s = samples; s < samples + run->done; s++) {
		if (s->irqs || s->nmis || s->smis || s->switches)
			continue;
		one = fmin(one, (double)s->one);
		two = fmin(two, (double)s->two);
	}
	return two > one && two < INFINITY ? (two - one) / ((double)pb_find(CHAIN)->unroll * run->loops) : NAN;
}

static double chain_ticks(struct host *host, unsigned int layout)
{
	struct pb_sample samples[SAMPLES];
	struct pb_run run;
	double imul = NAN;
	int i;

	for (i = 0; i < TRIES && isnan(imul); i++) {
		run = (struct pb_run){
			.version = PB_ABI_VERSION, .name = CHAIN, .layout = layout, .samples = SAMPLES,
			.buffer = (uintptr_t)samples,
		};
		if (!host_run(host, &run) && run.status == PB_OK)
			imul = ticks(&run, samples); /* cppcheck-suppress uninitvar ; by way of .buffer */
	}
	return imul;
}

struct look look(struct host *host, unsigned int layout, int cpu)
{
	return (struct look){
		.ratio = clock_core_ratio(&(struct chains){ .imul = chain_ticks(host, layout) }),
		.stolen = steal_ms(cpu),
	};
}

struct window look_between(const struct look *before, const struct look *after)
{
	struct window w = { (before->ratio + after->ratio) / 2, UNDISTURBED };

	if (after->stolen > before->stolen)
		w.spoilt = CAUSE_STEAL;
	else if (!(fabs(after->ratio / before->ratio - 1) <= SHIFT))
		w.spoilt = CAUSE_FREQUENCY;
	return w;
}
