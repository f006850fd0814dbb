/* SPDX-License-Identifier: GPL-2.0-only */
/* The flat guest as a executor of benches. */
#ifndef HOST_H
#define HOST_H

#include <linux/types.h>

struct pb_run;
struct pb_sample;
struct pb_site;
struct registers;

/* What the compiler and the benches ask of the CPU. */
void executor_setup(void);

/* pb_measure() with this as the executor: samples go to `samples`, which has room for run->samples. */
int executor_run(struct pb_run *run, struct pb_sample *samples, __u32 tsc_khz);

/* As PB_IOC_CODE. */
int executor_read_code(struct pb_site *site);

/* An exception that no body announced: if a burst is running, it ends, with the vector; else 0. */
int executor_abort(struct registers *r);

#endif
