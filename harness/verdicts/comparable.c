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
enum cause { COUNTS, COPY, UNCALIBRATED, MISTAKEN, ALONE, CAUSES };

/* A side of the comparison: a cause for each record, and how many have which. */
struct sorting {
	const struct records *side;
	enum cause *causes;
	size_t counts[CAUSES];
};

static const char *const why[CAUSES] = {
	[COPY] = "copies of a run that is there already",
	[UNCALIBRATED] = "their calibration failed, and their notes say why",
	[MISTAKEN] = "their clock was not recognised, and the others' was",
	[ALONE] = "the other half of their pair is not there, or does not count",
};

static void note(struct comparable *c, char *text)
{
	c->notes = xreallocarray(c->notes, c->note_count + 1, sizeof(*c->notes));
	c->notes[c->note_count++] = text;
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

/* Where in the other side the record's partner is; the side's count: it has none. */
static size_t partner(const struct record *r, const struct records *other)
{
	const char *pair = comparable_pair(r), *its;
	size_t i;

	for (i = 0; i < other->count; i++) {
		its = comparable_pair(other->records[i]);
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

static enum cause cause_of(const struct records *s, size_t i)
{
	const struct record *r = s->records[i];

	if (same_run(s, i, r->id))
		return COPY;
	if (calibration_failed(r))
		return UNCALIBRATED;
	return mistaken(s, r) ? MISTAKEN : COUNTS;
}

static struct sorting sort(const struct records *s)
{
	struct sorting all = { .side = s, .causes = xcalloc(s->count, sizeof(*all.causes)) };
	size_t i;

	for (i = 0; i < s->count; i++) {
		all.causes[i] = cause_of(s, i);
		all.counts[all.causes[i]]++;
	}
	return all;
}

static bool any_pair(const struct records *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (record_find_fact(s->records[i], "pair"))
			return true;
	return false;
}

/* Of the records that were read, whether they count or not; copies aside. */
static size_t without_partner(const struct sorting *s, const struct records *other)
{
	size_t i, n = 0;

	for (i = 0; i < s->side->count; i++)
		n += s->causes[i] != COPY && partner(s->side->records[i], other) == other->count;
	return n;
}

/* A few pairs among records that are none would stand for all of them. */
static bool mostly_paired(struct comparable *c, const struct sorting *s,
			  const struct records *other)
{
	size_t all = s->side->count - s->counts[COPY], alone = without_partner(s, other);

	if (FEW * alone <= all)
		return true;
	if (alone < all)
		note(c, xasprintf("%zu of %zu records of %s have no partner in %s: "
				  "compared unpaired", alone, all, s->side->path, other->path));
	else if (any_pair(s->side) && any_pair(other))
		note(c, xstrdup("pairs, but not the same on both sides, or of no session "
				"that has a name: compared unpaired"));
	return false;
}

static void drop_alone(struct sorting *s, const struct sorting *other)
{
	size_t i, k, n = other->side->count;

	for (i = 0; i < s->side->count; i++) {
		k = partner(s->side->records[i], other->side);
		if (s->causes[i] != COUNTS || (k < n && other->causes[k] == COUNTS))
			continue;
		s->causes[i] = ALONE;
		s->counts[COUNTS]--;
		s->counts[ALONE]++;
	}
}

static void pair_up(struct comparable *c, struct sorting *a, struct sorting *b)
{
	c->paired = mostly_paired(c, a, b->side) && mostly_paired(c, b, a->side);
	if (!c->paired)
		return;
	drop_alone(a, b);
	drop_alone(b, a);
}

static void say_left_out(struct comparable *c, const struct sorting *s)
{
	int i;

	for (i = COPY; i < CAUSES; i++)
		if (s->counts[i])
			note(c, xasprintf("%s: %zu of %zu records left out: %s", s->side->path,
					  s->counts[i], s->side->count, why[i]));
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

/* Most of the side has to count. */
static void weigh(struct comparable *c, const struct sorting *s)
{
	size_t all = s->side->count - s->counts[COPY], lost = all - s->counts[COUNTS];
	char *causes = xstrdup("");
	int i;

	for (i = UNCALIBRATED; i < CAUSES; i++)
		if (s->counts[i])
			append(&causes, "%s%zu for %s", *causes ? "; " : "", s->counts[i], why[i]);
	if (2 * lost >= all && !c->disturbed)
		c->disturbed = xasprintf("%s: %zu of %zu records do not count (%s); "
					 "measure again when the machine is quiet",
					 s->side->path, lost, all, causes);
	free(causes);
}

/* The records that count; or, of `every`, all but copies. */
static struct records take(const struct sorting *s, bool every)
{
	struct records taken = { .path = s->side->path };
	size_t i;

	taken.records = xcalloc(s->side->count, sizeof(*taken.records));
	for (i = 0; i < s->side->count; i++)
		if (s->causes[i] == COUNTS || (every && s->causes[i] != COPY))
			taken.records[taken.count++] = s->side->records[i];
	return taken;
}

/* Times of another CPU, or another kind of core, cannot be compared. */
static const char *const core_keys[] = { "cpu_stepping", "core_type" };

static char *another_cpu(const struct record *r, const struct record *other)
{
	size_t i;

	for (i = 0; i < MACHINE_FACTS + ARRAY_SIZE(core_keys); i++) {
		const char *key = i < MACHINE_FACTS ? machine_keys[i] :
				  core_keys[i - MACHINE_FACTS];
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

static char *differ_any(const struct record *r, const struct sorting *s)
{
	char *apart = NULL;
	size_t i;

	for (i = 0; i < s->side->count && !apart; i++)
		apart = differ(r, s->side->records[i], s->causes[i] == COUNTS);
	return apart;
}

/* Asked of every record that was read, whatever else is left out. */
static char *why_apart(const struct comparable *c, const struct sorting *a, const struct sorting *b)
{
	const struct record *r = c->a.count ? c->a.records[0] : c->every_a.records[0];
	char *apart = differ_any(r, a);

	if (!apart)
		apart = differ_any(r, b);
	if (!apart && c->a.count && r->clock == CLOCK_EMULATED)
		apart = xstrdup("emulated ticks describe the emulator, and decide nothing");
	return apart;
}

static void settle(struct comparable *c, const struct sorting *s, struct records *counted,
		   struct records *every)
{
	say_left_out(c, s);
	*counted = take(s, false);
	*every = take(s, true);
	say_unknown(c, counted);
	weigh(c, s);
}

struct comparable comparable_make(const struct records *a, const struct records *b)
{
	struct sorting of_a = sort(a), of_b = sort(b);
	struct comparable c = { 0 };

	pair_up(&c, &of_a, &of_b);
	settle(&c, &of_a, &c.a, &c.every_a);
	settle(&c, &of_b, &c.b, &c.every_b);
	c.apart = why_apart(&c, &of_a, &of_b);
	free(of_a.causes);
	free(of_b.causes);
	return c;
}
