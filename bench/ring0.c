// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>

#include "ring0.h"

#define MSR_APIC_BASE 0x1b
#define APIC_X2APIC (1 << 10)
#define APIC_ENABLED (1 << 11)
#define MSR_SMI_COUNT 0x34

#define READ_REGISTER(reg) ({ __u64 v_; asm volatile("mov %%" reg ", %0" : "=r"(v_)); v_; })

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

PB_HOT __u64 pb_probe_msrs(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(candidates) / sizeof(candidates[0]) && !probed; i++)
		if (!faulting.msr && faults(&candidates[i]))
			faulting = candidates[i];
	probed = 1;
	return faulting.msr ? PB_MSR_FAULTS : 0;
}

/* IA32_APIC_BASE: the APIC is enabled, in x2APIC mode. */
static __u64 apic_has(void)
{
	__u64 base;

	if (pb_read_msr(MSR_APIC_BASE, &base) || !(base & APIC_ENABLED))
		return 0;
	return base & APIC_X2APIC ? PB_X2APIC : PB_XAPIC;
}

__u64 pb_ring0_has(void)
{
	return PB_RING0 | PB_REAL_IF | PB_OWN_CR | pb_cr4_has(READ_REGISTER("cr4")) | apic_has();
}

/* Where a selector's descriptor has its type: that of a TSS says busy, and LTR does not take it. */
static __u64 type_of(__u64 selector)
{
	struct {
		__u16 limit;
		__u64 base;
	} __attribute__((packed)) gdtr;

	asm volatile("sgdt %0" : "=m"(gdtr));
	return gdtr.base + (selector & ~7ULL) + 5;
}

static __u64 task_register(void)
{
	__u64 selector;

	asm volatile("str %0" : "=r"(selector));
	return selector;
}

static __u64 ldt_register(void)
{
	__u64 selector;

	asm volatile("sldt %0" : "=r"(selector));
	return selector;
}

static PB_HOT __u64 read_switched(void)
{
	static const __u32 msrs[] = { 0xc0000081, 0xc0000082, 0xc0000084, PB_MSR_TSC_AUX };
	unsigned int i;

	for (i = 0; i < sizeof(msrs) / sizeof(msrs[0]); i++)
		pb_read_msr(msrs[i], &pb_switched[i]);
	return 0;
}

/* Of what is no MSR. */
static PB_HOT __u64 present(__u32 operand)
{
	switch (operand) {
	case PB_CR0:
		return READ_REGISTER("cr0");
	case PB_CR3:
		return READ_REGISTER("cr3");
	case PB_CR3_NOFLUSH:
		return READ_REGISTER("cr3") | X86_CR3_PCID_NOFLUSH;
	case PB_CR3_PCID1:
		return READ_REGISTER("cr3") | X86_CR3_PCID_NOFLUSH | 1;
	case PB_CR4:
		return READ_REGISTER("cr4");
	case PB_CR8:
		return READ_REGISTER("cr8");
	case PB_DR0:
		return READ_REGISTER("dr0");
	case PB_DR7:
		return READ_REGISTER("dr7");
	case PB_TR:
		return task_register();
	case PB_TSS:
		return type_of(task_register());
	case PB_LDTR:
		return ldt_register();
	case PB_SWITCHED:
		return read_switched();
	}
	return pb_present(operand);
}

/* What an MSR holds now, or the operand stands for; nothing for 0. */
static PB_HOT int look_up(__u32 operand, struct value *v)
{
	*v = (struct value){ .msr = operand };
	if (operand == PB_MSR_FAULTING)
		*v = faulting;
	else if (operand == PB_MSR_PRED_CMD)
		v->value = 1;			/* cannot be read; 1 is an IBPB */
	else if (operand == PB_MSR_X2APIC_EOI)
		v->value = 0;			/* nor can this */
	else if (pb_is_msr(operand))
		return pb_read_msr(operand, &v->value);
	else
		*v = (struct value){ .value = present(operand) };
	return 0;
}

/* Of the others, benches write back what is there. */
static PB_HOT void restore(__u32 operand, const struct value *v)
{
	__u64 now;

	if (pb_is_msr(operand) && !pb_read_msr(operand, &now) && now != v->value)
		pb_write_msr(operand, v->value);
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
	if (look_up(b->bench->operand, &v) || look_up(b->bench->operand2, &v2))
		return;
	*f = pb_frame(b->bench, b->loops, rflags, v.msr, v.value, v2.value);
	smis = smi_count();
	b->fn(f);
	b->smis = (__u16)(smi_count() - smis);
	restore(b->bench->operand, &v);
	restore(b->bench->operand2, &v2);
	b->vector = f->vector;
	b->ticks = f->end - f->begin;
}
