/* SPDX-License-Identifier: GPL-2.0-only */
/* How figures vary from boot to boot, between a boot's batches, and between their samples. */
#ifndef SPREAD_H
#define SPREAD_H

struct records;

/* Standard deviations, relative (.01: 1 %); 0: none seen; NAN: cannot be told. */
struct spread {
	double boots, batches, samples;
};

/*
 * From all records of the first one's clock whose calibration did not fail, by analysis of
 * variance of logarithms.  Samples are those that a batch's estimate is the mean of (the
 * lowest 80 %); where a record does not say how far they lie apart, `batches` has them in it.
 */
struct spread spread_of(const struct records *all, const char *bench);

#endif
