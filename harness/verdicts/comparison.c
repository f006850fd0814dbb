// SPDX-License-Identifier: GPL-2.0-only
#include "comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "comparable.h"
#include "delta.h"
#include "figures.h"
#include "placement.h"
#include "util.h"

#define ALPHA .05
#define POWER .9
#define BOOTS_LEAST 2		/* that decide */

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

/* What is recorded of the machine and may be what is compared */

/* In how many records a fact is not `from`; the first such change is named. */
static size_t name_fact(const struct records *s, size_t fact, const char *from, char **named)
{
	const char *to[CHANGES_FACTS];
	size_t i, n = 0;
	char *change;

	for (i = 0; i < s->count; i++) {
		changes_facts(s->records[i], to);
		change = changes_name_one(fact, from, to[fact]);
		n += change != NULL;
		if (*named)
			free(change);
		else
			*named = change;
	}
	return n;
}

/* Each fact that is not the same in all records of both sides, once. */
static void name_changes(struct comparison *c, const struct records *a, const struct records *b)
{
	const char *from[CHANGES_FACTS];
	size_t i;

	changes_facts(a->records[0], from);
	c->changed = xcalloc(CHANGES_FACTS, sizeof(*c->changed));
	for (i = 0; i < CHANGES_FACTS; i++) {
		char *named = NULL;
		size_t of_b = name_fact(b, i, from[i], &named);
		size_t of_a = name_fact(a, i, from[i], &named);

		if (!named)
			continue;
		if (of_a || of_b < b->count)
			append(&named, " (in %zu of %zu records of %s, and %zu of %zu of %s)",
			       of_a, a->count, a->path, of_b, b->count, b->path);
		c->changed[c->changed_count++] = named;
	}
}

/* An exact clock: equal, or not. */
static void compare_exact(struct difference *d, const struct figures *a, const struct figures *b)
{
	d->a = figures_exact(a);
	d->b = figures_exact(b);
	d->absolute = true;
	d->effect = d->bound = d->b - d->a;
	d->delta = 0;
	if (!figures_agree(a) || !figures_agree(b)) {
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xstrdup("boots of one side disagree under an exact clock");
		return;
	}
	if (d->effect != 0)
		d->outcome = d->effect > 0 ? OUTCOME_REGRESSED : OUTCOME_IMPROVED;
}

/* Silicon: from the scale of the tests to the difference's units, and back */

static double *scaled(const struct figures *f, size_t n, bool absolute)
{
	double *v = xcalloc(n, sizeof(*v));
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = absolute ? f->all[i].mean * MILLIONTH : log(f->all[i].mean);
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

double comparison_share(const struct difference *d, double effect)
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

static double log_below(double margin)
{
	return margin < 1 ? log1p(-margin) : -INFINITY;
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

static bool one_boot(const struct figures *a, const struct figures *b)
{
	return a->count == 1 && b->count == 1 && !strcmp(a->all[0].boot, b->all[0].boot);
}

static void undecided(struct difference *d, const struct figures *a, const struct figures *b)
{
	const struct figures *most = b->contended > a->contended ? b : a;

	d->outcome = OUTCOME_UNRESOLVED;
	d->contended = most->contended;
	if (d->contended)
		d->reason = xasprintf("contended in %zu of %zu records of %s: "
				      "another thread or guest took part of the core",
				      most->contended, most->counted->count, most->counted->path);
	else if (one_boot(a, b))
		d->reason = xstrdup("both were measured in one boot, one after the other: "
				    "measure them with --against");
	else
		d->reason = xstrdup("one boot describes and decides nothing: measure both in one "
				    "boot with --against, or each in several boots");
}

static void compare_boots(struct difference *d, struct figures *a, struct figures *b, double delta)
{
	double *va, *vb;

	d->boots_a = a->count;
	d->boots_b = b->count;
	if (d->paired)
		d->boots_a = d->boots_b = figures_match(a, b);
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

/* All benches */

static bool has_bench(const struct records *s, size_t n, const char *bench)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (record_find(s->records[i], bench))
			return true;
	return false;
}

static struct difference *add(struct comparison *c, const struct result *result)
{
	c->all = xreallocarray(c->all, c->count + 1, sizeof(*c->all));
	c->all[c->count] = (struct difference){
		.name = result->name, .question = result->question, .outcome = OUTCOME_SAME,
		.a = NAN, .b = NAN, .effect = NAN, .lo = NAN, .hi = NAN, .delta = NAN,
		.p = NAN, .beyond = NAN, .within = NAN, .level = NAN, .decided = { NAN, NAN },
		.bound = NAN, .needed = NAN, .paired = c->paired, .design.seen = { NAN, NAN, NAN },
	};
	return &c->all[c->count++];
}

/* A bench with a figure in one record and none in another may have changed in more than time. */
static char *lost(const struct figures *f)
{
	if (f->lost == f->every->count)
		return xasprintf("%s: %s", f->counted->path, f->why);
	return xasprintf("%s: %zu of %zu records: %s", f->counted->path, f->lost, f->every->count,
			 f->why);
}

/* The other records stand; one note says it for all benches. */
static void say_contended(char **said, const char *bench, const struct figures *f)
{
	if (!f->contended)
		return;
	if (!*said)
		*said = xstrdup("left out as contended: ");
	else
		append(said, ", ");
	append(said, "%s (%zu of %zu in %s)", bench, f->contended, f->counted->count,
	       f->counted->path);
}

static void compare_bench(struct comparison *c, const struct comparable *of,
			  const struct result *result, double delta, char **said)
{
	struct figures a = figures_of(&of->a, &of->every_a, result->name, c->paired);
	struct figures b = figures_of(&of->b, &of->every_b, result->name, c->paired);
	struct difference *d;

	if (a.lost == a.every->count && b.lost == b.every->count) {
		c->unmeasured++;
	} else if (d = add(c, result), a.lost || b.lost) {
		d->outcome = OUTCOME_INCOMPARABLE;
		d->reason = lost(b.lost ? &b : &a);
	} else if (!a.count || !b.count) {
		undecided(d, &a, &b);
	} else if (c->clock == CLOCK_ICOUNT) {
		compare_exact(d, &a, &b);
	} else {
		compare_boots(d, &a, &b, delta);
		say_contended(said, result->name, &a);
		say_contended(said, result->name, &b);
	}
	figures_free(&a);
	figures_free(&b);
}

static void compare_all(struct comparison *c, const struct comparable *of, double delta)
{
	const struct records *const sides[] = { &of->every_a, &of->every_b };
	char *said = NULL;
	size_t side, i, k;

	for (side = 0; side < 2; side++)
		for (i = 0; i < sides[side]->count; i++) {
			const struct record *r = sides[side]->records[i];

			for (k = 0; k < r->result_count; k++) {
				const char *bench = r->results[k].name;

				if (has_bench(sides[side], i, bench) ||
				    (side && has_bench(sides[0], sides[0]->count, bench)))
					continue;
				compare_bench(c, of, &r->results[k], delta, &said);
			}
		}
	if (!said)
		return;
	c->notes = xreallocarray(c->notes, c->note_count + 1, sizeof(*c->notes));
	c->notes[c->note_count++] = said;
}

/* Verdicts */

/* As many as it takes to lie on one side of both bounds, by the tests that decide. */
static double boots_for(const struct difference *d, double lo, double hi, double level)
{
	const struct power_bounds bounds = { lo, hi, (1 - level) / 2, ALPHA };
	size_t many = d->boots_a > d->boots_b ? d->boots_a : d->boots_b;

	return power_boots(&d->design, (double)many, &bounds, POWER);
}

/* Between two builds a change must show in most layouts: in one the linker may have made it. */
static void doubt_placement(struct difference *d, const struct comparable *of)
{
	struct shift shift = { d->absolute, d->effect, d->delta };
	struct placement p = placement_of(&of->a, &of->b, d->name, &shift);

	if (!placement_explains(&p))
		return;
	d->outcome = OUTCOME_UNRESOLVED;
	d->reason = xasprintf("beyond delta in %zu of %zu layouts: "
			      "where the linker put the code in the two builds explains it",
			      p.beyond, p.layouts);
}

/* Where the figures do not decide; and how many boots would. */
static void explain(struct difference *d, double level, double detect)
{
	bool beyond = d->outcome == OUTCOME_REGRESSED || d->outcome == OUTCOME_IMPROVED;

	if (isnan(d->design.seen.se)) {
		d->reason = xstrdup("nothing varies from boot to boot, and yet the sides differ");
	} else if (!isfinite(d->bound) && !beyond) {
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xstrdup("the boots of a side lie too far apart for an interval "
				    "to be computed: see the records' figures");
	} else if (d->outcome == OUTCOME_UNRESOLVED) {
		d->needed = boots_for(d, log_below(d->margin), log1p(d->margin), level);
	}
	if (!d->reason && detect > 0 && comparison_share(d, d->bound) > detect)
		d->needed = boots_for(d, -INFINITY, log1p(margin_of(d, detect)), 1 - 2 * ALPHA);
}

/*
 * REGRESSED and IMPROVED: beyond delta with a corrected p, which is where the
 * interval at the correction's level lies wholly beyond it.  SAME: the 90 % interval
 * within delta.
 */
static void decide(struct difference *d, const struct comparable *of, double level, double detect)
{
	const struct effect *seen = &d->design.seen;
	struct interval i;

	if (d->reason || d->outcome != OUTCOME_SAME)
		return;
	d->within = effect_equivalence_p(seen, d->margin);
	if (d->beyond <= ALPHA)
		d->outcome = d->effect > 0 ? OUTCOME_REGRESSED : OUTCOME_IMPROVED;
	else if (!(d->within <= ALPHA))
		d->outcome = OUTCOME_UNRESOLVED;
	d->bound = unscaled(effect_interval(seen, 1 - 2 * ALPHA).hi, d->absolute);
	d->level = d->outcome == OUTCOME_SAME ? 1 - 2 * ALPHA : level;
	i = effect_interval(seen, d->level);
	d->decided[0] = unscaled(i.lo, d->absolute);
	d->decided[1] = unscaled(i.hi, d->absolute);
	if (d->outcome == OUTCOME_REGRESSED || d->outcome == OUTCOME_IMPROVED)
		doubt_placement(d, of);
	if (!d->reason)
		explain(d, level, detect);
}

/* p in place; and the level at which an interval shows what the correction decides. */
static void correct(const struct rules *rules, double *p, size_t n, double *levels)
{
	size_t i;

	for (i = 0; i < n; i++)
		levels[i] = 1 - ALPHA;
	if (rules->correction == CORRECT_HOLM)
		correct_holm(p, n, ALPHA, p, levels);
	else if (rules->correction == CORRECT_BH)
		correct_bh(p, n, ALPHA, p, levels);
	/* Half of what is left lies on either side. */
	for (i = 0; rules->one_sided && i < n; i++)
		levels[i] = 2 * levels[i] - 1;
}

static double p_of(const struct difference *d, const struct rules *rules, bool below)
{
	if (d->reason)
		return NAN;
	if (!rules->one_sided)
		return effect_p(&d->design.seen, d->margin);
	return below ? effect_p_below(&d->design.seen, d->margin) :
	       effect_p_above(&d->design.seen, d->margin);
}

/* Those that lie above, or those that lie below; corrected for all of them. */
static void decide_side(struct comparison *c, const struct comparable *of,
			const struct rules *rules, bool below)
{
	double *p = xcalloc(c->count, sizeof(*p)), *levels = xcalloc(c->count, sizeof(*levels));
	size_t i;

	for (i = 0; i < c->count; i++)
		p[i] = p_of(&c->all[i], rules, below);
	correct(rules, p, c->count, levels);
	for (i = 0; i < c->count; i++) {
		if ((c->all[i].effect < 0) != below)
			continue;
		c->all[i].beyond = p[i];
		decide(&c->all[i], of, levels[i], rules->detect);
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

void comparison_settle(struct comparison *c)
{
	size_t i;

	if (c->count)
		qsort(c->all, c->count, sizeof(*c->all), worst_first);
	memset(c->outcomes, 0, sizeof(c->outcomes));
	for (i = 0; i < c->count; i++)
		c->outcomes[c->all[i].outcome]++;
}

struct comparison comparison_make(const struct records *a, const struct records *b,
				  const struct rules *rules)
{
	struct comparable of = comparable_make(a, b);
	struct comparison c = {
		.clock = (of.a.count ? of.a.records : a->records)[0]->clock, .paired = of.paired,
		.exact = rules->exact, .correction = rules->correction, .apart = of.apart,
		.disturbed = of.disturbed, .notes = of.notes, .note_count = of.note_count,
	};

	name_changes(&c, a, b);
	if (!c.apart && of.a.count && of.b.count)
		compare_all(&c, &of, rules->delta);
	if (c.clock != CLOCK_ICOUNT) {	/* what is exact needs no test */
		decide_side(&c, &of, rules, false);
		decide_side(&c, &of, rules, true);
	}
	free(of.a.records);
	free(of.b.records);
	free(of.every_a.records);
	free(of.every_b.records);
	comparison_settle(&c);
	return c;
}

void comparison_free(struct comparison *c)
{
	while (c->changed_count)
		free(c->changed[--c->changed_count]);
	while (c->note_count)
		free(c->notes[--c->note_count]);
	while (c->count)
		free(c->all[--c->count].reason);
	free(c->changed);
	free(c->notes);
	free(c->all);
	free(c->apart);
	free(c->disturbed);
}
