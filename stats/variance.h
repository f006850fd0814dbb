/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where values differ: from boot to boot, from batch to batch within a boot, from
 * sample to sample within a batch; by analysis of variance (Searle, Casella,
 * McCulloch, "Variance Components", ch. 5).  Numbers per level may differ.
 */
#ifndef STATS_VARIANCE_H
#define STATS_VARIANCE_H

#include <stddef.h>

#include "summary.h"

enum level { LEVEL_BOOT, LEVEL_BATCH, LEVEL_SAMPLE, LEVELS };

/* Of each batch its values' number, mean and variance (NAN if it has only one); boot by boot. */
struct nested {
	size_t boots;
	const size_t *batches;		/* of each boot, 1 or more */
	const struct moments *values;	/* of each batch */
};

/*
 * Of the unit's square; of logarithms, of the relative standard deviation squared.  NAN where
 * a level has only one of its kind everywhere, and for the levels above, which cannot then be
 * told from it.  A negative estimate, as it may be where the truth is near 0, is given as 0.
 */
struct components {
	double variance[LEVELS];
};

struct components variance_components(const struct nested *d);

#endif
