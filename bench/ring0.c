// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>

#include "ring0.h"

#define MSR_SMI_COUNT 0x34

/* An MSR and a value of it. */
struct value {
	__u32 msr;
	__u64 value;
};

/*
 * Writes that ought to raise #GP.  Which one does depends on CPU and
 * hypervisor: QEMU's TCG ignores unknown MSRs and takes non-canonical bases.
 */
static const struct value candidates[] = {
	{ 0x6e1, 1ULL << 32 },				/* PKRS: reserved bit */
	{ PB_MSR_KERNEL_GS_BASE, 1ULL << 63 },		/* not canonical */
};

static struct value faulting;
static int probed;

PB_HOT int pb_read_msr(__u32 msr, __u64 *value)
{
	register __u64 error asm("r8") = 0;
	__u32 lo = 0, hi = 0;

	asm volatile("1: rdmsr\n2:\n"
		     "extable 1b, 2b, EX_ERROR_R8"
		     : "+r"(error), "+a"(lo), "+d"(hi) : "c"(msr));
	*value = (__u64)hi << 32 | lo;
	return (int)error;
}

PB_HOT int pb_write_msr(__u32 msr, __u64 value)
{
	register __u64 error asm("r8") = 0;

	asm volatile("1: wrmsr\n2:\n"
		     "extable 1b, 2b, EX_ERROR_R8"
		     : "+r"(error)
		     : "c"(msr), "a"((__u32)value), "d"((__u32)(value >> 32)) : "memory");
	return (int)error;
}

static PB_HOT int faults(const struct value *v)
{
	__u64 old;
	int unreadable = pb_read_msr(v->msr, &old), error = pb_write_msr(v->msr, v->value);

	if (!error && !unreadable)
		pb_write_msr(v->msr, old);
	return error;
}

PB_HOT __u32 pb_probe_msrs(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(candidates) / sizeof(candidates[0]) && !probed; i++)
		if (!faulting.msr && faults(&candidates[i]))
			faulting = candidates[i];
	probed = 1;
	return faulting.msr ? PB_MSR_FAULTS : 0;
}

__u32 pb_ring0_has(void)
{
	__u64 cr4;

	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	return PB_RING0 | PB_REAL_IF | PB_OWN_CR | pb_cr4_has(cr4);
}

static __u64 read_cr3(void)
{
	__u64 cr3;

	asm volatile("mov %%cr3, %0" : "=r"(cr3));
	return cr3;
}

/* What `msr` holds now (nothing for 0), or stands for. */
static PB_HOT int look_up(__u32 msr, struct value *v)
{
	*v = (struct value){ .msr = msr };
	switch (msr) {
	case 0:
		return 0;
	case PB_MSR_FAULTING:
		*v = faulting;
		return 0;
	case PB_CR3:
		v->value = read_cr3();
		return 0;
	case PB_CR3_NOFLUSH:
		v->value = read_cr3() | X86_CR3_PCID_NOFLUSH;
		return 0;
	}
	return pb_read_msr(msr, &v->value);
}

/* Benches write CR3 back themselves. */
static PB_HOT void restore(__u32 msr, const struct value *v)
{
	__u64 now;

	if (msr && msr < PB_CR3_NOFLUSH && !pb_read_msr(msr, &now) && now != v->value)
		pb_write_msr(msr, v->value);
}

/*
 * System management interrupts so far (Intel SDM 4, MSR_SMI_COUNT); 0 for ever
 * where nobody counts them.  A guest sees none, and would leave for its
 * hypervisor to ask.
 */
static PB_HOT __u64 smi_count(void)
{
	static int known, counted;
	__u64 count = 0;

	if (!known) {
		counted = pb_cpu_is_intel() && !pb_cpu_is_virtual() &&
			  !pb_read_msr(MSR_SMI_COUNT, &count);
		known = 1;
	}
	if (counted)
		pb_read_msr(MSR_SMI_COUNT, &count);
	return count;
}

PB_HOT void pb_run_body(struct pb_burst *b, struct pb_frame *f, __u64 rflags)
{
	struct value v, v2;
	__u64 smis;

	b->vector = PB_VECTOR_GP;
	b->ticks = 0;
	if (look_up(b->bench->msr, &v) || look_up(b->bench->msr2, &v2))
		return;
	*f = pb_frame(b->bench, b->loops, rflags, v.msr, v.value, v2.value);
	smis = smi_count();
	b->fn(f);
	b->smis = (__u16)(smi_count() - smis);
	restore(b->bench->msr, &v);
	restore(b->bench->msr2, &v2);
	b->vector = f->vector;
	b->ticks = f->end - f->begin;
}
