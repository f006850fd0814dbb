// SPDX-License-Identifier: GPL-2.0-only
/* The local APIC, as far as a bench sends itself an interrupt (Intel SDM 3A, "APIC"). */
#include "flat.h"
#include "ring0.h"

#define CPUID_APIC (1u << 9)		/* leaf 1, EDX */
#define CPUID_X2APIC (1u << 21)		/* leaf 1, ECX */
#define MSR_APIC_BASE 0x1b
#define APIC_X2APIC (1 << 10)
#define APIC_BASE 0xfee00000UL
#define MSR_X2APIC 0x800
#define EOI 0xb0
#define SVR 0xf0			/* spurious-interrupt vector */
#define ISR 0x100			/* in service: a bit a vector */
#define SVR_ENABLE 0x100
#define SPURIOUS_VECTOR 0xef	/* not what firmware chooses, so that a test can see it */

static __u64 before;

/* A hypervisor may show x2APIC and not have it: then the write faults. */
void apic_setup(void)
{
	__u64 base;

	if (pb_cpuid(1, 0).ecx & CPUID_X2APIC && !pb_read_msr(MSR_APIC_BASE, &base))
		pb_write_msr(MSR_APIC_BASE, base | APIC_X2APIC);
}

__u64 apic_has(void)
{
	return pb_cpuid(1, 0).edx & CPUID_APIC ? pb_ring0_has() & (PB_X2APIC | PB_XAPIC) : 0;
}

static volatile __u32 *xapic(unsigned int reg)
{
	return (volatile __u32 *)(APIC_BASE + reg);
}

static __u64 read(unsigned int reg)
{
	__u64 value = 0;

	if (apic_has() & PB_XAPIC)
		return *xapic(reg);
	pb_read_msr(MSR_X2APIC + reg / 16, &value);
	return value;
}

static void write(unsigned int reg, __u64 value)
{
	if (apic_has() & PB_XAPIC)
		*xapic(reg) = (__u32)value;
	else
		pb_write_msr(MSR_X2APIC + reg / 16, value);
}

void apic_on(void)
{
	before = read(SVR);
	write(SVR, SVR_ENABLE | SPURIOUS_VECTOR);
}

/* A burst that ended early may have left an interrupt pending, or in service. */
void apic_off(void)
{
	asm volatile("sti; nop; cli");
	if (read(ISR + 16 * (PB_VECTOR_IPI / 32)) & 1u << PB_VECTOR_IPI % 32)
		write(EOI, 0);
	write(SVR, before);
}

__u64 apic_state(void)
{
	return apic_has() ? read(SVR) : 0;
}
