// SPDX-License-Identifier: GPL-2.0-only
#include "process.h"

#include <asm/processor-flags.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <x86intrin.h>

#define HWCAP2_FSGSBASE (1 << 1)	/* <asm/hwcap2.h>: the kernel has turned it on */
#define CPUID_UMIP (1 << 2)		/* leaf 7, ECX */

static const int caught[PROCESS_SIGNALS] = { SIGSEGV, SIGILL, SIGFPE, SIGBUS, SIGTRAP, SIGPROF };

static struct pb_frame frame;		/* its rsp is 0 but during a burst */
volatile sig_atomic_t process_hung;

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
		process_hung = 1;
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

void process_catch(struct sigaction old[PROCESS_SIGNALS])
{
	struct sigaction act = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	size_t i;

	for (i = 0; i < PROCESS_SIGNALS; i++)
		sigaction(caught[i], &act, &old[i]);
}

void process_release(const struct sigaction old[PROCESS_SIGNALS])
{
	size_t i;

	for (i = 0; i < PROCESS_SIGNALS; i++)
		sigaction(caught[i], &old[i], NULL);
}

/* By its number: User Mode Linux has a getrusage() of its own. */
static __u32 switches(void)
{
	struct rusage u;

	return syscall(SYS_getrusage, RUSAGE_THREAD, &u) ? 0 : (__u32)(u.ru_nvcsw + u.ru_nivcsw);
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

/* CPUID alone does not tell whether Linux has turned it on. */
__u64 process_has(void)
{
	return (pb_cpu_has() & ~PB_FSGSBASE) |
	       (getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE ? PB_FSGSBASE : 0) |
	       (has_umip() ? 0 : PB_NO_UMIP);
}

void process_burst(struct pb_burst *b)
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

__u32 process_cpu(void)
{
	return (__u32)sched_getcpu();
}
