// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>

#include "ring0.h"

#define MSR_X2APIC_ID 0x802
#define DR7_ENABLED 0xff
#define CPUID_HYPERVISOR 0x40000000
#define APIC_X2APIC (1 << 10)
#define APIC_ENABLED (1 << 11)

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

/* A hypervisor may take the mode and not have the registers. */
static __u64 apic_has(void)
{
	__u64 base, id;

	if (pb_read_msr(PB_MSR_APIC_BASE, &base) || !(base & APIC_ENABLED))
		return 0;
	if (!(base & APIC_X2APIC))
		return PB_XAPIC;
	return pb_read_msr(MSR_X2APIC_ID, &id) ? 0 : PB_X2APIC;
}

/* Breakpoints that somebody has set are left alone. */
static __u64 debug_has(void)
{
	return READ_REGISTER("dr7") & DR7_ENABLED ? 0 : PB_NO_BREAKPOINTS;
}

static __u64 hypervisor_has(void)
{
	struct pb_cpuid c = pb_cpuid(CPUID_HYPERVISOR, 0);

	if (!pb_cpu_is_virtual() || c.ebx != 0x4b4d564b || c.ecx != 0x564b4d56)	/* "KVMKVMKV" */
		return 0;
	return PB_KVM;
}

__u64 pb_ring0_has(void)
{
	return PB_RING0 | PB_REAL_IF | PB_OWN_CR | PB_NO_UMIP | pb_cr4_has(READ_REGISTER("cr4")) |
	       apic_has() | debug_has() | hypervisor_has();
}

static PB_HOT __u64 read_switched(void)
{
	static const __u32 msrs[] = {
		PB_MSR_STAR, PB_MSR_LSTAR, PB_MSR_SFMASK, PB_MSR_TSC_AUX,
	};
	unsigned int i;

	for (i = 0; i < sizeof(msrs) / sizeof(msrs[0]); i++)
		pb_read_msr(msrs[i], &pb_switched[i]);
	return 0;
}

static PB_HOT __u64 this_pcid(void)
{
	return READ_REGISTER("cr4") & X86_CR4_PCIDE ? READ_REGISTER("cr3") & X86_CR3_PCID_MASK : 0;
}

static PB_HOT __u64 of_guest(__u32 operand)
{
	switch (operand) {
	case PB_VMCB:
	case PB_VMCB_CLEAN:
	case PB_VMCB_NPT:
		return (__u64)pb_vmcb;
	case PB_VMCB_HOST:
		return (__u64)pb_vmcb_host;
	case PB_VMCS:
	case PB_VMCS_VPID:
	case PB_VMCS_EPT:
	case PB_VMCS_CLEAR:
		return PB_VMCS_GUEST_RSP;
	}
	return 0;
}

static PB_HOT __u64 read_elcr(void)
{
	__u8 value;

	asm volatile("inb %w1, %0" : "=a"(value) : "Nd"((__u16)PB_ELCR_PORT));
	return value;
}

/* Of what no register holds as it is wanted. */
static PB_HOT __u64 computed(__u32 operand)
{
	switch (operand) {
	case PB_XCR0:
		return pb_xcr0();
	case PB_STATE:
		return pb_state();
	case PB_THIS_PCID:
		return pb_invpcid[0] = this_pcid();
	case PB_SWITCHED:
		return read_switched();
	case PB_FRESH_PAGES:
		return pb_fresh;
	case PB_ELCR:
		return read_elcr();
	}
	return of_guest(operand);
}

/* Of what is no MSR. */
static PB_HOT __u64 present(__u32 operand)
{
	switch (operand) {
	case PB_CR0:
		return READ_REGISTER("cr0");
	case PB_CR0_TS:
		return READ_REGISTER("cr0") | X86_CR0_TS;
	case PB_CR0_WP:
		return READ_REGISTER("cr0") ^ X86_CR0_WP;
	case PB_CR2:
		return READ_REGISTER("cr2");
	case PB_CR3:
		return READ_REGISTER("cr3");
	case PB_CR3_NOFLUSH:
		return READ_REGISTER("cr3") | X86_CR3_PCID_NOFLUSH;
	case PB_CR3_OTHER:
		return READ_REGISTER("cr3") ^ 1;
	case PB_CR3_OTHER_NOFLUSH:
		return (READ_REGISTER("cr3") ^ 1) | X86_CR3_PCID_NOFLUSH;
	case PB_CR4:
		return READ_REGISTER("cr4");
	case PB_CR4_PGE:
		return READ_REGISTER("cr4") ^ X86_CR4_PGE;
	case PB_CR8:
		return READ_REGISTER("cr8");
	case PB_DR0:
		return READ_REGISTER("dr0");
	case PB_DR6:
		return READ_REGISTER("dr6");
	case PB_DR7:
		return READ_REGISTER("dr7");
	}
	return computed(operand);
}

/* What an MSR holds now, or the operand stands for; nothing for 0. */
static PB_HOT int look_up(__u32 operand, struct value *v)
{
	*v = (struct value){ .msr = operand };
	if (operand == PB_MSR_FAULTING)
		*v = faulting;
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
			  !pb_read_msr(PB_MSR_SMI_COUNT, &count);
		known = 1;
	}
	if (counted)
		pb_read_msr(PB_MSR_SMI_COUNT, &count);
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
