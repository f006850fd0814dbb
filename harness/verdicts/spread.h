/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a side's figures vary: from boot to boot, from batch to batch within one, from sample to sample within that. */
#ifndef SPREAD_H
#define SPREAD_H

struct records;

/* Standard deviations, relative (.01: 1 %); 0: none seen; NAN: cannot be told. */
struct spread {
	double boots, batches, samples;
};

/*
 * Of the bench in all records of the first one's clock whose calibration did not fail, by analysis of variance of
 * logarithms.  Of samples those that a batch's estimate is the mean of (the lowest
 * 80 %); where a record does not say how far they lie apart, `batches` has them in it.
 */
struct spread spread_of(const struct records *side, const char *bench);

#endif
