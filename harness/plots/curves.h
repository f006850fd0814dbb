/* SPDX-License-Identifier: GPL-2.0-only */
/* Curves over an axis, each named at its end. */
#ifndef CURVES_H
#define CURVES_H

#include <stddef.h>

#include "axis.h"

struct curve {
	struct curve_point { double x, y, lo, hi; } *points;	/* an interval of y, or NAN */
	size_t count;
	int colour, marker;
	size_t first, every;	/* the points that are marked */
	char *name;
};

struct curves {
	struct curve *all;
	size_t count;
	struct axis x, y;
};

/* A curve without points; its name is malloced, and freed by curves_free(). */
struct curve *curves_add(struct curves *s, int colour, int marker, char *name);
void curve_add(struct curve *curve, double x, double y, const double ci[2]);

/* Draw them below what is on the canvas.  The scales of the axes are given, their places found here. */
void curves_draw(struct canvas *c, struct curves *s, const char *x_title);
void curves_free(struct curves *s);

#endif
