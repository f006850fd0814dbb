/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/privbench: the interface of the module.
 *
 * The device is 0600 and asks for CAP_SYS_RAWIO at open (EPERM).  One user at
 * a time: a second open fails with EBUSY at once, and so does a second RUN
 * through the same open file.  Three calls:
 *
 *	PB_IOC_INFO	what module this is
 *	PB_IOC_RUN	measure one bench, chosen by name
 *	PB_IOC_CODE	the bytes of one site as they are in memory, after
 *			alternatives and thunks were patched
 *
 * User space names a bench; it names no MSR, no value, no address, and brings
 * no code.  Every struct starts with the version, so that a stale module
 * answers EPROTO instead of timing the wrong code; a struct of the wrong size
 * is EPROTO too.  Other errors: EINVAL (a field out of range), ENOENT (no such
 * bench), EFAULT (a bad pointer), EINTR (a signal came; what `done` says was
 * measured), ENODATA (CODE of a bench whose code this kernel does not have, or
 * not in one piece).
 *
 * A bench that cannot run here, or that faults, is a result: the call returns
 * 0 and `status` says so.
 */
#ifndef PB_ABI_H
#define PB_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define PB_ABI_VERSION 4
#define PB_NAME_MAX 48
#define PB_REASON_MAX 96
#define PB_CODE_MAX 512
#define PB_SAMPLES_MAX 10000
#define PB_LOOPS_MAX 1000
#define PB_PROBE_LOOPS 16
#define PB_PROBE_MAX 0xffff

/*
 * PB_FAILED: the guest or process that ran the body hung or crashed, or its answer was invalid; or
 * the body did something else than it should.
 */
enum pb_status { PB_OK, PB_SKIPPED, PB_FAULTED, PB_FAILED };

struct pb_info {
	__u32 version;			/* in */
	__u32 benches;			/* out: benches in the table */
	__u32 layouts;			/* out */
	__u32 tsc_khz;			/* out: as the kernel has it */
};

/*
 * The frequency of the core, and whether another hardware thread or guest uses it: a
 * burst of imul-chain and one of issue-width, 2U * PB_PROBE_LOOPS times each.  TSC ticks, at most
 * PB_PROBE_MAX.
 */
struct pb_probe {
	__u16 chain, issue;
};

/* One sample: a burst of the body U * loops times, and one of 2U * loops. */
struct pb_sample {
	__u64 one, two;			/* TSC ticks */
	__u16 irqs, nmis;		/* on this CPU during the bursts */
	__u16 smis;			/* Intel outside guests only */
	__u16 switches;			/* context switches, where interrupts cannot be counted */
	__u32 cpu;
	struct pb_probe before, after;	/* 0 where pb_run.probe is */
	__u32 pad;
};

struct pb_run {
	__u32 version;			/* in */
	__u32 layout;			/* in: below pb_info.layouts */
	char name[PB_NAME_MAX];		/* in: NUL-terminated */
	__u32 samples;			/* in: 1 to PB_SAMPLES_MAX */
	__u32 loops;			/* in: at most, 0: as many as fit; out: used */
	__u64 buffer;			/* in: address of struct pb_sample[samples] */

	__u32 done;			/* out: samples written */
	__u32 status;			/* out: enum pb_status */
	__u32 vector;			/* out, PB_FAULTED: the exception */
	__u32 probe;			/* in: 1: probe the core around each sample; or 0 */
	__u64 begin, end;		/* out: TSC around the call */
	__u64 longest;			/* out: longest time with interrupts off, TSC ticks */
	char reason[PB_REASON_MAX];	/* out, PB_SKIPPED, PB_FAILED: a sentence */
};

struct pb_site {
	__u32 version;			/* in */
	__u32 bytes;			/* out: the site's length; code has at most PB_CODE_MAX */
	char name[PB_NAME_MAX];		/* in */
	__u8 code[PB_CODE_MAX];		/* out */
};

_Static_assert(sizeof(struct pb_info) == 16, "ABI");
_Static_assert(sizeof(struct pb_sample) == 40, "ABI");
_Static_assert(sizeof(struct pb_run) == 72 + 16 + 24 + PB_REASON_MAX, "ABI");
_Static_assert(sizeof(struct pb_site) == 8 + PB_NAME_MAX + PB_CODE_MAX, "ABI");

#define PB_IOC_MAGIC 0xb7
#define PB_IOC_INFO _IOWR(PB_IOC_MAGIC, 1, struct pb_info)
#define PB_IOC_RUN _IOWR(PB_IOC_MAGIC, 2, struct pb_run)
#define PB_IOC_CODE _IOWR(PB_IOC_MAGIC, 3, struct pb_site)

#endif
