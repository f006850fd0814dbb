/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the probes around each sample (struct pb_probe, bench/abi.h) tell of a batch: what a tick
 * was worth, whether the core's clock changed, and whether others used the core.
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

/* What the machine did while a batch was measured. */
struct window {
	double scale;			/* what a tick is worth in the record's unit */
	enum cause disturbed;		/* what disturbed all samples, or UNDISTURBED */
	double chain;			/* ticks of a probe's chain; 0: not probed */
	double issue, width;		/* issue-width on a quiet core: by the chain; in cycles */
};

/*
 * A quiet core, which nobody else uses: what both bursts of a probe take in core cycles, fences and
 * loop included, and the bench issue-width itself.  issue is NAN where no quiet moment was found.
 */
struct probe_quiet {
	double chain, issue, width;
};

/*
 * IMUL r64 takes 3 cycles on Intel cores since Nehalem and on every Zen (Fog, Instruction tables;
 * uops.info).
 */
#define IMUL_CYCLES 3.0

/* A width so far above the lowest is still quiet; contended cores are 20 to 150 % above. */
#define PROBE_TOLERANCE .05

/*
 * Look for a quiet moment.  A core has a whole number of load ports, and issues a whole number of
 * instructions a cycle, two or more for each port: load-hit then takes 3 / n core cycles and
 * issue-width 6 / n, within 2 %, which beside a busy hardware thread they hardly ever do.  Without
 * hardware threads (`alone`) every moment is quiet.  False: this one was not.
 */
bool probe_find_quiet(struct executor *executor, unsigned int layout, bool alone,
		      struct probe_quiet *quiet);

/* Can issue-width take so many core cycles on any CPU? */
bool probe_width_plausible(double cycles);

/* The window of a batch.  Without probes (`quiet` NULL) its scale is 1. */
struct window probe_window(const struct probe_quiet *quiet, const struct pb_sample *samples,
			   size_t n);

/* What disturbed a sample: CAUSE_FREQUENCY, CAUSE_CONTENTION, or UNDISTURBED. */
enum cause probe_cause(const struct window *w, const struct pb_sample *sample);

#endif
