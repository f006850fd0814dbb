/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef AXIS_H
#define AXIS_H

#include <stdbool.h>

#define AXIS_HEIGHT 68		/* of one across, with its ticks and title */

struct canvas;

struct axis {
	enum { LINEAR, LOG, TIMES } scale;	/* times are seconds since 1970 */
	bool up;
	double min, max;
	double from, to;		/* the pixels of these two */
	double at;			/* the pixel across */
};

/* The pixel of a figure. */
double axis_at(const struct axis *a, double figure);

/* The axis with its ticks and its title, which a log scale is added to. */
void axis_draw(struct canvas *c, const struct axis *a, const char *title);

#endif
