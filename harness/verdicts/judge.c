// SPDX-License-Identifier: GPL-2.0-only
/* Claims and what the figures make of them. */
#include <math.h>
#include <stdlib.h>

#include "bench.h"
#include "calibration.h"
#include "claim-words.h"
#include "claims.h"
#include "delta.h"
#include "judge.h"
#include "record-claims.h"
#include "record.h"
#include "summary.h"
#include "util.h"

static const char *const units[PB_MEASURES] = {
	[PB_CYCLES] = "core cycles", [PB_PATH] = "instructions", [PB_BYTES] = "bytes a site",
};

enum { A, B, BASE, A_OF, B_OF, BENCHES };

/* A claim, and what the record has of its benches. */
struct statement {
	const struct pb_claim *claim;
	double factor;
	bool constructed;		/* no measurement decides it */
	const struct result *of[BENCHES];	/* NULL for those that the claim does not have */
};

struct evidence {
	struct estimate effect;
	double tolerance;	/* what counts as no difference */
};

/* Code size */

static long table_bytes(const struct result *result)
{
	return result->tables > 0 ? result->tables : 0;
}

double site_bytes(const struct result *result)
{
	double cold = result->cold > 0 ? (double)result->cold : 0;

	if (result->bytes < 0)
		return NAN;
	return (double)result->bytes + cold + (double)table_bytes(result);
}

char *site_bytes_words(const struct result *result)
{
	long table = table_bytes(result);
	char *words;

	if (result->bytes < 0)
		return xstrdup("unknown");
	words = xasprintf("%ld", result->bytes);
	if (result->cold > 0)
		append(&words, " + %ld cold", result->cold);
	if (table)
		append(&words, " + %ld in tables", table);
	return words;
}

/* Can the record decide it? */

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

static bool is_of_older_code(const struct statement *s, const struct result *result)
{
	const struct pb_bench *bench = pb_find(result->name);

	if (!bench || !bench->code)
		return false;
	if (s->claim->about == PB_BYTES)
		return result->bytes != (long)pb_site_bytes(bench->code) ||
		       (result->cold > 0 ? result->cold : 0) != (long)bench->code->cold ||
		       table_bytes(result) != (long)bench->code->tables;
	return result->insns != bench->insns;
}

/* A fact of code that is not known, or that this program has otherwise by now. */
static char *unfit_code(const struct statement *s)
{
	size_t i;

	for (i = 0; i < BENCHES; i++) {
		if (!s->of[i])
			continue;
		if (s->claim->about == PB_BYTES && s->of[i]->bytes < 0)
			return xasprintf("%s: its code is not known", s->of[i]->name);
		if (is_of_older_code(s, s->of[i]))
			return xasprintf("%s: its code is older than this program's",
					 s->of[i]->name);
	}
	return NULL;
}

/* One that a hypervisor emulates: nobody claims anything of such a path.  NULL: none is. */
static const struct result *trapped(const struct record *r, const struct statement *s)
{
	for (size_t i = 0; record_counts_hypervisor(r) && i < BENCHES; i++)
		if (s->of[i] && s->of[i]->insns >= 0 &&
		    s->of[i]->estimate > (double)s->of[i]->insns)
			return s->of[i];
	return NULL;
}

/* Of a claim about exits, the first bench that did not leave a guest; NULL: all did. */
static const struct result *stayed(const struct statement *s)
{
	for (size_t i = 0; s->claim->exits && i < BENCHES; i++)
		if (s->of[i] &&
		    !(count_of(s->of[i]->counters, s->of[i]->counter_count, "vm-exits") > .5))
			return s->of[i];
	return NULL;
}

/* Of what a figure stands for, what is not what the claim is about (malloced); or NULL. */
static char *unfit_path(const struct record *r, const struct statement *s)
{
	const char *hypervisor = record_counts_hypervisor(r);
	const struct result *result = stayed(s);

	if (result)
		return xasprintf("%s: it did not leave a guest here", result->name);
	result = s->claim->exits ? NULL : trapped(r, s);
	return result ? xasprintf("%s: under %s it traps, and %s's instructions are counted",
				  result->name, hypervisor, hypervisor) : NULL;
}

/* Why the record cannot decide the claim (malloced), or NULL. */
static char *unfit(const struct record *r, const struct statement *s)
{
	enum pb_measure about = s->claim->about;
	const struct result *result;

	if (about == PB_BYTES || s->constructed)
		return unfit_code(s);
	if (about == PB_CYCLES && r->clock != CLOCK_SILICON)
		return xasprintf("time is decided on silicon only; this clock is %s",
				 clock_names[r->clock]);
	if (about == PB_PATH && r->clock != CLOCK_ICOUNT)
		return xasprintf("path lengths are decided under icount only; this clock is %s",
				 clock_names[r->clock]);
	if (about == PB_CYCLES && calibration_failed(r))
		return xstrdup("the calibration failed; the notes say why");
	result = unmeasured(s, false);
	if (!result)
		result = unmeasured(s, true);
	if (result)
		return xasprintf("%s: %s", result->name, result->reason);
	return unfit_path(r, s);
}

/* The effect */

static double figure(const struct statement *s, int which)
{
	const struct result *result = s->of[which];

	if (s->claim->about == PB_BYTES)
		return site_bytes(result);
	return s->constructed ? (double)result->insns : result->estimate;
}

static double effect_of(const double v[BENCHES])
{
	return (v[A] - v[BASE]) / (v[B] - v[BASE]) / (v[A_OF] / v[B_OF]);
}

/* Benches that the claim does not have leave the effect as it is. */
static void figures_of(const struct statement *s, double v[BENCHES])
{
	int i;

	for (i = 0; i < BENCHES; i++)
		v[i] = s->of[i] ? figure(s, i) : i == BASE ? 0 : 1;
}

/* What claims of time compare: figures of one pass, at almost the same time, in one layout. */
struct passes {
	double *v[BENCHES];	/* NULL for benches that the claim does not have */
	size_t count;
};

static struct passes passes_of(const struct statement *s)
{
	const struct result *of[BENCHES];
	double *v[BENCHES] = { NULL };
	struct passes p = { .count = 0 };
	size_t i, n = 0;

	for (i = 0; i < BENCHES; i++)
		if (s->of[i])
			of[n++] = s->of[i];
	p.count = record_common(of, n, v);
	for (i = n = 0; i < BENCHES; i++)
		p.v[i] = s->of[i] ? v[n++] : NULL;
	return p;
}

static void passes_free(struct passes *p)
{
	size_t i;

	for (i = 0; i < BENCHES; i++)
		free(p->v[i]);
}

static void figures_in(const struct passes *p, size_t pass, double v[BENCHES])
{
	int i;

	for (i = 0; i < BENCHES; i++)
		v[i] = p->v[i] ? p->v[i][pass] : i == BASE ? 0 : 1;
}

/* Of two figures, or two shares: the mean of the passes' ratios, by their logarithms. */
static struct evidence by_ratios(const struct statement *s, const double all[BENCHES])
{
	struct passes p = passes_of(s);
	double *ratios = xcalloc(p.count + 1, sizeof(*ratios)), v[BENCHES], least = all[B];
	struct evidence e = { { effect_of(all), NAN, NAN }, 0 };
	size_t i;

	for (i = 0; i < p.count; i++) {
		figures_in(&p, i, v);
		ratios[i] = effect_of(v);
	}
	if (p.count)
		e.effect = stats_log_mean(ratios, p.count);
	for (i = 0; s->of[A_OF] && i < BENCHES; i++)
		least = s->of[i] ? fmin(least, all[i]) : least;
	e.tolerance = fmax(DELTA_BENCHES * s->factor, DELTA_CYCLES / least);
	free(ratios);
	passes_free(&p);
	return e;
}

/*
 * Of what is left over a base, or with a margin in cycles: the mean of the passes' differences,
 * (a - base) - factor (b - base).  Batches in which b is no more than the base have no ratio.
 */
static struct evidence by_differences(const struct statement *s, const double all[BENCHES])
{
	struct passes p = passes_of(s);
	double *d = xcalloc(p.count + 1, sizeof(*d)), v[BENCHES], b = all[B] - all[BASE];
	double usual = fmax(DELTA_BENCHES * s->factor * b, DELTA_CYCLES);
	double margin = s->claim->delta > 0 ? s->claim->delta : usual;
	struct evidence e = { { effect_of(all), NAN, NAN }, margin / b };
	size_t i;

	for (i = 0; i < p.count; i++) {
		figures_in(&p, i, v);
		d[i] = v[A] - v[BASE] - s->factor * (v[B] - v[BASE]);
	}
	if (p.count) {
		struct estimate mean = stats_mean(d, p.count);

		e.effect = (struct estimate){
			s->factor + mean.mean / b, s->factor + mean.lo / b, s->factor + mean.hi / b,
		};
	}
	free(d);
	passes_free(&p);
	return e;
}

static struct evidence evidence_of(const struct statement *s)
{
	double all[BENCHES];

	figures_of(s, all);
	if (s->claim->about != PB_CYCLES)
		return (struct evidence){ { effect_of(all), effect_of(all), effect_of(all) }, 0 };
	return s->of[BASE] || s->claim->delta > 0 ? by_differences(s, all) : by_ratios(s, all);
}

/* The verdict */

static bool has_tolerance(const struct evidence *e)
{
	return e->tolerance >= 0 && isfinite(e->tolerance);
}

/* By where the interval lies to the band around `factor` that counts as no difference. */
static enum verdict decide(enum pb_expect expect, double factor, const struct evidence *e)
{
	double low = factor - e->tolerance, high = factor + e->tolerance;
	double lo = e->effect.lo, hi = e->effect.hi;
	bool below = hi < low, above = lo > high, within = lo >= low && hi <= high;
	bool supported = below, refuted = above;	/* as PB_BELOW asks */

	/* No tolerance: b does not cost more than its base, and no ratio exists. */
	if (isnan(lo) || isnan(hi) || !has_tolerance(e))
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

static char *figure_words(const struct statement *s, int which)
{
	if (s->claim->about == PB_BYTES)
		return site_bytes_words(s->of[which]);
	return xasprintf("%.*g", s->claim->about == PB_CYCLES ? 4 : 10, figure(s, which));
}

/* " of 5"; nothing where the claim has no share (malloced). */
static char *share_words(const struct statement *s, int which)
{
	char *words = s->of[which] ? figure_words(s, which) : NULL, *share;

	share = words ? xasprintf(" of %s", words) : xstrdup("");
	free(words);
	return share;
}

/* "14 + 25 cold against 2 bytes a site" */
static char *explain(const struct record *r, const struct statement *s)
{
	char *a = figure_words(s, A), *b = figure_words(s, B);
	char *a_of = share_words(s, A_OF), *b_of = share_words(s, B_OF);
	char *base = s->of[BASE] ? figure_words(s, BASE) : NULL;
	char *all = xasprintf("%s%s against %s%s", a, a_of, b, b_of);

	if (base)
		append(&all, ", both less %s", base);
	append(&all, " %s", units[s->claim->about]);
	if (s->claim->about == PB_PATH && !s->constructed && record_counts_hypervisor(r))
		append(&all, " of guest and hypervisor together");
	free(base);
	free(b_of);
	free(a_of);
	free(b);
	free(a);
	return all;
}

/* "no difference" of what: the words say where the interval lies. */
static void say_where(const struct claim_result *c, char **reason)
{
	if (c->verdict != VERDICT_NO_DIFFERENCE)
		return;
	if (c->factor == 1)
		append(reason, "; they differ by no more than the margin");
	else
		append(reason, "; a is at the threshold, %g times b", c->factor);
}

static void judge(struct record *r, const struct statement *s)
{
	struct claim_result *res = PUSH(r->claims, r->claim_count);
	struct evidence e;

	*res = (struct claim_result){
		.delta = NAN, .effect = NAN, .ci = { NAN, NAN }, .verdict = VERDICT_NOT_MEASURABLE,
	};
	claim_words(s->claim, res);
	res->reason = unfit(r, s);
	if (res->reason)
		return;
	e = evidence_of(s);
	if (!claim_effect_is_sane(s->claim, e.effect.mean))
		e.effect = (struct estimate){ NAN, NAN, NAN };
	res->effect = e.effect.mean;
	res->delta = has_tolerance(&e) ? e.tolerance : NAN;
	if (s->claim->about == PB_CYCLES) {
		res->ci[0] = e.effect.lo;
		res->ci[1] = e.effect.hi;
	}
	res->verdict = s->constructed ? VERDICT_BY_CONSTRUCTION :
					       decide(s->claim->expect, s->factor, &e);
	res->reason = explain(r, s);
	say_where(res, &res->reason);
}

static void judge_claim(struct record *r, const struct pb_claim *c)
{
	const char *const names[BENCHES] = { c->a, c->b, c->base, c->a_of, c->b_of };
	struct statement s = { .claim = c, .factor = c->factor > 0 ? c->factor : 1 };
	size_t i;

	for (i = 0; i < BENCHES; i++) {
		s.of[i] = names[i] ? record_find(r, names[i]) : NULL;
		if (names[i] && !s.of[i])
			return;
	}
	s.constructed = claim_is_by_construction(r, c);
	judge(r, &s);
}

void claims_judge(struct record *r)
{
	unsigned int i;

	record_drop_claims(r);
	for (i = 0; i < pb_claim_count; i++)
		judge_claim(r, &pb_claims[i]);
}

void claims_of_today(struct record *r)
{
	size_t i;

	for (i = 0; i < r->claim_count; i++)
		r->left_out += !claim_known(r->claims[i].id, r->claims[i].measure);
	claims_judge(r);
}
