// SPDX-License-Identifier: GPL-2.0-only
#include "forest.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "canvas.h"
#include "names.h"
#include "text.h"
#include "util.h"

#define BAND 7			/* half of the height of what counts as none */
#define DIGIT 8			/* widths of characters, on the safe side */
#define CAPITAL 9.3
#define REASONS 6		/* footnotes of what is left out */
#define ROOM 0.03		/* of the axis, beyond the outermost points */

struct forest forest_new(enum scale scale)
{
	return (struct forest){
		.x = { .scale = scale, .from = MARGIN, .min = NAN, .max = NAN },
		.origin = NAN, .limit = NAN,
	};
}

struct forest_row *forest_add(struct forest *f, struct canvas *c)
{
	*PUSH(f->rows, f->count) = (struct forest_row){
		.y = c->y + FOREST_ROW / 2.0, .none = { NAN, NAN },
	};
	c->y += FOREST_ROW;
	return &f->rows[f->count - 1];
}

void forest_point(struct forest_row *row, struct forest_point point)
{
	if (row->count < ARRAY_SIZE(row->points))
		row->points[row->count++] = point;
}

/* A log axis has no place for what is not above 0. */
static void include(struct axis *a, double v)
{
	if (!isfinite(v) || (a->scale == LOG && !(v > 0)))
		return;
	a->min = fmin(a->min, v);
	a->max = fmax(a->max, v);
}

static void include_row(struct axis *a, const struct forest_row *row)
{
	include(a, row->none[0]);
	include(a, row->none[1]);
	for (const struct forest_point *p = row->points; p < row->points + row->count; p++) {
		include(a, p->x);
		include(a, p->lo);
		include(a, p->hi);
	}
}

/* An axis of one value would have no length. */
static void widen(struct axis *a)
{
	double room;

	if (!(a->min <= a->max))
		a->min = a->max = 1;
	if (a->scale == LOG) {
		room = fmax(pow(a->max / a->min, ROOM), 1.05);
		a->min /= room;
		a->max *= room;
	} else {
		room = fmax(ROOM * (a->max - a->min), 1e-3);
		a->min -= room;
		a->max += room;
	}
}

static double widest(const struct forest *f, size_t text)
{
	double most = 0;

	for (const struct forest_row *row = f->rows; row < f->rows + f->count; row++) {
		const char *const texts[] = { row->name, row->label, row->remark };

		if (texts[text])
			most = fmax(most, (double)text_width(texts[text]));
	}
	return most;
}

/* Outcomes are in capitals, verdicts are not. */
static double remarks_width(const struct forest *f)
{
	const char *first = f->count && f->rows[0].remark ? f->rows[0].remark : "";

	return (isupper((unsigned char)*first) ? CAPITAL : BOLD_SANS) * widest(f, 2);
}

/* Where the chart ends, and where the remarks begin. */
static double fit(struct forest *f)
{
	double remarks = WIDTH - MARGIN - remarks_width(f);
	double labels = DIGIT * widest(f, 1);

	if (widest(f, 0) > 0)
		f->x.from = MARGIN + GAP + MONO * widest(f, 0);
	f->x.to = fmax(remarks - GAP - labels - GAP, f->x.from + 100);
	include(&f->x, f->origin);
	for (const struct forest_row *row = f->rows; row < f->rows + f->count; row++)
		include_row(&f->x, row);
	widen(&f->x);
	if (isfinite(f->limit)) {
		f->x.min = fmax(f->x.min, -f->limit);
		f->x.max = fmin(f->x.max, f->limit);
	}
	return remarks;
}

static double pixel(const struct axis *a, double v)
{
	return axis_at(a, fmax(a->min, fmin(a->max, v)));
}

static void draw_none(struct canvas *c, const struct axis *a, const struct forest_row *row)
{
	double from = pixel(a, row->none[0]), to = pixel(a, row->none[1]);

	for (int up = -2 * BAND; up <= 2 * BAND; up++)
		canvas_line(c, GUIDE, PALE, from, row->y + up / 2.0, to, row->y + up / 2.0);
}

/* "cpuid: 3382.0, 16025.0, 4.74×" (malloced) */
static char *tip(const struct forest_row *row)
{
	char *text = xasprintf("%s%s%s", row->name ? row->name : "", row->name ? ": " : "",
			       row->label ? row->label : "");

	if (row->remark)
		append(&text, ", %s", row->remark);
	return text;
}

static void draw_point(struct canvas *c, const struct axis *a, const struct forest_row *row,
		       const struct forest_point *p)
{
	double y = row->y + p->down;
	bool beyond = p->x < a->min || p->x > a->max;

	if (isfinite(p->lo) && isfinite(p->hi) && !beyond)
		canvas_interval(c, p->colour, pixel(a, p->lo), y, pixel(a, p->hi), y);
	canvas_mark(c, pixel(a, p->x), y, p->marker, p->colour, p->hollow || beyond);
	canvas_tip(c, p->tip ? xstrdup(p->tip) : tip(row));
	c->figures++;
}

static void draw_row(struct canvas *c, const struct forest *f, const struct forest_row *row,
		     double remarks)
{
	const struct axis *a = &f->x;
	const struct forest_point *first = row->points, *last = first + row->count - 1;

	canvas_line(c, GUIDE, PALE, a->from, row->y, a->to, row->y);
	if (isfinite(row->none[0]) && isfinite(row->none[1]))
		draw_none(c, a, row);
	if (f->joined && row->count > 1)
		canvas_line(c, CURVE, GREY, pixel(a, first->x), row->y, pixel(a, last->x), row->y);
	for (const struct forest_point *p = first; row->count && p <= last; p++)
		draw_point(c, a, row, p);
	if (row->name)
		canvas_text(c, a->from - 8, row->y, TEXT_NAME, INK, row->name);
	if (row->label)
		canvas_text(c, a->to + GAP, row->y, TEXT_LEFT, INK, row->label);
	if (row->remark)
		canvas_text(c, remarks, row->y, TEXT_BOLD, INK, row->remark);
}

static void free_row(struct forest_row *row)
{
	while (row->count)
		free(row->points[--row->count].tip);
	free(row->name);
	free(row->label);
	free(row->remark);
}

void forest_draw(struct canvas *c, struct forest *f, const char *title)
{
	double remarks = fit(f), top = c->y;

	f->x.at = c->y + 4;
	for (size_t i = 0; i < f->count; i++) {
		struct forest_row *row = &f->rows[i];

		if (!isnan(row->y))
			draw_row(c, f, row, remarks);
		top = fmin(top, row->y - FOREST_ROW / 2.0);
		free_row(row);
	}
	if (isfinite(f->origin))
		canvas_line(c, THIN, INK, axis_at(&f->x, f->origin), top, axis_at(&f->x, f->origin),
			    f->x.at);
	axis_draw(c, &f->x, title);
	free(f->rows);
}

void forest_left_out(struct canvas *c, struct names *reasons)
{
	size_t more = 0;

	for (size_t i = 0; i < reasons->count; i++)
		if (i < REASONS)
			canvas_note(c, ALL_RECORDS, GREY,
				    xasprintf("%zu not drawn: %s", reasons->times[i],
					      reasons->all[i]));
		else
			more += reasons->times[i];
	if (more)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu not drawn, for other reasons", more));
	names_free(reasons);
}
