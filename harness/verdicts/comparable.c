// SPDX-License-Identifier: GPL-2.0-only
#include "comparable.h"

#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "changes.h"
#include "record.h"
#include "util.h"

/* Why a record does not count. */
enum cause { COUNTS, COPY, UNCALIBRATED, MISTAKEN, ALONE, CAUSES };

static const char *const why[CAUSES] = {
	[COPY] = "copies of a run that is there already",
	[UNCALIBRATED] = "their calibration failed, and their notes say why",
	[MISTAKEN] = "their clock was not recognised, and the others' was",
	[ALONE] = "the other half of their pair is not there",
};

static void note(struct comparable *c, char *text)
{
	c->notes = xreallocarray(c->notes, c->note_count + 1, sizeof(*c->notes));
	c->notes[c->note_count++] = text;
}

static const struct record *same_run(const struct side *s, size_t n, const char *id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(s->records[i]->id, id))
			return s->records[i];
	return NULL;
}

char *comparable_shared(const struct side *a, const struct side *b)
{
	size_t i;

	for (i = 0; i < b->count; i++) {
		const struct record *r = b->records[i], *other = same_run(a, a->count, r->id);

		if (other)
			return xasprintf("%s and %s are records of one run (%s): what is compared with itself "
					 "shows nothing; name what was measured before, and what after",
					 other->path, r->path, r->id);
	}
	return NULL;
}

const char *comparable_pair(const struct record *r)
{
	const struct fact *pair = record_find_fact(r, "pair");

	return pair && pair->value && strchr(pair->value, '/') ? pair->value : NULL;
}

static bool has_partner(const struct record *r, const struct side *other)
{
	const char *pair = comparable_pair(r), *its;
	size_t i;

	for (i = 0; pair && i < other->count; i++) {
		its = comparable_pair(other->records[i]);
		if (its && !strcmp(its, pair))
			return true;
	}
	return false;
}

/* A launch among many whose chains a neighbour disturbed; not a machine that emulates. */
static bool mistaken(const struct side *s, const struct record *r)
{
	size_t i, emulated = 0;

	for (i = 0; i < s->count; i++)
		emulated += s->records[i]->clock == CLOCK_EMULATED;
	return r->clock == CLOCK_EMULATED && 2 * emulated < s->count;
}

static enum cause cause_of(const struct side *s, size_t i)
{
	const struct record *r = s->records[i];

	if (same_run(s, i, r->id))
		return COPY;
	if (calibration_failed(r))
		return UNCALIBRATED;
	return mistaken(s, r) ? MISTAKEN : COUNTS;
}

static void say_left_out(struct comparable *c, const struct side *s, const size_t counts[CAUSES])
{
	int i;

	for (i = COPY; i < CAUSES; i++)
		if (counts[i])
			note(c, xasprintf("%s: %zu of %zu records left out: %s", s->path, counts[i], s->count, why[i]));
}

static struct side take(struct comparable *c, const struct side *s)
{
	struct side taken = { .path = s->path, .records = xcalloc(s->count, sizeof(*taken.records)) };
	size_t counts[CAUSES] = { 0 }, lost, i;

	for (i = 0; i < s->count; i++) {
		enum cause cause = cause_of(s, i);

		counts[cause]++;
		if (cause == COUNTS)
			taken.records[taken.count++] = s->records[i];
	}
	say_left_out(c, s, counts);
	lost = counts[UNCALIBRATED] + counts[MISTAKEN];
	if (lost && lost >= taken.count && !c->spoilt)
		c->spoilt = xasprintf("%s: %zu of %zu records do not count, for %s; measure again when the machine is quiet",
				      s->path, lost, s->count - counts[COPY],
				      why[counts[UNCALIBRATED] ? UNCALIBRATED : MISTAKEN]);
	return taken;
}

static void drop_alone(struct comparable *c, struct side *s, const struct side *other)
{
	size_t counts[CAUSES] = { 0 }, kept = 0, i;
	const struct side all = *s;

	for (i = 0; i < all.count; i++) {
		if (has_partner(s->records[i], other))
			s->records[kept++] = s->records[i];
		else
			counts[ALONE]++;
	}
	say_left_out(c, &all, counts);
	s->count = kept;
}

static bool any_pair(const struct side *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (record_find_fact(s->records[i], "pair"))
			return true;
	return false;
}

static void pair_up(struct comparable *c)
{
	size_t i;

	for (i = 0; i < c->a.count; i++)
		c->paired |= has_partner(c->a.records[i], &c->b);
	if (c->paired) {
		drop_alone(c, &c->a, &c->b);
		drop_alone(c, &c->b, &c->a);
	} else if (any_pair(&c->a) && any_pair(&c->b)) {
		note(c, xstrdup("pairs, but not the same on both sides, or of no session that has a name: compared unpaired"));
	}
}

/* What times do not carry over from: another CPU, or another kind of core. */
static const char *const core_keys[] = { "cpu_stepping", "core_type" };

static const char *core_key(size_t i)
{
	if (i < MACHINE_FACTS)
		return machine_keys[i];
	return i - MACHINE_FACTS < ARRAY_SIZE(core_keys) ? core_keys[i - MACHINE_FACTS] : NULL;
}

static char *another_cpu(const struct record *r, const struct record *other)
{
	const char *key, *from, *to;
	size_t i;

	for (i = 0; (key = core_key(i)); i++) {
		from = changes_fact(r, key);
		to = changes_fact(other, key);
		if (strcmp(from, to))
			return xasprintf("another CPU: %s is %s in %s, and %s in %s", key, from, r->path, to,
					 other->path);
	}
	return NULL;
}

static char *differ(const struct record *r, const struct record *other)
{
	if (r->clock != other->clock)
		return xasprintf("%s has the clock %s, and %s %s: their units differ", r->path,
				 clock_names[r->clock], other->path, clock_names[other->clock]);
	if (strcmp(r->place, other->place))
		return xasprintf("another place: %s was measured at %s, and %s at %s", r->path, r->place,
				 other->path, other->place);
	return r->clock == CLOCK_ICOUNT ? NULL : another_cpu(r, other);
}

static char *why_apart(const struct side *a, const struct side *b)
{
	char *apart = NULL;
	size_t i;

	for (i = 1; i < a->count && !apart; i++)
		apart = differ(a->records[0], a->records[i]);
	for (i = 0; i < b->count && !apart; i++)
		apart = differ(a->records[0], b->records[i]);
	if (!apart && a->records[0]->clock == CLOCK_EMULATED)
		apart = xstrdup("emulated ticks describe the emulator, and decide nothing");
	return apart;
}

struct comparable comparable_make(const struct side *a, const struct side *b)
{
	struct comparable c = { 0 };

	c.a = take(&c, a);
	c.b = take(&c, b);
	pair_up(&c);
	if (c.a.count && c.b.count)
		c.apart = why_apart(&c.a, &c.b);
	return c;
}
