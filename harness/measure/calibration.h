/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct tally;

/*
 * On silicon: the record's core_ratio and its interval over batches, a note if the
 * core's clock drifted between them, and the fact `calibration`: "ok", or
 * "failed" with a note that says why.  Nothing on other clocks.
 */
void calibrate(struct record *r, struct tally *all, size_t n);

#define CALIBRATION_FAILED "calibration failed: its cycles decide nothing"

/* Then the record decides nothing about cycles. */
bool calibration_failed(const struct record *r);

#endif
