/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PRIVBENCH_H
#define PRIVBENCH_H

#include <linux/types.h>

struct pb_bench;
struct pb_code;
struct pb_run;

/*
 * Measure the bench that `run` names into its buffer, and fill in its results.
 * 0, or -EINVAL, -ENOENT, -ENOMEM, -EFAULT, -EINTR.
 */
int pb_burst_run(struct pb_run *run);

/* The code of a row: its own, or the running kernel's; NULL where there is none. */
const struct pb_code *pb_code(const struct pb_bench *bench);

/* An MSR and a value of it. */
struct pb_msr_value {
	u32 msr;
	u64 value;
};

/* Look once, at load, for an MSR write that raises #GP here; known: one was found. */
void pb_msr_find_faulting(void);
bool pb_msr_faulting_known(void);

/*
 * What `msr` holds on this CPU now (nothing for 0); for PB_MSR_FAULTING the
 * write that faults.  With interrupts off.  0, or -EIO if it cannot be read.
 */
int pb_msr_read(u32 msr, struct pb_msr_value *v);

/* Put it back if a body changed it.  With interrupts off. */
void pb_msr_restore(const struct pb_msr_value *v);

#endif
