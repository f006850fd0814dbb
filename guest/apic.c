// SPDX-License-Identifier: GPL-2.0-only
/* The local APIC, as far as benches use it: IPIs to oneself, the timer (Intel SDM 3A, "APIC"). */
#include "cpu.h"
#include "flat.h"
#include "ring0.h"

#define CPUID_APIC (1u << 9)		/* leaf 1, EDX */
#define CPUID_X2APIC (1u << 21)		/* leaf 1, ECX */
#define MSR_TSC_DEADLINE 0x6e0
#define APIC_X2APIC (1 << 10)
#define APIC_ENABLED (1 << 11)
#define MODES (PB_X2APIC | PB_XAPIC)
#define APIC_BASE 0xfee00000UL
#define MSR_X2APIC 0x800
#define EOI 0xb0
#define SVR 0xf0			/* spurious-interrupt vector */
#define ISR 0x100			/* in service: a bit a vector */
#define ICR 0x300
#define ICR_SELF 0x40000
#define ICR_TO 0x310			/* in memory alone */
#define TIMER 0x320			/* its LVT entry */
#define TIMER_COUNT 0x380		/* it counts down from here */
#define TIMER_DEADLINE 0x40000		/* by the TSC */
#define TIMER_MASKED 0x10000
#define PATIENCE 1000000
#define SVR_ENABLE 0x100
#define SPURIOUS_VECTOR 0xef	/* not what firmware chooses, so that a test can see it */

static __u64 svr_before, timer_before, count_before, deadline_before, to_before, cr8_before, known;
static volatile __u32 arrived;

static __u64 mode(void)
{
	if (!known)
		known = pb_cpuid(1, 0).edx & CPUID_APIC ? pb_ring0_has() & MODES : 0;
	return known;
}

/* A hypervisor may show x2APIC and not have it: then the write faults. */
void apic_enter_x2apic(void)
{
	__u64 base;

	if (pb_cpuid(1, 0).ecx & CPUID_X2APIC && mode() == PB_XAPIC &&
	    !pb_read_msr(PB_MSR_APIC_BASE, &base))
		pb_write_msr(PB_MSR_APIC_BASE, base | APIC_X2APIC);
	known = 0;
}

/* A bare machine's firmware may have locked the mode.  The way back leads through off. */
void apic_enter(__u64 needs)
{
	__u64 base;

	if (platform_alone() || needs & mode() || pb_read_msr(PB_MSR_APIC_BASE, &base))
		return;
	if (needs & PB_X2APIC) {
		apic_enter_x2apic();
		return;
	}
	base &= ~(__u64)APIC_X2APIC;
	pb_write_msr(PB_MSR_APIC_BASE, base & ~(__u64)APIC_ENABLED);
	pb_write_msr(PB_MSR_APIC_BASE, base | APIC_ENABLED);
	known = 0;
}

static volatile __u32 *xapic(unsigned int reg)
{
	return (volatile __u32 *)(APIC_BASE + reg);
}

static __u64 read(unsigned int reg)
{
	__u64 value = 0;

	if (mode() & PB_XAPIC)
		return *xapic(reg);
	pb_read_msr(MSR_X2APIC + reg / 16, &value);
	return value;
}

static void write(unsigned int reg, __u64 value)
{
	if (mode() & PB_XAPIC)
		*xapic(reg) = (__u32)value;
	else
		pb_write_msr(MSR_X2APIC + reg / 16, value);
}

static void begin(__u64 needs, __u64 timer)
{
	cr8_before = read_cr8();
	svr_before = read(SVR);
	write(SVR, SVR_ENABLE | SPURIOUS_VECTOR);
	timer_before = read(TIMER);
	count_before = read(TIMER_COUNT);
	if (needs & PB_TSC_DEADLINE)
		pb_read_msr(MSR_TSC_DEADLINE, &deadline_before);
	if (mode() & PB_XAPIC)
		to_before = read(ICR_TO);
	if (needs & PB_TSC_DEADLINE)
		write(TIMER, timer);
	/* The mode must have arrived before a deadline does (Intel SDM 3A, "TSC-Deadline Mode"). */
	asm volatile("mfence");
}

/* A burst that ended early may have left an interrupt pending, or in service, or a timer armed. */
static void end(__u64 needs)
{
	write_cr8(cr8_before);
	asm volatile("sti; nop; cli");
	if (read(ISR + 16 * (PB_VECTOR_IPI / 32)) & 1u << PB_VECTOR_IPI % 32)
		write(EOI, 0);
	if (needs & PB_TSC_DEADLINE) {
		pb_write_msr(MSR_TSC_DEADLINE, 0);
		write(TIMER, timer_before);
		/* Another mode has disarmed it. */
		write(TIMER_COUNT, count_before);
		pb_write_msr(MSR_TSC_DEADLINE, deadline_before);
	}
	if (mode() & PB_XAPIC)
		write(ICR_TO, to_before);
	write(SVR, svr_before);
	if (!platform_is_ours())
		apic_pass_on();
}

static int uses(const struct pb_bench *bench)
{
	return bench && bench->needs & (MODES | PB_TSC_DEADLINE);
}

void apic_begin(const struct pb_bench *bench)
{
	if (uses(bench))
		begin(bench->needs, TIMER_DEADLINE | (bench->vector == PB_VECTOR_IPI ?
						      PB_VECTOR_IPI : TIMER_MASKED));
}

void apic_end(const struct pb_bench *bench)
{
	if (uses(bench))
		end(bench->needs);
}

/* Of those in service the APIC has a bit a vector; the highest is what an EOI ends. */
void apic_pass_on(void)
{
	unsigned int i;
	__u32 bits;

	for (i = 8; mode() && i--;)
		while ((bits = (__u32)read(ISR + 16 * i))) {
			write(EOI, 0);
			write(ICR, ICR_SELF | (32 * i + 31 - (__u32)__builtin_clz(bits)));
		}
}

/* A HLT that no interrupt ends would be the end of the run: does one arrive? */
asm(".text\n"
    "apic_test_handler:\n"
    "	incl	arrived(%rip)\n"
    "	iretq\n");

static int works(void)
{
	extern const char apic_test_handler[];
	__u32 patience = PATIENCE;

	segments_set_gate(PB_VECTOR_IPI, apic_test_handler, 0);
	begin(mode(), 0);
	write(ICR, ICR_SELF | PB_VECTOR_IPI);
	asm volatile("sti");
	while (!arrived && --patience)
		asm volatile("pause");
	asm volatile("cli");
	segments_reset_gate(PB_VECTOR_IPI);
	end(mode());
	return arrived == 1;
}

__u64 apic_has(void)
{
	static int tested, working;

	if (!tested++)
		working = mode() && works();
	return working ? mode() : 0;
}

__u64 apic_state(void)
{
	return mode() ? read(SVR) ^ read(TIMER) : 0;
}
