// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `user`: this process, and the bodies that ring 3 allows.  Its
 * engine is byte for byte the module's, so what silicon proves here holds
 * there.
 */
#include <asm/processor-flags.h>
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <x86intrin.h>

#include "executor.h"
#include "interrupt.h"
#include "machine.h"
#include "measure.h"
#include "msr.h"
#include "target.h"
#include "record.h"
#include "suite.h"
#include "util.h"

#define HWCAP2_FSGSBASE (1 << 1)	/* <asm/hwcap2.h>: the kernel has turned it on */
#define PATIENCE 5	/* seconds of this process for one request: a stop does not count */

static const int caught[] = { SIGSEGV, SIGILL, SIGFPE, SIGBUS, SIGTRAP, SIGPROF };
#define CPUID_UMIP (1 << 2)		/* leaf 7, ECX */

static struct pb_frame frame;		/* its rsp is 0 but during a burst */
static volatile sig_atomic_t hung;

/*
 * A fault that the table foresees goes on there; any other ends the burst, and
 * so does the alarm.  Outside a burst it is our own mistake: die of it as usual.
 */
static void fault(int sig, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	struct pb_context c = {
		.rip = (__u64 *)&r[REG_RIP], .rax = (__u64 *)&r[REG_RAX],
		.rdx = (__u64 *)&r[REG_RDX], .r8 = (__u64 *)&r[REG_R8],
	};

	(void)info;
	if (sig == SIGPROF)
		hung = 1;
	else if (pb_fixup(&c, (__u32)r[REG_TRAPNO]))
		return;
	if (frame.rsp) {
		frame.vector = (__u64)r[REG_TRAPNO];
		r[REG_RSP] = (greg_t)frame.rsp;
		r[REG_RIP] = (greg_t)pb_leave;
	} else if (sig != SIGPROF) {
		signal(sig, SIG_DFL);
	}
}

static void catch_faults(struct sigaction *old)
{
	struct sigaction act = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(caught); i++)
		sigaction(caught[i], &act, &old[i]);
}

static void release_faults(const struct sigaction *old)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(caught); i++)
		sigaction(caught[i], &old[i], NULL);
}

static __u32 switches(void)
{
	struct rusage u;

	return getrusage(RUSAGE_THREAD, &u) ? 0 : (__u32)(u.ru_nvcsw + u.ru_nivcsw);
}

/* What the operand holds, as far as ring 3 can see. */
static __u64 present(__u32 operand)
{
	__u64 value = 0;

	if (operand == PB_MSR_FS_BASE)
		asm volatile("rdfsbase %0" : "=r"(value));
	else if (operand == PB_MSR_GS_BASE)
		asm volatile("rdgsbase %0" : "=r"(value));
	else if (operand == PB_STATE)
		value = pb_state();
	return value;
}

/* Linux turns it on wherever there is one. */
static bool has_umip(void)
{
	return pb_cpuid(0, 0).eax >= 7 && pb_cpuid(7, 0).ecx & CPUID_UMIP;
}

static void burst(struct pb_burst *b)
{
	__u32 before = switches(), operand = b->bench->operand;

	frame = pb_frame(b->bench, b->loops, __readeflags() & ~(__u64)X86_EFLAGS_IF,
			 pb_is_msr(operand) ? operand : 0, present(operand),
			 present(b->bench->operand2));
	b->fn(&frame);
	frame.rsp = 0;
	b->switches = switches() - before;
	b->vector = frame.vector;
	b->ticks = frame.end - frame.begin;
}

static __u32 cpu(void)
{
	return (__u32)sched_getcpu();
}

static int sampled(const struct pb_run *run, const struct pb_sample *sample)
{
	((struct pb_sample *)(uintptr_t)run->buffer)[run->done] = *sample;
	return interrupted() ? -EINTR : 0;
}

struct user_executor {
	struct executor executor;
	struct itimerval patience;	/* for one request */
};

/* TSC ticks in 20 ms of the kernel's own clock. */
static unsigned int measure_tsc_khz(void)
{
	struct timespec from, to;
	__u64 begin, end;
	double ms;

	clock_gettime(CLOCK_MONOTONIC_RAW, &from);
	begin = __rdtsc();
	do {
		clock_gettime(CLOCK_MONOTONIC_RAW, &to);
		end = __rdtsc();
		ms = 1e3 * (double)(to.tv_sec - from.tv_sec) +
		     1e-6 * (double)(to.tv_nsec - from.tv_nsec);
	} while (ms < 20);
	return (unsigned int)((double)(end - begin) / ms + .5);
}

static int run(struct executor *executor, struct pb_run *r)
{
	const struct pb_executor here = {
		.have = (pb_cpu_has() & ~PB_FSGSBASE) |
			(getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE ? PB_FSGSBASE : 0) |
			(has_umip() ? 0 : PB_NO_UMIP),
		.tsc_khz = executor->tsc_khz,
		.burst = burst,
		.cpu = cpu,
		.sampled = sampled,
	};
	int err;

	hung = 0;
	setitimer(ITIMER_PROF, &((struct user_executor *)executor)->patience, NULL);
	err = pb_measure(&here, r);
	setitimer(ITIMER_PROF, &(struct itimerval){ 0 }, NULL);
	if (hung && r->status == PB_FAULTED) {
		r->status = PB_FAILED;
		snprintf(r->reason, sizeof(r->reason), "it hung and was stopped");
	}
	return err;
}

static int read_code(struct executor *executor, struct pb_site *site)
{
	(void)executor;
	return pb_read_code(site);
}

static int measure(const struct request *q, struct record *r, char **why)
{
	double patience = q->timeout > 0 ? q->timeout : PATIENCE;
	struct user_executor executor = {
		.executor = {
			.layouts = PB_LAYOUTS, .tsc_khz = measure_tsc_khz(), .run = run,
			.code = read_code,
		},
		.patience.it_value = {
			(time_t)patience, (suseconds_t)(1e6 * (patience - floor(patience))),
		},
		.patience.it_interval = { 0, 10000 },	/* the first may fall between two bursts */
	};
	struct sigaction old[ARRAY_SIZE(caught)];
	int err;

	(void)why;
	machine_describe(r);
	record_fact_number(r, "cpu_pinned", pin_to_last_cpu());
	record_note(r, "interrupts are unobservable from ring 3: one that leads to no other task "
		    "stays in its sample");
	catch_faults(old);
	err = suite_run(&executor.executor, q, r);
	release_faults(old);
	return err;
}

const struct target target_user = {
	.name = "user",
	.what = "this process, in ring 3",
	.can = TARGET_AUTO | TARGET_HERE,
	.measure = measure,
};
