// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bursts: a timed function run with interrupts off, for as long as 100 us and
 * no longer, and the CPU given back after each.
 */
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kernel_stat.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/processor-flags.h>
#include <asm/trapnr.h>
#include <asm/tsc.h>

#include "abi.h"
#include "bench.h"
#include "privbench.h"

/*
 * The longer burst of a sample aims at this.  Interrupts are off for it alone,
 * so that the limit of 100 us holds with room for what happens only now and then.
 */
#define BURST_US 40

/* What can spoil a burst, counted on this CPU. */
struct evidence {
	u32 irqs, nmis;
};

struct burst {
	const struct pb_bench *bench;
	const struct pb_code *code;
	u32 layout;
	u32 loops;
	u64 longest;
	u64 vector;
	struct evidence seen;
};

/* Device interrupts, and those the APIC raises: all the counters after the NMIs'. */
static struct evidence evidence(void)
{
	const irq_cpustat_t *stat = this_cpu_ptr(&irq_stat);
	const u32 *word = &stat->__nmi_count;
	const u32 *end = (const u32 *)(stat + 1);
	struct evidence e = { .nmis = *word };

	for (e.irqs = kstat_this_cpu->irqs_sum; ++word < end; )
		e.irqs += *word;
	return e;
}

static struct pb_frame frame_of(const struct burst *b, const struct pb_msr_value *v,
				const struct pb_msr_value *v2)
{
	unsigned long off = native_save_fl() & ~X86_EFLAGS_IF;
	u32 rflags = b->bench->flags;

	return (struct pb_frame) {
		.rcx = v->msr,
		.rax = (u32)v->value,
		.rdx = v->value >> 32,
		.rbx = v->value,
		.rbp = v2->value,
		.r12 = off | (rflags & PB_RESTORE_IF ? X86_EFLAGS_IF : 0),
		.flags = off | (rflags & PB_START_IF ? X86_EFLAGS_IF : 0),
		.loops = b->loops,
		.vector = PB_NO_VECTOR,
	};
}

/* One burst; its ticks, or 0 where an MSR cannot be read or the body faulted. */
static u64 burst(struct burst *b, int times)
{
	struct pb_msr_value v = {}, v2 = {};
	struct evidence before, after;
	struct pb_frame f = {};
	unsigned long flags;
	u64 start;
	int err;

	raw_local_irq_save(flags);
	start = rdtsc_ordered();
	before = evidence();
	err = pb_msr_read(b->bench->msr, &v) ?: pb_msr_read(b->bench->msr2, &v2);
	if (!err) {
		f = frame_of(b, &v, &v2);
		b->code->fn[b->layout][times - 1](&f);
		pb_msr_restore(&v);
		pb_msr_restore(&v2);
	}
	after = evidence();
	b->seen.irqs += after.irqs - before.irqs;
	b->seen.nmis += after.nmis - before.nmis;
	b->longest = max(b->longest, rdtsc_ordered() - start);
	raw_local_irq_restore(flags);

	b->vector = err ? X86_TRAP_GP : f.vector;
	return b->vector == PB_NO_VECTOR ? f.end - f.begin : 0;
}

static bool sample(struct burst *b, struct pb_sample *s)
{
	b->seen = (struct evidence){};
	preempt_disable();
	s->cpu = smp_processor_id();
	s->one = burst(b, 1);
	if (b->vector == PB_NO_VECTOR)
		s->two = burst(b, 2);
	preempt_enable();
	s->irqs = b->seen.irqs;
	s->nmis = b->seen.nmis;
	return b->vector == PB_NO_VECTOR;
}

/* As many loops as fit the time that interrupts may be off, by the quickest of three tries. */
static bool choose_loops(struct burst *b, u32 at_most)
{
	u64 budget = (u64)tsc_khz * BURST_US / 1000;
	u64 quickest = U64_MAX;
	struct pb_sample s;
	int i;

	b->loops = 1;
	for (i = 0; i < 3; i++) {
		if (!sample(b, &s))
			return false;
		quickest = min(quickest, max(s.two, 1ULL));
	}
	b->loops = clamp_t(u64, budget / quickest, 1, at_most ?: PB_LOOPS_MAX);
	b->longest = 0;
	return true;
}

static int skip(struct pb_run *run, const char *reason)
{
	run->status = PB_SKIPPED;
	strscpy(run->reason, reason, sizeof(run->reason));
	return 0;
}

static int measure(struct burst *b, struct pb_run *run)
{
	struct pb_sample __user *out = u64_to_user_ptr(run->buffer);
	struct pb_sample s = {};
	int err = 0;

	run->begin = rdtsc_ordered();
	if (choose_loops(b, run->loops)) {
		run->loops = b->loops;
		for (run->done = 0; run->done < run->samples; run->done++) {
			if (signal_pending(current)) {
				err = -EINTR;
				break;
			}
			if (!sample(b, &s))
				break;
			if (copy_to_user(&out[run->done], &s, sizeof(s))) {
				err = -EFAULT;
				break;
			}
			cond_resched();
		}
	}
	run->end = rdtsc_ordered();
	run->longest = b->longest;
	if (b->vector != PB_NO_VECTOR) {
		run->status = PB_FAULTED;
		run->vector = b->vector;
	}
	return err;
}

int pb_burst_run(struct pb_run *run)
{
	struct burst b = { .layout = run->layout, .vector = PB_NO_VECTOR };
	u32 have = pb_cpu_has() | PB_RING0 | PB_LINUX;
	const char *lacks;

	if (strnlen(run->name, PB_NAME_MAX) == PB_NAME_MAX || run->layout >= PB_LAYOUTS ||
	    !run->samples || run->samples > PB_SAMPLES_MAX || run->loops > PB_LOOPS_MAX)
		return -EINVAL;
	b.bench = pb_find(run->name);
	if (!b.bench)
		return -ENOENT;

	run->status = PB_OK;
	run->done = 0;
	if (pb_msr_faulting_known())
		have |= PB_MSR_FAULTS;
	lacks = pb_lacks(b.bench, have);
	if (lacks)
		return skip(run, lacks);
	b.code = pb_code(b.bench);
	if (!b.code)
		return skip(run, "this kernel does not have it");
	return measure(&b, run);
}
