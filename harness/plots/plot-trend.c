// SPDX-License-Identifier: GPL-2.0-only
/* A question's history: a strip a bench over one axis of time, a mark a boot. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "questions.h"
#include "record.h"
#include "text.h"
#include "trend.h"
#include "util.h"

#define STRIP 64		/* from the least figure to the greatest, where it varies most */
#define FLAT 14			/* at least */
#define APART 30		/* between two strips: room for what stands above one */
#define NOISE 0.1		/* what varies by less is not drawn as high */
#define BELOW 170		/* room for the axis and the notes */
#define LEVELS 90		/* the column of the latest levels */
#define NAMED 8			/* epochs in the heading */
#define DRAWN 60		/* of more epochs than that, those in which something changed */
#define BUCKETS 600		/* of more boots than that, the least and the greatest in each */
#define LABELS_APART 70		/* from a change's label to the next one */
#define NUMBERS_APART 58

/* A bench between its least and its greatest value. */
struct strip {
	struct canvas *canvas;
	const struct machine *machine;
	const double *x;		/* the pixel of each point */
	const struct bench_history *history;
	double least, most, top, height;
	double drawn;			/* the height of what varies */
};

/* The least and the greatest figure. */
static void range_of(const struct machine *m, const struct bench_history *x, double *least,
		     double *most)
{
	*least = INFINITY;
	*most = -INFINITY;
	for (size_t i = 0; i < m->count; i++) {
		*least = fmin(*least, x->figures[i]);
		*most = fmax(*most, x->figures[i]);
	}
}

/* As a share of the figure, or of one where that is less. */
static double variation(const struct machine *m, const struct bench_history *x)
{
	double least, most;

	range_of(m, x, &least, &most);
	return (most - least) / fmax(least, 1);
}

/* The pixel of a figure. */
static double at(const struct strip *s, double figure)
{
	double share = s->most > s->least ? (s->most - figure) / (s->most - s->least) : 0.5;

	return s->top + (s->height - s->drawn) / 2 + s->drawn * share;
}

static char *figure(const struct machine *m, double v)
{
	return figures_value(m->clock == CLOCK_ICOUNT, v);
}

/* Hovering tells "cpuid: 3389.3 core cycles, boot 21, 2026-03-26T10:00:00Z". */
static void draw_boot(const struct strip *s, double x, size_t boot)
{
	double v = s->history->figures[boot];
	char *text = figure(s->machine, v);

	canvas_mark(s->canvas, x, at(s, v), SMALL_DOT, BLUE, false);
	canvas_tip(s->canvas, xasprintf("%s: %s %s, boot %zu, %s", s->history->name, text,
					clock_units[s->machine->clock], boot + 1,
					s->machine->points[boot].utc));
	free(text);
}

/* As many marks as can be told apart: of boots that share a pixel, the least and the greatest. */
static void draw_boots(const struct strip *s)
{
	size_t n = s->machine->count, each = (n + BUCKETS - 1) / BUCKETS;

	for (size_t i = 0; i < n; i += each) {
		const double *figures = s->history->figures;
		size_t least = i, most = i;

		for (size_t k = i; k < i + each && k < n; k++) {
			if (isnan(figures[least]) || figures[k] < figures[least])
				least = k;
			if (isnan(figures[most]) || figures[k] > figures[most])
				most = k;
		}
		if (isnan(figures[least]))
			continue;
		draw_boot(s, s->x[i], least);
		if (figures[most] > figures[least])
			draw_boot(s, s->x[i], most);
		s->canvas->figures++;
	}
}

/* The first level, or the last; the mean of all where none begins or ends. */
static double level(const struct strip *s, bool last)
{
	const struct bench_history *x = s->history;
	double sum = 0;

	if (x->change_count)
		return last ? x->changes[x->change_count - 1].to : x->changes[0].from;
	for (size_t i = 0; i < s->machine->count; i++)
		sum += isnan(x->figures[i]) ? 0 : x->figures[i];
	return sum / (double)x->count;
}

static void draw_level(const struct strip *s, size_t from, double figure, size_t to,
		       double to_figure)
{
	canvas_line(s->canvas, MEDIUM, INK, s->x[from], at(s, figure), s->x[to], at(s, to_figure));
}

/* From change to change, each level up to where the next begins, and where that may be. */
static void draw_levels(const struct strip *s)
{
	const struct bench_history *x = s->history;
	size_t last = s->machine->count - 1, from = 0;
	double figure = level(s, false), below = s->top + s->height + 4;
	const struct change *c = x->changes;

	if (x->change_count && c->drift) {
		draw_level(s, c->first, c->from, c->last, c->to);
		return;
	}
	while (isnan(x->figures[from]))
		from++;
	while (isnan(x->figures[last]))
		last--;
	for (; c < x->changes + x->change_count; c++) {
		draw_level(s, from, figure, c->at, figure);
		if (c->first != c->last)
			canvas_line(s->canvas, THICK, INK, s->x[c->first], below, s->x[c->last],
				    below);
		from = c->at;
		figure = c->to;
	}
	draw_level(s, from, figure, last, figure);
}

/* A label that is centred there, if the one before leaves it room.  It is freed. */
static void label(struct canvas *c, double *before, double apart, double x, double y, char *text)
{
	if (x - *before >= apart) {
		canvas_text(c, x, y, TEXT_CHANGE, INK, text);
		*before = x;
	}
	free(text);
}

static void draw_changes(const struct strip *s)
{
	const struct bench_history *x = s->history;
	double before = -INFINITY;

	for (const struct change *c = x->changes; c < x->changes + x->change_count; c++) {
		size_t point = c->drift ? (c->first + c->last) / 2 : c->at;

		label(s->canvas, &before, LABELS_APART, s->x[point], s->top - 9, trend_effect(c));
	}
}

/* The bench and its range at the left, its latest level at the right. */
static void draw_names(const struct strip *s, const struct axis *a)
{
	char *range = figure(s->machine, s->least), *most = figure(s->machine, s->most);
	char *latest = figure(s->machine, level(s, true));
	double middle = s->top + s->height / 2;

	if (strcmp(range, most))
		append(&range, " to %s", most);
	else
		append(&range, s->history->count == 1 ? ", of one boot" : ", does not vary");
	canvas_text(s->canvas, a->from - 8, middle - 7, TEXT_NAME, INK, s->history->name);
	canvas_text(s->canvas, a->from - 8, middle + 9, TEXT_SMALL_RIGHT, GREY, range);
	canvas_text(s->canvas, a->to + 8, at(s, level(s, true)), TEXT_LEFT, INK, latest);
	free(latest);
	free(most);
	free(range);
}

static double drawn_height(const struct machine *m, const struct bench_history *x, double scale)
{
	return STRIP * variation(m, x) / scale;
}

/* As high as it varies, on the scale that the question's strips share. */
static void draw_strip(struct canvas *c, const struct axis *a, const double *x,
		       const struct bench_history *history, double scale)
{
	struct strip s = {
		.canvas = c, .machine = c->machine, .x = x, .history = history,
		.top = c->y + APART, .height = FLAT,
	};

	range_of(c->machine, history, &s.least, &s.most);
	s.drawn = drawn_height(c->machine, history, scale);
	s.height = fmax(FLAT, s.drawn);
	draw_boots(&s);
	draw_levels(&s);
	draw_changes(&s);
	draw_names(&s, a);
	c->y = s.top + s.height;
}

static bool epoch_drawn(const struct machine *m, size_t epoch)
{
	return (m->epoch_count <= DRAWN || m->epochs[epoch].moved || m->epochs[epoch].near);
}

static void name_epoch(struct canvas *c, size_t epoch, const char *changed)
{
	const struct machine *m = c->machine;
	char *text = xasprintf("epoch %zu, %.10s: %s", epoch + 1,
			       m->points[m->epochs[epoch].first].utc, changed);

	c->y = canvas_wrap(c, MARGIN, c->y, TEXT_LEFT, INK, text, NOTE, 2) + 2;
	free(text);
}

static void add_heading(struct canvas *c, const struct machine *m)
{
	char *name = trend_machine_name(m);
	size_t named = 0, more = 0;

	append(&name, "; %zu boot%s", m->count, plural(m->count));
	canvas_note(c, ALL_RECORDS, GREY, name);
	for (size_t i = 1; i < m->epoch_count; i++) {
		char *changed = trend_epoch_text(&m->epochs[i]);

		if (epoch_drawn(m, i) && named++ < NAMED)
			name_epoch(c, i, changed);
		else
			more++;
		free(changed);
	}
	if (more)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("and %zu epochs more", more));
	if (m->change_count && m->clock != CLOCK_ICOUNT)
		canvas_note(c, ALL_RECORDS, GREY,
			    xstrdup("A bar below a bench: where its change may be, 95 %; "
				    "without one, at that boot"));
}

/* An upright line where an epoch begins, its number above. */
static void draw_epochs(struct canvas *c, const double *x, double top)
{
	const struct machine *m = c->machine;
	double before = -INFINITY;

	for (size_t i = 1; i < m->epoch_count; i++) {
		double here = x[m->epochs[i].first];

		if (!epoch_drawn(m, i))
			continue;
		canvas_line(c, DASHED, GREY, here, top, here, c->y);
		label(c, &before, NUMBERS_APART, here, top + 6, xasprintf("epoch %zu", i + 1));
	}
}

/* An axis of seconds, or of boots where a time is unknown.  The pixel of each point, malloced. */
static double *fit(const struct machine *m, const char *question, struct axis *a)
{
	double *x = xcalloc(m->count, sizeof(*x)), room;

	a->from = 170;
	a->to = WIDTH - LEVELS;
	a->scale = TIMES;
	for (size_t i = 0; i < m->history_count; i++)
		if (!strcmp(m->histories[i].question, question))
			a->from = fmax(a->from, canvas_beside(m->histories[i].name));
	for (size_t i = 0; i < m->count; i++)
		if (isnan(m->points[i].seconds))
			a->scale = LINEAR;
	for (size_t i = 0; i < m->count; i++)
		x[i] = a->scale == TIMES ? m->points[i].seconds : (double)i;
	a->min = x[0];
	a->max = x[m->count - 1];
	room = a->max > a->min ? (a->max - a->min) / 50 : 1;
	a->min -= room;
	a->max += room;
	for (size_t i = 0; i < m->count; i++)
		x[i] = axis_at(a, x[i]);
	return x;
}

/* Changed ones first, then as they vary. */
static int most_telling(const void *x, const void *y, void *machine)
{
	const struct bench_history *a = *(const struct bench_history *const *)x;
	const struct bench_history *b = *(const struct bench_history *const *)y;
	double of_a = variation(machine, a), of_b = variation(machine, b);

	if (!a->change_count != !b->change_count)
		return a->change_count ? -1 : 1;
	return (of_a < of_b) - (of_a > of_b);
}

/* The question's histories (malloced). */
static const struct bench_history **find_histories(const struct canvas *c, size_t *count,
						   double *scale)
{
	const struct machine *m = c->machine;
	const struct bench_history **all = xcalloc(m->history_count + 1, sizeof(*all));

	for (size_t i = 0; i < m->history_count; i++) {
		if (strcmp(m->histories[i].question, c->question) || !m->histories[i].count)
			continue;
		all[(*count)++] = &m->histories[i];
		*scale = fmax(*scale, variation(m, &m->histories[i]));
	}
	qsort_r(all, *count, sizeof(*all), most_telling, (void *)m);
	return all;
}

/* What the figures and the marks are: a bar of the scale, and what had no room. */
static void tell_scale(struct canvas *c, double scale, size_t left)
{
	const struct machine *m = c->machine;
	double bar = STRIP / 4.0;
	char *text = xasprintf("this is %.3g %% of each bench's least figure, or of one "
			       "if it is less", 25 * scale);

	canvas_interval(c, INK, MARGIN + 4, c->y - bar / 2, MARGIN + 4, c->y + bar / 2);
	canvas_text(c, MARGIN + 2 * GAP, c->y, TEXT_LEFT, GREY, text);
	free(text);
	c->y += LINE;
	canvas_note(c, ALL_RECORDS, GREY,
		    xasprintf("Left: the least and the greatest figure; right: the latest level; "
			      "in %s", clock_units[m->clock]));
	if (m->count > BUCKETS)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("Dots: of each %zu boots the least and the greatest figure",
				      (m->count + BUCKETS - 1) / BUCKETS));
	if (left)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu not drawn: unchanged, and for want of room", left));
}

/* The page of each strip, what did not change only on the last, where there is room (malloced). */
static size_t *paginate(const struct canvas *c, const struct bench_history **all, size_t count,
			double scale, size_t *pages)
{
	size_t *page = xcalloc(count + 1, sizeof(*page));
	double y = c->y;

	*pages = 1;
	for (size_t i = 0; i < count; i++) {
		double height = APART + fmax(FLAT, drawn_height(c->machine, all[i], scale));

		if (y + height > HEIGHT_MAX - BELOW) {
			page[i] = SIZE_MAX;
			if (!all[i]->change_count)
				continue;
			++*pages;
			y = c->y;
		}
		page[i] = *pages - 1;
		y += height;
	}
	return page;
}

static void add_title(struct canvas *c, size_t pages)
{
	char *title = xasprintf("%s — %s by boot", pb_question_title(c->question),
				clock_units[c->machine->clock]);

	if (pages > 1)
		append(&title, " (%zu of %zu)", c->page + 1, pages);
	canvas_title(c, title);
	c->more = c->page + 1 < pages;
}

void build_trend(struct canvas *c)
{
	const struct machine *m = c->machine;
	struct axis a = { 0 };
	double *x = fit(m, c->question, &a), top, scale = NOISE;
	size_t count = 0, left = 0, pages, *page;
	const struct bench_history **all = find_histories(c, &count, &scale);

	add_heading(c, m);
	top = c->y += 6;
	page = paginate(c, all, count, scale, &pages);
	add_title(c, pages);
	for (size_t i = 0; i < count; i++)
		if (page[i] == c->page)
			draw_strip(c, &a, x, all[i], scale);
		else
			left += page[i] == SIZE_MAX;
	a.at = c->y += 12;
	draw_epochs(c, x, top);
	axis_draw(c, &a, a.scale == TIMES ? "time, UTC" : "boots");
	tell_scale(c, scale, c->more ? 0 : left);
	free(page);
	free(all);
	free(x);
}
