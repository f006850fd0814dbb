/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the probes around each sample (struct pb_probe, bench/abi.h) tell of a batch: what a tick
 * was worth, whether the core's clock changed, and whether others used the core.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "tally.h"

struct executor;
struct pb_sample;

/*
 * A quiet core, which nobody else uses: what both bursts of a probe take in core cycles, fences and
 * loop included, and the bench issue-width itself.  issue is NAN where no quiet moment was found.
 */
struct probe_quiet {
	double chain, issue, width;
};

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
