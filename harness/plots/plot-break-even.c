// SPDX-License-Identifier: GPL-2.0-only
/* What an MSR write costs by how often it faults: a curve a form, crossings marked. */
#include <math.h>
#include <stdlib.h>

#include "break-even.h"
#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "record.h"
#include "util.h"

#define POINTS 80		/* of a curve, which is bent on log axes */
#define MARKED 16		/* one of so many, other ones of each form */
#define LEAST_RATE 1e-4		/* the axis starts here, or well before the first crossing */

/* One record's forms. */
struct forms {
	struct break_even *all;
	size_t count;
};

static double cost(const struct result *good, const struct result *faulting, double rate)
{
	return (1 - rate) * good->estimate + rate * faulting->estimate;
}

/* Several records have a colour each, and one record's forms. */
static int colour_of(struct canvas *c, size_t record, size_t form)
{
	return c->count > 1 ? canvas_colour(c, record) : (int)form;
}

static void add_curve(struct canvas *c, struct chart *s, size_t record, size_t form,
		      const struct result *good, const struct result *faulting)
{
	struct figure *f = NULL;

	for (size_t i = 0; i <= POINTS; i++) {
		double rate = pow(s->x.min, 1 - (double)i / POINTS);

		f = chart_add(s, (struct figure){
			.x = rate, .y = cost(good, faulting, rate), .lo = NAN, .hi = NAN,
			.colour = colour_of(c, record, form), .marker = (int)form % 4,
			.joined = i, .unmarked = i % MARKED != 4 * form % MARKED + 2,
		});
	}
	f->label = canvas_whose(c, record, xstrdup(good->name));
}

static bool derived(const struct break_even *b)
{
	return b->kind != BREAK_EVEN_UNKNOWN && b->kind != BREAK_EVEN_HIDDEN;
}

static void add_text(struct canvas *c, size_t record, const struct break_even *b)
{
	char *text = break_even_text(c->records[record], b);
	char *all = canvas_whose(c, record, xasprintf("%s: %s", b->form, text));

	c->y = canvas_wrap(c, MARGIN, c->y, TEXT_LEFT, GREY, all, NOTE, 2) + 2;
	free(all);
	free(text);
}

/* What each form comes to, and its curve; the exception table's first. */
static void add_record(struct canvas *c, struct chart *s, size_t record, const struct forms *forms)
{
	bool table = false;

	for (size_t i = 0; i < forms->count; i++) {
		const struct break_even *b = &forms->all[i];

		if (c->count == 1 || b->kind == BREAK_EVEN_AT || !derived(b))
			add_text(c, record, b);
		if (!derived(b))
			continue;
		if (!table)
			add_curve(c, s, record, 0, b->table_good, b->table_faulting);
		table = true;
		add_curve(c, s, record, i + 1, b->good, b->faulting);
	}
}

static void draw_crossing(struct canvas *c, const struct chart *s, int colour,
			  const struct break_even *b)
{
	double x = axis_at(&s->x, b->rate.mean), lo = axis_at(&s->x, b->rate.lo);
	double y = axis_at(&s->y, cost(b->good, b->faulting, b->rate.mean));
	char *label = break_even_one_in(b);

	canvas_line(c, THIN, colour, x, y, x, s->y.from);
	if (!isnan(b->rate.lo))
		canvas_interval(c, colour, lo, y, axis_at(&s->x, b->rate.hi), y);
	canvas_mark(c, x, y, CIRCLE, colour, false);
	if (c->count == 1)
		canvas_text(c, x + 8, y + LINE, TEXT_BOLD, colour, label);
	c->figures++;
	free(label);
}

/* The axis starts a decade and more before the first crossing. */
static double least_rate(double least, const struct forms *forms)
{
	for (const struct break_even *b = forms->all; b < forms->all + forms->count; b++) {
		double rate = fmin(b->rate.mean, b->rate.lo);

		if (b->kind == BREAK_EVEN_AT)
			least = fmin(least, pow(10, floor(log10(rate)) - 1));
	}
	return least;
}

void build_break_even(struct canvas *c)
{
	struct chart s = { .x = { LOG, .min = LEAST_RATE, .max = 1 }, .y = { LOG } };
	struct forms *forms = xcalloc(c->count, sizeof(*forms));

	for (size_t i = 0; i < c->count; i++) {
		forms[i].count = break_even(c->records[i], &forms[i].all);
		s.x.min = least_rate(s.x.min, &forms[i]);
	}
	for (size_t i = 0; i < c->count; i++)
		add_record(c, &s, i, &forms[i]);
	canvas_title(c, xstrdup("An MSR write that may fault: when does another form win?"));
	chart_curves(c, &s, "share of the writes that fault");
	for (size_t i = 0; i < c->count; i++) {
		for (size_t j = 0; j < forms[i].count; j++)
			if (forms[i].all[j].kind == BREAK_EVEN_AT)
				draw_crossing(c, &s, colour_of(c, i, j + 1), &forms[i].all[j]);
		break_even_free(forms[i].all, forms[i].count);
	}
	free(forms);
}
