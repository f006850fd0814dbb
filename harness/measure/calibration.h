/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stdbool.h>

struct record;
struct tally;

/*
 * What a tick of each load is worth in the record's unit (malloced): 1, but on
 * silicon core cycles, by that load's own IMUL chain.  On silicon also the
 * record's core_ratio, a note if the core's clock drifted, and the fact
 * `calibration`: "ok", or "failed" with a note that says why.
 */
double *calibrate(struct record *r, const struct tally *imul, const struct tally *add,
		  unsigned int loads);

/* Then the record decides nothing about cycles. */
bool calibration_failed(const struct record *r);

#endif
