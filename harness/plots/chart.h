/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures with their intervals along an axis, in rows or as curves. */
#ifndef CHART_H
#define CHART_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;

enum scale { LINEAR, LOG, TIMES };	/* times are seconds since 1970 */

struct axis {
	enum scale scale;
	bool up;
	double min, max;
	double from, to;		/* their pixels */
	double at;			/* the pixel on the other axis */
	double room;			/* for the title of one across; 0: the whole width */
};

struct figure {
	double x, y;
	double lo, hi;			/* the interval of x in a row, of y in a curve; or NAN */
	int colour, marker;
	bool hollow;
	bool joined, unmarked;		/* by a line to the point before; without the marker */
	bool of_several;		/* the label is not of this colour alone */
	unsigned int keys;		/* marks of these records, a bit each, after the label */
	char *label;			/* malloced; NULL: none */
	char *tip;			/* what hovering tells (malloced); NULL: nothing */
};

struct chart {
	struct axis x, y;
	struct figure *figures;
	size_t count;
	double height;			/* there is no more for curves; 0: there is */
};

/* The pixel of a value. */
double axis_at(const struct axis *a, double value);

/* The axis with ticks and title; the title says if it is a log scale. */
void axis_draw(struct canvas *c, const struct axis *a, const char *title);

/* The pointer is valid until the next call. */
struct figure *chart_add(struct chart *s, struct figure f);

/* Past the last figure; without any, `figures` is NULL, to which nothing can be added. */
static inline const struct figure *chart_end(const struct chart *s)
{
	return s->count ? s->figures + s->count : s->figures;
}

/*
 * Figures in rows at the pixels y, each labelled at its right, and the axis below
 * them; `from` and `to` of x are given, and `min` of a log axis.  A line leads to each figure from
 * `origin`, or along the whole axis if that is NAN.  A figure without a y is not drawn, and has its
 * place on the axis.
 */
void chart_rows(struct canvas *c, struct chart *s, double origin, const char *title);

/* Figures as curves, each labelled at its last figure; `min` of x is given. */
void chart_curves(struct canvas *c, struct chart *s, const char *x_title, const char *y_title);

#endif
