// SPDX-License-Identifier: GPL-2.0-only
#include "probe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "executor.h"
#include "raw-format.h"
#include "summary.h"
#include "util.h"

#define SAMPLES PB_QUIET_SAMPLES
#define MOMENTS PB_QUIET_MOMENTS
#define LOADS 3.		/* of load-hit */
#define INSNS 6.		/* of issue-width */
#define LOAD_PORTS_MIN 2
#define WIDTH_MAX 16
#define BOUND_TOLERANCE .02
#define CLOCK_TOLERANCE .015	/* of one probe's chain */

/* The median of one figure of each sample; NAN without samples. */
static double median_of(const struct pb_sample *samples, size_t n,
			double (*of)(const struct pb_sample *))
{
	double *values = xcalloc(n + 1, sizeof(*values)), m;
	size_t i;

	for (i = 0; i < n; i++)
		values[i] = of(&samples[i]);
	m = n ? stats_median(values, n) : NAN;
	free(values);
	return m;
}

static double chain_ticks(const struct pb_sample *s)
{
	return (s->before.chain + s->after.chain) / 2.;
}

/* Ratios to the chain do not depend on the core's clock. */
static double body_by_chain(const struct pb_sample *s)
{
	return ((double)s->two - (double)s->one) / chain_ticks(s);
}

static double issue_by_chain(const struct pb_sample *s)
{
	return (s->before.issue + s->after.issue) / 2. / chain_ticks(s);
}

/* A short, probed batch of a calibration bench; *body: what an operation takes, by the chain. */
static size_t sample(struct executor *executor, const char *name, unsigned int layout,
		     struct pb_sample *samples, double *body)
{
	struct pb_run run = {
		.version = PB_ABI_VERSION, .layout = layout, .samples = SAMPLES, .probe = 1,
		.buffer = (uintptr_t)samples,
	};

	strcpy(run.name, name);
	if (executor_run(executor, &run) || run.status != PB_OK)
		return 0;
	*body = median_of(samples, run.done, body_by_chain) /
		((double)pb_find(name)->unroll * run.loops);
	return run.done;
}

/* Where a body of `many` takes so many cycles: how many a cycle, 0 if that is no whole number. */
static double whole(double cycles, double many)
{
	double n = round(many / cycles);

	return n >= 1 && n <= WIDTH_MAX && fabs(cycles * n / many - 1) <= BOUND_TOLERANCE ? n : 0;
}

bool probe_width_plausible(double cycles)
{
	return whole(cycles, INSNS) >= 2 * LOAD_PORTS_MIN;
}

/* Half of the issue slots can be whole, too; but no CPU has fewer than two for a load port. */
static bool core_is_ours(double loads, double width)
{
	double ports = whole(loads, LOADS);

	return ports >= LOAD_PORTS_MIN && whole(width, INSNS) >= 2 * ports;
}

static bool find_quiet(struct executor *executor, unsigned int layout, bool alone,
		       struct probe_quiet *quiet)
{
	struct pb_sample samples[SAMPLES];
	double imul = NAN, loads = NAN, width = NAN;
	size_t n;

	sample(executor, "imul-chain", layout, samples, &imul);
	sample(executor, "load-hit", layout, samples, &loads);
	n = sample(executor, "issue-width", layout, samples, &width);
	quiet->chain = IMUL_CYCLES / imul;
	quiet->issue = quiet->chain * median_of(samples, n, issue_by_chain);
	quiet->width = quiet->chain * width;
	return quiet->issue > 0 && (alone || core_is_ours(quiet->chain * loads, quiet->width));
}

bool probe_find_quiet(struct executor *executor, unsigned int layout, bool alone,
		      struct probe_quiet *quiet)
{
	double chain[MOMENTS], issue[MOMENTS], width[MOMENTS];
	size_t i;

	for (i = 0; i < MOMENTS; i++) {
		if (!find_quiet(executor, layout, alone, quiet))
			return false;
		chain[i] = quiet->chain;
		issue[i] = quiet->issue;
		width[i] = quiet->width;
	}
	*quiet = (struct probe_quiet){
		.chain = stats_median(chain, MOMENTS),
		.issue = stats_median(issue, MOMENTS),
		.width = stats_median(width, MOMENTS),
	};
	return true;
}

struct window probe_window(const struct probe_quiet *quiet, const struct pb_sample *samples,
			   size_t n)
{
	struct window w = { .scale = 1, .disturbed = UNDISTURBED };

	if (!quiet || !n)
		return w;
	w.chain = median_of(samples, n, chain_ticks);
	w.scale = quiet->chain / w.chain;
	w.issue = quiet->issue / quiet->chain;
	w.width = quiet->width;
	return w;
}

static bool moved(const struct window *w, const struct pb_probe *p)
{
	return fabs(p->chain / w->chain - 1) > CLOCK_TOLERANCE;
}

static bool shared(const struct window *w, const struct pb_probe *p)
{
	return !(p->issue <= w->issue * p->chain * (1 + PROBE_TOLERANCE));
}

enum cause probe_cause(const struct window *w, const struct pb_sample *s)
{
	if (w->disturbed != UNDISTURBED || !(w->chain > 0))
		return w->disturbed;
	if (shared(w, &s->before) || shared(w, &s->after))
		return CAUSE_CONTENTION;
	return moved(w, &s->before) || moved(w, &s->after) ? CAUSE_FREQUENCY : UNDISTURBED;
}
