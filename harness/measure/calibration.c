// SPDX-License-Identifier: GPL-2.0-only
#include "calibration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "record.h"
#include "summary.h"
#include "tally.h"
#include "util.h"

#define CHAIN_TOLERANCE .005	/* of an ADD's one cycle */
#define DRIFT_TOLERANCE .01	/* of the core's clock, between loads */
#define PMU_TOLERANCE .01

/* What the PMU counted of `event` around the bursts; NAN without one. */
static double counted(const struct tally *t, const char *event)
{
	size_t i;

	for (i = 0; i < t->counter_count; i++)
		if (!strcmp(t->counters[i].name, event))
			return t->counters[i].value;
	return NAN;
}

/* Why the chains do not add up (malloced), or NULL. */
static char *add_is_off(const struct tally *imul, const struct tally *add, const double *scales,
			unsigned int loads)
{
	double cycles = 0;
	unsigned int i, n = 0;

	for (i = 0; i < loads; i++) {
		if (isnan(tally_floor(add, i)) || isnan(tally_floor(imul, i)))
			continue;
		cycles += tally_floor(add, i) * scales[i];
		n++;
	}
	if (n && fabs(cycles / n - 1) <= CHAIN_TOLERANCE)
		return NULL;
	return n ? xasprintf("add-chain takes %.3f core cycles by the IMUL chain, not 1.00", cycles / n) :
		   xstrdup("the chains were not measured");
}

/* Cycles and TSC, counted over one and the same window. */
static char *pmu_is_off(const struct record *r, const struct tally *imul)
{
	double ratio = counted(imul, "cycles") / counted(imul, "tsc");

	if (isnan(ratio) || fabs(ratio / r->core_ratio - 1) <= PMU_TOLERANCE)
		return NULL;
	return xasprintf("the PMU counts %.4f core cycles a tick, the IMUL chain %.4f", ratio, r->core_ratio);
}

bool calibration_failed(const struct record *r)
{
	const struct fact *f = record_find_fact(r, "calibration");

	return f && f->value && !strcmp(f->value, "failed");
}

static void judge_calibration(struct record *r, char *why)
{
	record_fact(r, "calibration", "%s", why ? "failed" : "ok");
	if (why)
		record_note(r, "calibration failed: %s; nothing is decided by these cycles", why);
	free(why);
}

static void check_drift(struct record *r, const double *ratios, size_t n)
{
	double lo = INFINITY, hi = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		lo = fmin(lo, ratios[i]);
		hi = fmax(hi, ratios[i]);
	}
	if (hi / lo - 1 > DRIFT_TOLERANCE)
		record_note(r, "the core's clock drifted by %.1f %% between loads; each load is scaled by its own",
			    100 * (hi / lo - 1));
}

double *calibrate(struct record *r, const struct tally *imul, const struct tally *add,
		  unsigned int loads)
{
	double *scales = xcalloc(loads, sizeof(*scales)), *ratios = xcalloc(loads, sizeof(*ratios));
	struct estimate e;
	unsigned int i;
	size_t n = 0;
	char *why;

	for (i = 0; i < loads; i++) {
		struct chains c = { .imul = tally_floor(imul, i) };

		scales[i] = r->clock == CLOCK_SILICON ? clock_core_ratio(&c) : 1;
		if (!isnan(scales[i]))
			ratios[n++] = scales[i];
	}
	e = stats_log_mean(ratios, n);
	for (i = 0; i < loads; i++)
		if (isnan(scales[i]))
			scales[i] = e.mean;
	if (r->clock == CLOCK_SILICON) {
		r->core_ratio = e.mean;
		record_fact_number(r, "core_tsc_ratio_low", e.lo);
		record_fact_number(r, "core_tsc_ratio_high", e.hi);
		check_drift(r, ratios, n);
		why = add_is_off(imul, add, scales, loads);
		judge_calibration(r, why ? why : pmu_is_off(r, imul));
	}
	free(ratios);
	return scales;
}
