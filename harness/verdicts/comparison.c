// SPDX-License-Identifier: GPL-2.0-only
#include "comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "comparable.h"
#include "util.h"

/*
 * Where boots stand alone, not in pairs, each of a and b with so many records or more is compared
 * with itself, its first half with its second.  A bench that fails the gate and differs so from
 * itself, beyond delta with p <= GUARD_P, becomes UNRESOLVED: a steady one in one case of a
 * hundred, at most.
 */
#define GUARD_BOOTS 4
#define GUARD_P .005

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

/* Each fact that is not the same in all records of a and b, once. */
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

/* All benches */

static bool has_bench(const struct records *s, size_t n, const char *bench)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (record_find(s->records[i], bench))
			return true;
	return false;
}

static void compare_bench(struct comparison *c, const struct comparable *of,
			  const struct result *result, double delta)
{
	struct difference d = {
		.name = result->name, .question = result->question, .outcome = OUTCOME_SAME,
		.a = NAN, .b = NAN, .effect = NAN, .lo = NAN, .hi = NAN, .delta = NAN,
		.p = NAN, .beyond = NAN, .within = NAN, .level = NAN, .decided = { NAN, NAN },
		.bound = NAN, .needed = NAN, .paired = c->paired, .design.seen = { NAN, NAN, NAN },
	};

	if (difference_measure(&d, of, delta)) {
		*PUSH(c->all, c->count) = d;
	} else {
		c->unmeasured++;
		free(d.reason);
	}
}

static void compare_all(struct comparison *c, const struct comparable *of, double delta)
{
	const struct records *a = &of->a.every, *b = &of->b.every;
	size_t i, k;

	for (i = 0; i < a->count + b->count; i++) {
		size_t of_a = i < a->count ? i : a->count, of_b = i - of_a;
		const struct record *r = i < a->count ? a->records[of_a] : b->records[of_b];

		for (k = 0; k < r->result_count; k++)
			if (!has_bench(a, of_a, r->results[k].name) &&
			    !has_bench(b, of_b, r->results[k].name))
				compare_bench(c, of, &r->results[k], delta);
	}
}

static void append_contended(char **said, const struct difference *d, size_t contended,
			     const struct records *counted)
{
	if (contended)
		append(said, "%s%s (%zu of %zu in %s)", **said ? ", " : "left out as contended: ",
		       d->name, contended, counted->count, counted->path);
}

/* The other records stand; one note says it for all benches. */
static void note_contended(struct comparison *c, const struct comparable *of)
{
	char *said = xstrdup("");
	const struct difference *d;

	for (d = c->all; d < c->all + c->count; d++) {
		append_contended(&said, d, d->contended_a, &of->a.counted);
		append_contended(&said, d, d->contended_b, &of->b.counted);
	}
	if (*said)
		*PUSH(c->notes, c->note_count) = said;
	else
		free(said);
}

/* Verdicts */

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
static void decide_direction(struct comparison *c, const struct comparable *of,
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
		difference_decide(&c->all[i], of, levels[i], rules->detect);
	}
	free(levels);
	free(p);
}

/* The guard of a gate */

static bool fails(const struct comparison *c, const struct difference *d)
{
	return d->outcome == OUTCOME_REGRESSED || (c->exact && d->outcome == OUTCOME_IMPROVED);
}

static bool drifts(const struct comparison *itself, const char *bench)
{
	size_t i;

	for (i = 0; i < itself->count; i++)
		if (!strcmp(itself->all[i].name, bench))
			return itself->all[i].beyond <= GUARD_P;
	return false;
}

/* The first half, in order of time, against the second. */
static void guard(struct comparison *c, const struct records *s, double delta)
{
	const struct rules each = { .delta = delta, .correction = CORRECT_NOTHING };
	struct records first = { .path = s->path, .records = s->records, .count = s->count / 2 };
	struct records second = first;
	struct comparison itself;
	struct difference *d;

	if (s->count < GUARD_BOOTS)
		return;
	second.records += first.count;
	itself = comparison_make(&first, &second, &each);
	for (d = c->all; d < c->all + c->count; d++) {
		if (!fails(c, d) || !drifts(&itself, d->name))
			continue;
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xasprintf("%s differs from itself, its first boots from its last: "
				      "too restless to gate on; privbench system show says what "
				      "disturbs it, or measure a and b in pairs with --against",
				      s->path);
	}
	comparison_free(&itself);
}

static int worst_first(const void *x, const void *y)
{
	const struct difference *a = x, *b = y;

	if (a->outcome != b->outcome)
		return (int)a->outcome - (int)b->outcome;
	if (isnan(a->effect) != isnan(b->effect))
		return isnan(a->effect) ? 1 : -1;
	if (a->effect < b->effect || a->effect > b->effect)
		return a->effect > b->effect ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* Count the outcomes, and put the worst first. */
static void settle(struct comparison *c)
{
	size_t i;

	if (c->count)
		qsort(c->all, c->count, sizeof(*c->all), worst_first);
	for (i = 0; i < c->count; i++)
		c->outcomes[c->all[i].outcome]++;
}

struct comparison comparison_make(const struct records *a, const struct records *b,
				  const struct rules *rules)
{
	struct comparable of = comparable_make(a, b);
	struct comparison c = {
		.clock = of.clock, .paired = of.paired, .exact = rules->exact,
		.correction = rules->correction, .apart = of.apart,
		.disturbed = of.disturbed, .notes = of.notes, .note_count = of.note_count,
	};

	name_changes(&c, a, b);
	if (!c.apart && of.a.counted.count && of.b.counted.count) {
		compare_all(&c, &of, rules->delta);
		note_contended(&c, &of);
	}
	if (c.clock != CLOCK_ICOUNT) {	/* what is exact needs no test */
		decide_direction(&c, &of, rules, false);
		decide_direction(&c, &of, rules, true);
	}
	if (c.clock != CLOCK_ICOUNT && rules->guarded && !c.paired) {
		guard(&c, a, rules->delta);
		guard(&c, b, rules->delta);
	}
	free(of.a.counted.records);
	free(of.a.every.records);
	free(of.b.counted.records);
	free(of.b.every.records);
	settle(&c);
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
