// SPDX-License-Identifier: GPL-2.0-only
/* Claims and what the figures make of them. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "claims.h"
#include "delta.h"
#include "judge.h"
#include "record.h"
#include "summary.h"
#include "util.h"

static const char *const measure_names[] = {
	[PB_CYCLES] = "cycles", [PB_PATH] = "path", [PB_BYTES] = "bytes",
};

static const char *const expect_names[] = {
	[PB_BELOW] = "below", [PB_ABOVE] = "above", [PB_EQUAL] = "equal to", [PB_NOT_ABOVE] = "not above",
};

enum { CLAIM_BENCHES = 3 };	/* a, b, base */

struct figures {
	const struct result *a, *b, *base;
	struct estimate effect;
	double tolerance;	/* of the effect: what counts as no difference */
};

static char *margin(enum pb_measure measure)
{
	if (measure == PB_CYCLES)
		return xasprintf("%g %%, at least %g core cycles", 100 * DELTA_RELATIVE, DELTA_CYCLES);
	return xstrdup("none, the figures are exact");
}

static double factor_of(const struct pb_claim *c)
{
	return c->factor > 0 ? c->factor : 1;
}

static struct claim_result *add_result(struct record *r, const struct pb_claim *c)
{
	struct claim_result *res;

	r->claims = xreallocarray(r->claims, r->claim_count + 1, sizeof(*r->claims));
	res = &r->claims[r->claim_count++];
	*res = (struct claim_result){
		.id = xstrdup(c->id),
		.source = xstrdup(c->source),
		.text = xstrdup(c->text),
		.measure = xstrdup(measure_names[c->measure]),
		.a = xstrdup(c->a),
		.b = xstrdup(c->b),
		.base = c->base ? xstrdup(c->base) : NULL,
		.predicted = xstrdup(expect_names[c->expect]),
		.factor = factor_of(c),
		.margin = margin(c->measure),
		.delta = NAN,
		.effect = NAN,
		.ci = { NAN, NAN },
		.verdict = VERDICT_NOT_MEASURABLE,
	};
	return res;
}

/* Why the record cannot decide the claim (malloced), or NULL. */
/* The first bench of a claim without a figure that decides: contended, or for a reason that stays. */
static const struct result *unfit_row(const struct record *r, const char *const names[], bool contended)
{
	const struct result *result;
	size_t i;

	for (i = 0; i < CLAIM_BENCHES; i++) {
		result = names[i] ? record_find(r, names[i]) : NULL;
		if (result && result->status != STATUS_OK && (result->status == STATUS_CONTENDED) == contended)
			return result;
	}
	return NULL;
}

static const struct result *without_code(const struct record *r, const char *const names[])
{
	const struct result *result;
	size_t i;

	for (i = 0; i < CLAIM_BENCHES; i++) {
		result = names[i] ? record_find(r, names[i]) : NULL;
		if (result && result->bytes < 0)
			return result;
	}
	return NULL;
}

static char *unfit(const struct record *r, const struct pb_claim *c)
{
	const char *const names[CLAIM_BENCHES] = { c->a, c->b, c->base };
	const struct result *result;

	if (c->measure == PB_BYTES) {
		result = without_code(r, names);
		return result ? xasprintf("%s: its code is not known", result->name) : NULL;
	}
	if (c->measure == PB_CYCLES && r->clock != CLOCK_SILICON)
		return xasprintf("cycles are decided on silicon only; this clock is %s", clock_names[r->clock]);
	if (c->measure == PB_PATH && r->clock != CLOCK_ICOUNT)
		return xasprintf("path lengths are decided under icount only; this clock is %s",
				 clock_names[r->clock]);
	if (c->measure == PB_CYCLES && calibration_failed(r))
		return xstrdup("the calibration failed; the notes say why");
	result = unfit_row(r, names, false);
	if (!result)
		result = unfit_row(r, names, true);
	return result ? xasprintf("%s: %s", result->name, result->reason) : NULL;
}

static bool asked_for(const struct record *r, const struct pb_claim *c)
{
	return record_find(r, c->a) && record_find(r, c->b) && (!c->base || record_find(r, c->base));
}

static double effect(double a, double b, double base)
{
	return (a - base) / (b - base);
}

/* Ratios within a pass, of the passes that all have: a and b then had the same layout, at almost the same time. */
static struct estimate cycles_effect(const struct figures *f)
{
	const struct result *const results[] = { f->a, f->b, f->base };
	double *v[CLAIM_BENCHES] = { NULL };
	size_t i, n = record_common(results, f->base ? 3 : 2, v);
	struct estimate e = { effect(f->a->estimate, f->b->estimate, f->base ? f->base->estimate : 0), NAN, NAN };

	for (i = 0; i < n; i++)
		v[0][i] = effect(v[0][i], v[1][i], v[2] ? v[2][i] : 0);
	if (n)
		e = stats_log_mean(v[0], n);
	for (i = 0; i < CLAIM_BENCHES; i++)
		free(v[i]);
	return e;
}

static double figure(enum pb_measure measure, const struct result *result)
{
	return measure == PB_BYTES ? (double)result->bytes + (double)result->cold : result->estimate;
}

static struct figures compare(const struct record *r, const struct pb_claim *c, double factor)
{
	struct figures f = {
		.a = record_find(r, c->a),
		.b = record_find(r, c->b),
		.base = c->base ? record_find(r, c->base) : NULL,
	};

	switch (c->measure) {
	case PB_CYCLES:
		f.effect = cycles_effect(&f);
		f.tolerance = fmax(DELTA_RELATIVE * factor,
				   DELTA_CYCLES / (f.b->estimate - (f.base ? f.base->estimate : 0)));
		return f;
	case PB_PATH:
	case PB_BYTES:
		f.effect.mean = effect(figure(c->measure, f.a), figure(c->measure, f.b),
				       f.base ? figure(c->measure, f.base) : 0);
		break;
	}
	f.effect.lo = f.effect.hi = f.effect.mean;
	return f;
}

static enum verdict mirrored(enum verdict v)
{
	if (v == VERDICT_SUPPORTED)
		return VERDICT_REFUTED;
	return v == VERDICT_REFUTED ? VERDICT_SUPPORTED : v;
}

/* Where the interval lies to the band that counts as no difference from `factor`. */
static enum verdict decide(enum pb_expect expect, double factor, const struct figures *f)
{
	double low = factor - f->tolerance, high = factor + f->tolerance;
	double lo = f->effect.lo, hi = f->effect.hi;
	bool within = lo >= low && hi <= high;

	/* A tolerance below 0: b is no dearer than its base, so there is nothing to divide by. */
	if (isnan(lo) || isnan(hi) || f->tolerance < 0)
		return VERDICT_UNRESOLVED;
	switch (expect) {
	case PB_EQUAL:
		if (within)
			return VERDICT_SUPPORTED;
		return hi < low || lo > high ? VERDICT_REFUTED : VERDICT_UNRESOLVED;
	case PB_NOT_ABOVE:
		if (hi <= high)
			return VERDICT_SUPPORTED;
		return lo > high ? VERDICT_REFUTED : VERDICT_UNRESOLVED;
	case PB_ABOVE:
		return mirrored(decide(PB_BELOW, factor, f));
	case PB_BELOW:
		break;
	}
	if (within)
		return VERDICT_NO_DIFFERENCE;
	if (hi < low)
		return VERDICT_SUPPORTED;
	return lo > high ? VERDICT_REFUTED : VERDICT_UNRESOLVED;
}

static const char *const units[] = {
	[PB_CYCLES] = "core cycles",
	[PB_PATH] = "instructions executed; says nothing of time",
	[PB_BYTES] = "bytes a site",
};

static const char *unit_of(const struct record *r, const struct pb_claim *c)
{
	if (c->measure == PB_PATH && record_counts_hypervisor(r))
		return "instructions executed by guest and hypervisor together; says nothing of time";
	return units[c->measure];
}

static char *explain(const struct record *r, const struct pb_claim *c, const struct figures *f)
{
	int digits = c->measure == PB_CYCLES ? 4 : 10;
	char *base = f->base ? xasprintf(", both less %.*g", digits, figure(c->measure, f->base)) : xstrdup("");
	char *all = xasprintf("%.*g against %.*g%s %s", digits, figure(c->measure, f->a), digits,
			      figure(c->measure, f->b), base, unit_of(r, c));

	free(base);
	return all;
}

static void judge(struct record *r, const struct pb_claim *c)
{
	struct claim_result *res = add_result(r, c);
	struct figures f;

	res->reason = unfit(r, c);
	if (res->reason)
		return;
	f = compare(r, c, res->factor);
	res->effect = f.effect.mean;
	res->delta = f.tolerance >= 0 ? f.tolerance : NAN;
	if (c->measure == PB_CYCLES) {
		res->ci[0] = f.effect.lo;
		res->ci[1] = f.effect.hi;
	}
	res->verdict = decide(c->expect, res->factor, &f);
	res->reason = explain(r, c, &f);
}

void claims_judge(struct record *r)
{
	unsigned int i;

	record_drop_claims(r);
	for (i = 0; i < pb_claim_count; i++)
		if (asked_for(r, &pb_claims[i]))
			judge(r, &pb_claims[i]);
}
