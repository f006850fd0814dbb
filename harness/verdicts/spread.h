/* SPDX-License-Identifier: GPL-2.0-only */
/* How figures vary from boot to boot, between a boot's batches, and between their samples. */
#ifndef SPREAD_H
#define SPREAD_H

struct records;

/* Relative standard deviations (.01: 1 %); NAN: unknown. */
struct spread {
	double boots, batches, samples;
};

/*
 * From all records with the first one's clock and without a failed calibration, by analysis of
 * variance of logarithms.  Samples are the lowest 80 % of each batch.  If a record does not have
 * their deviation, it is part of `batches`.
 */
struct spread spread_of(const struct records *all, const char *bench);

#endif
