/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the probes around each sample (struct pb_probe, bench/abi.h): core cycles per tick, changes
 * of the core's frequency, and other users of the core.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>

struct executor;
struct pb_sample;

enum cause {
	CAUSE_IRQ, CAUSE_NMI, CAUSE_SMI, CAUSE_SWITCH, CAUSE_MIGRATION, CAUSE_STEAL,
	CAUSE_FREQUENCY, CAUSE_CONTENTION, CAUSE_STRAY, CAUSES, UNDISTURBED = CAUSES
};

/* The state of the core during a batch. */
struct window {
	double scale;			/* of a tick to the record's unit */
	enum cause disturbed;		/* what disturbed all samples, or UNDISTURBED */
	double chain;			/* ticks of a probe's chain; 0: not probed */
	double issue, width;		/* issue-width on a quiet core: by the chain; in cycles */
};

/*
 * The reference from a quiet core: core cycles of both bursts of a probe, fences and
 * loop included, and of the bench issue-width.  issue is NAN if there was no quiet moment.
 */
struct probe_quiet {
	double chain, issue, width;
};

/*
 * IMUL r64 takes 3 cycles on Intel cores since Nehalem and on every Zen (Fog, Instruction tables;
 * uops.info).
 */
#define IMUL_CYCLES 3.0

/* A quiet width is at most this far above the lowest; contended cores are 20 to 150 % above. */
#define PROBE_TOLERANCE .05

/*
 * Find a quiet moment.  A core has p load ports and issues w >= 2p instructions a cycle, both whole
 * numbers, so load-hit takes 3 / p core cycles and issue-width 6 / w, within 2 %.  Beside a busy
 * hardware thread they hardly ever do.  Without hardware threads (`alone`) every moment is quiet.
 * False if this one was not.
 */
bool probe_find_quiet(struct executor *executor, unsigned int layout, bool alone,
		      struct probe_quiet *quiet);

/* Whether issue-width can take so many core cycles on any CPU. */
bool probe_width_plausible(double cycles);

/* The window of a batch.  Without probes (`quiet` NULL) its scale is 1. */
struct window probe_window(const struct probe_quiet *quiet, const struct pb_sample *samples,
			   size_t n);

/* CAUSE_FREQUENCY, CAUSE_CONTENTION, or UNDISTURBED. */
enum cause probe_cause(const struct window *w, const struct pb_sample *sample);

#endif
