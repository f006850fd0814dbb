// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels side by side, on one machine at one target: a line for each bench whose figure differs,
 * from its figure on the oldest one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "changes.h"
#include "chart.h"
#include "figures.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define NAMED 20		/* lines with a label */
#define LEFT 90			/* the axis */
#define FIRST 130		/* the oldest kernel */
#define LAST 360		/* the newest one */
#define LABELS 388
#define HEIGHT 360
#define STEEP 5			/* figures that differ by more than such a factor get a log axis */

struct line {
	const struct result *results[PLOT_RECORDS];	/* by kernel */
	double ratio;			/* of all to the first, that farthest from 1 */
};

struct kernels {
	struct canvas *canvas;
	size_t order[PLOT_RECORDS];	/* the records, by their kernels */
	struct line *lines;
	size_t count, same, partly;
	struct axis y;
};

static const struct record *record_of(const struct kernels *k, size_t i)
{
	return k->canvas->records[k->order[i]];
}

static void sort_records(struct kernels *k)
{
	for (size_t i = 0; i < k->canvas->count; i++) {
		const char *kernel = changes_fact(k->canvas->records[i], "kernel");
		size_t at = i;

		for (; at && strverscmp(changes_fact(record_of(k, at - 1), "kernel"), kernel) > 0;
		     at--)
			k->order[at] = k->order[at - 1];
		k->order[at] = i;
	}
}

static void add_line(struct kernels *k, const char *name)
{
	struct line line = { .ratio = 1 };
	bool differs = false;

	for (size_t i = 0; i < k->canvas->count; i++) {
		const struct result *result = record_find(record_of(k, i), name);
		double ratio;

		if (!result_measured(result)) {
			k->partly++;
			return;
		}
		line.results[i] = result;
		differs |= figures_apart(record_of(k, 0), line.results[0], record_of(k, i),
					 result);
		ratio = result->estimate / line.results[0]->estimate;
		if (fabs(log(ratio)) > fabs(log(line.ratio)))
			line.ratio = ratio;
	}
	if (!differs)
		k->same++;
	else if (line.ratio > 0 && isfinite(line.ratio))
		*PUSH(k->lines, k->count) = line;
}

static int by_change(const void *a, const void *b)
{
	double x = fabs(log(((const struct line *)a)->ratio));
	double y = fabs(log(((const struct line *)b)->ratio));

	return (x < y) - (x > y);
}

static void find_lines(struct kernels *k)
{
	const struct record *r = record_of(k, 0);

	for (size_t i = 0; i < r->result_count; i++)
		if (result_measured(&r->results[i]))
			add_line(k, r->results[i].name);
	if (k->count)
		qsort(k->lines, k->count, sizeof(*k->lines), by_change);
}

/* Percent more than on the first kernel; a multiple of it where that differs much. */
static double value(const struct kernels *k, const struct line *line, double figure)
{
	double ratio = figure / line->results[0]->estimate;

	return k->y.scale == LOG ? ratio : 100 * (ratio - 1);
}

static void fit(struct kernels *k)
{
	double least = 1, most = 1, room;

	for (size_t i = 0; i < k->count; i++) {
		least = fmin(least, k->lines[i].ratio);
		most = fmax(most, k->lines[i].ratio);
	}
	k->y.up = true;
	k->y.at = LEFT;
	k->y.to = k->canvas->y + LINE;
	k->y.from = k->y.to + HEIGHT;
	k->y.scale = most / least > STEEP ? LOG : LINEAR;
	room = (most - least) * 100 / 20;
	k->y.min = k->y.scale == LOG ? least / 1.1 : 100 * (least - 1) - room;
	k->y.max = k->y.scale == LOG ? most * 1.1 : 100 * (most - 1) + room;
}

static double height(const struct kernels *k, const struct line *line, size_t i)
{
	return axis_at(&k->y, value(k, line, line->results[i]->estimate));
}

static double across(const struct kernels *k, size_t i)
{
	return FIRST + (double)i * (LAST - FIRST) / (double)(k->canvas->count - 1);
}

/* "3 → 4 → 4"; of many kernels the first and the last (malloced) */
static char *figures_of(const struct kernels *k, const struct line *line)
{
	size_t n = k->canvas->count, step = n > 3 ? n - 1 : 1;
	char *text = xstrdup("");

	for (size_t i = 0; i < n; i += step) {
		char *figure = table_estimate(record_of(k, i), line->results[i]);

		append(&text, "%s%s", i ? " → " : "", figure);
		free(figure);
	}
	return text;
}

static char *tip(const struct kernels *k, const struct line *line, size_t i)
{
	const struct record *r = record_of(k, i);
	char *figure = table_estimate(r, line->results[i]);
	char *interval = table_interval(r, line->results[i]);
	char *text = xasprintf("%s: %s%s%s %s, %s", line->results[i]->name, figure,
			       interval ? " " : "", interval ? interval : "",
			       clock_units[r->clock], changes_fact(r, "kernel"));

	free(interval);
	free(figure);
	return text;
}

static void draw_line(const struct kernels *k, const struct line *line)
{
	struct canvas *c = k->canvas;

	for (size_t i = 0; i < c->count; i++)
		canvas_curve(c, MEDIUM, GREY, across(k, i), height(k, line, i));
	canvas_curve_end(c);
	for (size_t i = 0; i < c->count; i++) {
		int colour = canvas_colour(c, k->order[i]);
		double ends[2];

		figures_ends(record_of(k, i), line->results[i], ends);
		if (ends[0] < ends[1])
			canvas_interval(c, colour, across(k, i),
					axis_at(&k->y, value(k, line, ends[0])), across(k, i),
					axis_at(&k->y, value(k, line, ends[1])));
		canvas_mark(c, across(k, i), height(k, line, i), colour, colour, false);
		canvas_tip(c, tip(k, line, i));
	}
	c->figures++;
}

static double end_of(const struct kernels *k, const struct line *line)
{
	return height(k, line, k->canvas->count - 1);
}

/* Labels from the uppermost down, pushed apart, each with a line to where it ends. */
static void draw_labels(const struct kernels *k)
{
	size_t count = k->count < NAMED ? k->count : NAMED, order[NAMED];
	size_t room = (size_t)((WIDTH - MARGIN - LABELS) / SANS);
	double y = -HUGE_VAL, least;

	for (size_t i = 0; i < count; i++) {
		size_t at = i;

		for (; at && end_of(k, &k->lines[order[at - 1]]) > end_of(k, &k->lines[i]); at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	for (size_t i = 0; i < count; i++) {
		const struct line *line = &k->lines[order[i]];
		char *figures = figures_of(k, line), *text;

		/* Those below it need their room, too. */
		least = k->y.from + LINE - (double)(count - i) * LINE;
		y = fmax(fmin(end_of(k, line), least), y + LINE);
		text = xasprintf("%s: %s", line->results[0]->name, figures);
		canvas_line(k->canvas, GUIDE, GREY, LAST + 8, end_of(k, line), LABELS - 4, y);
		canvas_wrap(k->canvas, LABELS, y, TEXT_LEFT, INK, text, room, 1);
		free(text);
		free(figures);
	}
}

static void draw_kernels(const struct kernels *k)
{
	struct canvas *c = k->canvas;
	double zero = axis_at(&k->y, k->y.scale == LOG ? 1 : 0);

	canvas_line(c, DASHED, GREY, LEFT, zero, LAST, zero);
	for (size_t i = 0; i < c->count; i++) {
		char *kernel = xasprintf("%.20s", changes_fact(record_of(k, i), "kernel"));
		double below = k->y.from + LINE * (1 + (double)(i % 2));

		canvas_line(c, GUIDE, PALE, across(k, i), k->y.to, across(k, i), k->y.from);
		canvas_text(c, across(k, i), below, TEXT_CENTRE, INK, kernel);
		free(kernel);
	}
}

/* A fact in words; NULL: it is of the kernel anyway. */
static const char *word_of(const char *key)
{
	static const char *const words[][2] = {
		{ "kernel", NULL }, { "kernel_version", NULL }, { "config", "its configuration" },
		{ "command_line", "its command line" }, { "virt", "virtualisation" },
		{ "turbo", "turbo frequencies" }, { "smt", "SMT" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(key, words[i][0]))
			return words[i][1];
	return key;
}

/* What else is not the same on the first and the last. */
static void note_changes(const struct kernels *k)
{
	const char *a[CHANGES_FACTS], *b[CHANGES_FACTS];
	char *all = xstrdup("");

	changes_facts(record_of(k, 0), a);
	changes_facts(record_of(k, k->canvas->count - 1), b);
	for (size_t i = 0; i < CHANGES_FACTS; i++) {
		char *change = changes_name_one(i, a[i], b[i]);

		if (change && word_of(changes_keys[i]))
			append(&all, "%s%s", *all ? ", " : "", word_of(changes_keys[i]));
		free(change);
	}
	if (*all)
		canvas_note(k->canvas, ALL_RECORDS, GREY,
			    xasprintf("changed with the kernel: %s", all));
	free(all);
}

static const char *es(size_t n)
{
	return n == 1 ? "" : "es";
}

static void add_notes(const struct kernels *k)
{
	struct canvas *c = k->canvas;
	bool exact = c->records[0]->clock == CLOCK_ICOUNT, differing = false;

	for (size_t i = 0; i < k->count * c->count; i++)
		differing |= figures_spread(record_of(k, i % c->count),
					    k->lines[i / c->count].results[i % c->count]);
	if (differing)
		canvas_note(c, ALL_RECORDS, GREY, xstrdup(figures_spreading));
	if (k->count > NAMED)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("%zu lines of smaller changes have no "
							    "name", k->count - NAMED));
	if (k->same)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu bench%s on each of them: %s", k->same, es(k->same),
				      exact ? "the same count" :
				      "intervals that meet, so no difference is known"));
	if (k->partly)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu bench%s not on each of them", k->partly, es(k->partly)));
	note_changes(k);
}

void build_kernels(struct canvas *c)
{
	struct kernels k = { .canvas = c };
	char *title;

	if (c->count < 2 || c->records[0]->clock == CLOCK_EMULATED)
		return;
	sort_records(&k);
	find_lines(&k);
	if (!k.count)
		return;
	fit(&k);
	draw_kernels(&k);
	for (size_t i = k.count; i--;)
		draw_line(&k, &k.lines[i]);
	draw_labels(&k);
	title = xasprintf("%s, %s %.20s", canvas_unit_name(canvas_unit_of(c->records[0])),
			  k.y.scale == LOG ? "multiple of those on" : "% more than on",
			  changes_fact(record_of(&k, 0), "kernel"));
	axis_draw(c, &k.y, title);
	free(title);
	c->y = k.y.from + 3 * LINE + 8;
	add_notes(&k);
	canvas_title(c, xasprintf("What differs from kernel to kernel — %s",
				  canvas_unit_name(canvas_unit_of(c->records[0]))));
	free(k.lines);
}
