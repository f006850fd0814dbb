// SPDX-License-Identifier: GPL-2.0-only
/* A question: the benches below each other, a mark a record, the figures beside them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "kinds.h"
#include "names.h"
#include "record.h"
#include "rows.h"
#include "table.h"
#include "text.h"
#include "util.h"

#define ROW 24			/* from one bench to the next */
#define REASONS 4		/* lines of the footnote */

static bool measured(const struct result *result)
{
	return result && result->status == STATUS_OK && isfinite(result->estimate);
}

static bool any_measured(const struct canvas *c, const char *name)
{
	for (size_t i = 0; i < c->of.count; i++)
		if (measured(record_find(c->of.records[i], name)))
			return true;
	return false;
}

/* "9", "23.41 ± 0.10" */
static char *label(const struct record *r, const struct result *result)
{
	char *figure = table_figure(r, result->estimate), *interval = table_interval(r, result);

	if (interval)
		append(&figure, " %s", interval);
	free(interval);
	return figure;
}

static void note_missing(struct canvas *c, const struct rows *rows, size_t record,
			 const struct result *result, double y)
{
	char *why = result ? table_why(result) : xstrdup("not in this record");
	char *all = canvas_whose(c, record, why);

	canvas_wrap(c, rows->axis.from + GAP - 4, y, STYLE_VALUE, GREY, all,
		    (size_t)((rows->axis.to - rows->axis.from) / SANS - 2), 1);
	free(all);
}

static void add_bench(struct canvas *c, struct rows *rows, const char *name)
{
	double y = c->y + ROW / 2.0, more = (double)(c->of.count - 1) * LINE;

	canvas_text(c, rows->axis.from - 8, y + more / 2, STYLE_NAME, TEXT_COLOUR, name);
	c->y += ROW + more + (more > 0 ? 6 : 0);
	for (size_t i = 0; i < c->of.count; i++, y += LINE) {
		const struct result *result = record_find(c->of.records[i], name);

		if (measured(result))
			rows_add(rows, (struct point){
				result->estimate, result->ci[0], result->ci[1], y, (int)i, (int)i,
				label(c->of.records[i], result),
			});
		else
			note_missing(c, rows, i, result, y);
	}
}

/* Each bench of the question once, in the order of the records. */
static struct names benches_of(const struct canvas *c, const char *question)
{
	struct names names = { 0 };

	for (size_t i = 0; i < c->of.count; i++) {
		const struct record *r = c->of.records[i];

		for (size_t j = 0; j < r->result_count; j++)
			if (!strcmp(plot_of(&r->results[j]), question))
				names_add(&names, r->results[j].name);
	}
	return names;
}

/* Parts of a unit are no range that would be worth a log axis.  Where the lines begin. */
static double fit(struct rows *rows)
{
	double least = HUGE_VAL, most = 0;

	for (const struct point *p = rows->all; p < rows->all + rows->count; p++) {
		if (p->figure > 0)
			least = fmin(least, p->figure);
		most = fmax(most, fmax(p->figure, p->hi));
	}
	least = fmax(least, 1);
	if (most / least <= 50) {
		rows_fit_linear(rows);
		return 0;
	}
	rows->axis.min = 0.8 * least;
	rows_fit_log(rows);
	return NAN;
}

/* A line at the figure of the first bench. */
static void draw_references(struct canvas *c, const struct axis *a, const char *first, double top)
{
	for (size_t i = 0; i < c->of.count; i++) {
		const struct result *result = record_find(c->of.records[i], first);
		double x;

		if (!measured(result) || result->estimate < a->min)
			continue;
		x = axis_at(a, result->estimate);
		canvas_line(c, THIN, c->of.count > 1 ? (int)i : GREY, x, top, x, c->y);
	}
}

/* The benches without a figure, counted by the reason that the first record with them has. */
static void add_footnote(struct canvas *c, const struct names *benches)
{
	struct names reasons = { 0 };

	for (size_t i = 0; i < benches->count; i++) {
		const struct result *result = NULL;

		if (any_measured(c, benches->all[i]))
			continue;
		for (size_t j = 0; j < c->of.count && !result; j++)
			result = record_find(c->of.records[j], benches->all[i]);
		names_add(&reasons, result->reason ? result->reason : status_names[result->status]);
	}
	for (size_t i = 0; i < reasons.count && i < REASONS; i++)
		canvas_heading(c, GREY, xasprintf("not drawn: %zu bench%s: %s", reasons.times[i],
						  reasons.times[i] == 1 ? "" : "es", reasons.all[i]));
	if (reasons.count > REASONS)
		canvas_heading(c, GREY, xasprintf("not drawn: others, for %zu more reasons",
						  reasons.count - REASONS));
	if (reasons.count)
		c->y += 4;
	names_free(&reasons);
}

bool build_question(struct canvas *c, const char *question)
{
	struct names benches = benches_of(c, question);
	struct rows rows = { .axis = { .from = MARGIN, .to = WIDTH - MARGIN } };
	char *unit = canvas_unit(c, "", SIZE_MAX), *before = xasprintf("%s — ", question);
	double top = c->y + 4, origin;

	c->y += 8;
	for (size_t i = 0; i < benches.count; i++)
		if (any_measured(c, benches.all[i]))
			rows.axis.from = fmax(rows.axis.from, MARGIN + GAP +
					      MONO * (double)text_width(benches.all[i]));
	rows.axis.from = fmin(rows.axis.from, WIDTH / 2.0);
	for (size_t i = 0; i < benches.count; i++)
		if (any_measured(c, benches.all[i]))
			add_bench(c, &rows, benches.all[i]);
	origin = fit(&rows);
	if (benches.count)
		draw_references(c, &rows.axis, benches.all[0], top);
	rows_draw(c, &rows, origin, unit);
	add_footnote(c, &benches);
	canvas_title(c, canvas_unit(c, before, TITLE));
	free(before);
	free(unit);
	names_free(&benches);
	return true;
}
