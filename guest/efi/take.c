// SPDX-License-Identifier: GPL-2.0-only
/*
 * Between cpu_take() and cpu_give() the CPU is as start.S leaves it on a PC of our own; before and
 * after, it is the firmware's.
 */
#include <asm/processor-flags.h>

#include "cpu.h"
#include "firmware.h"
#include "ring0.h"

#define CR0 0x80010033			/* PG WP NE ET MP PE, as in pc/start.S */
#define CR4_CET (1 << 23)
#define CET_SUPERVISOR 5			/* shadow stack, indirect branches */
#define CPUID_XSAVE (1u << 26)		/* leaf 1, ECX */
#define XSTATE 7			/* x87, SSE, AVX: what benches may touch */
#define XSTATE_SSE 2
#define PIC1_MASK 0x21
#define PIC2_MASK 0xa1
#define DESCRIPTOR_TYPE (0x1dULL << 40)	/* but for its bit BUSY */
#define DESCRIPTOR_BUSY (1ULL << 41)
#define TSS (0x09ULL << 40)

/*
 * Interrupts of the firmware's wait in the APIC, while bodies that turn IF on still get those that
 * they send themselves: vector 82H is of a class above.  EDK II's are 20H, 40H, and 68H to 77H.
 */
#define CR8_HELD 7

/* All that benches, or what prepares them, may write. */
static const __u32 msrs[] = {
	PB_MSR_EFER, PB_MSR_STAR, PB_MSR_LSTAR, PB_MSR_CSTAR, PB_MSR_SFMASK,
	PB_MSR_KERNEL_GS_BASE, PB_MSR_TSC_AUX, PB_MSR_SYSENTER_CS, PB_MSR_SYSENTER_ESP,
	PB_MSR_SYSENTER_EIP, PB_MSR_SPEC_CTRL, PB_MSR_TSX_CTRL, PB_MSR_MISC_ENABLE, PB_MSR_XFD,
	PB_MSR_DEBUGCTL, PB_MSR_PAT, PB_MSR_MTRR_DEF_TYPE, PB_MSR_PERF_GLOBAL_CTRL,
	PB_MSR_U_CET, PB_MSR_S_CET, 0x6a4, 0x6a5, 0x6a6, PB_MSR_PL3_SSP, 0x6a8, PB_MSR_PKRS,
	PB_MSR_HWP_REQUEST, PB_MSR_XSS, PB_MSR_UARCH_MISC_CTL, PB_MSR_VM_HSAVE_PA,
	0x1c,					/* USER_MSR_CTL */
	0x1cc, 0x1cd, 0x1ce, 0x1cf, 0x1d0, 0x1d1, 0x1d2, 0x1d3, 0x1d4,	/* FRED */
	0x985, 0x986, 0x987, 0x988, 0x98a,	/* user interrupts */
	0xc0011029,				/* AMD: DE_CFG */
};
#define MSRS (sizeof(msrs) / sizeof(msrs[0]))

extern __u64 pml4[], pml5[];

static struct {
	__u64 flags, cr0, cr2, cr3, cr4, cr8, dr0, dr6, dr7, xcr0, fs_base, gs_base;
	struct table gdtr, idtr;
	__u16 cs, ss, ds, es, fs, gs, ldt, task;
	__u64 msr[MSRS];
	__u8 unreadable[MSRS], pic1, pic2;
	__u8 state[1024] __attribute__((aligned(64)));
} before;

static int taken, held;
static __u32 stubborn;			/* an MSR that did not take its value back */

static __u64 rdmsr(__u32 msr)
{
	__u32 lo, hi;

	asm volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return (__u64)hi << 32 | lo;
}

static void wrmsr(__u32 msr, __u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "a"((__u32)value), "d"((__u32)(value >> 32)));
}

static __u64 xgetbv(void)
{
	__u32 lo, hi;

	asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
	return (__u64)hi << 32 | lo;
}

static void xsetbv(__u64 value)
{
	asm volatile("xsetbv" : : "c"(0), "a"((__u32)value), "d"((__u32)(value >> 32)));
}

const char *cpu_refuses(void)
{
	__u64 cr4 = read_cr4();
	struct pb_cpuid tdx = pb_cpuid(0x21, 0);

	if (cr4 & CR4_CET && rdmsr(PB_MSR_S_CET) & CET_SUPERVISOR)
		return "the firmware runs with control-flow enforcement, which could not be put "
		       "back: turn CET off in its setup";
	if (cr4 & X86_CR4_PCIDE)
		return "the firmware runs with CR4.PCIDE set, which could not be put back";
	if (pb_cpuid(0, 0).eax >= 0x21 && tdx.ebx == 0x65746e49 && tdx.edx == 0x5844546c)
		return "this is a TDX guest, where most of these instructions are not its own";
	if (pb_cpuid(0x80000000, 0).eax >= 0x8000001f && pb_cpu_is_virtual() &&
	    pb_cpuid(0x8000001f, 0).eax & 2 && rdmsr(0xc0010131) & 1)
		return "this is an SEV guest: its memory is encrypted, and our page tables are not";
	return NULL;
}

#define SELECTOR(name) ({ __u16 s_; asm volatile("mov %%" #name ", %0" : "=r"(s_)); s_; })

static void save_registers(void)
{
	before.cr0 = read_cr0();
	before.cr2 = read_cr2();
	before.cr3 = read_cr3();
	before.cr4 = read_cr4();
	before.cr8 = read_cr8();
	before.dr0 = read_dr0();
	before.dr6 = read_dr6();
	before.dr7 = read_dr7();
	before.gdtr = read_gdtr();
	before.idtr = read_idtr();
	before.cs = SELECTOR(cs);
	before.ss = SELECTOR(ss);
	before.ds = SELECTOR(ds);
	before.es = SELECTOR(es);
	before.fs = SELECTOR(fs);
	before.gs = SELECTOR(gs);
	asm volatile("sldt %0" : "=r"(before.ldt));
	asm volatile("str %0" : "=r"(before.task));
	before.fs_base = rdmsr(PB_MSR_FS_BASE);
	before.gs_base = rdmsr(PB_MSR_GS_BASE);
}

/* What neither ring nor page protection of the firmware's stands in the way of. */
static __u64 plain_cr4(void)
{
	return X86_CR4_PAE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT |
	       (before.cr4 & (X86_CR4_LA57 | X86_CR4_MCE)) |
	       (pb_cpuid(1, 0).ecx & CPUID_XSAVE ? X86_CR4_OSXSAVE : 0);
}

static int by_xsave(void)
{
	return before.cr4 & X86_CR4_OSXSAVE && before.xcr0 & XSTATE_SSE;
}

/* By the firmware's CR4, so that what it does not know of stays. */
static void save_state(void)
{
	before.xcr0 = before.cr4 & X86_CR4_OSXSAVE ? xgetbv() : 0;
	if (by_xsave())
		asm volatile("xsave64 %0" : "+m"(before.state) : "a"(XSTATE), "d"(0));
	else
		asm volatile("fxsave64 %0" : "=m"(before.state));
}

static void restore_state(void)
{
	if (by_xsave())
		asm volatile("xrstor64 %0" : : "m"(before.state), "a"(XSTATE), "d"(0));
	else
		asm volatile("fxrstor64 %0" : : "m"(before.state));
}

static void save_msrs(void)
{
	unsigned int i;

	for (i = 0; i < MSRS; i++)
		before.unreadable[i] = (__u8)!!pb_read_msr(msrs[i], &before.msr[i]);
}

static void restore_msrs(void)
{
	unsigned int i;
	__u64 now;

	for (i = 0; i < MSRS; i++)
		if (!before.unreadable[i] && !pb_read_msr(msrs[i], &now) && now != before.msr[i] &&
		    pb_write_msr(msrs[i], before.msr[i]))
			stubborn = msrs[i];
}

/* What the PICs hold stays in them until they are unmasked. */
static void hold_devices(int boots)
{
	held = boots;
	if (!boots)
		return;
	before.pic1 = in8(PIC1_MASK);
	before.pic2 = in8(PIC2_MASK);
	out8(PIC1_MASK, 0xff);
	out8(PIC2_MASK, 0xff);
}

static void release_devices(void)
{
	if (!held)
		return;
	out8(PIC1_MASK, before.pic1);
	out8(PIC2_MASK, before.pic2);
}

void cpu_take(int boots)
{
	before.flags = read_flags();
	asm volatile("cli; cld");
	hold_devices(boots);
	save_registers();
	save_state();
	write_cr0(CR0);
	write_cr4(plain_cr4());
	write_cr3((__u64)(before.cr4 & X86_CR4_LA57 ? pml5 : pml4));
	write_cr8(CR8_HELD);
	if (read_cr4() & X86_CR4_OSXSAVE)
		before.xcr0 = xgetbv();
	segments_setup();
	taken = 1;
	save_msrs();
	executor_setup();
}

/*
 * A task register that was never loaded cannot be emptied again: ours stays, which nobody uses in
 * ring 0 without stacks of its own for interrupts.  Its selector leads to no TSS here.
 */
static void restore_task(void)
{
	__u64 *descriptor = (__u64 *)(before.gdtr.base + (before.task & ~7U));

	if (!before.task || (before.task | 7) > before.gdtr.limit ||
	    (*descriptor & DESCRIPTOR_TYPE) != TSS)
		return;
	*descriptor &= ~DESCRIPTOR_BUSY;
	asm volatile("ltr %0" : : "r"(before.task));
}

static void restore_segments(void)
{
	asm volatile("lgdt %0" : : "m"(before.gdtr));
	asm volatile("push %0; lea 1f(%%rip), %%rax; push %%rax; lretq; 1:"
		     : : "r"((__u64)before.cs) : "rax", "memory");
	asm volatile("mov %0, %%ss; mov %1, %%ds; mov %2, %%es; mov %3, %%fs; mov %4, %%gs"
		     : : "r"(before.ss), "r"(before.ds), "r"(before.es), "r"(before.fs),
			 "r"(before.gs) : "memory");
	restore_task();
	asm volatile("lldt %0" : : "r"(before.ldt));
	asm volatile("lidt %0" : : "m"(before.idtr));
	wrmsr(PB_MSR_FS_BASE, before.fs_base);
	wrmsr(PB_MSR_GS_BASE, before.gs_base);
}

/* The firmware's page tables before its tables of segments, which may lie above 4 GiB. */
void cpu_give(void)
{
	restore_msrs();
	apic_pass_on();
	if (read_cr4() & X86_CR4_OSXSAVE)
		xsetbv(before.xcr0);
	write_dr0(before.dr0);
	write_dr6(before.dr6);
	write_dr7(before.dr7);
	write_cr2(before.cr2);
	write_cr4(plain_cr4());
	write_cr3(before.cr3);
	restore_segments();
	taken = 0;
	write_cr4(before.cr4);
	restore_state();
	write_cr0(before.cr0);
	write_cr8(before.cr8);
	release_devices();
	asm volatile("push %0; popf" : : "r"(before.flags) : "cc", "memory");
}

int cpu_is_taken(void)
{
	return taken;
}

void cpu_forget(void)
{
	taken = 0;
}

const char *cpu_trouble(void)
{
	return stubborn ? "an MSR did not take back the value that the firmware had there" : NULL;
}
