// SPDX-License-Identifier: GPL-2.0-only
#include "chart.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "canvas.h"
#include "text.h"
#include "util.h"

#define CURVES 420		/* the height of curves */
#define LABELS_APART 45		/* those of ticks, across */
#define TICKS 47		/* of an axis across; its title is below */
#define LEAST_SHARE 0.75	/* of an axis for figures; a label without room is at their left */
#define KEY 12			/* from one mark after a label to the next */
#define TICK 5			/* its length */
#define DAY 86400.0
#define DAYS (4 * DAY)		/* an axis longer than this has dates, else times */
#define STROKE 3		/* curves that are never farther apart are one to the eye */
#define HIDDEN 6		/* more curves on others than these are counted */

double axis_at(const struct axis *a, double value)
{
	double share = a->scale == LOG ? log(value / a->min) / log(a->max / a->min) :
					 (value - a->min) / (a->max - a->min);

	return a->from + share * (a->to - a->from);
}

/* "1000", "2026-03-04", "03-04 10:00:00", by what the axis is of (malloced). */
static char *tick_label(const struct axis *a, double value)
{
	time_t t = (time_t)value;
	struct tm tm;
	char text[32] = "";

	if (a->scale != TIMES)
		return xasprintf("%.10g", value);
	if (gmtime_r(&t, &tm) && a->max - a->min > DAYS)
		strftime(text, sizeof(text), "%Y-%m-%d", &tm);
	else
		strftime(text, sizeof(text), "%m-%d %H:%M:%S", &tm);
	return xstrdup(text);
}

static void draw_tick(struct canvas *c, const struct axis *a, double value, bool labelled)
{
	char *label = labelled ? tick_label(a, value) : xstrdup("");
	double at = axis_at(a, value);

	/* The next panel's ticks begin there. */
	if (!a->up && a->room > 0 && at + SANS * (double)text_width(label) / 2 > a->to + GAP)
		*label = '\0';
	if (a->up) {
		canvas_line(c, THIN, GREY, a->at - TICK, at, a->at, at);
		canvas_text(c, a->at - 2 * TICK, at, TEXT_RIGHT, INK, label);
	} else {
		canvas_line(c, THIN, GREY, at, a->at, at, a->at + TICK);
		canvas_text(c, at, a->at + 4 * TICK, TEXT_CENTRE, INK, label);
	}
	free(label);
}

/* The least of 1, 2, 5, 10, 20, ... that makes no more than so many steps. */
static double round_step(double range, double most)
{
	double decade = pow(10, floor(log10(range / most))), step = range / most / decade;

	return decade * (step > 5 ? 10 : step > 2 ? 5 : step > 1 ? 2 : 1);
}

static void draw_linear(struct canvas *c, const struct axis *a)
{
	double range = a->max - a->min, room = fabs(a->to - a->from) / LABELS_APART;
	double step = round_step(range, a->up ? 10 : fmax(fmin(room, 12), 2));

	if (a->scale == TIMES)
		step = range > DAYS ? DAY * ceil(range / DAY / 6) : ceil(range / 5);
	else if (!a->up && range >= 1)
		step = fmax(step, 1);
	for (long k = (long)ceil(a->min / step); (double)k * step <= a->max; k++)
		draw_tick(c, a, (double)k * step, true);
}

/* How much of an axis a label takes. */
static double label_room(const struct axis *a)
{
	char *least = tick_label(a, pow(10, floor(log10(a->min))));
	char *most = tick_label(a, pow(10, floor(log10(a->max))));
	size_t width = text_width(least) > text_width(most) ? text_width(least) : text_width(most);

	free(most);
	free(least);
	return a->up ? LINE : SANS * (double)width + 4;
}

/* Labels at each decade, or some of them; between two of them where there is room. */
static void draw_log(struct canvas *c, const struct axis *a)
{
	double decade = fabs(a->to - a->from) / log10(a->max / a->min), room = label_room(a);
	int every = (int)ceil(room / decade);
	bool between = log10(2) * decade >= room, third = log10(3) * decade >= room;

	for (int i = (int)floor(log10(a->min)); i <= (int)floor(log10(a->max)); i++)
		for (int digit = 1; digit < 10; digit++) {
			double value = digit * pow(10, i);
			bool labelled = digit == 1 ? i % every == 0 :
				between ? digit == 2 || digit == 5 : third && digit == 3;

			if (value >= a->min && value <= a->max &&
			    (labelled || digit == 1 || every == 1))
				draw_tick(c, a, value, labelled);
		}
}

void axis_draw(struct canvas *c, const struct axis *a, const char *title)
{
	double middle = (a->from + a->to) / 2;
	char *all = xasprintf("%s%s", title, a->scale == LOG ? " — LOG SCALE" : "");

	if (a->up) {
		canvas_line(c, THIN, GREY, a->at, a->from, a->at, a->to);
		canvas_text(c, MARGIN, middle, TEXT_UPWARD, INK, all);
	} else {
		canvas_line(c, THIN, GREY, a->from, a->at, a->to, a->at);
		c->y = canvas_wrap(c, middle, a->at + TICKS, TEXT_CENTRE, INK, all,
				   (size_t)((a->room > 0 ? a->room : WIDTH) / SANS), 4) + 5;
	}
	if (a->scale == LOG && a->min > 0 && a->max > a->min && isfinite(a->max / a->min))
		draw_log(c, a);
	else if (a->scale != LOG && a->max > a->min && isfinite(a->max - a->min))
		draw_linear(c, a);
	free(all);
}

struct figure *chart_add(struct chart *s, struct figure f)
{
	*PUSH(s->figures, s->count) = f;
	return &s->figures[s->count - 1];
}

static void finish(struct canvas *c, struct chart *s)
{
	for (size_t i = 0; i < s->count; i++) {
		c->figures += !isnan(s->figures[i].y);
		free(s->figures[i].label);
		free(s->figures[i].tip);
	}
	free(s->figures);
}

/* Rows */

struct span {
	double from, to;
};

static double reach(const struct figure *f)
{
	return fmax(f->x, f->hi);		/* which ignores a NAN */
}

/* How wide the label is, with the keys. */
static double label_width(const char *label, const struct figure *f)
{
	return SANS * (double)text_width(label) + KEY * __builtin_popcount(f->keys);
}

/* The axis ends where there is room for the last label. */
static void fit_rows(const struct chart *s, struct axis *a)
{
	const struct figure *f, *end = chart_end(s);

	a->max = fmax(a->max, a->scale == LOG ? 2 * a->min : 1e-9);
	for (f = s->figures; f < end && a->scale != LOG; f++)
		a->min = fmin(a->min, 1.1 * fmin(f->x, f->lo));
	for (f = s->figures; f < end; f++) {
		double label = (label_width(f->label, f) + GAP) / (a->to - a->from);
		double share = fmax(1 - label, LEAST_SHARE);

		if (a->scale == LOG)
			a->max = fmax(a->max, a->min * pow(reach(f) / a->min, 1 / share));
		else
			a->max = fmax(a->max, a->min + (reach(f) - a->min) / share);
	}
}

/* Up to here. */
static void draw_keys(struct canvas *c, const struct figure *f, double x)
{
	for (size_t i = PLOT_RECORDS; i--;)
		if (f->keys & 1U << i) {
			int place = canvas_colour(c, i);

			canvas_mark(c, x, f->y, place, place, false);
			canvas_tip(c, f->tip ? xstrdup(f->tip) : NULL);
			x -= KEY;
		}
}

/* Where its label is, with the keys. */
static struct span place_label(const struct axis *a, double start, double end, double width)
{
	bool left = end + GAP + width > a->to + GAP && start - GAP - width > a->from;
	double from = left ? start - GAP - width : end + GAP;

	return (struct span){ from, from + width };
}

/* From one pixel to another, but not through the label. */
static void draw_guide(struct canvas *c, double from, double to, struct span label, double y)
{
	double least = fmin(from, to), most = fmax(from, to);

	if (least < label.from - GAP)
		canvas_line(c, GUIDE, PALE, least, y, fmin(most, label.from - GAP), y);
	if (most > label.to + GAP)
		canvas_line(c, GUIDE, PALE, fmax(least, label.to + GAP), y, most, y);
}

static void draw_row(struct canvas *c, const struct axis *a, const struct figure *f, double origin)
{
	bool below = a->scale == LOG && f->x < a->min, bar = !below && !isnan(f->lo);
	double x = below ? a->from : axis_at(a, f->x), end = below ? x : axis_at(a, reach(f));
	double start = bar ? axis_at(a, fmax(f->lo, a->min)) : x;
	char *label = xasprintf("%s%s", f->label, below ? " (below the scale)" : "");
	struct span at = place_label(a, start, end, label_width(label, f));

	if (isnan(origin))
		draw_guide(c, a->from, a->to, at, f->y);
	else
		draw_guide(c, axis_at(a, origin), x, at, f->y);
	if (bar)
		(f->lo < a->min ? canvas_interval_cut : canvas_interval)(c, f->colour, start, f->y,
									 end, f->y);
	canvas_mark(c, x, f->y, f->marker, f->colour, below || f->hollow);
	canvas_tip(c, f->tip ? xstrdup(f->tip) : NULL);
	canvas_text(c, at.from, f->y, TEXT_VALUE, INK, label);
	draw_keys(c, f, at.to - KEY / 2.0);
	free(label);
}

void chart_rows(struct canvas *c, struct chart *s, double origin, const char *title)
{
	fit_rows(s, &s->x);
	s->x.at = c->y;
	for (size_t i = 0; i < s->count; i++)
		if (!isnan(s->figures[i].y))
			draw_row(c, &s->x, &s->figures[i], origin);
	axis_draw(c, &s->x, title);
	finish(c, s);
}

/* Curves */

/* Room at the left for the figures of the axis, at the right for the names. */
static void fit_curves(const struct canvas *c, struct chart *s, size_t names)
{
	double name = 0, height;

	for (const struct figure *f = s->figures; f < chart_end(s); f++) {
		if (s->x.scale == LINEAR)
			s->x.max = fmax(s->x.max, 1.03 * f->x);
		if (s->y.scale == LOG && f->y > 0)
			s->y.min = s->y.min > 0 ? fmin(s->y.min, 0.7 * f->y) : 0.7 * f->y;
		s->y.max = fmax(s->y.max, (s->y.scale == LOG ? 1.3 : 1.08) * fmax(f->y, f->hi));
		name = fmax(name, f->label ? BOLD_SANS * (double)text_width(f->label) : 0);
	}
	s->y.up = true;
	s->y.at = s->x.from = 56 + 9 * ceil(log10(fmax(s->y.max, 10)));
	s->x.to = WIDTH - MARGIN - 2 * GAP - name;
	s->y.to = c->y;
	height = s->height > 0 ? fmin(CURVES, s->height) : CURVES;
	s->y.from = s->x.at = c->y + fmax(height, LINE * (double)names);
}

static void draw_lines(struct canvas *c, const struct chart *s)
{
	for (const struct figure *f = s->figures, *end = chart_end(s); f < end; f++) {
		canvas_curve(c, CURVE, f->colour, axis_at(&s->x, f->x), axis_at(&s->y, f->y));
		if (f + 1 == end || !f[1].joined)
			canvas_curve_end(c);
	}
}

static void draw_point(struct canvas *c, const struct chart *s, const struct figure *f)
{
	double x = axis_at(&s->x, f->x), y = axis_at(&s->y, f->y);

	if (!isnan(f->lo))
		(f->lo < s->y.min ? canvas_interval_cut : canvas_interval)
			(c, f->colour, x, axis_at(&s->y, fmax(f->lo, s->y.min)), x,
			 axis_at(&s->y, f->hi));
	if (f->unmarked)
		return;
	canvas_mark(c, x, y, f->marker, f->colour, false);
	canvas_tip(c, f->tip ? xstrdup(f->tip) : NULL);
}

static int by_height(const void *a, const void *b)
{
	double x = (*(struct figure *const *)a)->y, y = (*(struct figure *const *)b)->y;

	return (x < y) - (x > y);
}

/* From the uppermost down, pushed apart; the last ones up again where they would leave the plot. */
static void draw_names(struct canvas *c, const struct chart *s, struct figure **ends, size_t count)
{
	double *y = xcalloc(count + 1, sizeof(*y));

	for (size_t i = 0; i < count; i++)
		y[i] = fmax(axis_at(&s->y, ends[i]->y), i ? y[i - 1] + LINE : 0);
	y[count] = s->y.from + LINE;
	for (size_t i = count; i--;) {
		int colour = ends[i]->of_several ? INK : ends[i]->colour;

		y[i] = fmin(y[i], y[i + 1] - LINE);
		canvas_mark(c, s->x.to + GAP, y[i], ends[i]->marker, colour, false);
		canvas_text(c, s->x.to + 2 * GAP, y[i], TEXT_BOLD, colour, ends[i]->label);
	}
	free(y);
}

/* Past the last figure of the curve that begins there; its label is that figure's. */
static const struct figure *curve_end(const struct chart *s, const struct figure *f)
{
	for (f++; f < chart_end(s) && f->joined; f++)
		;
	return f;
}

static bool same_pixels(const struct chart *s, const struct figure *a, const struct figure *b)
{
	const struct figure *end = curve_end(s, a);

	if (end - a != curve_end(s, b) - b || end - a < 2)
		return false;
	for (; a < end; a++, b++)
		if (a->x != b->x || !(fabs(axis_at(&s->y, a->y) - axis_at(&s->y, b->y)) < STROKE))
			return false;
	return true;
}

/* The first curve that this one lies on; NULL: it can be seen. */
static const struct figure *hidden_by(const struct chart *s, const struct figure *curve)
{
	for (const struct figure *f = s->figures; f < curve; f = curve_end(s, f))
		if (same_pixels(s, f, curve))
			return f;
	return NULL;
}

static void tell_hidden(struct canvas *c, const struct chart *s)
{
	char *names[HIDDEN];
	size_t count = 0, named = 0;

	for (const struct figure *f = s->figures; f < chart_end(s); f = curve_end(s, f)) {
		const struct figure *on = hidden_by(s, f);
		const char *a = curve_end(s, f)[-1].label;
		const char *b = on ? curve_end(s, on)[-1].label : NULL;

		count += on != NULL;
		if (a && b && named < HIDDEN)
			names[named++] = xasprintf("%s lies on %s", a, b);
	}
	if (count && count != named)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu of the lines lie on others", count));
	for (size_t i = 0; i < named; i++)
		if (count == named)
			canvas_note(c, ALL_RECORDS, GREY, names[i]);
		else
			free(names[i]);
}

void chart_curves(struct canvas *c, struct chart *s, const char *x_title,
		  const char *y_title)
{
	struct figure **ends = xcalloc(s->count + 1, sizeof(*ends));
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++)
		if (s->figures[i].label)
			ends[count++] = &s->figures[i];
	qsort(ends, count, sizeof(struct figure *), by_height);
	fit_curves(c, s, count);
	draw_lines(c, s);
	for (size_t i = 0; i < s->count; i++)
		draw_point(c, s, &s->figures[i]);
	draw_names(c, s, ends, count);
	axis_draw(c, &s->x, x_title);
	axis_draw(c, &s->y, y_title);
	tell_hidden(c, s);
	free(ends);
	finish(c, s);
}
