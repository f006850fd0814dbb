/* SPDX-License-Identifier: GPL-2.0-only */
/* What executors in ring 0 share: MSRs that may fault, and a burst that restores them. */
#ifndef PB_RING0_H
#define PB_RING0_H

#include "measure.h"

/* 0, or -EIO where the access raises an exception. */
int pb_read_msr(__u32 msr, __u64 *value);
int pb_write_msr(__u32 msr, __u64 value);

/* PB_RING0, and what of the needs the control registers say. */
__u32 pb_ring0_has(void);

/* PB_MSR_FAULTS if a write that raises #GP is known, else 0.  Probes once, with interrupts off. */
__u32 pb_probe_msrs(void);

/*
 * Run the burst's function on `frame`, between reading the bench's MSRs and
 * putting them back.  `rflags` has IF clear, and so has the CPU.
 */
void pb_run_body(struct pb_burst *burst, struct pb_frame *frame, __u64 rflags);

#endif
