// SPDX-License-Identifier: GPL-2.0-only
#include <asm/processor-flags.h>
#include <linux/errno.h>

#include "cpu.h"
#include "flat.h"
#include "ring0.h"

#define CPUID_PCID (1u << 17)		/* leaf 1, ECX */
#define CPUID_XSAVE (1u << 26)
#define CPUID_PKU (1u << 3)		/* leaf 7, ECX */
#define XCR0_AVX 7			/* x87, SSE, AVX */
#define EFER_MCOMMIT (1 << 17)
#define MSR_DE_CFG 0xc0011029
#define DE_CFG_LFENCE_SERIALIZE (1 << 1)

struct pb_mailbox mailbox;

/*
 * On AMD an LFENCE holds back what follows only if this is set (Software
 * Techniques for Managing Speculation, G-2).  Linux sets it; here nobody did.
 * Under a hypervisor it is the hypervisor's business, and may fault.
 */
static void make_lfence_wait(void)
{
	__u32 vendor = pb_cpuid(0, 0).ecx;
	int amd = vendor == 0x444d4163 || vendor == 0x656e6975;	/* "cAMD", "uine" */
	__u64 value;

	if (amd && !pb_cpu_is_virtual() && !pb_read_msr(MSR_DE_CFG, &value))
		pb_write_msr(MSR_DE_CFG, value | DE_CFG_LFENCE_SERIALIZE);
}

static __u64 cr4_wanted(void)
{
	__u64 cr4 = X86_CR4_PAE | X86_CR4_PGE | X86_CR4_PCE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT;

	if (pb_cpu_has() & PB_FSGSBASE)
		cr4 |= X86_CR4_FSGSBASE;
	if (pb_cpuid(1, 0).ecx & CPUID_PCID)
		cr4 |= X86_CR4_PCIDE;
	if (pb_cpuid(1, 0).ecx & CPUID_XSAVE)
		cr4 |= X86_CR4_OSXSAVE;
	if (pb_cpuid(0, 0).eax >= 7 && pb_cpuid(7, 0).ecx & CPUID_PKU)
		cr4 |= X86_CR4_PKE;
	return cr4;
}

void executor_setup(void)
{
	__u64 efer;

	write_cr4(cr4_wanted());
	if (read_cr4() & X86_CR4_OSXSAVE)
		asm volatile("xsetbv" : : "c"(0), "d"(0),
			     "a"(pb_cpuid(0xd, 0).eax & XCR0_AVX));
	make_lfence_wait();
	if (pb_cpu_has() & PB_MCOMMIT && !pb_read_msr(PB_MSR_EFER, &efer))
		pb_write_msr(PB_MSR_EFER, efer | EFER_MCOMMIT);
	paging_split(pb_pages, PB_PAGES * 4096);
	features_setup();
	entry_setup();
}

static void run_body(struct pb_burst *b)
{
	const char *before = world_begin(b->bench), *after;

	b->vector = PB_NO_VECTOR;
	if (!before)
		pb_run_body(b, &trap_frame, read_flags());
	trap_frame.rsp = 0;
	after = world_end(b->bench);
	b->failed = before ? before : after;
}

/* Interrupts are off, unless a body turns them on; none is expected. */
static void burst(struct pb_burst *b)
{
	__u32 interrupts = trap_interrupts, nmis = trap_nmis;

	apic_begin(b->bench->needs);
	b->fn = entry_begin(b->bench, features_on(b->bench, b->fn));
	run_body(b);
	entry_end(b->bench);
	features_off(b->bench);
	apic_end(b->bench->needs);
	b->irqs = trap_interrupts - interrupts;
	b->nmis = trap_nmis - nmis;
}

static __u32 cpu(void)
{
	return 0;
}

static int sampled(const struct pb_run *run, const struct pb_sample *sample)
{
	mailbox.samples[run->done] = *sample;
	return 0;
}

/* A monitor gives its machine no APIC, whatever CPUID says. */
static __u64 have_ring0(void)
{
	__u64 apic = PB_X2APIC | PB_XAPIC;

	return (pb_ring0_has() & ~apic) | (platform_alone() ? apic_has() : 0);
}

/*
 * What CPUID and the APIC tell stays as it is, and to ask would leave for the hypervisor with every
 * request.  Search for an MSR that faults only if one is needed: not every hypervisor survives the
 * fault.
 */
static __u64 have(const struct pb_bench *bench)
{
	static __u64 has;

	if (!has)
		has = pb_cpu_has() | have_ring0() | PB_OWN_MACHINE;
	if (bench && bench->needs & PB_MSR_FAULTS)
		has |= pb_probe_msrs();
	return bench ? has & ~world_locked(bench->needs & has) : has;
}

static int run(struct pb_run *r)
{
	struct pb_executor executor = {
		.tsc_khz = mailbox.tsc_khz,
		.burst = burst,
		.cpu = cpu,
		.sampled = sampled,
	};

	if (r->samples > PB_MAILBOX_SAMPLES)
		return -EINVAL;
	executor.have = have(pb_find(r->name));
	return pb_measure(&executor, r);
}

void executor_answer(void)
{
	int asked_run = mailbox.request == PB_REQUEST_RUN;

	if (!asked_run && mailbox.request != PB_REQUEST_CODE)
		mailbox.error = -ENOTTY;
	else if ((asked_run ? mailbox.run.version : mailbox.site.version) != PB_ABI_VERSION)
		mailbox.error = -EPROTO;
	else
		mailbox.error = asked_run ? run(&mailbox.run) : pb_read_code(&mailbox.site);
}
