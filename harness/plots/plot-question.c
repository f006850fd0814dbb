// SPDX-License-Identifier: GPL-2.0-only
/* A question: the benches below each other, a mark a record, the figures beside them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "names.h"
#include "questions.h"
#include "ratios.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define ROW 24			/* from one bench to the next */

static bool any_measured(const struct canvas *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (result_measured(record_find(c->records[i], name)))
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

/* "popf-if-0-1: 23.41 ± 0.10 core cycles, at user" (malloced) */
static char *tip(const struct record *r, const struct result *result)
{
	char *figure = label(r, result), *text;

	text = xasprintf("%s: %s %s, at %s", result->name, figure, clock_units[r->clock],
			 r->target ? r->target : "unknown");
	free(figure);
	return text;
}

/* What a record has of a bench: a figure, or why there is none. */
static void add_result(struct canvas *c, struct chart *s, size_t record, const char *name, double y)
{
	const struct result *result = record_find(c->records[record], name);
	char *why;

	if (result_measured(result)) {
		chart_add(s, (struct figure){
			.x = result->estimate, .lo = result->ci[0], .hi = result->ci[1], .y = y,
			.colour = (int)record, .marker = (int)record,
			.label = label(c->records[record], result),
			.tip = tip(c->records[record], result),
		});
		return;
	}
	why = result ? table_why(result) : xstrdup("not in this record");
	why = canvas_whose(c, record, why);
	canvas_wrap(c, s->x.from + GAP, y, TEXT_VALUE, GREY, why,
		    (size_t)((s->x.to - s->x.from) / SANS - 2), 1);
	free(why);
}

static void add_bench(struct canvas *c, struct chart *s, const char *name)
{
	double y = c->y + ROW / 2.0, more = (double)(c->count - 1) * LINE;

	canvas_text(c, s->x.from - 8, y + more / 2, TEXT_NAME, INK, name);
	for (size_t i = 0; i < c->count; i++)
		add_result(c, s, i, name, y + (double)i * LINE);
	c->y += ROW + more + (more > 0 ? 6 : 0);
}

/* Those that any record measured. */
static void add_benches(struct canvas *c, struct chart *s, const struct names *benches)
{
	for (size_t i = 0; i < benches->count; i++)
		if (any_measured(c, benches->all[i]))
			s->x.from = fmax(s->x.from, canvas_beside(benches->all[i]));
	for (size_t i = 0; i < benches->count; i++)
		if (any_measured(c, benches->all[i]))
			add_bench(c, s, benches->all[i]);
}

/* Each bench of the question; and why those have no figure that no record measured. */
static void find_benches(const struct canvas *c, struct names *benches,
			 struct names *reasons)
{
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->result_count; j++) {
			const struct result *r = &c->records[i]->results[j];

			if (strcmp(plot_of(r), c->question) || !names_add(benches, r->name))
				continue;
			if (!any_measured(c, r->name))
				names_add(reasons, r->reason ? r->reason : status_names[r->status]);
		}
}

/* Parts of a unit are no range that would be worth a log axis. */
static void choose_scale(struct chart *s)
{
	double least = HUGE_VAL, most = 0;

	for (const struct figure *f = s->figures; f < chart_end(s); f++) {
		if (f->x > 0)
			least = fmin(least, f->x);
		most = fmax(most, fmax(f->x, f->hi));
	}
	least = fmax(least, 1);
	if (most / least > 50) {
		s->x.scale = LOG;
		s->x.min = 0.8 * least;
	}
}

/* A line at the figure that the table's ratios are to. */
static void draw_references(struct canvas *c, const struct axis *a, double top)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct result *result = ratio_base(c->records[i], c->question);
		double x;

		if (!result_measured(result) || result->estimate < a->min)
			continue;
		x = axis_at(a, result->estimate);
		canvas_line(c, THIN, c->count > 1 ? (int)i : GREY, x, top, x, a->at);
	}
}

void build_question(struct canvas *c)
{
	struct chart s = { .x = { .from = MARGIN, .to = WIDTH - MARGIN } };
	struct names benches = { 0 }, reasons = { 0 };
	static const char *const remarks[] = {
		[CLOCK_SILICON] = "",
		[CLOCK_ICOUNT] = " (exact path length, not time)",
		[CLOCK_EMULATED] = " (not a CPU's time)",
	};
	char *unit = xasprintf("%s%s", canvas_unit(c), remarks[c->records[0]->clock]);
	double top = c->y + 4;

	c->y += 8;
	find_benches(c, &benches, &reasons);
	add_benches(c, &s, &benches);
	choose_scale(&s);
	chart_rows(c, &s, s.x.scale == LOG ? NAN : 0, unit);
	draw_references(c, &s.x, top);
	for (size_t i = 0; i < reasons.count; i++)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu not drawn: %s", reasons.times[i], reasons.all[i]));
	canvas_title(c, xasprintf("%s — %s", pb_question_title(c->question),
				  clock_units[c->records[0]->clock]));
	names_free(&benches);
	names_free(&reasons);
	free(unit);
}
