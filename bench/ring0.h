/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by executors in ring 0: MSRs that may fault, and bursts that restore them. */
#ifndef PB_RING0_H
#define PB_RING0_H

#include "measure.h"

/* 0, or -EIO if the access raises an exception. */
int pb_read_msr(__u32 msr, __u64 *value);
int pb_write_msr(__u32 msr, __u64 value);

/* PB_RING0, and the needs that control registers tell. */
__u64 pb_ring0_has(void);

/* PB_MSR_FAULTS if an MSR write that raises #GP is found, else 0.  Call with interrupts off. */
__u64 pb_probe_msrs(void);

/*
 * Run the burst's function on `frame`; save and restore the bench's MSRs.
 * Call with interrupts off, and `rflags` with IF clear.
 */
void pb_run_body(struct pb_burst *burst, struct pb_frame *frame, __u64 rflags);

#endif
