// SPDX-License-Identifier: GPL-2.0-only
#include "comparable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "changes.h"
#include "record.h"
#include "util.h"

/* Pairs decide if no more than one in so many records has no partner. */
#define FEW 5

/* Why a record does not count. */
enum exclusion { COUNTS, COPY, UNCALIBRATED, MISTAKEN, ALONE, EXCLUSIONS };

static const char *const why[EXCLUSIONS] = {
	[COPY] = "copies of a run that is there already",
	[UNCALIBRATED] = "their calibration failed, and their notes say why",
	[MISTAKEN] = "their clock was not recognised, and the others' was",
	[ALONE] = "the other half of their pair is not there, or does not count",
};

/* The records of a or of b, and which of them count. */
struct sorting {
	const struct records *all;
	enum exclusion *each;
};

static void note(struct comparable *c, char *text)
{
	*PUSH(c->notes, c->note_count) = text;
}

static const struct record *same_run(const struct records *s, size_t n, const char *id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(s->records[i]->id, id))
			return s->records[i];
	return NULL;
}

static bool same_figure(const struct result *x, const struct result *y)
{
	return y && x->status == y->status &&
	       (x->estimate == y->estimate || (isnan(x->estimate) && isnan(y->estimate)));
}

static bool same_figures(const struct record *r, const struct record *other)
{
	size_t i;

	if (r->result_count != other->result_count || r->clock != other->clock ||
	    strcmp(r->target, other->target))
		return false;
	for (i = 0; i < r->result_count; i++)
		if (!same_figure(&r->results[i], record_find(other, r->results[i].name)))
			return false;
	return true;
}

/* Of one run there is one record, and copies of it. */
static char *unlike(const struct records *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct record *r = s->records[i], *other = same_run(s, i, r->id);

		if (other && !same_figures(r, other))
			return xasprintf("%s and %s say that they are records of one run (%s), "
					 "and their figures differ: keep the one that the run "
					 "wrote, and move the other out of the folder",
					 other->path, r->path, r->id);
	}
	return NULL;
}

char *comparable_refused(const struct records *a, const struct records *b)
{
	char *refused = unlike(a);
	size_t i;

	if (!refused)
		refused = unlike(b);
	for (i = 0; i < b->count && !refused; i++) {
		const struct record *r = b->records[i], *other = same_run(a, a->count, r->id);

		if (other)
			refused = xasprintf("%s and %s are records of one run (%s): a run compared "
					    "with itself shows nothing; name what was measured "
					    "before, and what after", other->path, r->path, r->id);
	}
	return refused;
}

const char *comparable_pair(const struct record *r)
{
	const struct fact *pair = record_find_fact(r, "pair");

	return pair && pair->value && strchr(pair->value, '/') ? pair->value : NULL;
}

/* Where the record's partner is among the others; their count: it has none. */
static size_t partner(const struct record *r, const struct records *others)
{
	const char *pair = comparable_pair(r), *its;
	size_t i;

	for (i = 0; i < others->count; i++) {
		its = comparable_pair(others->records[i]);
		if (pair && its && !strcmp(its, pair))
			break;
	}
	return i;
}

/* A launch among many whose chains a neighbour disturbed; not a machine that emulates. */
static bool mistaken(const struct records *s, const struct record *r)
{
	size_t i, emulated = 0;

	for (i = 0; i < s->count; i++)
		emulated += s->records[i]->clock == CLOCK_EMULATED;
	return r->clock == CLOCK_EMULATED && 2 * emulated < s->count;
}

static struct sorting sort(const struct records *s)
{
	struct sorting sorted = { s, xcalloc(s->count, sizeof(*sorted.each)) };
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct record *r = s->records[i];

		sorted.each[i] = same_run(s, i, r->id) ? COPY :
				 calibration_failed(r) ? UNCALIBRATED :
				 mistaken(s, r) ? MISTAKEN : COUNTS;
	}
	return sorted;
}

static bool any_pair(const struct records *s)
{
	size_t i;

	for (i = 0; i < s->count && !record_find_fact(s->records[i], "pair"); i++)
		;
	return i < s->count;
}

/*
 * Of the records that were read, whether they count or not, copies aside: a few pairs among
 * records that are none would stand for all of them.
 */
static bool mostly_paired(struct comparable *c, const struct sorting *s,
			  const struct records *others)
{
	size_t i, all = 0, alone = 0;

	for (i = 0; i < s->all->count; i++) {
		if (s->each[i] == COPY)
			continue;
		all++;
		alone += partner(s->all->records[i], others) == others->count;
	}
	if (FEW * alone <= all)
		return true;
	if (alone < all)
		note(c, xasprintf("%zu of %zu records of %s have no partner in %s: "
				  "compared unpaired", alone, all, s->all->path, others->path));
	else if (any_pair(s->all) && any_pair(others))
		note(c, xstrdup("pairs, but not the same in a and in b, or of no session "
				"that has a name: compared unpaired"));
	return false;
}

static void drop_alone(struct sorting *s, const struct sorting *others)
{
	size_t i, k, n = others->all->count;

	for (i = 0; i < s->all->count; i++) {
		k = partner(s->all->records[i], others->all);
		if (s->each[i] == COUNTS && (k == n || others->each[k] != COUNTS))
			s->each[i] = ALONE;
	}
}

static void pair_up(struct comparable *c, struct sorting *a, struct sorting *b)
{
	c->paired = mostly_paired(c, a, b->all) && mostly_paired(c, b, a->all);
	if (!c->paired)
		return;
	drop_alone(a, b);
	drop_alone(b, a);
}

/* What is left out; and whether most records count, as a gate asks. */
static void say_left_out(struct comparable *c, const struct sorting *s)
{
	size_t counts[EXCLUSIONS] = { 0 }, total = s->all->count, all, lost, i;
	char *causes = xstrdup("");

	for (i = 0; i < total; i++)
		counts[s->each[i]]++;
	for (i = COPY; i < EXCLUSIONS; i++) {
		if (!counts[i])
			continue;
		note(c, xasprintf("%s: %zu of %zu records left out: %s", s->all->path, counts[i],
				  total, why[i]));
		if (i != COPY)
			append(&causes, "%s%zu for %s", *causes ? "; " : "", counts[i], why[i]);
	}
	all = total - counts[COPY];
	lost = all - counts[COUNTS];
	if (2 * lost >= all && !c->disturbed)
		c->disturbed = xasprintf("%s: %zu of %zu records do not count (%s); "
					 "measure again when the machine is quiet",
					 s->all->path, lost, all, causes);
	free(causes);
}

/* A record that does not say whether its calibration passed counts. */
static void say_unknown(struct comparable *c, const struct records *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->count; i++) {
		const struct fact *f = record_find_fact(s->records[i], "calibration");

		n += f && !f->value && s->records[i]->clock == CLOCK_SILICON;
	}
	if (n)
		note(c, xasprintf("%s: the calibration of %zu of %zu records is not known; "
				  "they count", s->path, n, s->count));
}

static struct chosen choose(struct comparable *c, const struct sorting *s)
{
	struct chosen chosen = { { .path = s->all->path }, { .path = s->all->path } };
	size_t i;

	for (i = 0; i < s->all->count; i++) {
		if (s->each[i] == COUNTS)
			*PUSH(chosen.counted.records, chosen.counted.count) = s->all->records[i];
		if (s->each[i] != COPY)
			*PUSH(chosen.every.records, chosen.every.count) = s->all->records[i];
	}
	say_left_out(c, s);
	say_unknown(c, &chosen.counted);
	return chosen;
}

/* Times of another CPU, or another kind of core, cannot be compared. */
static char *another_cpu(const struct record *r, const struct record *other)
{
	size_t i;

	for (i = 0; i < CORE_FACTS; i++) {
		const char *key = machine_keys[i];
		const char *from = changes_fact(r, key), *to = changes_fact(other, key);

		if (strcmp(from, to))
			return xasprintf("another CPU: %s is %s in %s, and %s in %s", key, from,
					 r->path, to, other->path);
	}
	return NULL;
}

/* A clock that was mistaken is not another one. */
static char *differ(const struct record *r, const struct record *other, bool counts)
{
	if (counts && r->clock != other->clock)
		return xasprintf("%s has the clock %s, and %s %s: their units differ", r->path,
				 clock_names[r->clock], other->path, clock_names[other->clock]);
	if (strcmp(r->target, other->target))
		return xasprintf("another target: %s was measured at %s, and %s at %s",
				 r->path, r->target, other->path, other->target);
	return r->clock == CLOCK_ICOUNT ? NULL : another_cpu(r, other);
}

/* Asked of every record that was read, whatever else is left out. */
static char *differ_any(const struct record *r, const struct sorting *s)
{
	char *apart = NULL;
	size_t i;

	for (i = 0; i < s->all->count && !apart; i++)
		apart = differ(r, s->all->records[i], s->each[i] == COUNTS);
	return apart;
}

struct comparable comparable_make(const struct records *a, const struct records *b)
{
	struct sorting of_a = sort(a), of_b = sort(b);
	struct comparable c = { 0 };
	const struct record *r;

	pair_up(&c, &of_a, &of_b);
	c.a = choose(&c, &of_a);
	c.b = choose(&c, &of_b);
	r = c.a.counted.count ? c.a.counted.records[0] : a->records[0];
	c.clock = r->clock;
	c.apart = differ_any(r, &of_a);
	if (!c.apart)
		c.apart = differ_any(r, &of_b);
	if (!c.apart && c.a.counted.count && r->clock == CLOCK_EMULATED)
		c.apart = xstrdup("emulated ticks describe the emulator, and decide nothing");
	free(of_a.each);
	free(of_b.each);
	return c;
}
