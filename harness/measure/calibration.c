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
#define DRIFT_TOLERANCE .01	/* of the core's clock, between batches */
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
static char *add_is_off(const struct tally *add)
{
	double cycles = 0;
	size_t i;

	for (i = 0; i < add->batch_count; i++)
		cycles += add->batches[i].estimate / (double)add->batch_count;
	if (fabs(cycles - 1) <= CHAIN_TOLERANCE)
		return NULL;
	return xasprintf("add-chain takes %.3f core cycles by the IMUL chain, not 1.00", cycles);
}

/* Cycles and TSC, counted over one and the same window. */
static char *pmu_is_off(const struct tally *imul)
{
	double pmu = counted(imul, "cycles") / counted(imul, "tsc");
	double chain = stats_moments(imul->scales, imul->batch_count).mean;

	if (isnan(pmu) || fabs(pmu / chain - 1) <= PMU_TOLERANCE)
		return NULL;
	return xasprintf("the PMU counts %.4f core cycles a tick, the IMUL chain %.4f", pmu, chain);
}

bool calibration_failed(const struct record *r)
{
	const struct fact *f = record_find_fact(r, "calibration");

	return f && f->value && !strcmp(f->value, "failed");
}

/* A core that is shared says nothing of its clock. */
static void judge_calibration(struct record *r, const struct tally *imul, const struct tally *add)
{
	char *why;

	if (!imul->batch_count || !add->batch_count) {
		record_fact_missing(r, "calibration", "%s was measured on a shared core alone",
				    imul->batch_count ? "add-chain" : "imul-chain");
		return;
	}
	why = add_is_off(add);
	if (!why)
		why = pmu_is_off(imul);
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
	if (n && hi / lo - 1 > DRIFT_TOLERANCE)
		record_note(r, "the core's clock drifted by %.1f %% between batches; every figure is scaled by what it was just then",
			    100 * (hi / lo - 1));
}

/* Of all that was measured in that batch; false if nothing was. */
static bool batch_ratio(const struct tally *all, size_t n, size_t batch, double *ratio)
{
	size_t i, count = 0;
	double sum = 0;

	for (i = 0; i < n; i++) {
		if (batch >= all[i].batch_count)
			continue;
		sum += all[i].scales[batch];
		count++;
	}
	*ratio = sum / (double)count;
	return count;
}

static void set_core_ratio(struct record *r, const struct tally *all, size_t n)
{
	double *ratios = NULL, ratio;
	struct estimate e;
	size_t batches = 0;

	while (batch_ratio(all, n, batches, &ratio)) {
		ratios = xreallocarray(ratios, batches + 1, sizeof(*ratios));
		ratios[batches++] = ratio;
	}
	e = stats_log_mean(ratios, batches);
	r->core_ratio = e.mean;
	record_fact_number(r, "core_tsc_ratio_low", e.lo);
	record_fact_number(r, "core_tsc_ratio_high", e.hi);
	check_drift(r, ratios, batches);
	free(ratios);
}

void calibrate(struct record *r, struct tally *all, size_t n)
{
	if (r->clock != CLOCK_SILICON)
		return;
	set_core_ratio(r, all, n);
	judge_calibration(r, tally_find(all, n, "imul-chain"), tally_find(all, n, "add-chain"));
}
