/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measure one bench, with the same code in every executor.  An executor adds how to run a burst
 * undisturbed, where samples go, and when to stop.
 */
#ifndef PB_MEASURE_H
#define PB_MEASURE_H

#include "abi.h"
#include "bench.h"

/* Samples of one loop, to choose the number of loops. */
#define PB_TRIALS 3

/* A burst and its result. */
struct pb_burst {
	const struct pb_bench *bench;
	pb_fn *fn;
	__u64 loops;
	__u64 ticks;			/* out: between the fences */
	__u64 vector;			/* out: PB_NO_VECTOR, or the fault */
	const char *failed;		/* out: why the ticks are of something else; or NULL */
	__u64 off;			/* out: ticks with interrupts off, 0 if they were not */
	__u16 irqs, nmis, smis, switches;	/* out: if they can be counted */
};

struct pb_executor {
	__u64 have;			/* needs that it has */
	const char *lacks;		/* why the bench cannot run all the same; or NULL */
	__u32 tsc_khz;			/* 0: unknown */
	void (*burst)(struct pb_burst *burst);
	__u32 (*cpu)(void);		/* of bursts */
	/* Take a sample, give the CPU back; 0, or -errno to end the run. */
	int (*sampled)(const struct pb_run *run, const struct pb_sample *sample);
};

/*
 * PB_IOC_RUN (bench/abi.h).  0, -EINVAL, -ENOENT, or an error of executor->sampled().
 */
int pb_measure(const struct pb_executor *executor, struct pb_run *run);

/* PB_IOC_CODE (bench/abi.h). */
int pb_read_code(struct pb_site *site);

/*
 * After an exception without a table entry continue here, with the stack pointer of the frame: the
 * timed function returns.
 */
extern const char pb_leave[];

/* What a fixup may change of the context that an exception interrupted. */
struct pb_context {
	__u64 *rip, *rax, *rdx, *r8;
};

/*
 * For an executor that walks the exception table itself: go on where it says after exception
 * `vector`; 0 if it says nothing of this rip.
 */
int pb_fixup(const struct pb_context *c, __u32 vector);

/* A frame for `bench`, whose MSRs hold `value` and `value2`; rflags with IF clear. */
struct pb_frame pb_frame(const struct pb_bench *bench, __u64 loops, __u64 rflags, __u32 msr,
			 __u64 value, __u64 value2);

#endif
