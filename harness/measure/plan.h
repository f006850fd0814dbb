/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>

/* How much is measured: boots, in each so many batches, in each so many samples.  0: the target's usual. */
struct plan {
	unsigned int boots, batches, samples;
};

/* "quick", "compare", "release", or BOOTSxLOADSxSAMPLES as in 10x20x32.  False: it is none of them. */
bool plan_parse(const char *text, struct plan *plan);

#endif
