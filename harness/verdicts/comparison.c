// SPDX-License-Identifier: GPL-2.0-only
#include "comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "comparable.h"
#include "delta.h"
#include "effect.h"
#include "placement.h"
#include "power.h"
#include "util.h"

#define ALPHA .05
#define POWER .9
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

/* In how many of the side's records a fact is not what it is in the first of a; the first such is named. */
static size_t name_fact(const struct records *s, size_t fact, const char *from, char **named)
{
	const char *to[CHANGES_FACTS];
	size_t i, n = 0;

	for (i = 0; i < s->count; i++) {
		char *change;

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

/* Facts that may be what is being compared: each that is not the same in all records of both sides, once. */
static void name_changes(struct comparison *c, const struct records *a, const struct records *b)
{
	const char *from[CHANGES_FACTS];
	size_t i;

	changes_facts(a->records[0], from);
	c->changed = xcalloc(CHANGES_FACTS, sizeof(*c->changed));
	for (i = 0; i < CHANGES_FACTS; i++) {
		char *named = NULL, *longer;
		size_t of_b = name_fact(b, i, from[i], &named), of_a = name_fact(a, i, from[i], &named);

		if (!named)
			continue;
		if (of_a || of_b < b->count) {
			longer = xasprintf("%s (in %zu of %zu records of %s, and %zu of %zu of %s)", named, of_a, a->count,
					   a->path, of_b, b->count, b->path);
			free(named);
			named = longer;
		}
		c->changed[c->changed_count++] = named;
	}
}

/* A bench's figures, one a boot */

struct figure {
	const char *boot;	/* which boot, or which pair */
	double mean;		/* of `records` estimates; of equal ones exactly their value */
	size_t records;
};

struct figures {
	const struct records *side, *every;	/* the records that count, and all that were read */
	struct figure *all;
	size_t count;
	double least;
	size_t contended;	/* records */
	size_t lost;		/* of all records: without a figure, though others may have one */
	char *why;		/* the first of them: its reason (malloced) */
};

/* Records of one boot are one figure, unless they are halves of pairs. */
static void add_figure(struct figures *f, const struct record *r, double value, bool paired)
{
	const struct fact *boot = record_find_fact(r, "boot_id");
	const char *key = paired ? comparable_pair(r) : boot && boot->value ? boot->value : r->id;
	size_t i;

	f->least = fmin(f->least, value);
	for (i = 0; i < f->count && strcmp(f->all[i].boot, key); i++)
		;
	if (i == f->count) {
		f->all = xreallocarray(f->all, f->count + 1, sizeof(*f->all));
		f->all[f->count++] = (struct figure){ .boot = key };
	}
	f->all[i].mean += (value - f->all[i].mean) / (double)++f->all[i].records;
}

static void lose(struct figures *f, const struct result *result)
{
	if (!f->lost++)
		f->why = result ? xasprintf("%s: %s", status_names[result->status], result->reason) :
			       xstrdup("not measured");
}

static bool has_figure(const struct result *result)
{
	return result && (result->status == STATUS_OK || result->status == STATUS_CONTENDED);
}

/* What has no figure is looked for in every record: one that does not count may be the one that faulted. */
static struct figures figures_of(const struct records *s, const struct records *every, const char *bench, bool paired)
{
	struct figures f = { .side = s, .every = every, .least = INFINITY };
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct result *result = record_find(s->records[i], bench);

		if (result && result->status == STATUS_OK)
			add_figure(&f, s->records[i], result->estimate, paired);
		else if (result && result->status == STATUS_CONTENDED)
			f.contended++;
	}
	for (i = 0; i < every->count; i++) {
		const struct result *result = record_find(every->records[i], bench);

		if (!has_figure(result))
			lose(&f, result);
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
		v[i] = absolute ? f->all[i].mean * MILLIONTH : log(f->all[i].mean);
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
		if (f->all[i].mean != f->all[0].mean)
			return false;
	return true;
}

/* What boots have that agree; the mean of those that do not. */
static double exact_figure(const struct figures *f)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < f->count; i++)
		sum += f->all[i].mean;
	return agree(f) ? f->all[0].mean : sum / (double)f->count;
}

static void compare_exact(struct difference *d, const struct figures *a, const struct figures *b)
{
	d->a = exact_figure(a);
	d->b = exact_figure(b);
	d->absolute = true;
	d->effect = d->bound = d->b - d->a;
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
	const struct records *sides[2];
	struct power_design design;
	double margin;
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

double comparison_share(const struct difference *d, double effect)
{
	return d->absolute ? effect / fmax(d->a, 1) : effect;
}

/* The same back: in the difference's units, and on the scale on which boots are compared. */
static double of_share(const struct difference *d, double share)
{
	return d->absolute ? share * fmax(d->a, 1) : share;
}

static double margin_of(const struct difference *d, double share)
{
	return of_share(d, share) * (d->absolute ? MILLIONTH : 1);
}

static void test(struct difference *d, struct trial *t, double *a, double *b, const struct rules *rules)
{
	double share = rules->delta > 0 ? rules->delta : DELTA_RELATIVE;
	struct interval i;

	d->a = unscaled_mean(a, d->boots_a, d->absolute);
	d->b = unscaled_mean(b, d->boots_b, d->absolute);
	t->design = d->paired ? power_paired(a, b, d->boots_a) : power_unpaired(a, d->boots_a, b, d->boots_b);
	t->margin = margin_of(d, share);
	d->delta = of_share(d, share);
	i = effect_interval(&t->design.seen, 1 - ALPHA);
	d->effect = d->absolute ? t->design.seen.log_ratio / MILLIONTH : effect_ratio(&t->design.seen) - 1;
	d->lo = percent_or_cycles(i.lo, d->absolute);
	d->hi = percent_or_cycles(i.hi, d->absolute);
	d->p = effect_p(&t->design.seen, 0);
}

static bool one_boot(const struct figures *a, const struct figures *b)
{
	return a->count == 1 && b->count == 1 && !strcmp(a->all[0].boot, b->all[0].boot);
}

static char *contended(const struct figures *f)
{
	return xasprintf("contended in %zu of %zu records of %s: another thread or guest took part of the core",
			 f->contended, f->side->count, f->side->path);
}

static void undecided(struct difference *d, const struct figures *a, const struct figures *b)
{
	d->outcome = OUTCOME_UNRESOLVED;
	d->contended = a->contended || b->contended;
	if (d->contended)
		d->reason = contended(b->contended > a->contended ? b : a);
	else if (one_boot(a, b))
		d->reason = xstrdup("both were measured in one boot, one after the other: measure them with --against");
	else
		d->reason = xstrdup("one boot describes and decides nothing: measure both in one boot with --against, or each in several boots");
}

static void compare_boots(struct difference *d, struct trial *t, struct figures *a, struct figures *b,
			  const struct rules *rules)
{
	double *va, *vb;

	d->boots_a = a->count;
	d->boots_b = b->count;
	if (d->paired)
		d->boots_a = d->boots_b = match(a, b);
	if (d->boots_a && d->boots_b) {
		/* Below a cycle a ratio means nothing, and at 0 there is none. */
		d->absolute = !(a->least >= 1 && b->least >= 1);
		va = scaled(a, d->absolute);
		vb = scaled(b, d->absolute);
		t->sides[0] = a->side;
		t->sides[1] = b->side;
		test(d, t, va, vb, rules);
		free(va);
		free(vb);
	}
	if (d->boots_a < BOOTS_MIN || d->boots_b < BOOTS_MIN)
		undecided(d, a, b);
}

/* All of them */

/* Was it in an earlier record of this side, or of the other? */
static bool seen(const struct records *s, size_t n, const struct records *other, const char *bench)
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

static struct difference *add(struct comparison *c, const struct result *result)
{
	struct difference *d;

	c->all = xreallocarray(c->all, c->count + 1, sizeof(*c->all));
	d = &c->all[c->count++];
	*d = (struct difference){
		.name = result->name, .question = result->question, .outcome = OUTCOME_SAME,
		.a = NAN, .b = NAN, .effect = NAN, .lo = NAN, .hi = NAN, .delta = NAN,
		.p = NAN, .beyond = NAN, .within = NAN, .level = NAN, .decided = { NAN, NAN },
		.bound = NAN, .needed = NAN, .paired = c->paired,
	};
	return d;
}

/* What has a figure in one record and none in another may have changed in more than its time. */
static char *lost(const struct figures *f)
{
	if (f->lost == f->every->count)
		return xasprintf("%s: %s", f->side->path, f->why);
	return xasprintf("%s: %zu of %zu records: %s", f->side->path, f->lost, f->every->count, f->why);
}

/* Of records that are contended the others stand; it is said once for all benches. */
static void say_contended(char **said, const char *bench, const struct figures *f)
{
	char *longer;

	if (!f->contended)
		return;
	longer = xasprintf("%s%s%s (%zu of %zu in %s)", *said ? *said : "", *said ? ", " : "", bench, f->contended,
			   f->side->count, f->side->path);
	free(*said);
	*said = longer;
}

static void compare_bench(struct comparison *c, const struct comparable *of, const struct result *result,
			  struct trial *t, const struct rules *rules, char **said)
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
		compare_boots(d, t, &a, &b, rules);
		say_contended(said, result->name, &a);
		say_contended(said, result->name, &b);
	}
	free_figures(&a);
	free_figures(&b);
}

static void compare_side(struct comparison *c, const struct records *s, const struct comparable *of,
			 struct trial *trials, const struct rules *rules, char **said)
{
	size_t i, j;

	for (i = 0; i < s->count; i++) {
		const struct record *r = s->records[i];

		for (j = 0; j < r->result_count; j++) {
			if (seen(s, i, s == &of->every_a ? NULL : &of->every_a, r->results[j].name))
				continue;
			trials[c->count] = (struct trial){ .design.seen = { NAN, NAN, NAN } };
			compare_bench(c, of, &r->results[j], &trials[c->count], rules, said);
		}
	}
}

static void compare_all(struct comparison *c, const struct comparable *of, struct trial *trials,
			const struct rules *rules)
{
	char *said = NULL;

	compare_side(c, &of->every_a, of, trials, rules, &said);
	compare_side(c, &of->every_b, of, trials, rules, &said);
	if (!said)
		return;
	c->notes = xreallocarray(c->notes, c->note_count + 1, sizeof(*c->notes));
	c->notes[c->note_count++] = xasprintf("left out as contended: %s", said);
	free(said);
}

/* In the units of the difference: shares, or the unit itself. */
static void show_interval(struct difference *d, const struct trial *t, double level)
{
	struct interval i = effect_interval(&t->design.seen, level);

	d->level = level;
	d->decided[0] = percent_or_cycles(i.lo, d->absolute);
	d->decided[1] = percent_or_cycles(i.hi, d->absolute);
}

/* As many as it takes to lie on one side of both bounds, by the tests that decide. */
static double boots_for(const struct difference *d, const struct trial *t, double lo, double hi, double level)
{
	const struct power_bounds q = { lo, hi, (1 - level) / 2, ALPHA };
	double many = (double)(d->boots_a > d->boots_b ? d->boots_a : d->boots_b);

	return power_boots(&t->design, many, &q, POWER);
}

static double log_below(double margin)
{
	return margin < 1 ? log1p(-margin) : -INFINITY;
}

/* A bench that nothing says of is not shown to have less of an effect than was asked for. */
static void detect(struct difference *d, const struct trial *t, double share)
{
	if (share > 0 && comparison_share(d, d->bound) > share)
		d->needed = boots_for(d, t, -INFINITY, log1p(margin_of(d, share)), 1 - 2 * ALPHA);
}

/* Figures that lie so far apart that their interval is no number show nothing, not even that they are the same. */
static void unbounded(struct difference *d)
{
	d->outcome = OUTCOME_UNRESOLVED;
	d->reason = xstrdup("the boots of a side lie too far apart for an interval to be computed: see the records' figures");
}

/*
 * REGRESSED and IMPROVED: beyond delta with a corrected p, which is where the
 * interval at the correction's level lies wholly beyond it.  SAME: the 90 % interval
 * within delta.
 */
/* Between two builds a change must show in most layouts: in one, it may be where the linker put the body. */
static void doubt_placement(struct difference *d, const struct trial *t)
{
	struct placement p = placement_of(t->sides[0], t->sides[1], d);

	if (!placement_explains(&p))
		return;
	d->outcome = OUTCOME_UNRESOLVED;
	d->reason = xasprintf("beyond delta in %zu of %zu layouts: where the linker put the code in the two builds explains it",
			      p.beyond, p.layouts);
}

static void decide(struct difference *d, const struct trial *t, double level, const struct rules *rules)
{
	if (d->reason || d->outcome != OUTCOME_SAME)
		return;
	d->within = effect_equivalence_p(&t->design.seen, t->margin);
	if (d->beyond <= ALPHA)
		d->outcome = d->effect > 0 ? OUTCOME_REGRESSED : OUTCOME_IMPROVED;
	else if (!(d->within <= ALPHA))
		d->outcome = OUTCOME_UNRESOLVED;
	d->bound = percent_or_cycles(effect_interval(&t->design.seen, 1 - 2 * ALPHA).hi, d->absolute);
	show_interval(d, t, d->outcome == OUTCOME_SAME ? 1 - 2 * ALPHA : level);
	if (d->outcome == OUTCOME_REGRESSED || d->outcome == OUTCOME_IMPROVED)
		doubt_placement(d, t);
	if (d->reason)
		return;
	if (isnan(t->design.seen.se))
		d->reason = xstrdup("nothing varies from boot to boot, and yet the sides differ");
	else if (!isfinite(d->bound) && d->outcome != OUTCOME_REGRESSED && d->outcome != OUTCOME_IMPROVED)
		unbounded(d);
	else if (d->outcome == OUTCOME_UNRESOLVED)
		d->needed = boots_for(d, t, log_below(t->margin), log1p(t->margin), level);
	if (!d->reason)
		detect(d, t, rules->detect);
}

/* In target; and the level at which an interval shows what the correction decides. */
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

static double p_of(const struct trial *t, const struct rules *rules, bool below)
{
	if (!rules->one_sided)
		return effect_p(&t->design.seen, t->margin);
	return below ? effect_p_below(&t->design.seen, t->margin) : effect_p_above(&t->design.seen, t->margin);
}

/* Those that lie above, or those that lie below; corrected for all of them. */
static void decide_side(struct comparison *c, const struct trial *trials, const struct rules *rules, bool below)
{
	double *p = xcalloc(c->count, sizeof(*p)), *levels = xcalloc(c->count, sizeof(*levels));
	size_t i;

	for (i = 0; i < c->count; i++)
		p[i] = c->all[i].reason ? NAN : p_of(&trials[i], rules, below);
	correct(rules, p, c->count, levels);
	for (i = 0; i < c->count; i++) {
		if ((c->all[i].effect < 0) != below)
			continue;
		c->all[i].beyond = p[i];
		decide(&c->all[i], &trials[i], levels[i], rules);
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

static size_t rows_of(const struct records *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->count; i++)
		n += s->records[i]->result_count;
	return n;
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

struct comparison comparison_make(const struct records *a, const struct records *b, const struct rules *rules)
{
	struct comparable of = comparable_make(a, b);
	struct comparison c = {
		.clock = (of.a.count ? of.a.records : a->records)[0]->clock, .paired = of.paired, .exact = rules->exact,
		.correction = rules->correction, .apart = of.apart, .disturbed = of.disturbed,
		.notes = of.notes, .note_count = of.note_count,
	};
	struct trial *trials = xcalloc(rows_of(a) + rows_of(b) + 1, sizeof(*trials));

	name_changes(&c, a, b);
	if (!c.apart && of.a.count && of.b.count)
		compare_all(&c, &of, trials, rules);
	if (c.clock != CLOCK_ICOUNT) {	/* what is exact needs no test */
		decide_side(&c, trials, rules, false);
		decide_side(&c, trials, rules, true);
	}
	free(trials);
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
