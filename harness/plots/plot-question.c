// SPDX-License-Identifier: GPL-2.0-only
/* The plot of a question: a result a bench, a dot a record, their values beside them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "figures.h"
#include "text.h"
#include "util.h"

#define ROW 24			/* from one result to the next */

static void target_note(struct canvas *s, size_t record, const struct result *result, double y)
{
	double room = (WIDTH - s->left - s->right) / SANS - 2;
	char *why = result ? table_why(result) : xstrdup("not in this record");
	char *all = canvas_whose(s, record, why);

	canvas_text(s, NOTES, y, GREY, canvas_shorten(all, (size_t)room));
	free(all);
	free(why);
}

/* "9", "23.41 ± 0.10" */
static char *label(const struct record *r, const struct result *result)
{
	char *v = table_figure(r, result->estimate), *half = table_interval(r, result), *all;

	all = half ? xasprintf("%s %s", v, half) : xstrdup(v);
	free(half);
	free(v);
	return all;
}

static bool target_row(struct canvas *s, size_t record, const struct result *result, double y)
{
	struct dot *d;

	if (!result || !plot_measured(result)) {
		target_note(s, record, result, y);
		return false;
	}
	d = canvas_dot(s, result->estimate, result->ci, y, label(s->records[record], result));
	d->colour = d->marker = (int)record;
	return true;
}

static void add_row(struct canvas *s, const char *name)
{
	double y = s->y + ROW / 2.0, more = (double)(s->count - 1) * LINE;
	bool any = false;

	for (size_t i = 0; i < s->count; i++)
		any |= target_row(s, i, record_find(s->records[i], name), y + (double)i * LINE);
	canvas_text(s, NAMES, y + more / 2, any ? TEXT_COLOUR : GREY, xstrdup(name));
	s->y += ROW + more + (s->count > 1 ? 6 : 0);
}

/* The names of the question's results in all records, and the column they take. */
static struct names row_names(struct canvas *s, const char *question)
{
	struct names names = { NULL, 0 };

	for (size_t i = 0; i < s->count; i++)
		for (size_t j = 0; j < s->records[i]->result_count; j++) {
			const struct result *result = &s->records[i]->results[j];

			if (!strcmp(plot_of(result), question) && names_add(&names, result->name))
				s->left = fmax(s->left, MARGIN + GAP +
					       MONO * (double)text_width(result->name));
		}
	s->left = fmin(s->left, WIDTH / 2.0);
	return names;
}

/* Parts of a unit are no range that would be worth a log axis. */
static void fit(struct canvas *s)
{
	double least = HUGE_VAL, most = 0;

	for (size_t i = 0; i < s->dot_count; i++) {
		const struct dot *d = &s->dots[i];

		if (d->x > 0)
			least = fmin(least, d->x);
		most = fmax(most, fmax(d->x, d->hi));
	}
	least = fmax(least, 1);
	if (most / least > 50) {
		s->min = 0.8 * least;
		canvas_fit_log(s);
	} else {
		canvas_fit_linear(s);
	}
}

/* A line at the value of the question's first result. */
static void add_references(struct canvas *s, const char *first)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct result *result = record_find(s->records[i], first);

		if (result && plot_measured(result) && result->estimate >= s->min)
			canvas_line(s, result->estimate, s->count > 1 ? (int)i : GREY);
	}
}

size_t plot_write_question(FILE *out, const struct record *const records[], size_t count,
			const char *question)
{
	struct canvas *s = canvas_new(records, count);
	struct names names = row_names(s, question);
	char *before;

	for (size_t i = 0; i < names.count; i++)
		add_row(s, names.all[i]);
	fit(s);
	if (names.count)
		add_references(s, names.all[0]);
	free(names.all);
	before = xasprintf("%s — ", question);
	s->title = canvas_with_unit(s, before, "", TITLE);
	free(before);
	s->axis = xasprintf("%s%s", canvas_unit(s), s->log ? " — LOG SCALE" : "");
	return canvas_finish(s, out);
}
