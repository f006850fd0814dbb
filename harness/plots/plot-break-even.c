// SPDX-License-Identifier: GPL-2.0-only
/* What an MSR write costs by how often it faults: a curve a form, crossings marked. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "break-even.h"
#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "names.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define POINTS 80		/* of a curve, which is bent on log axes */
#define MARKED 16		/* one of so many, other ones of each form */
#define BELOW 240		/* room for the axis and the notes */
#define LEAST_HEIGHT 260	/* of the curves */
#define REASONS 3
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

/* Several records have a colour and a marker each, and so have one record's forms. */
static int colour_of(struct canvas *c, size_t record, size_t form)
{
	return c->count > 1 ? canvas_colour(c, record) : (int)form;
}

/* "wrmsr-extable: 6.3 instructions a write, if 1 in 200 faults, at qemu" (malloced) */
static char *tip(const struct canvas *c, size_t record, const struct result *good,
		 const struct result *faulting, double rate)
{
	const struct record *r = c->records[record];
	char *figure = table_figure(r, cost(good, faulting, rate));
	char *text = xasprintf("%s: %s %s a write if %.2g of them fault, at %s", good->name, figure,
			       canvas_unit_name(canvas_unit_of(r)), rate, c->labels[record]);

	free(figure);
	return text;
}

static void add_curve(struct canvas *c, struct chart *s, size_t record, size_t form,
		      const struct result *good, const struct result *faulting)
{
	struct figure *f = NULL;

	for (size_t i = 0; i <= POINTS; i++) {
		double rate = pow(s->x.min, 1 - (double)i / POINTS);
		bool unmarked = i % MARKED != 4 * form % MARKED + 2;

		f = chart_add(s, (struct figure){
			.x = rate, .y = cost(good, faulting, rate), .lo = NAN, .hi = NAN,
			.colour = colour_of(c, record, form),
			.marker = colour_of(c, record, form % 4),
			.joined = i, .unmarked = unmarked,
			.tip = unmarked ? NULL : tip(c, record, good, faulting, rate),
		});
	}
	f->label = canvas_whose(c, record, xstrdup(good->name));
}

static bool derived(const struct break_even *b)
{
	return b->kind != BREAK_EVEN_UNKNOWN && b->kind != BREAK_EVEN_HIDDEN;
}

/* "wrmsr-check-first: cheaper above 0.0023, 1 in 435"; of one record all that is known. */
static void add_text(struct canvas *c, size_t record, const struct break_even *b)
{
	char *text = break_even_text(c->records[record], b), *all;

	if (c->count > 1)
		text[strcspn(text, "(")] = '\0';
	all = canvas_whose(c, record, xasprintf("%s: %s", b->form, text));
	c->y = canvas_wrap(c, MARGIN, c->y, TEXT_LEFT,
			   c->count > 1 ? colour_of(c, record, 0) : GREY, all, NOTE, 2) + 2;
	free(all);
	free(text);
}

/* What each form comes to; of several records only the rates. */
static void add_texts(struct canvas *c, const struct forms *forms)
{
	size_t left = 0;

	c->y += 4;
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < forms[i].count; j++) {
			const struct break_even *b = &forms[i].all[j];

			if (!derived(b) || (c->count > 1 && b->kind != BREAK_EVEN_AT))
				continue;
			if (c->y < HEIGHT_MAX - BELOW - LEAST_HEIGHT - 2 * LINE)
				add_text(c, i, b);
			else
				left++;
		}
	if (left)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu more rates, for which there is no room", left));
}

/* The form's curve and, before a record's first, the exception table's. */
static size_t add_form(struct canvas *c, struct chart *s, size_t record, const struct forms *forms,
		       size_t form, bool table)
{
	const struct break_even *b = &forms->all[form];

	if (!table)
		add_curve(c, s, record, 0, b->table_good, b->table_faulting);
	add_curve(c, s, record, form + 1, b->good, b->faulting);
	return table ? 1 : 2;
}

/* Those with a rate first; how many there is no room for. */
static size_t add_curves(struct canvas *c, struct chart *s, const struct forms *forms)
{
	size_t room = (size_t)(s->height / LINE), used = 0, left = 0;
	bool table[PLOT_RECORDS] = { false };

	for (int with = 1; with >= 0; with--)
		for (size_t i = 0; i < c->count; i++)
			for (size_t j = 0; j < forms[i].count; j++) {
				const struct break_even *b = &forms[i].all[j];

				if (!derived(b) || (b->kind == BREAK_EVEN_AT) != with)
					continue;
				if (used + 2 > room) {
					left++;
					continue;
				}
				used += add_form(c, s, i, &forms[i], j, table[i]);
				table[i] = true;
			}
	return left;
}

/* "3 without a rate, wrmsr-asm-goto, ...: why" */
static void tell_hidden(struct canvas *c, const struct names *hidden)
{
	char *names = join(hidden->all, hidden->count, ", "), *all;
	size_t count = 0;

	for (size_t i = 0; i < hidden->count; i++)
		count += hidden->times[i];
	all = xasprintf("%zu without a rate, %s: with a fault they differ by less than an entry's "
			"place in the exception table does", count, names);
	if (count)
		c->y = canvas_wrap(c, MARGIN, c->y, TEXT_LEFT, GREY, all, NOTE, 2) + 2;
	free(all);
	free(names);
}

/* Why there is no rate, a line a reason. */
static void tell_underived(struct canvas *c, const struct forms *forms)
{
	struct names hidden = { 0 }, reasons = { 0 };

	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < forms[i].count; j++) {
			const struct break_even *b = &forms[i].all[j];

			if (b->kind == BREAK_EVEN_HIDDEN)
				names_add(&hidden, b->form);
			if (b->kind == BREAK_EVEN_UNKNOWN)
				names_add(&reasons, b->reason);
		}
	tell_hidden(c, &hidden);
	for (size_t i = 0; i < reasons.count && i < REASONS; i++)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("%zu not derived: %s", reasons.times[i],
							    reasons.all[i]));
	names_free(&reasons);
	names_free(&hidden);
}

static void draw_crossing(struct canvas *c, const struct chart *s, size_t record, int colour,
			  const struct break_even *b)
{
	char *text = break_even_text(c->records[record], b);
	double x = axis_at(&s->x, b->rate.mean), lo = axis_at(&s->x, b->rate.lo);
	double y = axis_at(&s->y, cost(b->good, b->faulting, b->rate.mean));
	char *label = break_even_one_in(b);

	canvas_line(c, THIN, colour, x, y, x, s->y.from);
	if (!isnan(b->rate.lo))
		canvas_interval(c, colour, lo, y, axis_at(&s->x, b->rate.hi), y);
	canvas_mark(c, x, y, CIRCLE, colour, false);
	canvas_tip(c, xasprintf("%s: %s, in %s, at %s", b->form, text,
				canvas_unit_name(canvas_unit_of(c->records[record])),
				c->labels[record]));
	if (c->count == 1)
		canvas_text(c, x + 8, y + LINE, TEXT_BOLD, colour, label);
	c->figures++;
	free(label);
	free(text);
}

static void draw_crossings(struct canvas *c, const struct chart *s, const struct forms *forms)
{
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < forms[i].count; j++)
			if (forms[i].all[j].kind == BREAK_EVEN_AT)
				draw_crossing(c, s, i, colour_of(c, i, j + 1), &forms[i].all[j]);
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

/* Path lengths must not read as time. */
static void draw_curves(struct canvas *c, struct chart *s)
{
	bool exact = c->records[0]->clock == CLOCK_ICOUNT;
	char *title = xasprintf("%s%s", record_counts_hypervisor(c->records[0]) ?
				canvas_unit_name(canvas_unit_of(c->records[0])) : canvas_unit(c),
				exact ? " (path length, not time)" : "");

	canvas_title(c, xasprintf("An MSR write that may fault: which form %s fewer %s?",
				  exact ? "executes" : "takes",
				  clock_units[c->records[0]->clock]));
	chart_curves(c, s, "share of the writes that fault", title);
	free(title);
}

void build_break_even(struct canvas *c)
{
	struct chart s = { .x = { LOG, .min = LEAST_RATE, .max = 1 }, .y = { LOG } };
	struct forms *forms = xcalloc(c->count, sizeof(*forms));
	size_t left;

	for (size_t i = 0; i < c->count; i++) {
		forms[i].count = break_even(c->records[i], &forms[i].all);
		s.x.min = least_rate(s.x.min, &forms[i]);
	}
	add_texts(c, forms);
	s.height = HEIGHT_MAX - BELOW - c->y;
	left = add_curves(c, &s, forms);
	draw_curves(c, &s);
	draw_crossings(c, &s, forms);
	if (left)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu not drawn, for want of room", left));
	tell_underived(c, forms);
	for (size_t i = 0; i < c->count; i++)
		break_even_free(forms[i].all, forms[i].count);
	free(forms);
}
