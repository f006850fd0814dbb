/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures with their intervals along an axis, in rows or as curves. */
#ifndef CHART_H
#define CHART_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;

struct axis {
	enum { LINEAR, LOG, TIMES } scale;	/* times are seconds since 1970 */
	bool up;
	double min, max;
	double from, to;		/* the pixels of these two */
	double at;			/* the pixel across */
};

struct figure {
	double x, y;
	double lo, hi;			/* the interval of x in a row, of y in a curve; or NAN */
	int colour, marker;
	bool joined, unmarked;		/* to the point before, by a line; without the marker */
	char *label;			/* malloced; NULL: none */
};

struct chart {
	struct axis x, y;
	struct figure *figures;
	size_t count;
};

/* The pixel of a value. */
double axis_at(const struct axis *a, double value);

/* The axis with its ticks and its title, which a log scale is added to. */
void axis_draw(struct canvas *c, const struct axis *a, const char *title);

/* The figure stays where it is until the next one. */
struct figure *chart_add(struct chart *s, struct figure f);

/*
 * Figures below each other, y being their pixel, each labelled at its right, and the axis below
 * them; `from` and `to` of x are given, and `min` of a log axis.  A line leads to each figure from
 * `origin`; where that is NAN, along the whole axis, as its length means nothing.
 */
void chart_rows(struct canvas *c, struct chart *s, double origin, const char *title);

/* Figures as curves, each named by the label of its last one; `min` of x is given. */
void chart_curves(struct canvas *c, struct chart *s, const char *x_title);

#endif
