// SPDX-License-Identifier: GPL-2.0-only
#include "guard.h"

#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "util.h"

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

/* The side's first half, in order of time, against its second. */
static void guard_side(struct comparison *c, const struct records *s, double delta)
{
	const struct rules each = { .delta = delta, .correction = CORRECT_NOTHING };
	struct records first = { .path = s->path, .records = s->records, .count = s->count / 2 };
	struct records second = first;
	struct comparison itself;
	struct difference *d;

	second.records += first.count;
	itself = comparison_make(&first, &second, &each);
	for (d = c->all; d < c->all + c->count; d++) {
		if (!fails(c, d) || !drifts(&itself, d->name))
			continue;
		d->outcome = OUTCOME_UNRESOLVED;
		d->reason = xasprintf("%s differs from itself, its first boots from its last: "
				      "too restless to gate on; privbench system show says what "
				      "disturbs it, or pair the sides with --against", s->path);
	}
	comparison_free(&itself);
}

void guard_apply(struct comparison *c, const struct records *a, const struct records *b,
		 const struct rules *rules)
{
	if (!c->paired && c->clock != CLOCK_ICOUNT) {
		if (a->count >= GUARD_BOOTS)
			guard_side(c, a, rules->delta);
		if (b->count >= GUARD_BOOTS)
			guard_side(c, b, rules->delta);
	}
	comparison_settle(c);
}
