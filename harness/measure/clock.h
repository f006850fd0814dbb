/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>

#include "record.h"

/* What the calibration results took, in TSC ticks per instruction. */
struct chains {
	double nop, imul, add;
	bool exact;	/* the samples of each said the same, but for a stray (tally.h) */
	bool emulator;	/* CPUID names an emulator */
};

/*
 * Decide what the TSC counts, and why, as a sentence (malloced).
 * icount: exactly one tick per instruction.  silicon: the chains relate as the
 * latencies do, 3 to 1, and take a plausible time.  emulated: anything else.
 */
enum clock clock_recognise(const struct chains *c, char **why);

/* An IMUL takes a time that a CPU's takes, whatever the other chains do. */
bool clock_may_be_silicon(const struct chains *c);

/* Core cycles per TSC tick, by an IMUL's 3 cycles. */
double clock_core_ratio(const struct chains *c);

/* CPUID leaf 40000000H says TCG. */
bool clock_in_emulator(void);

#endif
