// SPDX-License-Identifier: GPL-2.0-only
#include "curves.h"

#include <math.h>
#include <stdlib.h>

#include "canvas.h"
#include "text.h"
#include "util.h"

#define HEIGHT 420
#define UNIT 46			/* characters of the unit that have room along the axis */

struct curve *curves_add(struct curves *s, int colour, int marker, char *name)
{
	s->all = xreallocarray(s->all, s->count + 1, sizeof(*s->all));
	s->all[s->count] = (struct curve){
		.colour = colour, .marker = marker, .every = 1, .name = name,
	};
	return &s->all[s->count++];
}

void curve_add(struct curve *curve, double x, double y, const double ci[2])
{
	curve->points = xreallocarray(curve->points, curve->count + 1, sizeof(*curve->points));
	curve->points[curve->count++] = (struct curve_point){ x, y, ci[0], ci[1] };
}

static void draw_curve(struct canvas *c, const struct curves *s, const struct curve *curve)
{
	for (size_t i = 0; i < curve->count; i++) {
		const struct curve_point *p = &curve->points[i];

		canvas_curve(c, CURVE, curve->colour, axis_at(&s->x, p->x), axis_at(&s->y, p->y));
	}
	canvas_curve_end(c);
	for (size_t i = curve->first; i < curve->count; i += curve->every) {
		const struct curve_point *p = &curve->points[i];
		double x = axis_at(&s->x, p->x);

		if (!isnan(p->lo))
			canvas_interval(c, curve->colour, x, axis_at(&s->y, p->lo), x, axis_at(&s->y, p->hi));
		canvas_mark(c, x, axis_at(&s->y, p->y), curve->marker, curve->colour, false);
	}
	c->points += curve->count;
}

static double end_of(const struct curve *curve)
{
	return curve->points[curve->count - 1].y;
}

static int by_end(const void *a, const void *b)
{
	double x = end_of(a), y = end_of(b);

	return (x < y) - (x > y);
}

/* From the uppermost down, pushed apart; the last ones up again where they would leave the plot. */
static void draw_names(struct canvas *c, const struct curves *s)
{
	double *y = xcalloc(s->count + 1, sizeof(*y));
	size_t i;

	for (i = 0; i < s->count; i++)
		y[i] = fmax(axis_at(&s->y, end_of(&s->all[i])), i ? y[i - 1] + LINE : 0);
	y[s->count] = s->y.from + LINE;
	for (i = s->count; i--;) {
		y[i] = fmin(y[i], y[i + 1] - LINE);
		canvas_mark(c, s->x.to + GAP, y[i], s->all[i].marker, s->all[i].colour, false);
		canvas_text(c, s->x.to + 2 * GAP - 4, y[i], STYLE_BOLD, s->all[i].colour, s->all[i].name);
	}
	free(y);
}

/* Room at the left for the figures of the axis, at the right for the names. */
static void place(const struct canvas *c, struct curves *s)
{
	double name = 0;

	for (size_t i = 0; i < s->count; i++)
		name = fmax(name, (SANS + 0.6) * (double)text_width(s->all[i].name));
	s->y.up = true;
	s->y.at = s->x.from = 56 + 9 * ceil(log10(fmax(s->y.max, 10)));
	s->x.to = WIDTH - MARGIN - 2 * GAP - name;
	s->y.to = c->y;
	s->y.from = s->x.at = c->y + fmax(HEIGHT, LINE * (double)s->count);
}

void curves_draw(struct canvas *c, struct curves *s, const char *x_title)
{
	char *unit = canvas_unit(c, "", UNIT);

	place(c, s);
	qsort(s->all, s->count, sizeof(*s->all), by_end);
	draw_names(c, s);
	for (size_t i = 0; i < s->count; i++)
		draw_curve(c, s, &s->all[i]);
	axis_draw(c, &s->x, x_title);
	axis_draw(c, &s->y, unit);
	free(unit);
	c->y = s->x.at + AXIS_HEIGHT;
}

void curves_free(struct curves *s)
{
	for (size_t i = 0; i < s->count; i++) {
		free(s->all[i].points);
		free(s->all[i].name);
	}
	free(s->all);
}
