// SPDX-License-Identifier: GPL-2.0-only
/* What changed between two sets of records: changes in percent, with what counts as none. */
#include <math.h>
#include <stdlib.h>

#include "canvas.h"
#include "comparison.h"
#include "figures.h"
#include "forest.h"
#include "names.h"
#include "text.h"
#include "util.h"

#define REASONS 4		/* footnotes on what is UNRESOLVED */
#define LIMIT 50		/* percent; a larger change stands at the end of the axis */

/* In this order, while there is room. */
static const struct shown {
	enum outcome outcome;
	int marker, colour;
	bool hollow;
} shown[] = {
	{ OUTCOME_REGRESSED, TRIANGLE, VERMILLION, false },
	{ OUTCOME_IMPROVED, TRIANGLE_DOWN, BLUE, false },
	{ OUTCOME_INCOMPARABLE, SQUARE, INK, true },
	{ OUTCOME_UNRESOLVED, CIRCLE, INK, true },
	{ OUTCOME_SAME, SMALL_DOT, GREY, false },
};

static double percent(const struct difference *d, double effect)
{
	return 100 * difference_share(d, effect);
}

/* Nothing moves an exact figure that is the same. */
static bool is_exact_same(const struct canvas *c, const struct difference *d)
{
	return c->comparison->clock == CLOCK_ICOUNT && d->outcome == OUTCOME_SAME;
}

/* "29.95 → 31.20, +4.2 %" */
static char *label(const struct canvas *c, const struct difference *d)
{
	bool exact = c->comparison->clock == CLOCK_ICOUNT;
	char *a = figures_value(exact, d->a), *b = figures_value(exact, d->b);
	char *change = figures_change(exact, d->absolute, d->effect);
	char *text = xasprintf("%s → %s, %s", a, b, change ? change : "");

	free(change);
	free(b);
	free(a);
	return text;
}

static void draw_difference(struct canvas *c, struct forest *f, const struct difference *d,
			    const struct shown *as)
{
	struct forest_row *row = forest_add(f, c);

	row->name = xstrdup(d->name);
	row->label = label(c, d);
	row->remark = xstrdup(outcome_names[d->outcome]);
	row->none[0] = -percent(d, d->delta);
	row->none[1] = percent(d, d->delta);
	forest_point(row, (struct forest_point){
		.x = percent(d, d->effect), .lo = percent(d, d->lo), .hi = percent(d, d->hi),
		.colour = as->colour, .marker = as->marker, .hollow = as->hollow,
	});
}

/* Why it is not drawn (malloced), or NULL. */
static char *why_not(const struct canvas *c, const struct forest *f, const struct difference *d)
{
	const char *outcome = outcome_names[d->outcome];

	if (is_exact_same(c, d))
		return xasprintf("%s, to the instruction", outcome);
	if (!isfinite(percent(d, d->effect)))
		return xasprintf("%s, without a figure in both", outcome);
	return f->count < FOREST_ROWS ? NULL : xasprintf("%s, for want of room", outcome);
}

static const struct shown *shown_as(const struct difference *d)
{
	const struct shown *as = shown;

	while (as->outcome != d->outcome)
		as++;
	return as;
}

/* The order of `shown`, then the largest change, whichever way. */
static int most_telling(const void *x, const void *y)
{
	const struct difference *a = *(const struct difference *const *)x;
	const struct difference *b = *(const struct difference *const *)y;
	double of_a = fabs(percent(a, a->effect)), of_b = fabs(percent(b, b->effect));

	if (a->outcome != b->outcome)
		return shown_as(a) < shown_as(b) ? -1 : 1;
	return (of_a < of_b) - (of_a > of_b);
}

/* All that there is room for; why the others are not drawn is counted. */
static void add_differences(struct canvas *c, struct forest *f, char ***reasons, size_t *count)
{
	const struct comparison *of = c->comparison;
	const struct difference **all = xcalloc(of->count + 1, sizeof(*all));

	for (size_t i = 0; i < of->count; i++)
		all[i] = &of->all[i];
	qsort(all, of->count, sizeof(*all), most_telling);
	for (size_t i = 0; i < of->count; i++) {
		char *why = why_not(c, f, all[i]);

		if (why)
			*PUSH(*reasons, *count) = why;
		else
			draw_difference(c, f, all[i], shown_as(all[i]));
	}
	free(all);
}

/* Why what was drawn is UNRESOLVED, or how many boots would resolve it. */
static void tell_unresolved(struct canvas *c)
{
	struct names reasons = { 0 };

	for (size_t i = 0; i < c->comparison->count; i++) {
		const struct difference *d = &c->comparison->all[i];

		if (d->outcome == OUTCOME_UNRESOLVED)
			names_add(&reasons, d->reason ? d->reason : "more boots would resolve it");
	}
	for (size_t i = 0; i < reasons.count && i < REASONS; i++)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("%zu UNRESOLVED: %s", reasons.times[i],
							    reasons.all[i]));
	names_free(&reasons);
}

static void count_reasons(struct canvas *c, char **reasons, size_t count)
{
	struct names names = { 0 };

	for (size_t i = 0; i < count; i++)
		names_add(&names, reasons[i]);
	forest_left_out(c, &names);
	for (size_t i = 0; i < count; i++)
		free(reasons[i]);
	free(reasons);
}

static void add_side(struct canvas *c, const char *what, const struct records *of)
{
	canvas_note(c, ALL_RECORDS, GREY, xasprintf("%s: %s, %zu record%s", what, of->path,
						    of->count, plural(of->count)));
}

static void add_heading(struct canvas *c)
{
	const struct comparison *of = c->comparison;

	add_side(c, "baseline", c->baseline);
	add_side(c, "candidate", c->candidate);
	if (of->clock == CLOCK_EMULATED)
		canvas_note(c, ALL_RECORDS, VERMILLION,
			    xstrdup("EMULATED: describes the emulator, not a CPU"));
	for (size_t i = 0; i < of->changed_count; i++)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("changed %s", of->changed[i]));
	c->y += 8;
}

void build_comparison(struct canvas *c)
{
	const struct comparison *of = c->comparison;
	const char *unit = clock_units[of->clock];
	struct forest f = forest_new(LINEAR);
	char **reasons = NULL, *title;
	size_t count = 0;

	canvas_title(c, xasprintf("What changed from baseline to candidate? — %s", unit));
	add_heading(c);
	add_differences(c, &f, &reasons, &count);
	f.origin = 0;
	f.limit = LIMIT;
	title = xasprintf("change, %% of the baseline's %s (of one, where they are fewer)", unit);
	forest_draw(c, &f, title);
	if (of->clock != CLOCK_ICOUNT)
		canvas_note(c, ALL_RECORDS, GREY,
			    xstrdup("Bars: 95 % intervals.  Grey bands: delta, what counts as no "
				    "change"));
	tell_unresolved(c);
	count_reasons(c, reasons, count);
	free(title);
}
