/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the probes beside a batch's samples say (struct pb_probe, bench/abi.h): what a
 * tick was worth just then, whether the core's clock moved, and whether somebody else
 * used the core.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "tally.h"

struct executor;
struct pb_sample;

/*
 * A core that nobody else uses: what both bursts of a probe take in core cycles, fences and loop included,
 * and the bench issue-width itself.  Issue is NAN where no such moment was found.
 */
struct probe_quiet {
	double chain, issue, width;
};

/* How far above the lowest a width may lie and be as quiet; contended cores are 20 to 150 % above. */
#define PROBE_TOLERANCE .05

/*
 * Look for such a moment.  A core has a whole number of load ports and issues a whole number of instructions
 * a cycle, two or more for each port: then load-hit takes 3 / n core cycles and issue-width 6 / n, within 2 %;
 * what another hardware thread leaves of both is hardly ever so.  Where there is none (`alone`) any moment will do.
 * False: this was none.
 */
bool probe_find_quiet(struct executor *executor, unsigned int layout, bool alone, struct probe_quiet *quiet);

/* Whether a CPU's issue-width can take so many core cycles. */
bool probe_width_plausible(double cycles);

/* The window of a batch; without probes (`quiet` NULL: another clock) a tick is a tick. */
struct window probe_window(const struct probe_quiet *quiet, const struct pb_sample *samples, size_t n);

/* What disturbed a sample: CAUSE_FREQUENCY, CAUSE_CONTENTION, or UNDISTURBED. */
enum cause probe_cause(const struct window *w, const struct pb_sample *sample);

#endif
