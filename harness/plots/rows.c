// SPDX-License-Identifier: GPL-2.0-only
#include "rows.h"

#include <math.h>
#include <stdlib.h>

#include "canvas.h"
#include "text.h"
#include "util.h"

void rows_add(struct rows *r, struct point p)
{
	r->all = xreallocarray(r->all, r->count + 1, sizeof(*r->all));
	r->all[r->count++] = p;
}

static double reach(const struct point *p)
{
	return fmax(p->figure, p->hi);		/* which ignores a NAN */
}

/* The part of the axis that a label leaves to its figure. */
static double share(const struct rows *r, const struct point *p)
{
	double label = SANS * (double)text_width(p->label) + GAP;

	return fmax(1 - label / (r->axis.to - r->axis.from), 0.2);
}

void rows_fit_linear(struct rows *r)
{
	struct axis *a = &r->axis;
	const struct point *p, *end = r->all + r->count;

	a->max = 1e-9;
	for (p = r->all; p < end; p++)
		a->min = fmin(a->min, 1.1 * fmin(p->figure, p->lo));
	for (p = r->all; p < end; p++)
		a->max = fmax(a->max, a->min + (reach(p) - a->min) / share(r, p));
}

void rows_fit_log(struct rows *r)
{
	double need = log(2);

	r->axis.scale = LOG;
	for (const struct point *p = r->all; p < r->all + r->count; p++)
		if (p->figure >= r->axis.min)
			need = fmax(need, log(reach(p) / r->axis.min) / share(r, p));
	r->axis.max = r->axis.min * exp(need);
}

static void draw_point(struct canvas *c, const struct axis *a, const struct point *p, double origin)
{
	bool below = a->scale == LOG && p->figure < a->min;
	double x = below ? a->from : axis_at(a, p->figure);
	char *label = xasprintf("%s%s", p->label, below ? " (below the scale)" : "");

	canvas_line(c, GUIDE, PALE, isnan(origin) ? a->from : axis_at(a, origin), p->y,
		    isnan(origin) ? a->to : x, p->y);
	if (!below && !isnan(p->lo))
		canvas_interval(c, p->colour, axis_at(a, fmax(p->lo, a->min)), p->y, axis_at(a, p->hi), p->y);
	canvas_mark(c, x, p->y, p->marker, p->colour, below);
	canvas_text(c, (below ? x : axis_at(a, reach(p))) + GAP - 4, p->y, STYLE_VALUE, TEXT_COLOUR, label);
	free(label);
}

void rows_draw(struct canvas *c, struct rows *r, double origin, const char *title)
{
	r->axis.at = c->y;
	for (size_t i = 0; i < r->count; i++) {
		draw_point(c, &r->axis, &r->all[i], origin);
		free(r->all[i].label);
	}
	if (r->count)
		axis_draw(c, &r->axis, title);
	c->points += r->count;
	c->y += AXIS_HEIGHT;
	free(r->all);
}
