/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DELTA_H
#define DELTA_H

#include <math.h>

/*
 * What counts as no difference on silicon: 2 % of a figure, or of a core cycle if
 * the figure is less.  `make check` allows the bench `empty` as much.
 */
#define DELTA_RELATIVE .02
#define DELTA_CYCLES .02

/* Of two benches: the place of a loop moves the same bytes by as much (docs/method.md, Layouts). */
#define DELTA_BENCHES .05

/* In the unit of the figure. */
static inline double delta_of(double figure)
{
	return fmax(DELTA_RELATIVE * figure, DELTA_CYCLES);
}

#endif
