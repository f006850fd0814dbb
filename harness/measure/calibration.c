// SPDX-License-Identifier: GPL-2.0-only
#include "calibration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "probe.h"
#include "summary.h"
#include "tally.h"
#include "util.h"

/* Core clocks between a twentieth and six times the TSC's: firmware may run a laptop at 400 MHz. */
#define IMUL_TICKS_MIN (IMUL_CYCLES / 6)
#define IMUL_TICKS_MAX (IMUL_CYCLES * 20)
#define RATIO_TOLERANCE .06

/* A front end takes 1 to 12 nops a cycle; an emulator that drops them takes no time at all. */
#define NOP_CYCLES_MIN .05
#define NOP_CYCLES_MAX 1.2

#define CHAIN_TOLERANCE .005	/* of an ADD's one cycle */
#define DRIFT_TOLERANCE .01	/* of the core's clock, between batches */
#define PMU_TOLERANCE .01

bool clock_may_be_silicon(const struct chains *c)
{
	return !c->emulator && c->imul >= IMUL_TICKS_MIN && c->imul <= IMUL_TICKS_MAX;
}

static bool plausible(const struct chains *c)
{
	double nop = c->nop * IMUL_CYCLES / c->imul;

	return clock_may_be_silicon(c) &&
	       fabs(c->imul / c->add / IMUL_CYCLES - 1) <= RATIO_TOLERANCE &&
	       nop >= NOP_CYCLES_MIN && nop <= NOP_CYCLES_MAX;
}

enum clock clock_recognise(const struct chains *c, char **why)
{
	if (c->exact && c->imul == 1 && c->add == 1 && c->nop == 1) {
		*why = xstrdup("nop, imul-chain and add-chain take exactly 1 tick an instruction");
		return CLOCK_ICOUNT;
	}
	if (plausible(c)) {
		*why = xasprintf("imul-chain takes %.3f ticks, %.2f times add-chain", c->imul,
				 c->imul / c->add);
		return CLOCK_SILICON;
	}
	*why = xasprintf("%snop, imul-chain and add-chain take %.4g, %.4g and %.4g ticks",
			 c->emulator ? "CPUID names an emulator (TCG); " : "", c->nop, c->imul,
			 c->add);
	return CLOCK_EMULATED;
}

/* Why the chains do not agree with each other and the PMU (malloced), or NULL. */
static char *disagreement(const struct tally *imul, const struct tally *add)
{
	double pmu = count_of(imul->counters, imul->counter_count, "cycles") /
		     count_of(imul->counters, imul->counter_count, "tsc");
	double cycles = 0, chain = 0;
	size_t i;

	for (i = 0; i < add->batch_count; i++)
		cycles += add->batches[i].batch.estimate / (double)add->batch_count;
	for (i = 0; i < imul->batch_count; i++)
		chain += imul->batches[i].scale / (double)imul->batch_count;
	if (!(fabs(cycles - 1) <= CHAIN_TOLERANCE))
		return xasprintf("add-chain takes %.3f core cycles by the IMUL chain, not 1.00",
				 cycles);
	if (fabs(pmu / chain - 1) > PMU_TOLERANCE)
		return xasprintf("the PMU counts %.4f core cycles a tick, the IMUL chain %.4f", pmu,
				 chain);
	return NULL;
}

/* A shared core says nothing of its clock. */
static void judge_calibration(struct record *r, const struct tally *imul, const struct tally *add)
{
	char *why;

	if (!imul->batch_count || !add->batch_count) {
		record_fact_missing(r, "calibration", "%s was measured on a shared core alone",
				    imul->batch_count ? "add-chain" : "imul-chain");
		return;
	}
	why = disagreement(imul, add);
	record_fact(r, "calibration", "%s", why ? "failed" : "ok");
	if (why)
		record_note(r, "calibration failed: %s; nothing is decided by these cycles", why);
	free(why);
}

bool calibration_failed(const struct record *r)
{
	return !strcmp(changes_fact(r, "calibration"), "failed");
}

/* The mean of all that was quiet in that pass; NAN if nothing was. */
static double pass_ratio(const struct tally *all, size_t n, long pass)
{
	size_t i, k, count = 0;
	double sum = 0;

	for (i = 0; i < n; i++) {
		for (k = 0; k < all[i].batch_count; k++) {
			if (all[i].batches[k].batch.pass != pass)
				continue;
			sum += all[i].batches[k].scale;
			count++;
		}
	}
	return count ? sum / (double)count : NAN;
}

static void set_core_ratio(struct record *r, const struct tally *all, size_t n, long last_pass)
{
	double *ratios = NULL, ratio, lo = INFINITY, hi = 0;
	struct estimate e;
	size_t count = 0;
	long pass;

	for (pass = 0; pass <= last_pass; pass++) {
		ratio = pass_ratio(all, n, pass);
		if (isnan(ratio))
			continue;
		*PUSH(ratios, count) = ratio;
		lo = fmin(lo, ratio);
		hi = fmax(hi, ratio);
	}
	e = stats_log_mean(ratios, count);
	r->core_ratio = e.mean;
	record_fact_number(r, "core_tsc_ratio_low", e.lo);
	record_fact_number(r, "core_tsc_ratio_high", e.hi);
	if (hi / lo - 1 > DRIFT_TOLERANCE)
		record_note(r, "the core's clock drifted by %.1f %% between batches; each is "
			    "scaled by its own", 100 * (hi / lo - 1));
	free(ratios);
}

void calibrate(struct record *r, struct tally *all, size_t n)
{
	const struct tally *imul = tally_find(all, n, "imul-chain");

	if (r->clock != CLOCK_SILICON)
		return;
	set_core_ratio(r, all, n, imul->pass);
	judge_calibration(r, imul, tally_find(all, n, "add-chain"));
}
