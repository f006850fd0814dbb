/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Figures for a screen, without floating point: as the program makes them of the same samples
 * (harness/measure), but for what it knows only at the end, or of earlier records.
 */
#ifndef ESTIMATE_H
#define ESTIMATE_H

#include "abi.h"
#include "bench.h"

/* What a tick is worth, by the chains. */
enum ticks { TICKS_UNKNOWN, TICKS_CYCLES, TICKS_INSTRUCTIONS, TICKS_EMULATED };

#define ESTIMATE_ONE (1LL << 20)	/* a cycle, instruction or tick: of figures */
#define ESTIMATE_WHY 48

struct estimate_figure {
	enum { FIGURE_NONE, FIGURE_OK, FIGURE_CONTENDED, FIGURE_WHY } status;
	__s64 value;
	int varies;		/* instructions: from pass to pass */
	const char *why;	/* there is no figure, of FIGURE_WHY: "skipped: ..." */
};

/* `emulator`: CPUID names one.  `alone`: nobody else can use the core. */
void estimate_begin(int emulator, int alone);

/* Before all passes: nop, imul-chain and add-chain. */
void estimate_chain(const struct pb_bench *bench, const struct pb_run *run,
		    const struct pb_sample *samples);

/* A pass begins; then imul-chain, load-hit and issue-width by turns, if with probes. */
void estimate_pass(void);
void estimate_quiet(const struct pb_bench *bench, const struct pb_run *run,
		    const struct pb_sample *samples);

/* A batch of a bench. */
void estimate_add(const struct pb_bench *bench, const struct pb_run *run,
		  const struct pb_sample *samples);

/* It has no samples, and is not measured again. */
void estimate_fail(const struct pb_bench *bench, const char *reason);

enum ticks estimate_ticks(void);
struct estimate_figure estimate_of(const struct pb_bench *bench);

/* What an ADD of a chain takes where that is not the core cycle that it should be; or 0. */
__s64 estimate_miscalibrated(void);

#endif
