/* SPDX-License-Identifier: GPL-2.0-only */
/* A quiet core and its clock, by the probes beside samples, as in harness/measure/probe.h. */
#ifndef QUIET_H
#define QUIET_H

#include "abi.h"
#include "bench.h"

/* `alone`: no other hardware thread, no hypervisor. */
void quiet_begin(int alone);

/* A pass begins; then imul-chain, load-hit and issue-width by turns, PB_QUIET_MOMENTS times. */
void quiet_pass(void);

/*
 * What these answer.  1: the core is quicker by more than 5 % than in the passes before, which were
 * not quiet.
 */
int quiet_add(const struct pb_bench *bench, const struct pb_run *run,
	      const struct pb_sample *samples);

/* Of this pass: was the core quiet?  And the cycles of a probe's chain, by ESTIMATE_ONE; or 0. */
int quiet_is(void);
__u64 quiet_chain(void);

/* Four times the median of all n samples' chains. */
__u64 quiet_chain4(const struct pb_sample *samples, unsigned int n);

/* Others used the core, or its frequency changed; `usual4`: quiet_chain4() of all samples. */
int quiet_disturbed(const struct pb_sample *sample, __u64 usual4);

#endif
