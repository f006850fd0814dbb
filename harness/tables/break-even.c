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

static bool is_path(const struct record *r)
{
	return r->clock == CLOCK_ICOUNT;
}

/* "2 more" (malloced) */
static char *difference(const struct record *r, double v)
{
	char *figure = table_figure(r, fabs(v)), *text;

	text = v ? xasprintf("%s %s", figure, v > 0 ? "more" : is_path(r) ? "fewer" : "less") :
		   xstrdup("the same");
	free(figure);
	return text;
}

char *break_even_one_in(const struct break_even *b)
{
	char *n = figures_rounded(1 / b->rate.mean), *text = xasprintf("1 in %s", n);

	free(n);
	return text;
}

/* "above 0.0023 [0.0021, 0.0025], 1 in 436" (malloced) */
static char *rate_text(const struct break_even *b)
{
	const struct estimate *e = &b->rate;
	char *interval = isfinite(e->lo) ? xasprintf(" [%.3g, %.3g]", e->lo, e->hi) : xstrdup("");
	char *one_in = break_even_one_in(b);
	char *text = xasprintf("%s %.3g%s, %s", b->above ? "above" : "below", e->mean, interval,
			       one_in);

	free(one_in);
	free(interval);
	return text;
}

/* "cheaper", of a path "executes fewer": above which rate, or at every, or never (malloced) */
static char *verdict(const struct record *r, const struct break_even *b)
{
	const char *less = is_path(r) ? "executes fewer" : "cheaper";
	char *rate, *text;

	if (b->kind == BREAK_EVEN_NEVER)
		return xasprintf("never %s", less);
	if (b->kind == BREAK_EVEN_ALWAYS)
		return xasprintf("%s at every rate", less);
	if (b->kind == BREAK_EVEN_SAME)
		return xstrdup("the same at every rate");
	rate = rate_text(b);
	text = xasprintf("%s %s", less, rate);
	free(rate);
	return text;
}

static char *hidden_text(const struct record *r, const struct break_even *b, const char *without,
			 const char *with)
{
	char *place = table_figure(r, b->place);
	char *text = xasprintf("no rate: %s without a fault; %s with one is below what the place "
			       "of an entry in the exception table moves (%s instructions)",
			       without, with, place);

	free(place);
	return text;
}

char *break_even_text(const struct record *r, const struct break_even *b)
{
	char *without, *with, *all, *text;

	if (b->kind == BREAK_EVEN_UNKNOWN)
		return xasprintf("not derived: %s", b->reason);
	without = difference(r, break_even_good(b));
	with = difference(r, break_even_faulting(b));
	if (b->kind == BREAK_EVEN_HIDDEN) {
		text = hidden_text(r, b, without, with);
		free(with);
		free(without);
		return text;
	}
	all = verdict(r, b);
	text = xasprintf("%s (%s%s without a fault, %s with one)", all, is_path(r) ? "" : "costs ",
			 without, with);
	free(all);
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

	t = document_table(d, NULL, is_path(r) ?
			   "break-even fault rate: the share of writes that fault at which a "
			   "variant executes as many instructions as wrmsr-extable" :
			   "break-even fault rate: the share of writes that fault at which a "
			   "variant costs what wrmsr-extable does",
			   columns, ARRAY_SIZE(columns));
	for (i = 0; i < count; i++) {
		struct row *row = table_row(t);

		put_text(row, all[i].form);
		put_own(row, break_even_text(r, &all[i]));
	}
	break_even_free(all, count);
	free(against);
}
