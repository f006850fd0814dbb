// SPDX-License-Identifier: GPL-2.0-only
/* The plot of what an MSR write costs by how often it faults: a curve a form, crossings marked. */
#include <math.h>
#include <stdlib.h>

#include "break-even.h"
#include "canvas.h"
#include "figures.h"
#include "util.h"

#define POINTS 80		/* of a curve, which is bent on log axes */
#define CROSSING 9		/* the marker of a dot that is no point of a curve; plots/break-even.gp knows it */
#define LEAST_RATE 1e-4		/* the axis starts here, or well before the first crossing */

/* As plots/style.gp draws the markers 0 to 3. */
static const char *const marks[] = { "●", "■", "▲", "◆" };

static const double none[] = { NAN, NAN };

static double cost(const struct result *good, const struct result *faulting, double rate)
{
	return (1 - rate) * good->estimate + rate * faulting->estimate;
}

/* A decade and more before the first crossing. */
static double least_rate(const struct canvas *s)
{
	double least = LEAST_RATE;

	for (size_t i = 0; i < s->count; i++) {
		struct break_even *all;
		size_t n = break_even(s->records[i], &all);

		for (size_t j = 0; j < n; j++)
			if (all[j].kind == BREAK_EVEN_AT)
				least = fmin(least, pow(10, floor(log10(fmin(all[j].rate.mean, all[j].rate.lo)) - 1)));
		break_even_free(all, n);
	}
	return least;
}

static void add_curve(struct canvas *s, size_t record, int form, const struct result *good, const struct result *faulting)
{
	double least = least_rate(s);
	struct dot *d = NULL;
	char *name;

	for (int i = 0; i <= POINTS; i++) {
		double rate = pow(least, 1 - (double)i / POINTS);

		d = canvas_dot(s, rate, none, cost(good, faulting, rate), xstrdup(""));
		d->marker = form;
		d->colour = s->count > 1 ? (int)record : form;
	}
	name = canvas_whose(s, record, good->name);
	canvas_text(s, NAMES, d->y, d->colour, xasprintf("%s %s", marks[form], name));
	free(name);
}

static void add_crossing(struct canvas *s, size_t record, int form, const struct break_even *b)
{
	const double ci[] = { b->rate.lo, b->rate.hi };
	struct dot *d = canvas_dot(s, b->rate.mean, ci, cost(b->good, b->faulting, b->rate.mean),
				  s->count > 1 ? xstrdup("") : xasprintf("1 in %.3g", 1 / b->rate.mean));

	d->marker = CROSSING;
	d->colour = s->count > 1 ? (int)record : form;
}

static void say(struct canvas *s, size_t record, const struct break_even *b)
{
	char *text = break_even_text(s->records[record], b), *all = xasprintf("%s: %s", b->form, text);

	canvas_text(s, HEADS, s->y - 8, GREY, canvas_whose(s, record, all));
	s->y += LINE;
	s->top += LINE;
	free(all);
	free(text);
}

static void add_record(struct canvas *s, size_t record)
{
	struct break_even *all;
	size_t n = break_even(s->records[record], &all);
	bool table = false;

	for (size_t i = 0; i < n; i++) {
		const struct break_even *b = &all[i];

		if (s->count == 1 || b->kind == BREAK_EVEN_AT || b->kind == BREAK_EVEN_UNKNOWN)
			say(s, record, b);
		if (b->kind == BREAK_EVEN_UNKNOWN)
			continue;
		add_curve(s, record, (int)i + 1, b->good, b->faulting);
		if (!table)
			add_curve(s, record, 0, b->table_good, b->table_faulting);
		table = true;
	}
	for (size_t i = 0; i < n; i++)
		if (all[i].kind == BREAK_EVEN_AT)
			add_crossing(s, record, (int)i + 1, &all[i]);
	break_even_free(all, n);
}

/* The axis goes up here. */
static void fit(struct canvas *s)
{
	s->log = true;
	s->min = HUGE_VAL;
	for (size_t i = 0; i < s->dot_count; i++) {
		s->min = fmin(s->min, 0.7 * s->dots[i].y);
		s->max = fmax(s->max, 1.3 * s->dots[i].y);
	}
	canvas_name_curves(s);
}

size_t plot_write_break_even(FILE *out, const struct record *const records[], size_t count)
{
	struct canvas *s = canvas_new(records, count);

	for (size_t i = 0; i < count; i++)
		add_record(s, i);
	s->y += CURVES;
	fit(s);
	s->title = xstrdup("An MSR write that may fault: each form against wrmsr-extable");
	s->axis = canvas_upward_axis(s);
	return canvas_finish(s, out);
}
