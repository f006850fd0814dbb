/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measuring one bench, the same way in every executor.  An executor adds how to run a burst
 * undisturbed, where samples go, and when to stop.
 */
#ifndef PB_MEASURE_H
#define PB_MEASURE_H

#include "abi.h"
#include "bench.h"

/* Samples of one loop each, to see how many loops fit. */
#define PB_TRIALS 3

/* One burst, asked for and answered. */
struct pb_burst {
	const struct pb_bench *bench;
	pb_fn *fn;
	__u64 loops;
	__u64 ticks;			/* out: between the fences */
	__u64 vector;			/* out: PB_NO_VECTOR, or the fault */
	__u64 off;			/* out: ticks with interrupts off, 0 if they were not */
	__u16 irqs, nmis, smis, switches;	/* out: as far as they can be seen */
};

struct pb_executor {
	__u32 have;			/* what benches may need */
	__u32 tsc_khz;			/* 0: unknown */
	void (*burst)(struct pb_burst *burst);
	__u32 (*cpu)(void);		/* that bursts run on */
	/* Take a sample, give the CPU back; 0, or -errno to end the run. */
	int (*sampled)(const struct pb_run *run, const struct pb_sample *sample);
};

/*
 * Measure the bench that `run` names, as bench/abi.h says of PB_IOC_RUN.  0, or
 * a negative errno: -EINVAL, -ENOENT, or what executor->sampled() gave.
 */
int pb_measure(const struct pb_executor *executor, struct pb_run *run);

/* The bytes of the bench that `site` names, as it says of PB_IOC_CODE. */
int pb_read_code(struct pb_site *site);

/*
 * Where to go on, with the stack pointer of its frame, after an exception without a table entry:
 * the timed function returns as if it had ended.
 */
extern const char pb_leave[];

/* A frame for `bench`, whose MSRs hold `value` and `value2`; rflags with IF clear. */
struct pb_frame pb_frame(const struct pb_bench *bench, __u64 loops, __u64 rflags, __u32 msr,
			 __u64 value, __u64 value2);

#endif
