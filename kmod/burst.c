// SPDX-License-Identifier: GPL-2.0-only
/* The module as an executor: bursts with interrupts off, and the CPU given back after each. */
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kernel_stat.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/uaccess.h>
#include <asm/cpufeature.h>
#include <asm/fpu/api.h>
#include <asm/processor-flags.h>
#include <asm/tsc.h>

#include "compat.h"
#include "privbench.h"
#include "ring0.h"

/* What can disturb a burst, counted on this CPU. */
struct evidence {
	u32 irqs, nmis;
};

/* Device interrupts, and those the APIC raises: all the counters after the NMIs'. */
static struct evidence evidence(void)
{
	const irq_cpustat_t *stat = this_cpu_ptr(&irq_stat);
	const u32 *word = pb_nmis(stat);
	const u32 *end = (const u32 *)(stat + 1);
	struct evidence e = { .nmis = *word };

	for (e.irqs = kstat_this_cpu->irqs_sum; ++word < end; )
		e.irqs += *word;
	return e;
}

static bool under_xen_pv(void)
{
	return cpu_feature_enabled(X86_FEATURE_XENPV);
}

/*
 * There IF is a byte that the hypervisor reads: POPF, as in engine.inc, leaves
 * it alone, and what the kernel has patched in does not.
 */
static void run_body(struct pb_burst *b, struct pb_frame *frame)
{
	bool on = under_xen_pv() && b->bench->flags & PB_START_IF;

	if (on)
		raw_local_irq_enable();
	pb_run_body(b, frame, native_save_fl() & ~X86_EFLAGS_IF);
	if (under_xen_pv())
		raw_local_irq_disable();
}

/* A body may set IF, and an interrupt then must not lead to another task. */
static void burst(struct pb_burst *b)
{
	struct evidence before, after;
	struct pb_frame frame;
	unsigned long flags;
	bool fpu = b->bench->flags & PB_FPU;
	u64 start;

	preempt_disable();
	if (fpu)
		kernel_fpu_begin();
	local_irq_save(flags);
	start = pb_tsc();
	before = evidence();
	run_body(b, &frame);
	after = evidence();
	b->off = pb_tsc() - start;
	local_irq_restore(flags);
	if (fpu)
		kernel_fpu_end();
	preempt_enable();
	b->irqs = after.irqs - before.irqs;
	b->nmis = after.nmis - before.nmis;
}

static u32 cpu(void)
{
	return raw_smp_processor_id();
}

static int sampled(const struct pb_run *run, const struct pb_sample *sample)
{
	struct pb_sample __user *out = u64_to_user_ptr(run->buffer);

	if (signal_pending(current))
		return -EINTR;
	if (copy_to_user(&out[run->done], sample, sizeof(*sample)))
		return -EFAULT;
	cond_resched();
	return 0;
}

/*
 * A Xen PV kernel is no more privileged than its processes; one with
 * CONFIG_DEBUG_IRQFLAGS warns of what a bench is about.
 */
static u64 have(void)
{
	u64 has = pb_cpu_has() | pb_ring0_has() | pb_probe_msrs() | PB_LINUX |
		  PB_ALTERNATIVES;

	if (!IS_ENABLED(CONFIG_DEBUG_IRQFLAGS))
		has |= PB_IRQS_UNCHECKED;
	return under_xen_pv() ? has & ~(PB_REAL_IF | PB_OWN_CR) : has;
}

int pb_module_run(struct pb_run *run)
{
	const struct pb_executor executor = {
		.have = have(),
		.tsc_khz = tsc_khz,
		.burst = burst,
		.cpu = cpu,
		.sampled = sampled,
	};

	return pb_measure(&executor, run);
}
