// SPDX-License-Identifier: GPL-2.0-only
#include "guard.h"

#include <math.h>
#include <stdlib.h>

#include "comparison.h"
#include "util.h"

/* Every `step`-th record from `first` on, `count` of them; the records stay the side's. */
static struct side part(const struct side *s, size_t first, size_t step, size_t count)
{
	struct side p = { .path = s->path, .records = xcalloc(count, sizeof(*p.records)), .count = count };
	size_t i;

	for (i = 0; i < count; i++)
		p.records[i] = s->records[first + i * step];
	return p;
}

double guard_false_alarms(const struct side *side, const struct rules *rules)
{
	struct rules itself = *rules;
	struct side one, two;
	struct comparison c;
	size_t half = side->count / 2;
	double share;

	if (side->count < GUARD_BOOTS)
		return NAN;
	itself.correction = CORRECT_NOTHING;
	itself.in_order = record_find_fact(side->records[0], "pair");
	one = itself.in_order ? part(side, 0, 2, half) : part(side, 0, 1, half);
	two = itself.in_order ? part(side, 1, 2, half) : part(side, half, 1, half);
	c = comparison_make(&one, &two, &itself);
	share = (double)(c.outcomes[OUTCOME_REGRESSED] + c.outcomes[OUTCOME_IMPROVED]) / (double)c.count;
	comparison_free(&c);
	free(one.records);
	free(two.records);
	return share;
}
