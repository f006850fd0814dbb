// SPDX-License-Identifier: GPL-2.0-only
#include "comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "changes.h"
#include "delta.h"
#include "effect.h"
#include "multiple.h"
#include "permutation.h"
#include "power.h"
#include "util.h"

#define ALPHA .05
#define POWER .8
#define BOOTS_MIN 2

/*
 * A difference in cycles, taken in millionths for a ratio's logarithm: then
 * ln(1 + x) is x, and one set of tests serves both.
 */
#define MILLIONTH 1e-6

const char *const outcome_names[] = {
	[OUTCOME_REGRESSED] = "REGRESSED", [OUTCOME_INCOMPARABLE] = "INCOMPARABLE",
	[OUTCOME_UNRESOLVED] = "UNRESOLVED", [OUTCOME_IMPROVED] = "IMPROVED", [OUTCOME_SAME] = "SAME", NULL
};

/* What can be compared at all */

static const struct record *other_clock(const struct side *s, enum clock clock)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->records[i]->clock != clock)
			return s->records[i];
	return NULL;
}

static bool uncalibrated(const struct side *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (!calibration_failed(s->records[i]))
			return false;
	return true;
}

static char *why_apart(const struct side *a, const struct side *b)
{
	const struct record *first = a->records[0], *other = other_clock(a, first->clock);
	size_t i;

	if (!other)
		other = other_clock(b, first->clock);
	if (other)
		return xasprintf("%s has the clock %s, and %s %s: their units differ", first->path,
				 clock_names[first->clock], other->path, clock_names[other->clock]);
	if (first->clock == CLOCK_EMULATED)
		return xstrdup("emulated ticks describe the emulator, and decide nothing");
	if (uncalibrated(a) && uncalibrated(b))
		return xstrdup("the calibration failed on both sides; the records' notes say why");
	for (i = 0; first->clock != CLOCK_ICOUNT && i < MACHINE_FACTS; i++) {
		const char *from = changes_fact(first, machine_keys[i]);
		const char *to = changes_fact(b->records[0], machine_keys[i]);

		if (strcmp(from, to))
			return xasprintf("another CPU: %s is %s, then %s", machine_keys[i], from, to);
	}
	return NULL;
}

/* Facts that may be what is being compared. */
static void name_changes(struct comparison *c, const struct record *a, const struct record *b)
{
	const char *from[CHANGES_FACTS], *to[CHANGES_FACTS];

	changes_facts(a, from);
	changes_facts(b, to);
	c->changed = xcalloc(CHANGES_FACTS, sizeof(*c->changed));
	c->changed_count = changes_name(from, to, c->changed);
}

/* A bench's figures, one a boot */

struct figure {
	const char *boot;	/* which boot, or which half of which pair */
	double sum;		/* of `records` estimates, or of their logarithms */
	size_t records;
};

struct figures {
	struct figure *all;
	size_t count;
	bool paired;		/* every one is half of a pair */
	double least;
	char *why;		/* a record without a figure: its reason */
};

/* Records of one boot are one figure, unless they are halves of pairs. */
static void add_figure(struct figures *f, const struct record *r, double value)
{
	const struct fact *pair = record_find_fact(r, "pair"), *boot = record_find_fact(r, "boot_id");
	const char *key = pair && pair->value ? pair->value : boot && boot->value ? boot->value : r->id;
	size_t i;

	f->paired &= pair && pair->value;
	f->least = fmin(f->least, value);
	for (i = 0; i < f->count && strcmp(f->all[i].boot, key); i++)
		;
	if (i == f->count) {
		f->all = xreallocarray(f->all, f->count + 1, sizeof(*f->all));
		f->all[f->count++] = (struct figure){ .boot = key };
	}
	f->all[i].sum += value;
	f->all[i].records++;
}

static struct figures figures_of(const struct side *s, const char *bench)
{
	struct figures f = { .paired = true, .least = INFINITY };
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct row *row = record_find(s->records[i], bench);

		if (calibration_failed(s->records[i])) {
			if (!f.why)
				f.why = xstrdup("the calibration failed; the record's notes say why");
		} else if (row && row->status == STATUS_OK) {
			add_figure(&f, s->records[i], row->estimate);
		} else if (!f.why) {
			f.why = row ? xasprintf("%s: %s", status_names[row->status], row->reason) :
				      xstrdup("not measured");
		}
	}
	return f;
}

static void free_figures(struct figures *f)
{
	free(f->all);
	free(f->why);
}

/* The mean over the records of a boot, on the scale on which boots are compared. */
static double *scaled(const struct figures *f, bool absolute)
{
	double *v = xcalloc(f->count, sizeof(*v));
	size_t i;

	for (i = 0; i < f->count; i++) {
		v[i] = f->all[i].sum / (double)f->all[i].records;
		v[i] = absolute ? v[i] * MILLIONTH : log(v[i]);
	}
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

/* An exact clock: equal, or not. */

static bool agree(const struct figures *f)
{
	size_t i;

	for (i = 1; i < f->count; i++)
		if (f->all[i].sum * (double)f->all[0].records != f->all[0].sum * (double)f->all[i].records)
			return false;
	return true;
}

/* What boots have that agree; the mean of those that do not. */
static double exact_figure(const struct figures *f)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < f->count; i++)
		sum += f->all[i].sum / (double)f->all[i].records;
	return agree(f) ? f->all[0].sum / (double)f->all[0].records : sum / (double)f->count;
}

static void compare_exact(struct difference *d, const struct figures *a, const struct figures *b)
{
	d->a = exact_figure(a);
	d->b = exact_figure(b);
	d->absolute = true;
	d->effect = d->b - d->a;
	d->delta = 0;
	if (!agree(a) || !agree(b)) {
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xstrdup("boots of one side disagree under an exact clock");
		return;
	}
	d->outcome = d->b > d->a ? OUTCOME_REGRESSED : d->b < d->a ? OUTCOME_IMPROVED : OUTCOME_SAME;
}

/* Silicon */

struct trial {			/* what is still needed when all benches are known */
	struct effect effect;
	double margin;
	double sd;
};

/* Bring b's figures into a's order, by pair; how many match. */
static size_t match(const struct figures *a, const struct figures *b)
{
	size_t i, j, n = 0;

	for (i = 0; i < a->count; i++)
		for (j = n; j < b->count; j++) {
			struct figure t;

			if (strcmp(a->all[i].boot, b->all[j].boot))
				continue;
			t = a->all[n];
			a->all[n] = a->all[i];
			a->all[i] = t;
			t = b->all[n];
			b->all[n++] = b->all[j];
			b->all[j] = t;
			break;
		}
	return n;
}

static double percent_or_cycles(double x, bool absolute)
{
	return absolute ? log(x) / MILLIONTH : x - 1;
}

static void test(struct difference *d, struct trial *t, double *a, double *b, const struct rules *rules)
{
	struct interval i;

	d->a = unscaled_mean(a, d->boots_a, d->absolute);
	d->b = unscaled_mean(b, d->boots_b, d->absolute);
	t->effect = d->paired ? effect_paired(a, b, d->boots_a) :
				effect_unpaired(a, d->boots_a, b, d->boots_b);
	d->permutation = d->paired ? permutation_paired(a, b, d->boots_a, rules->seed) :
				     permutation_unpaired(a, d->boots_a, b, d->boots_b, rules->seed);
	d->delta = (rules->delta > 0 ? rules->delta : DELTA_RELATIVE) * (d->absolute ? fmax(d->a, 1) : 1);
	t->margin = d->absolute ? d->delta * MILLIONTH : d->delta;
	i = effect_interval(&t->effect, 1 - ALPHA);
	d->effect = percent_or_cycles(effect_ratio(&t->effect), d->absolute);
	d->lo = percent_or_cycles(i.lo, d->absolute);
	d->hi = percent_or_cycles(i.hi, d->absolute);
	d->p = effect_p(&t->effect, 0);
	t->sd = t->effect.se * sqrt((double)d->boots_a / (d->paired ? 1 : 2));
}

static bool one_boot(const struct figures *a, const struct figures *b)
{
	return a->count == 1 && b->count == 1 && !strcmp(a->all[0].boot, b->all[0].boot);
}

static void compare_boots(struct difference *d, struct trial *t, struct figures *a, struct figures *b,
			  const struct rules *rules)
{
	double *va, *vb;

	d->paired = rules->in_order || (a->paired && b->paired);
	d->boots_a = a->count;
	d->boots_b = b->count;
	if (rules->in_order)
		d->boots_a = d->boots_b = a->count < b->count ? a->count : b->count;
	else if (d->paired)
		d->boots_a = d->boots_b = match(a, b);
	/* Below a cycle a ratio means nothing, and at 0 there is none. */
	d->absolute = !(a->least >= 1 && b->least >= 1);
	va = scaled(a, d->absolute);
	vb = scaled(b, d->absolute);
	test(d, t, va, vb, rules);
	free(va);
	free(vb);
	if (d->boots_a >= BOOTS_MIN && d->boots_b >= BOOTS_MIN)
		return;
	d->outcome = OUTCOME_UNRESOLVED;
	d->permutation = NAN;
	d->reason = xstrdup(one_boot(a, b) ?
			    "both were measured in one boot, one after the other: measure them with --against" :
			    "one boot describes and decides nothing: measure both in one boot with --against, or each in several boots");
}

/* All of them */

/* Was it in an earlier record of this side, or of the other? */
static bool seen(const struct side *s, size_t n, const struct side *other, const char *bench)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (record_find(s->records[i], bench))
			return true;
	for (i = 0; other && i < other->count; i++)
		if (record_find(other->records[i], bench))
			return true;
	return false;
}

static struct difference *add(struct comparison *c, const struct row *row)
{
	struct difference *d;

	c->all = xreallocarray(c->all, c->count + 1, sizeof(*c->all));
	d = &c->all[c->count++];
	*d = (struct difference){
		.name = row->name, .group = row->group, .outcome = OUTCOME_SAME,
		.a = NAN, .b = NAN, .effect = NAN, .lo = NAN, .hi = NAN, .delta = NAN,
		.p = NAN, .beyond = NAN, .within = NAN, .level = NAN, .decided = { NAN, NAN },
		.permutation = NAN, .needed = NAN,
	};
	return d;
}

static void compare_bench(struct comparison *c, const struct side *a, const struct side *b,
			  const struct row *row, struct trial *t, const struct rules *rules)
{
	struct figures fa = figures_of(a, row->name), fb = figures_of(b, row->name);
	struct difference *d;

	if (!fa.count && !fb.count) {
		c->unmeasured++;
	} else if (d = add(c, row), !fa.count || !fb.count) {
		d->outcome = OUTCOME_INCOMPARABLE;
		d->reason = xasprintf("%s: %s", fa.count ? b->path : a->path, fa.count ? fb.why : fa.why);
	} else if (c->clock == CLOCK_ICOUNT) {
		compare_exact(d, &fa, &fb);
	} else {
		compare_boots(d, t, &fa, &fb, rules);
	}
	free_figures(&fa);
	free_figures(&fb);
}

static void compare_all(struct comparison *c, const struct side *s, const struct side *a, const struct side *b,
			struct trial *trials, const struct rules *rules)
{
	size_t i, j;

	for (i = 0; i < s->count; i++) {
		const struct record *r = s->records[i];

		for (j = 0; j < r->row_count; j++) {
			if (seen(s, i, s == a ? NULL : a, r->rows[j].name))
				continue;
			trials[c->count] = (struct trial){ .effect = { NAN, NAN, NAN }, .sd = NAN };
			compare_bench(c, a, b, &r->rows[j], &trials[c->count], rules);
		}
	}
}

/* In the units of the difference: shares, or the unit itself. */
static void show_interval(struct difference *d, const struct trial *t, double level)
{
	struct interval i = effect_interval(&t->effect, level);

	d->level = level;
	d->decided[0] = percent_or_cycles(i.lo, d->absolute);
	d->decided[1] = percent_or_cycles(i.hi, d->absolute);
}

/*
 * REGRESSED and IMPROVED: beyond delta with a corrected p, which is where the
 * interval at the correction's level lies wholly beyond it.  SAME: the 90 % interval
 * within delta.
 */
static void decide(struct difference *d, const struct trial *t, double level)
{
	const struct plan plan = { .paired = d->paired, .sd = t->sd, .alpha = ALPHA };

	if (d->reason || d->outcome != OUTCOME_SAME)
		return;
	d->within = effect_equivalence_p(&t->effect, t->margin);
	if (d->beyond <= ALPHA)
		d->outcome = d->effect > 0 ? OUTCOME_REGRESSED : OUTCOME_IMPROVED;
	else if (!(d->within <= ALPHA))
		d->outcome = OUTCOME_UNRESOLVED;
	show_interval(d, t, d->outcome == OUTCOME_SAME ? 1 - 2 * ALPHA : level);
	if (d->outcome != OUTCOME_UNRESOLVED)
		return;
	if (isnan(t->effect.se))
		d->reason = xstrdup("nothing varies from boot to boot, and yet the sides differ");
	d->needed = boots_for_half_width(&plan, fabs(fabs(t->effect.log_ratio) - t->margin));
}

/* In place; and the level at which an interval shows what the correction decides. */
static void correct(const struct rules *rules, double *p, size_t n, double *levels)
{
	size_t i;

	for (i = 0; i < n; i++)
		levels[i] = 1 - ALPHA;
	if (rules->correction == CORRECT_HOLM) {
		levels_holm(p, n, ALPHA, levels);
		adjust_holm(p, n, p);
	} else if (rules->correction == CORRECT_BH) {
		levels_bh(p, n, ALPHA, levels);
		adjust_bh(p, n, p);
	}
}

static void decide_all(struct comparison *c, const struct trial *trials, const struct rules *rules)
{
	double *p = xcalloc(c->count, sizeof(*p)), *levels = xcalloc(c->count, sizeof(*levels));
	size_t i;

	for (i = 0; i < c->count; i++)
		p[i] = c->all[i].reason ? NAN : effect_p(&trials[i].effect, trials[i].margin);
	correct(rules, p, c->count, levels);
	for (i = 0; i < c->count; i++) {
		c->all[i].beyond = p[i];
		decide(&c->all[i], &trials[i], levels[i]);
	}
	free(levels);
	free(p);
}

static int worst_first(const void *x, const void *y)
{
	const struct difference *a = x, *b = y;

	if (a->outcome != b->outcome)
		return (int)a->outcome - (int)b->outcome;
	if (isnan(a->effect) || isnan(b->effect) || a->effect == b->effect)
		return strcmp(a->name, b->name);
	return a->effect > b->effect ? -1 : 1;
}

static size_t rows_of(const struct side *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->count; i++)
		n += s->records[i]->row_count;
	return n;
}

struct comparison comparison_make(const struct side *a, const struct side *b, const struct rules *rules)
{
	struct comparison c = {
		.clock = a->records[0]->clock, .exact = rules->exact,
		.correction = rules->correction, .apart = why_apart(a, b),
	};
	struct trial *trials = xcalloc(rows_of(a) + rows_of(b) + 1, sizeof(*trials));
	size_t i;

	name_changes(&c, a->records[0], b->records[b->count - 1]);
	if (!c.apart) {
		compare_all(&c, a, a, b, trials, rules);
		compare_all(&c, b, a, b, trials, rules);
	}
	if (c.clock != CLOCK_ICOUNT)	/* what is exact needs no test */
		decide_all(&c, trials, rules);
	free(trials);
	if (c.count)
		qsort(c.all, c.count, sizeof(*c.all), worst_first);
	for (i = 0; i < c.count; i++)
		c.outcomes[c.all[i].outcome]++;
	return c;
}

void comparison_free(struct comparison *c)
{
	while (c->changed_count)
		free(c->changed[--c->changed_count]);
	while (c->count)
		free(c->all[--c->count].reason);
	free(c->changed);
	free(c->all);
	free(c->apart);
}
