// SPDX-License-Identifier: GPL-2.0-only
/* What changed between two sets of records: changes in percent, with what counts as none. */
#include <math.h>
#include <stdlib.h>

#include "canvas.h"
#include "comparison.h"
#include "figures.h"
#include "forest.h"
#include "names.h"
#include "record.h"
#include "records.h"
#include "text.h"
#include "util.h"

#define REASONS 4		/* footnotes on what is UNRESOLVED */
#define CHANGED 6		/* facts in the heading */
#define BELOW 260		/* room for the axis and the notes */
#define LIMIT 50		/* percent; a larger change stands at the end of the axis */

/* In this order; the colours are of records elsewhere, so the markers tell. */
static const struct shown {
	enum outcome outcome;
	int marker, colour;
	bool hollow;
} shown[] = {
	{ OUTCOME_REGRESSED, TRIANGLE, INK, false },
	{ OUTCOME_IMPROVED, TRIANGLE_DOWN, INK, false },
	{ OUTCOME_INCOMPARABLE, SQUARE, INK, true },
	{ OUTCOME_UNRESOLVED, CIRCLE, INK, true },
	{ OUTCOME_SAME, SMALL_DOT, GREY, false },
};

static const struct shown *shown_as(const struct difference *d)
{
	const struct shown *as = shown;

	while (as->outcome != d->outcome)
		as++;
	return as;
}

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

/* "cli: 10.00 → 12.00, +20.0 % core cycles, 95 %: [+18.0 %, +22.0 %]; REGRESSED" (malloced) */
static char *tip(const struct canvas *c, const struct difference *d)
{
	enum clock clock = c->comparison->clock;
	bool exact = clock == CLOCK_ICOUNT;
	char *figures = label(c, d), *lo = figures_change(exact, d->absolute, d->lo);
	char *hi = figures_change(exact, d->absolute, d->hi);
	char *text = xasprintf("%s: %s, in %s", d->name, figures, clock_units[clock]);

	if (lo && hi)
		append(&text, ", 95 %% interval %s to %s", lo, hi);
	append(&text, "; %s", outcome_names[d->outcome]);
	free(hi);
	free(lo);
	free(figures);
	return text;
}

/* Of another page, it has only its place on the axis. */
static void draw_difference(struct canvas *c, struct forest *f, const struct difference *d,
			    bool here)
{
	const struct shown *as = shown_as(d);
	double y = c->y;
	struct forest_row *row = forest_add(f, c);

	row->name = xstrdup(d->name);
	row->label = label(c, d);
	row->remark = xstrdup(outcome_names[d->outcome]);
	row->none[0] = -percent(d, d->delta);
	row->none[1] = percent(d, d->delta);
	forest_point(row, (struct forest_point){
		.x = percent(d, d->effect), .lo = percent(d, d->lo), .hi = percent(d, d->hi),
		.colour = as->colour, .marker = as->marker, .hollow = as->hollow,
		.tip = tip(c, d),
	});
	if (here)
		return;
	row->y = NAN;
	c->y = y;
}

/* Why it is not drawn (malloced), or NULL. */
static char *why_not(const struct canvas *c, const struct difference *d)
{
	const char *outcome = outcome_names[d->outcome];

	if (is_exact_same(c, d))
		return xasprintf("%s, to the instruction", outcome);
	if (!isfinite(percent(d, d->effect)))
		return xasprintf("%s, without a figure in both", outcome);
	return NULL;
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

static void add_title(struct canvas *c, size_t pages)
{
	char *title = xasprintf("What changed from baseline to candidate? — %s",
				clock_units[c->comparison->clock]);

	if (pages > 1)
		append(&title, " (%zu of %zu)", c->page + 1, pages);
	canvas_title(c, title);
}

/* So many rows on each page that all that changed is drawn; the rest is where there is room. */
static size_t count_rows(struct canvas *c, const struct difference *const *all, size_t a_page)
{
	size_t changed = 0, pages;

	for (size_t i = 0; i < c->comparison->count; i++) {
		char *why = why_not(c, all[i]);

		changed += !why && all[i]->outcome != OUTCOME_UNRESOLVED &&
			   all[i]->outcome != OUTCOME_SAME;
		free(why);
	}
	pages = changed ? (changed + a_page - 1) / a_page : 1;
	c->more = c->page + 1 < pages;
	add_title(c, pages);
	return pages * a_page;
}

/* Why those that are not drawn are not is counted. */
static void add_differences(struct canvas *c, struct forest *f, char ***reasons, size_t *count)
{
	const struct comparison *of = c->comparison;
	const struct difference **all = xcalloc(of->count + 1, sizeof(*all));
	size_t a_page = (size_t)fmax((HEIGHT_MAX - BELOW - c->y) / FOREST_ROW, 1), rows;

	for (size_t i = 0; i < of->count; i++)
		all[i] = &of->all[i];
	qsort(all, of->count, sizeof(*all), most_telling);
	rows = count_rows(c, all, a_page);
	for (size_t i = 0; i < of->count; i++) {
		char *why = why_not(c, all[i]);

		if (!why && f->count >= rows)
			why = xasprintf("%s, for want of room", outcome_names[all[i]->outcome]);
		if (why)
			*PUSH(*reasons, *count) = why;
		else
			draw_difference(c, f, all[i], f->count / a_page == c->page);
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

	for (size_t i = 0; i < count && !c->more; i++)
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

/* The same on both sides. */
static void add_machine(struct canvas *c, const struct record *r)
{
	const struct fact *cpu = record_find_fact(r, "cpu_model");

	canvas_note(c, ALL_RECORDS, GREY,
		    xasprintf("%s · %s · clock %s", r->target ? r->target : "unknown target",
			      cpu && cpu->value ? cpu->value : "unknown CPU",
			      clock_names[r->clock]));
}

static void add_heading(struct canvas *c)
{
	const struct comparison *of = c->comparison;

	if (of->clock == CLOCK_EMULATED) {
		canvas_text(c, MARGIN, c->y, TEXT_BOLD, INK,
			    "EMULATED: describes the emulator, not a CPU");
		c->y += LINE;
	}
	if (c->baseline->records)
		add_machine(c, c->baseline->records[0]);
	add_side(c, "baseline", c->baseline);
	add_side(c, "candidate", c->candidate);
	for (size_t i = 0; i < of->changed_count && i < CHANGED; i++) {
		char *text = xasprintf("changed %s", of->changed[i]);

		c->y = canvas_wrap(c, MARGIN, c->y, TEXT_LEFT, GREY, text, NOTE, 2) + 2;
		free(text);
	}
	if (of->changed_count > CHANGED)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("and %zu more facts changed",
							    of->changed_count - CHANGED));
	c->y += 8;
}

static bool any_beyond(const struct comparison *of)
{
	for (size_t i = 0; i < of->count; i++)
		if (fabs(percent(&of->all[i], of->all[i].effect)) > LIMIT)
			return true;
	return false;
}

/* What the signs are, and what is not there. */
static void add_notes(struct canvas *c, char **reasons, size_t count)
{
	if (c->comparison->clock != CLOCK_ICOUNT)
		canvas_note(c, ALL_RECORDS, GREY,
			    xstrdup("Bars: 95 % intervals.  Grey bands: delta, what counts as no "
				    "change"));
	if (any_beyond(c->comparison))
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("At the edge, hollow: a change of more than %d %%", LIMIT));
	if (!c->more)
		tell_unresolved(c);
	count_reasons(c, reasons, count);
}

void build_comparison(struct canvas *c)
{
	const char *unit = clock_units[c->comparison->clock];
	struct forest f = forest_new(LINEAR);
	char **reasons = NULL, *title;
	size_t count = 0;

	add_heading(c);
	add_differences(c, &f, &reasons, &count);
	f.origin = 0;
	f.limit = LIMIT;
	title = xasprintf("change, %% of the baseline's %s (of one, where they are fewer)", unit);
	forest_draw(c, &f, title);
	add_notes(c, reasons, count);
	free(title);
}
