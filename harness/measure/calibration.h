/* SPDX-License-Identifier: GPL-2.0-only */
/* From the calibration benches: what the TSC counts, and core cycles per tick. */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"

struct tally;

/* TSC ticks per instruction. */
struct chains {
	double nop, imul, add;
	bool exact;	/* tally_exact() of each */
	bool emulator;	/* CPUID names an emulator */
};

/*
 * What the TSC counts, and why, as a sentence (malloced).  icount: exactly one tick per
 * instruction.  silicon: the chains relate as the latencies do, 3 to 1, and take a plausible time.
 * emulated: anything else.
 */
enum clock clock_recognise(const struct chains *c, char **why);

/* The IMUL chain takes a plausible time. */
bool clock_may_be_silicon(const struct chains *c);

/*
 * On silicon set the record's core_ratio, its interval over batches, a note if the core's frequency
 * changed between batches, and the fact `calibration`: "ok", or "failed" with a note.
 */
void calibrate(struct record *r, struct tally *all, size_t n);

#define CALIBRATION_FAILED "calibration failed: its cycles decide nothing"

/* If so, the record decides nothing about cycles. */
bool calibration_failed(const struct record *r);

#endif
