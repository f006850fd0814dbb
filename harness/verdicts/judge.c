// SPDX-License-Identifier: GPL-2.0-only
/* Claims and what the figures make of them. */
#include <math.h>
#include <stdlib.h>

#include "calibration.h"
#include "claim-words.h"
#include "claims.h"
#include "delta.h"
#include "judge.h"
#include "record.h"
#include "summary.h"
#include "util.h"

static const char *const units[PB_MEASURES] = {
	[PB_CYCLES] = "core cycles",
	[PB_PATH] = "instructions executed; says nothing of time",
	[PB_BYTES] = "bytes a site",
};

enum { A, B, BASE, BENCHES };

/* A claim, one of its measures, and what the record has of its benches. */
struct statement {
	const struct pb_claim *claim;
	enum pb_measure measure;
	const struct result *of[BENCHES];	/* NULL for a base that the claim does not have */
};

struct evidence {
	struct estimate ratio;
	double tolerance;	/* what counts as no difference */
};

/* The first of the claim's benches without a figure: contended, or for a reason that stays. */
static const struct result *unmeasured(const struct statement *s, bool contended)
{
	size_t i;

	for (i = 0; i < BENCHES; i++)
		if (s->of[i] && s->of[i]->status != STATUS_OK &&
		    (s->of[i]->status == STATUS_CONTENDED) == contended)
			return s->of[i];
	return NULL;
}

static char *unfit_bytes(const struct statement *s)
{
	size_t i;

	for (i = 0; i < BENCHES; i++)
		if (s->of[i] && s->of[i]->bytes < 0)
			return xasprintf("%s: its code is not known", s->of[i]->name);
	return NULL;
}

/* Why the record cannot decide the claim (malloced), or NULL. */
static char *unfit(const struct record *r, const struct statement *s)
{
	const struct result *result;

	if (s->measure == PB_BYTES)
		return unfit_bytes(s);
	if (s->measure == PB_CYCLES && r->clock != CLOCK_SILICON)
		return xasprintf("cycles are decided on silicon only; this clock is %s",
				 clock_names[r->clock]);
	if (s->measure == PB_PATH && r->clock != CLOCK_ICOUNT)
		return xasprintf("path lengths are decided under icount only; this clock is %s",
				 clock_names[r->clock]);
	if (s->measure == PB_CYCLES && calibration_failed(r))
		return xstrdup("the calibration failed; the notes say why");
	result = unmeasured(s, false);
	if (!result)
		result = unmeasured(s, true);
	return result ? xasprintf("%s: %s", result->name, result->reason) : NULL;
}

static double figure(const struct statement *s, int which)
{
	const struct result *result = s->of[which];

	if (!result)
		return 0;
	if (s->measure != PB_BYTES)
		return result->estimate;
	return (double)result->bytes + (double)result->cold + fmax(0, (double)result->tables);
}

static double ratio(double a, double b, double base)
{
	return (a - base) / (b - base);
}

/* Ratios within each pass that all have: at almost the same time, in the same layout. */
static struct estimate ratio_of_cycles(const struct statement *s, double all)
{
	double *v[BENCHES] = { NULL };
	size_t i, n = record_common(s->of, s->of[BASE] ? 3 : 2, v);
	struct estimate e = { all, NAN, NAN };

	for (i = 0; i < n; i++)
		v[A][i] = ratio(v[A][i], v[B][i], v[BASE] ? v[BASE][i] : 0);
	if (n)
		e = stats_log_mean(v[A], n);
	for (i = 0; i < BENCHES; i++)
		free(v[i]);
	return e;
}

static struct evidence evidence_of(const struct statement *s, double factor)
{
	double b = figure(s, B), base = figure(s, BASE), all = ratio(figure(s, A), b, base);

	if (s->measure != PB_CYCLES)
		return (struct evidence){ { all, all, all }, 0 };
	return (struct evidence){
		ratio_of_cycles(s, all),
		fmax(DELTA_RELATIVE * factor, DELTA_CYCLES / (b - base)),
	};
}

/* By where the interval lies to the band around `factor` that counts as no difference. */
static enum verdict decide(enum pb_expect expect, double factor, const struct evidence *e)
{
	double low = factor - e->tolerance, high = factor + e->tolerance;
	double lo = e->ratio.lo, hi = e->ratio.hi;
	bool below = hi < low, above = lo > high, within = lo >= low && hi <= high;
	bool supported = below, refuted = above;	/* as PB_BELOW asks */

	/* A tolerance below 0: b does not cost more than its base, and no ratio exists. */
	if (isnan(lo) || isnan(hi) || e->tolerance < 0)
		return VERDICT_UNRESOLVED;
	if (expect == PB_ABOVE) {
		supported = above;
		refuted = below;
	} else if (expect == PB_EQUAL) {
		supported = within;
		refuted = below || above;
	} else if (expect == PB_NOT_ABOVE) {
		supported = hi <= high;
	}
	if (supported)
		return VERDICT_SUPPORTED;
	if (refuted)
		return VERDICT_REFUTED;
	return within ? VERDICT_NO_DIFFERENCE : VERDICT_UNRESOLVED;
}

static char *explain(const struct record *r, const struct statement *s)
{
	int digits = s->measure == PB_CYCLES ? 4 : 10;
	const char *unit = units[s->measure];
	char *all;

	if (s->measure == PB_PATH && record_counts_hypervisor(r))
		unit = "instructions executed by guest and hypervisor together; "
		       "says nothing of time";
	all = xasprintf("%.*g against %.*g", digits, figure(s, A), digits, figure(s, B));
	if (s->of[BASE])
		append(&all, ", both less %.*g", digits, figure(s, BASE));
	append(&all, " %s", unit);
	return all;
}

static void judge(struct record *r, const struct statement *s)
{
	struct claim_result *res = PUSH(r->claims, r->claim_count);
	struct evidence e;

	*res = (struct claim_result){
		.delta = NAN, .effect = NAN, .ci = { NAN, NAN }, .verdict = VERDICT_NOT_MEASURABLE,
	};
	claim_words(s->claim, s->measure, res);
	res->reason = unfit(r, s);
	if (res->reason)
		return;
	e = evidence_of(s, res->factor);
	res->effect = e.ratio.mean;
	res->delta = e.tolerance >= 0 ? e.tolerance : NAN;
	if (s->measure == PB_CYCLES) {
		res->ci[0] = e.ratio.lo;
		res->ci[1] = e.ratio.hi;
	}
	res->verdict = decide(s->claim->predicts[s->measure].expect, res->factor, &e);
	res->reason = explain(r, s);
}

static void judge_claim(struct record *r, const struct pb_claim *c)
{
	struct statement s = { .claim = c };

	s.of[A] = record_find(r, c->a);
	s.of[B] = record_find(r, c->b);
	s.of[BASE] = c->base ? record_find(r, c->base) : NULL;
	if (!s.of[A] || !s.of[B] || (c->base && !s.of[BASE]))
		return;
	for (s.measure = 0; s.measure < PB_MEASURES; s.measure++)
		if (c->predicts[s.measure].expect != PB_NOTHING)
			judge(r, &s);
}

void claims_judge(struct record *r)
{
	unsigned int i;

	record_drop_claims(r);
	for (i = 0; i < pb_claim_count; i++)
		judge_claim(r, &pb_claims[i]);
}
