// SPDX-License-Identifier: GPL-2.0-only
/* What an MSR write costs by how often it faults: a curve a form, crossings marked. */
#include <math.h>
#include <stdlib.h>

#include "break-even.h"
#include "canvas.h"
#include "curves.h"
#include "kinds.h"
#include "record.h"
#include "util.h"

#define POINTS 80		/* of a curve, which is bent on log axes */
#define MARKED 16		/* one of so many: each form has its marks at other points than the next */
#define LEAST_RATE 1e-4		/* the axis starts here, or well before the first crossing */

static const double exact[] = { NAN, NAN };

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
static int colour_of(const struct canvas *c, size_t record, size_t form)
{
	return (int)(c->of.count > 1 ? record : form);
}

static void add_curve(struct canvas *c, struct curves *s, size_t record, size_t form,
		      const struct result *good, const struct result *faulting)
{
	struct curve *curve = curves_add(s, colour_of(c, record, form), (int)form % 4,
					 canvas_whose(c, record, xstrdup(good->name)));

	curve->first = 4 * form % MARKED + 2;
	curve->every = MARKED;
	for (int i = 0; i <= POINTS; i++) {
		double rate = pow(s->x.min, 1 - (double)i / POINTS), y = cost(good, faulting, rate);

		curve_add(curve, rate, y, exact);
		s->y.min = y > 0 ? fmin(s->y.min, 0.7 * y) : s->y.min;
		s->y.max = fmax(s->y.max, 1.3 * y);
	}
}

/* What each form comes to, and its curve; the exception table's first. */
static void add_record(struct canvas *c, struct curves *s, size_t record, const struct forms *forms)
{
	bool table = false;

	for (size_t i = 0; i < forms->count; i++) {
		const struct break_even *b = &forms->all[i];
		char *text;

		if (c->of.count == 1 || b->kind == BREAK_EVEN_AT || b->kind == BREAK_EVEN_UNKNOWN) {
			text = break_even_text(c->of.records[record], b);
			canvas_heading(c, GREY, canvas_whose(c, record, xasprintf("%s: %s", b->form, text)));
			free(text);
		}
		if (b->kind == BREAK_EVEN_UNKNOWN)
			continue;
		if (!table)
			add_curve(c, s, record, 0, b->table_good, b->table_faulting);
		table = true;
		add_curve(c, s, record, i + 1, b->good, b->faulting);
	}
}

static void draw_crossing(struct canvas *c, const struct axis *x, const struct axis *y, int colour,
			  const struct break_even *b)
{
	double at = axis_at(x, b->rate.mean), up = axis_at(y, cost(b->good, b->faulting, b->rate.mean));
	char *label = xasprintf(b->rate.mean > 0.01 ? "1 in %.3g" : "1 in %.0f", 1 / b->rate.mean);

	canvas_line(c, THIN, colour, at, up, at, y->from);
	if (!isnan(b->rate.lo))
		canvas_interval(c, colour, axis_at(x, b->rate.lo), up, axis_at(x, b->rate.hi), up);
	canvas_mark(c, at, up, CIRCLE, colour, false);
	if (c->of.count == 1)
		canvas_text(c, at + 8, up + LINE, STYLE_BOLD, colour, label);
	c->points++;
	free(label);
}

static void draw(struct canvas *c, struct curves *s, const struct forms forms[])
{
	curves_draw(c, s, "share of the writes that fault");
	for (size_t i = 0; i < c->of.count; i++)
		for (size_t j = 0; j < forms[i].count; j++)
			if (forms[i].all[j].kind == BREAK_EVEN_AT)
				draw_crossing(c, &s->x, &s->y, colour_of(c, i, j + 1), &forms[i].all[j]);
}

bool build_break_even(struct canvas *c, const char *question)
{
	struct curves s = {
		.x = { .scale = LOG, .min = LEAST_RATE, .max = 1 },
		.y = { .scale = LOG, .min = HUGE_VAL },
	};
	struct forms *forms = xcalloc(c->of.count, sizeof(*forms));
	bool any = false;

	(void)question;
	for (size_t i = 0; i < c->of.count; i++) {
		forms[i].count = break_even(c->of.records[i], &forms[i].all);
		any |= forms[i].count > 0;
		for (const struct break_even *b = forms[i].all; b < forms[i].all + forms[i].count; b++)
			if (b->kind == BREAK_EVEN_AT)
				s.x.min = fmin(s.x.min, pow(10, floor(log10(fmin(b->rate.mean, b->rate.lo)) - 1)));
	}
	for (size_t i = 0; i < c->of.count; i++)
		add_record(c, &s, i, &forms[i]);
	canvas_title(c, xstrdup("An MSR write that may fault: each form against wrmsr-extable"));
	if (s.count)
		draw(c, &s, forms);
	curves_free(&s);
	for (size_t i = 0; i < c->of.count; i++)
		break_even_free(forms[i].all, forms[i].count);
	free(forms);
	return any;
}
