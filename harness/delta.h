/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DELTA_H
#define DELTA_H

/* What counts as no difference on silicon: 2 %, or a core cycle where that is more. */
#define DELTA_RELATIVE .02
#define DELTA_CYCLES 1.

/* The same of a figure, in its unit. */
static inline double delta_of(double figure)
{
	return DELTA_RELATIVE * figure > DELTA_CYCLES ? DELTA_RELATIVE * figure : DELTA_CYCLES;
}

#endif
