// SPDX-License-Identifier: GPL-2.0-only
/*
 * What benches leave a guest for: KVM's interrupt controllers and timer, a second CPU, ioeventfds,
 * a port and a page that this program answers, and pages that the host has yet to give.
 */
#include <linux/kvm.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"
#include "util.h"
#include "vmm.h"

#define APIC_ENABLED (1 << 11)		/* in IA32_APIC_BASE */
#define APIC_SVR 0xf0
#define APIC_SVR_ENABLE_BYTE 1		/* bit 8 */
#define CPUID_TSC_DEADLINE (1U << 24)	/* leaf 1, ECX */
#define CPUID_HYPERVISOR (1U << 31)
#define SMALL_PAGE 4096U
#define LARGE_PAGE 0x200000U
#define HUGE_PAGES "/sys/kernel/mm/transparent_hugepage/enabled"

char *vmm_enable_apic(int vcpu)
{
	struct kvm_lapic_state apic;

	if (ioctl(vcpu, KVM_GET_LAPIC, &apic))
		return vmm_failed("KVM's CPU has no APIC");
	apic.regs[APIC_SVR + APIC_SVR_ENABLE_BYTE] |= 1;
	return ioctl(vcpu, KVM_SET_LAPIC, &apic) ?
		vmm_failed("the APIC of KVM's CPU cannot be enabled") : NULL;
}

/* One that takes an IPI, but is never run. */
static char *make_other_cpu(struct vmm *v)
{
	v->other_vcpu = ioctl(v->vm, KVM_CREATE_VCPU, PB_OTHER_CPU);
	return v->other_vcpu < 0 ? vmm_failed("KVM makes no second CPU") :
				   vmm_enable_apic(v->other_vcpu);
}

/*
 * While some CPU of the host's guests has its APIC off, by hardware or by software, every exit of
 * every guest asks (apic_hw_disabled and apic_sw_disabled in arch/x86/kvm/lapic.c, patched out a
 * second after the last one).  Benches switch modes, and new CPUs begin so: with one that stays
 * off, all exits ask.
 */
static char *make_cpu_without_apic(struct vmm *v)
{
	struct kvm_sregs sregs;

	v->idle_vcpu = ioctl(v->vm, KVM_CREATE_VCPU, PB_OTHER_CPU + 1);
	if (v->idle_vcpu < 0 || ioctl(v->idle_vcpu, KVM_GET_SREGS, &sregs))
		return vmm_failed("KVM makes no third CPU");
	sregs.apic_base &= ~(__u64)APIC_ENABLED;
	return ioctl(v->idle_vcpu, KVM_SET_SREGS, &sregs) ?
		vmm_failed("the APIC of KVM's third CPU cannot be turned off") : NULL;
}

void vmm_make_chips(struct vmm *v)
{
	struct kvm_pit_config pit = { 0 };

	if (ioctl(v->vm, KVM_CREATE_IRQCHIP, 0))
		v->no_chips = vmm_failed("KVM makes no interrupt controllers");
	else if (ioctl(v->vm, KVM_CREATE_PIT2, &pit))
		v->no_chips = vmm_failed("KVM makes no timer");
	else
		v->no_chips = make_other_cpu(v);
	if (!v->no_chips)
		v->no_chips = make_cpu_without_apic(v);
	if (!v->no_chips)
		v->devices |= PB_PIC;
}

static bool huge_pages(void)
{
	char *text = read_file(HUGE_PAGES, NULL);
	bool may = text && (strstr(text, "[always]") || strstr(text, "[madvise]"));

	free(text);
	return may;
}

/* Nobody reads it: its 64 bits do not run full. */
void vmm_make_events(struct vmm *v)
{
	const int pio = KVM_IOEVENTFD_FLAG_PIO, match = KVM_IOEVENTFD_FLAG_DATAMATCH;
	struct kvm_ioeventfd events[] = {
		{ .addr = PB_EVENT_PORT, .len = 1, .flags = pio },
		{ .addr = PB_EVENT_PORT_MATCH, .len = 1, .flags = pio | match, .datamatch = 1 },
		{ .addr = PB_MMIO_EVENT, .len = 4 },
		{ .addr = PB_MMIO_EVENT_MATCH, .len = 4, .flags = match, .datamatch = 1 },
		{ .addr = PB_MMIO_EVENT_ANY, .len = 0 },
	};
	size_t i;

	v->devices |= PB_OWN_MONITOR | (huge_pages() ? PB_LARGE_PAGES : 0);
	v->event = eventfd(0, EFD_CLOEXEC);
	for (i = 0; i < ARRAY_SIZE(events) && !v->no_events; i++) {
		events[i].fd = v->event;
		if (ioctl(v->vm, KVM_IOEVENTFD, &events[i]))
			v->no_events = vmm_failed("KVM makes no ioeventfds");
	}
	if (!v->no_events)
		v->devices |= PB_IOEVENTFD;
}

void vmm_complete_cpuid(const struct vmm *v, struct kvm_cpuid2 *cpuid)
{
	__u32 i, bits = CPUID_HYPERVISOR;

	if (v->devices & PB_PIC &&
	    ioctl(v->kvm, KVM_CHECK_EXTENSION, KVM_CAP_TSC_DEADLINE_TIMER) > 0)
		bits |= CPUID_TSC_DEADLINE;
	for (i = 0; i < cpuid->nent; i++)
		if (cpuid->entries[i].function == 1)
			cpuid->entries[i].ecx |= bits;
}

/* What was touched is there now: all of a large page, or of those in its place a few. */
bool vmm_small_pages(struct vmm *v)
{
	unsigned char there[VMM_MEMORY / SMALL_PAGE];
	size_t i, n = 0;

	if (v->fresh.large &&
	    !mincore(v->memory + v->fresh.address, v->fresh.bytes, there))
		for (i = 0; i < v->fresh.bytes / SMALL_PAGE; i++)
			n += there[i] & 1;
	v->small_pages |= n % (LARGE_PAGE / SMALL_PAGE) != 0;
	return v->small_pages;
}

static bool forget_pages(struct vmm *v)
{
	const struct pb_fresh_pages f = v->mailbox->fresh;
	__u32 size = f.large ? LARGE_PAGE : SMALL_PAGE;

	if (f.address % size || f.bytes % size || f.address > VMM_MEMORY ||
	    f.bytes > VMM_MEMORY - f.address)
		return false;
	vmm_small_pages(v);
	v->fresh = f;
	madvise(v->memory + f.address, f.bytes, f.large ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	return !madvise(v->memory + f.address, f.bytes, MADV_DONTNEED);
}

/* The end's own exit is not the burst's; where it does not count, KVM counts none. */
static bool mark(struct vmm *v, uint8_t which)
{
	struct vmm_exits now = vmm_exits_so_far(v), *least;

	if (which == PB_MARK_BEGIN) {
		v->begin = now;
	} else if (which <= ARRAY_SIZE(v->least)) {
		least = &v->least[which - 1];
		if (now.all > v->begin.all)
			least->all = fmin(least->all, now.all - v->begin.all - 1);
		least->user = fmin(least->user, now.user - v->begin.user);
	}
	return true;
}

static bool port_answered(struct vmm *v)
{
	const struct kvm_run *run = v->run;

	switch (run->io.port) {
	case PB_BENCH_PORT:
		v->user_exits++;
		return true;
	case PB_MARK_PORT:
		return v->mailbox && mark(v, *((const uint8_t *)run + run->io.data_offset));
	case PB_FRESH_PORT:
		return v->mailbox && forget_pages(v);
	}
	return false;
}

/* What IN reads is left over from before. */
bool vmm_answered(struct vmm *v)
{
	switch (v->run->exit_reason) {
	case KVM_EXIT_IO:
		return port_answered(v);
	case KVM_EXIT_MMIO:
		if (v->run->mmio.phys_addr / SMALL_PAGE != PB_MMIO / SMALL_PAGE)
			return false;
		v->user_exits++;
		return true;
	}
	return false;
}
