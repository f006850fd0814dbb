/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a side's figures vary: from boot to boot, or from load to load within one. */
#ifndef SPREAD_H
#define SPREAD_H

#include <stdio.h>

struct side;

struct spread {
	double boots, loads;	/* standard deviations, relative (.01: 1 %); 0: none seen; NAN: cannot be told apart */
};

/* Of the bench's loads in all records that measured it, by analysis of variance of their logarithms. */
struct spread spread_of(const struct side *side, const char *bench);

/* A table of them all, in the first record's order; nothing under an exact clock. */
void spread_print(const struct side *side, FILE *out);

#endif
