// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "break-even.h"
#include "form.h"
#include "grid.h"
#include "record.h"
#include "table.h"
#include "text.h"
#include "util.h"

#define TITLE "break-even fault rate: the share of writes that fault at which a form costs what wrmsr-extable does"

const char *break_even_unit(const struct record *r)
{
	return r->clock == CLOCK_ICOUNT ? "instructions: path length, not time" : clock_units[r->clock];
}

/* "2 dearer" (malloced) */
static char *difference(const struct record *r, double v)
{
	char *figure = table_figure(r, fabs(v)), *text;

	text = v ? xasprintf("%s %s", figure, v > 0 ? "dearer" : "cheaper") : xstrdup("the same");
	free(figure);
	return text;
}

/* "above 0.0023 [0.0021, 0.0025], 1 in 436" (malloced) */
static char *rate_text(const struct break_even *b)
{
	const struct estimate *e = &b->rate;
	char *interval = isfinite(e->lo) ? xasprintf(" [%.3g, %.3g]", e->lo, e->hi) : xstrdup("");
	char *text = xasprintf("%s %.3g%s, 1 in %.3g", b->above ? "above" : "below", e->mean, interval, 1 / e->mean);

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
	text = xasprintf("%s%s (%s without a fault, %s with one)", rate ? "cheaper " : kinds[b->kind],
			 rate ? rate : "", without, with);
	free(rate);
	free(with);
	free(without);
	return text;
}

static size_t form_width(const struct break_even *all, size_t count)
{
	size_t width = 0;

	for (size_t i = 0; i < count; i++)
		if (strlen(all[i].form) > width)
			width = strlen(all[i].form);
	return width;
}

static char *against_text(const struct record *r)
{
	return xasprintf("against wrmsr-extable, in %s", break_even_unit(r));
}

static void print_form(const char *form, size_t width, const char *text, FILE *out)
{
	fprintf(out, "  %-*s  ", (int)width, form);
	text_wrap(text, 2 + width + 2, out);
}

void break_even_print(const struct record *r, FILE *out)
{
	char *against = against_text(r);
	struct break_even *all;
	size_t count = break_even(r, &all), width = form_width(all, count);

	if (count) {
		fputs("\n", out);
		text_wrap(TITLE, 0, out);
		print_form("form", width, against, out);
	}
	for (size_t i = 0; i < count; i++) {
		char *text = break_even_text(r, &all[i]);

		print_form(all[i].form, width, text, out);
		free(text);
	}
	free(against);
	break_even_free(all, count);
}

void break_even_as(const struct record *r, const struct form *form, FILE *out)
{
	char *against = against_text(r);
	const char *const heads[] = { "form", against };
	struct grid g = grid_new(heads, ARRAY_SIZE(heads));
	struct break_even *all;
	size_t count = break_even(r, &all);

	g.words = 1;
	for (size_t i = 0; i < count; i++) {
		struct grid_line *line = grid_line(&g);

		line->cells[0] = xstrdup(all[i].form);
		line->cells[1] = break_even_text(r, &all[i]);
	}
	if (count) {
		form->part(out, "break-even fault rate");
		form->table(out, &g);
	}
	break_even_free(all, count);
	grid_free(&g);
	free(against);
}
