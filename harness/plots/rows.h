/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures with their intervals, one below the other over one axis, each labelled at its right. */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>

#include "axis.h"

struct point {
	double figure, lo, hi, y;
	int colour, marker;
	char *label;
};

struct rows {
	struct axis axis;		/* `from` and `to` are set by who adds rows */
	struct point *all;
	size_t count;
};

/* `label` is malloced, and freed by rows_draw(). */
void rows_add(struct rows *r, struct point p);

/* Fit the axis to the figures and their labels; the log axis starts at axis.min. */
void rows_fit_linear(struct rows *r);
void rows_fit_log(struct rows *r);

/*
 * Draw them, with the axis below them, and free them.  A line leads to each figure from
 * `origin`; where that is NAN, it goes on to the end of the axis, because its length means nothing.
 */
void rows_draw(struct canvas *c, struct rows *r, double origin, const char *title);

#endif
