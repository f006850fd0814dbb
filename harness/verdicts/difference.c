// SPDX-License-Identifier: GPL-2.0-only
#include "difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparable.h"
#include "delta.h"
#include "record.h"
#include "util.h"

#define POWER .9
#define BOOTS_LEAST 2		/* that decide */
#define LAYOUTS_MAX 64

/*
 * A difference in cycles, taken in millionths for a ratio's logarithm: then
 * ln(1 + x) is x, and one set of tests serves both.
 */
#define MILLIONTH 1e-6

const char *const outcome_names[] = {
	[OUTCOME_REGRESSED] = "REGRESSED", [OUTCOME_INCOMPARABLE] = "INCOMPARABLE",
	[OUTCOME_UNRESOLVED] = "UNRESOLVED", [OUTCOME_IMPROVED] = "IMPROVED",
	[OUTCOME_SAME] = "SAME", NULL
};

/* Figures, one a boot */

struct boot_figure {
	const char *key;	/* which boot, or which pair */
	double mean;		/* of `records` estimates; of equal ones exactly their value */
	size_t records;
};

/* A bench's figures in a or in b. */
struct figures {
	const struct chosen *of;
	struct boot_figure *boots;
	size_t count;
	double least;
	double range[2];	/* of samples, where an exact clock's path varied; else empty */
	size_t contended;	/* records */
	size_t lost;		/* of every record: without a figure, though others may have one */
	char *why;		/* the first of them: its reason (malloced) */
};

/* Records of one boot are one figure, unless they are halves of pairs. */
static void add_figure(struct figures *f, const struct record *r, double value, bool paired)
{
	const struct fact *boot = record_find_fact(r, "boot_id");
	const char *key = paired ? comparable_pair(r) : boot && boot->value ? boot->value : r->id;
	size_t i;

	f->least = fmin(f->least, value);
	for (i = 0; i < f->count && strcmp(f->boots[i].key, key); i++)
		;
	if (i == f->count)
		*PUSH(f->boots, f->count) = (struct boot_figure){ .key = key };
	f->boots[i].mean += (value - f->boots[i].mean) / (double)++f->boots[i].records;
}

/* A hypervisor's path that varied between samples says no more of two boots than where it lies. */
static void add_range(struct figures *f, const struct record *r, const struct result *x)
{
	if (!record_counts_hypervisor(r) || !(x->min < x->max))
		return;
	f->range[0] = fmin(f->range[0], x->min);
	f->range[1] = fmax(f->range[1], x->max);
}

/*
 * From the records that count.  A missing figure is looked for in every record: one that does
 * not count may be the one that faulted.
 */
static struct figures figures_of(const struct chosen *of, const char *bench, bool paired)
{
	struct figures f = { .of = of, .least = INFINITY, .range = { INFINITY, -INFINITY } };
	const struct result *x;
	size_t i;

	for (i = 0; i < of->counted.count; i++) {
		x = record_find(of->counted.records[i], bench);
		if (x && x->status == STATUS_OK) {
			add_figure(&f, of->counted.records[i], x->estimate, paired);
			add_range(&f, of->counted.records[i], x);
		}
		f.contended += x && x->status == STATUS_CONTENDED;
	}
	for (i = 0; i < of->every.count; i++) {
		x = record_find(of->every.records[i], bench);
		if (x && (x->status == STATUS_OK || x->status == STATUS_CONTENDED))
			continue;
		if (!f.lost++)
			f.why = !x ? xstrdup("not measured") :
				xasprintf("%s: %s", status_names[x->status], x->reason);
	}
	return f;
}

static void figures_free(struct figures *f)
{
	free(f->boots);
	free(f->why);
}

static void swap(struct boot_figure *a, struct boot_figure *b)
{
	struct boot_figure t = *a;

	*a = *b;
	*b = t;
}

/* Bring both into one order, by pair: how many match; they come first. */
static size_t match(struct figures *a, struct figures *b)
{
	size_t i, j, n = 0;

	for (i = 0; i < a->count; i++) {
		for (j = n; j < b->count && strcmp(a->boots[i].key, b->boots[j].key); j++)
			;
		if (j == b->count)
			continue;
		swap(&a->boots[n], &a->boots[i]);
		swap(&b->boots[n++], &b->boots[j]);
	}
	return n;
}

/* An exact clock: equal, or not */

/* Whether all boots have the same figure: that, or the mean. */
static bool agree(const struct figures *f, double *figure)
{
	double sum = 0;
	bool same = true;
	size_t i;

	for (i = 0; i < f->count; i++) {
		same &= f->boots[i].mean == f->boots[0].mean;
		sum += f->boots[i].mean;
	}
	*figure = same ? f->boots[0].mean : sum / (double)f->count;
	return same;
}

/* Where one varied, it and the other's figure may be the same path. */
static bool ranges_meet(const struct figures *a, double figure_a, const struct figures *b,
			double figure_b)
{
	bool varied = a->range[0] < a->range[1] || b->range[0] < b->range[1];

	return varied && fmin(a->range[0], figure_a) <= fmax(b->range[1], figure_b) &&
	       fmin(b->range[0], figure_b) <= fmax(a->range[1], figure_a);
}

static void compare_exact(struct difference *d, const struct figures *a, const struct figures *b)
{
	bool same_a = agree(a, &d->a), same_b = agree(b, &d->b);

	d->absolute = true;
	d->effect = d->bound = d->b - d->a;
	d->delta = 0;
	if (ranges_meet(a, d->a, b, d->b))
		return;
	if (!same_a || !same_b) {
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xasprintf("boots of %s disagree under an exact clock",
				      (same_a ? b : a)->of->counted.path);
	} else if (d->effect != 0) {
		d->outcome = d->effect > 0 ? OUTCOME_REGRESSED : OUTCOME_IMPROVED;
	}
}

/* Silicon: from the scale of the tests to the difference's units, and back */

static double *scaled(const struct figures *f, size_t n, bool absolute)
{
	double *v = xcalloc(n, sizeof(*v));
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = absolute ? f->boots[i].mean * MILLIONTH : log(f->boots[i].mean);
	return v;
}

static double unscaled_mean(const double *v, size_t n, bool absolute)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += v[i] / (double)n;
	return absolute ? sum / MILLIONTH : exp(sum);
}

static double unscaled(double ratio, bool absolute)
{
	return absolute ? log(ratio) / MILLIONTH : ratio - 1;
}

double difference_share(const struct difference *d, double effect)
{
	return d->absolute ? effect / fmax(d->a, 1) : effect;
}

static double of_share(const struct difference *d, double share)
{
	return d->absolute ? share * fmax(d->a, 1) : share;
}

static double margin_of(const struct difference *d, double share)
{
	return of_share(d, share) * (d->absolute ? MILLIONTH : 1);
}

static void test(struct difference *d, const double *a, const double *b, double delta)
{
	double share = delta > 0 ? delta : DELTA_RELATIVE;
	const struct effect *seen = &d->design.seen;
	struct interval i;

	d->a = unscaled_mean(a, d->boots_a, d->absolute);
	d->b = unscaled_mean(b, d->boots_b, d->absolute);
	d->design = d->paired ? power_paired(a, b, d->boots_a) :
		    power_unpaired(a, d->boots_a, b, d->boots_b);
	d->margin = margin_of(d, share);
	d->delta = of_share(d, share);
	i = effect_interval(seen, 1 - ALPHA);
	d->effect = d->absolute ? seen->log_ratio / MILLIONTH : effect_ratio(seen) - 1;
	d->lo = unscaled(i.lo, d->absolute);
	d->hi = unscaled(i.hi, d->absolute);
	d->p = effect_p(seen, 0);
}

static void undecided(struct difference *d, const struct figures *a, const struct figures *b)
{
	const struct figures *most = b->contended > a->contended ? b : a;
	const struct records *counted = &most->of->counted;

	d->outcome = OUTCOME_UNRESOLVED;
	d->contended = most->contended;
	if (d->contended)
		d->reason = xasprintf("contended in %zu of %zu records of %s: "
				      "another thread or guest took part of the core",
				      most->contended, counted->count, counted->path);
	else if (a->count == 1 && b->count == 1 && !strcmp(a->boots[0].key, b->boots[0].key))
		d->reason = xstrdup("both were measured in one boot, one after the other: "
				    "measure them with --against");
	else
		d->reason = xstrdup("one boot describes and decides nothing: measure both in one "
				    "boot with --against, or each in several boots");
}

static void compare_boots(struct difference *d, struct figures *a, struct figures *b, double delta)
{
	double *va, *vb;

	d->contended_a = a->contended;
	d->contended_b = b->contended;
	d->boots_a = a->count;
	d->boots_b = b->count;
	if (d->paired)
		d->boots_a = d->boots_b = match(a, b);
	if (d->boots_a && d->boots_b) {
		/* Below a cycle a ratio means nothing, and at 0 there is none. */
		d->absolute = !(a->least >= 1 && b->least >= 1);
		va = scaled(a, d->boots_a, d->absolute);
		vb = scaled(b, d->boots_b, d->absolute);
		test(d, va, vb, delta);
		free(va);
		free(vb);
	}
	if (d->boots_a < BOOTS_LEAST || d->boots_b < BOOTS_LEAST)
		undecided(d, a, b);
}

/* A bench with a figure in one record and none in another may have changed in more than time. */
static char *lost(const struct figures *f)
{
	const struct records *every = &f->of->every;

	if (f->lost == every->count)
		return xasprintf("%s: %s", every->path, f->why);
	return xasprintf("%s: %zu of %zu records: %s", every->path, f->lost, every->count, f->why);
}

bool difference_measure(struct difference *d, const struct comparable *of, double delta)
{
	struct figures a = figures_of(&of->a, d->name, of->paired);
	struct figures b = figures_of(&of->b, d->name, of->paired);
	bool measured = a.lost < of->a.every.count || b.lost < of->b.every.count;

	if (a.lost || b.lost) {
		d->outcome = OUTCOME_INCOMPARABLE;
		d->reason = lost(b.lost ? &b : &a);
	} else if (!a.count || !b.count) {
		undecided(d, &a, &b);
	} else if (of->clock == CLOCK_ICOUNT) {
		compare_exact(d, &a, &b);
	} else {
		compare_boots(d, &a, &b, delta);
	}
	figures_free(&a);
	figures_free(&b);
	return measured;
}

/*
 * Two builds differ in more than what was changed: where the linker put each body.  Branch
 * predictors go by addresses, and in one layout of four a body may cost ten percent less for no
 * other reason (Curtsinger and Berger, "STABILIZER", ASPLOS 2013).  What was changed shows in
 * most of them.
 */

struct layout {
	double n, sum;
};

static void add_layouts(struct layout *layouts, const struct records *s, const char *bench)
{
	const struct result *x;
	const struct batch *b;
	size_t i;

	for (i = 0; i < s->count; i++) {
		x = record_find(s->records[i], bench);
		if (!x || x->status != STATUS_OK)
			continue;
		for (b = x->batches; b < x->batches + x->batch_count; b++)
			if (b->layout < LAYOUTS_MAX) {
				layouts[b->layout].n++;
				layouts[b->layout].sum += b->estimate;
			}
	}
}

static bool is_beyond(const struct difference *d, double a, double b)
{
	double effect = d->absolute ? b - a : b / a - 1;

	return d->effect > 0 ? effect > d->delta : effect < -d->delta;
}

static void doubt_placement(struct difference *d, const struct comparable *of)
{
	const struct fact *built_a = record_find_fact(of->a.counted.records[0], "build");
	const struct fact *built_b = record_find_fact(of->b.counted.records[0], "build");
	struct layout a[LAYOUTS_MAX] = { 0 }, b[LAYOUTS_MAX] = { 0 };
	size_t i, layouts = 0, beyond = 0;

	if (!built_a || !built_a->value || !built_b || !built_b->value ||
	    !strcmp(built_a->value, built_b->value))
		return;
	add_layouts(a, &of->a.counted, d->name);
	add_layouts(b, &of->b.counted, d->name);
	for (i = 0; i < LAYOUTS_MAX; i++) {
		if (!(a[i].n > 0 && b[i].n > 0))
			continue;
		layouts++;
		beyond += is_beyond(d, a[i].sum / a[i].n, b[i].sum / b[i].n);
	}
	if (layouts < 2 || 2 * beyond > layouts)
		return;
	d->outcome = OUTCOME_UNRESOLVED;
	d->reason = xasprintf("beyond delta in %zu of %zu layouts: "
			      "where the linker put the code in the two builds explains it",
			      beyond, layouts);
}

/* Verdicts */

/* As many as it takes to lie on one side of both bounds, by the tests that decide. */
static double boots_for(const struct difference *d, double lo, double hi, double level)
{
	const struct power_bounds bounds = { lo, hi, (1 - level) / 2, ALPHA };
	size_t many = d->boots_a > d->boots_b ? d->boots_a : d->boots_b;

	return power_boots(&d->design, (double)many, &bounds, POWER);
}

/* Where the figures do not decide; and how many boots would. */
static void explain(struct difference *d, bool beyond, double level, double detect)
{
	if (isnan(d->design.seen.se)) {
		d->reason = xstrdup("nothing varies from boot to boot, and yet a and b differ");
	} else if (!isfinite(d->bound) && !beyond) {
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xstrdup("the boots of a or of b lie too far apart for an interval "
				    "to be computed: see the records' figures");
	} else if (d->outcome == OUTCOME_UNRESOLVED) {
		d->needed = boots_for(d, log_below(d->margin), log1p(d->margin), level);
	}
	if (!d->reason && detect > 0 && difference_share(d, d->bound) > detect)
		d->needed = boots_for(d, -INFINITY, log1p(margin_of(d, detect)), 1 - 2 * ALPHA);
}

/*
 * REGRESSED and IMPROVED: beyond delta with a corrected p, which is where the
 * interval at the correction's level lies wholly beyond it.  SAME: the 90 % interval
 * within delta.
 */
void difference_decide(struct difference *d, const struct comparable *of, double level,
		       double detect)
{
	const struct effect *seen = &d->design.seen;
	bool beyond = d->beyond <= ALPHA;
	struct interval i;

	if (d->reason || d->outcome != OUTCOME_SAME)
		return;
	d->within = effect_equivalence_p(seen, d->margin);
	if (beyond)
		d->outcome = d->effect > 0 ? OUTCOME_REGRESSED : OUTCOME_IMPROVED;
	else if (!(d->within <= ALPHA))
		d->outcome = OUTCOME_UNRESOLVED;
	d->bound = unscaled(effect_interval(seen, 1 - 2 * ALPHA).hi, d->absolute);
	d->level = d->outcome == OUTCOME_SAME ? 1 - 2 * ALPHA : level;
	i = effect_interval(seen, d->level);
	d->decided[0] = unscaled(i.lo, d->absolute);
	d->decided[1] = unscaled(i.hi, d->absolute);
	if (beyond)
		doubt_placement(d, of);
	if (!d->reason)
		explain(d, beyond, level, detect);
}
