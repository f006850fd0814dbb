// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "break-even.h"
#include "document.h"
#include "figures.h"
#include "record.h"
#include "tables.h"
#include "util.h"

const char *break_even_unit(const struct record *r)
{
	return r->clock == CLOCK_ICOUNT ? "instructions: path length, not time" :
					  clock_units[r->clock];
}

/* "costs 2 more" (malloced) */
static char *difference(const struct record *r, double v)
{
	char *figure = table_figure(r, fabs(v)), *text;

	text = v ? xasprintf("%s %s", figure, v > 0 ? "more" : "less") : xstrdup("the same");
	free(figure);
	return text;
}

/* "above 0.0023 [0.0021, 0.0025], 1 in 436" (malloced) */
static char *rate_text(const struct break_even *b)
{
	const struct estimate *e = &b->rate;
	char *interval = isfinite(e->lo) ? xasprintf(" [%.3g, %.3g]", e->lo, e->hi) : xstrdup("");
	char *text = xasprintf("%s %.3g%s, 1 in %.3g", b->above ? "above" : "below", e->mean,
			       interval, 1 / e->mean);

	free(interval);
	return text;
}

char *break_even_text(const struct record *r, const struct break_even *b)
{
	static const char *const kinds[] = {
		[BREAK_EVEN_NEVER] = "never cheaper", [BREAK_EVEN_ALWAYS] = "cheaper at every rate",
		[BREAK_EVEN_SAME] = "the same at every rate",
	};
	char *without, *with, *rate, *text;

	if (b->kind == BREAK_EVEN_UNKNOWN)
		return xasprintf("not derived: %s", b->reason);
	without = difference(r, break_even_good(b));
	with = difference(r, break_even_faulting(b));
	rate = b->kind == BREAK_EVEN_AT ? rate_text(b) : NULL;
	text = xasprintf("%s%s (costs %s without a fault, %s with one)",
			 rate ? "cheaper " : kinds[b->kind], rate ? rate : "", without, with);
	free(rate);
	free(with);
	free(without);
	return text;
}

void add_break_even(struct document *d, const struct record *r)
{
	char *against = xasprintf("against wrmsr-extable, in %s", break_even_unit(r));
	const struct column columns[] = { SHOWN(NULL, "variant"), { NULL, against, WORDS } };
	struct break_even *all;
	size_t count = break_even(r, &all), i;
	struct table *t;

	t = document_table(d, NULL, "break-even fault rate: the share of writes that fault at "
			   "which a variant costs what wrmsr-extable does",
			   columns, ARRAY_SIZE(columns));
	for (i = 0; i < count; i++) {
		struct row *row = table_row(t);

		put_text(row, all[i].form);
		put_own(row, break_even_text(r, &all[i]));
	}
	break_even_free(all, count);
	free(against);
}
