/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rows of points with their intervals over one axis: effects with what counts as none, or
 * one bench in several places.
 */
#ifndef FOREST_H
#define FOREST_H

#include "chart.h"
#include "plot.h"

struct names;

#define FOREST_ROW 19		/* from one row to the next */
#define FOREST_ROWS 26		/* the rest is counted below */

struct forest_point {
	double x, lo, hi;		/* the interval may be NAN */
	double down;			/* pixels below the middle of the row */
	int colour, marker;
	bool hollow;
	char *tip;			/* malloced; NULL: what the row says */
};

struct forest_row {
	double y;			/* NAN: on another page, but it has its place on the axis */
	char *name, *label, *remark;	/* left of the chart, right of it, at the edge; or NULL */
	double none[2];			/* what counts as no difference; or NAN */
	struct forest_point points[PLOT_RECORDS];
	size_t count;
};

struct forest {
	struct axis x;			/* its scale; `from`, `min` and `max` may grow */
	double origin;			/* an upright line; NAN: none */
	double limit;			/* the axis ends there on both sides of 0; or NAN */
	bool joined;			/* a line from a row's first point to its last */
	struct forest_row *rows;
	size_t count;
};

struct forest forest_new(enum scale scale);

/* The next row, at the height to which the canvas is filled; valid until the next call. */
struct forest_row *forest_add(struct forest *f, struct canvas *c);
void forest_point(struct forest_row *row, struct forest_point point);

/* Draw and free the rows, and the axis below. */
void forest_draw(struct canvas *c, struct forest *f, const char *title);

/* A footnote for each reason for which something is not drawn; frees them. */
void forest_left_out(struct canvas *c, struct names *reasons);

#endif
