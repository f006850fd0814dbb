// SPDX-License-Identifier: GPL-2.0-only
#include "guard.h"

#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "util.h"

/* The first half of its records, or the second, in the order of time; they stay the side's. */
static struct records half_of(const struct records *s, size_t which)
{
	return (struct records){ .path = s->path, .records = s->records + which * (s->count / 2), .count = s->count / 2 };
}

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

static void guard_side(struct comparison *c, const struct records *s, const struct rules *rules)
{
	const struct rules each = { .delta = rules->delta, .correction = CORRECT_NOTHING };
	struct records first = half_of(s, 0), second = half_of(s, 1);
	struct comparison itself = comparison_make(&first, &second, &each);
	struct difference *d;

	for (d = c->all; d < c->all + c->count; d++) {
		if (!fails(c, d) || !drifts(&itself, d->name))
			continue;
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xasprintf("%s differs from itself, its first boots from its last: too restless to gate on; "
				      "privbench system show says what disturbs it, or pair the sides with --against", s->path);
	}
	comparison_free(&itself);
}

void guard_apply(struct comparison *c, const struct records *a, const struct records *b, const struct rules *rules)
{
	const struct records *sides[] = { a, b };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sides) && !c->paired && c->clock != CLOCK_ICOUNT; i++)
		if (sides[i]->count >= GUARD_BOOTS)
			guard_side(c, sides[i], rules);
	comparison_settle(c);
}
