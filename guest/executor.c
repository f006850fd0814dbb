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
#define APIC_MODES (PB_X2APIC | PB_XAPIC)

extern const char code_begin[], code_end[];	/* by the linker's script */

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

	cr4 |= read_cr4() & (X86_CR4_LA57 | X86_CR4_MCE);	/* as the firmware has them */
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
	/* One page size for all: a hypervisor that fetches an instruction walks as many levels. */
	paging_split(code_begin, (size_t)(code_end - code_begin));
	paging_split(pb_pages, PB_PAGES * 4096);
	devices_setup();
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

	devices_freshen(b->bench);
	b->fn = devices_marked(entry_begin(b->bench, features_on(b->bench, b->fn)));
	run_body(b);
	entry_end(b->bench);
	features_off(b->bench);
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

/* Asked once: in a guest each CPUID is an exit. */
static __u64 always_have(void)
{
	static __u64 has;

	if (!has)
		has = pb_cpu_has() | (pb_ring0_has() & ~APIC_MODES) | PB_OWN_MACHINE;
	return has;
}

/*
 * Try the APIC, or search for an MSR that faults, only if it is needed: not every hypervisor
 * survives that.  Without its devices a monitor gives no APIC, whatever CPUID says.
 */
static __u64 have(const struct pb_bench *bench)
{
	__u64 has = always_have() | devices_have();

	if (bench->needs & APIC_MODES && has & PB_PIC) {
		apic_enter(bench->needs);
		has |= apic_has();
	}
	if (bench->needs & PB_MSR_FAULTS)
		has |= pb_probe_msrs();
	return has & ~world_locked(bench->needs & has);
}

/* Of all needs and what comes with them. */
static const char *lacks(const struct pb_bench *bench, __u64 has)
{
	const char *reason = pb_lacks(bench, has);

	return reason ? reason : world_lacks(bench);
}

static int run(struct pb_run *r)
{
	const struct pb_bench *bench = pb_find(r->name);
	struct pb_executor executor = {
		.tsc_khz = mailbox.tsc_khz,
		.burst = burst,
		.cpu = cpu,
		.sampled = sampled,
	};

	int err;

	if (r->samples > PB_MAILBOX_SAMPLES)
		return -EINVAL;
	if (!bench)
		return -ENOENT;
	executor.have = have(bench);
	executor.lacks = lacks(bench, executor.have);
	if (executor.lacks)
		bench = NULL;
	apic_begin(bench);
	err = pb_measure(&executor, r);
	apic_end(bench);
	return err;
}

/* Bursts of U and of 2U copies between marks, of a bench that runs here. */
static int count(const struct pb_run *r)
{
	const struct pb_bench *bench = pb_find(r->name);
	struct pb_burst b = { .bench = bench, .loops = 1, .vector = PB_NO_VECTOR };
	int i, times;

	if (!bench || lacks(bench, have(bench)))
		return -ENOENT;
	apic_begin(bench);
	for (i = 0; i < 2 * PB_COUNTS && b.vector == PB_NO_VECTOR; i++) {
		times = i % 2 + 1;
		b.fn = bench->code->fn[0][times - 1];
		devices_mark((__u8)times);
		burst(&b);
	}
	devices_mark(0);
	apic_end(bench);
	return 0;
}

void executor_answer(void)
{
	int asked_code = mailbox.request == PB_REQUEST_CODE;

	if (mailbox.request < PB_REQUEST_RUN || mailbox.request > PB_REQUEST_COUNT)
		mailbox.error = -ENOTTY;
	else if ((asked_code ? mailbox.site.version : mailbox.run.version) != PB_ABI_VERSION)
		mailbox.error = -EPROTO;
	else if (asked_code)
		mailbox.error = pb_read_code(&mailbox.site);
	else
		mailbox.error = mailbox.request == PB_REQUEST_RUN ? run(&mailbox.run) :
								    count(&mailbox.run);
}
