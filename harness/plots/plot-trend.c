// SPDX-License-Identifier: GPL-2.0-only
/* A question's history: a strip a bench over one axis of time, a mark a boot. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "axis.h"
#include "canvas.h"
#include "kinds.h"
#include "record.h"
#include "series.h"
#include "table-trend.h"
#include "text.h"
#include "util.h"

#define STRIP 52		/* from the least value of a bench to the greatest */
#define FLAT 14			/* where it does not vary */
#define APART 30		/* between two strips: room for what stands above one */
#define LEVELS 90		/* the column of the latest levels */
#define NAMED 8			/* epochs in the heading */
#define DRAWN 60		/* of more epochs than that, those in which something changed */
#define BUCKETS 600		/* of more boots than that, the least and the greatest in each */
#define LABELS_APART 70		/* from a change's label to the next one */
#define NUMBERS_APART 22

/* A bench between its least and its greatest value. */
struct strip {
	struct canvas *canvas;
	const struct machine *machine;
	const double *x;		/* the pixel of each point */
	const struct series *series;
	double least, most, top, height;
};

/* The pixel of a figure. */
static double at(const struct strip *s, double figure)
{
	double share = s->most > s->least ? (s->most - figure) / (s->most - s->least) : 0.5;

	return s->top + s->height * share;
}

/* As many marks as can be told apart. */
static void draw_boots(const struct strip *s)
{
	size_t n = s->machine->count, each = (n + BUCKETS - 1) / BUCKETS;
	const double *figures = s->series->figures;

	for (size_t i = 0; i < n; i += each) {
		size_t ends[] = { SIZE_MAX, SIZE_MAX };

		for (size_t k = i; k < i + each && k < n; k++) {
			if (isnan(figures[k]))
				continue;
			if (ends[0] == SIZE_MAX || figures[k] < figures[ends[0]])
				ends[0] = k;
			if (ends[1] == SIZE_MAX || figures[k] > figures[ends[1]])
				ends[1] = k;
		}
		for (int end = 0; end < 2 && ends[end] != SIZE_MAX; end++)
			if (!end || ends[1] != ends[0]) {
				canvas_mark(s->canvas, s->x[ends[end]], at(s, figures[ends[end]]),
					    SMALL_DOT, BLUE, false);
				s->canvas->points++;
			}
	}
}

static double mean(const struct machine *m, const struct series *series)
{
	double sum = 0;

	for (size_t i = 0; i < m->count; i++)
		sum += isnan(series->figures[i]) ? 0 : series->figures[i];
	return sum / (double)series->count;
}

static void draw_level(const struct strip *s, size_t from, double figure, size_t to, double to_figure)
{
	canvas_line(s->canvas, MEDIUM, TEXT_COLOUR, s->x[from], at(s, figure), s->x[to], at(s, to_figure));
}

/* From change to change, each level up to where the next begins, and where that may be. */
static void draw_levels(const struct strip *s)
{
	const struct series *series = s->series;
	size_t last = series->lost == SIZE_MAX ? s->machine->count - 1 : series->lost - 1, from = 0;
	double level = series->change_count ? series->changes[0].from : mean(s->machine, series);
	double below = s->top + s->height + 4;
	const struct change *c = series->changes;

	if (series->change_count && c->drift) {
		draw_level(s, c->first, c->from, c->last, c->to);
		return;
	}
	while (isnan(series->figures[from]))
		from++;
	for (; c < series->changes + series->change_count; c++) {
		draw_level(s, from, level, c->at, level);
		if (c->first != c->last)
			canvas_line(s->canvas, THICK, TEXT_COLOUR, s->x[c->first], below, s->x[c->last], below);
		from = c->at;
		level = c->to;
	}
	draw_level(s, from, level, last, level);
}

/* Above the strip, those that have room. */
static void draw_changes(const struct strip *s)
{
	double before = -INFINITY;

	for (size_t i = 0; i < s->series->change_count; i++) {
		const struct change *c = &s->series->changes[i];
		double x = s->x[c->drift ? (c->first + c->last) / 2 : c->at];
		char *effect;

		if (x - before < LABELS_APART)
			continue;
		before = x;
		effect = trend_effect(c);
		canvas_text(s->canvas, x, s->top - 9, STYLE_CHANGE, c->effect > 0 ? VERMILLION : GREEN, effect);
		free(effect);
	}
}

static char *figure(const struct machine *m, double v)
{
	return m->clock == CLOCK_ICOUNT ? xasprintf("%.10g", v) : text_figure("", v, fabs(v) < 100 ? 2 : 1, "");
}

/* The bench and its range at the left, its latest level at the right. */
static void draw_names(const struct strip *s, const struct axis *a)
{
	const struct series *series = s->series;
	char *range = figure(s->machine, s->least), *most = figure(s->machine, s->most), *level;
	double middle = s->top + s->height / 2;
	double latest = series->change_count ? series->changes[series->change_count - 1].to :
					       mean(s->machine, series);

	if (strcmp(range, most))
		append(&range, " to %s", most);
	else
		append(&range, series->count == 1 ? ", of one boot" : ", does not vary");
	level = figure(s->machine, latest);
	canvas_text(s->canvas, a->from - 8, middle - 7, STYLE_NAME, TEXT_COLOUR, series->name);
	canvas_text(s->canvas, a->from - 8, middle + 9, STYLE_SMALL_RIGHT, GREY, range);
	canvas_text(s->canvas, a->to + 8, at(s, latest), STYLE_LEFT, TEXT_COLOUR, level);
	free(level);
	free(most);
	free(range);
}

static void draw_strip(struct canvas *c, const struct axis *a, const double *x, const struct series *series)
{
	struct strip s = {
		.canvas = c, .machine = c->of.machine, .x = x, .series = series,
		.least = INFINITY, .most = -INFINITY, .top = c->y + APART, .height = STRIP,
	};

	for (size_t i = 0; i < s.machine->count; i++) {
		s.least = fmin(s.least, series->figures[i]);
		s.most = fmax(s.most, series->figures[i]);
	}
	if (!(s.most > s.least))
		s.height = FLAT;
	draw_boots(&s);
	draw_levels(&s);
	draw_changes(&s);
	draw_names(&s, a);
	c->y = s.top + s.height;
}

static bool epoch_drawn(const struct machine *m, size_t epoch)
{
	return epoch && (m->epoch_count <= DRAWN || m->epochs[epoch].moved || m->epochs[epoch].near);
}

static void add_heading(struct canvas *c, const struct machine *m)
{
	char *name = trend_machine_name(m);
	size_t named = 0, more = 0;

	append(&name, "; %zu boot%s", m->count, m->count == 1 ? "" : "s");
	canvas_heading(c, GREY, name);
	for (size_t i = 1; i < m->epoch_count; i++) {
		char *changed = trend_epoch_text(&m->epochs[i]);

		if (epoch_drawn(m, i) && named++ < NAMED)
			canvas_heading(c, TEXT_COLOUR, xasprintf("%zu  %.10s  %s", i + 1,
								 m->points[m->epochs[i].first].utc, changed));
		else
			more++;
		free(changed);
	}
	if (more)
		canvas_heading(c, GREY, xasprintf("and %zu epochs more", more));
	if (m->change_count && m->clock != CLOCK_ICOUNT)
		canvas_heading(c, GREY, xstrdup("A bar below a bench: where its change may be, 95 %; "
						"without one, at that boot"));
}

/* An upright line where an epoch begins, its number above. */
static void draw_epochs(struct canvas *c, const double *x, double top)
{
	const struct machine *m = c->of.machine;
	double before = -INFINITY;

	for (size_t i = 1; i < m->epoch_count; i++) {
		double here = x[m->epochs[i].first];
		char *number;

		if (!epoch_drawn(m, i))
			continue;
		canvas_line(c, DASHED, GREY, here, top, here, c->y);
		if (here - before < NUMBERS_APART)
			continue;
		before = here;
		number = xasprintf("%zu", i + 1);
		canvas_text(c, here, top + 6, STYLE_CHANGE, TEXT_COLOUR, number);
		free(number);
	}
}

/* An axis of seconds; of boots, where a record's time is none.  The pixel of each point, malloced. */
static double *fit(const struct machine *m, const char *question, struct axis *a)
{
	double *x = xcalloc(m->count, sizeof(*x)), room;

	a->from = 170;
	a->to = WIDTH - LEVELS;
	a->scale = TIMES;
	for (size_t i = 0; i < m->series_count; i++)
		if (!strcmp(m->series[i].question, question))
			a->from = fmax(a->from, MARGIN + GAP + MONO * (double)text_width(m->series[i].name));
	a->from = fmin(a->from, WIDTH / 2.0);
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

bool build_trend(struct canvas *c, const char *question)
{
	const struct machine *m = c->of.machine;
	struct axis a = { 0 };
	double *x = fit(m, question, &a), top;

	canvas_title(c, xasprintf("%s — %s, boot by boot", question, clock_units[m->clock]));
	add_heading(c, m);
	top = c->y += 6;
	for (size_t i = 0; i < m->series_count; i++)
		if (!strcmp(m->series[i].question, question) && m->series[i].count)
			draw_strip(c, &a, x, &m->series[i]);
	a.at = c->y += 12;
	draw_epochs(c, x, top);
	axis_draw(c, &a, a.scale == TIMES ? "time, UTC" : "boots");
	c->y += AXIS_HEIGHT;
	free(x);
	return true;
}
