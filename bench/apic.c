// SPDX-License-Identifier: GPL-2.0-only
/*
 * The local APIC's registers, in memory and as MSRs; in the flat guest, whose APIC nobody else uses.
 * An EOI ends nothing there.
 */
#include "bench.h"

#define APIC .question = "apic", .needs = PB_RING0 | PB_OWN_MACHINE

#define XAPIC(id, nm, offset, access, about)					\
	BENCH_TIMES(xapic_##id, 4, "mov $0xfee00" offset ", %r8d; " access,		\
		.name = "xapic-" nm, APIC | PB_XAPIC, .insns = 2, .what = about " in memory")
#define LOAD "mov (%r8), %eax"
#define STORE "movl $0, (%r8)"

XAPIC(read_id, "read-id", "020", LOAD, "the APIC's ID read,");
XAPIC(read_tpr, "read-tpr", "080", LOAD, "the task priority read,");
XAPIC(write_tpr, "write-tpr", "080", STORE, "the task priority written,");
XAPIC(eoi, "eoi", "0b0", STORE, "EOI written,");
XAPIC(read_icr, "read-icr", "300", LOAD, "the ICR read, as when waiting for delivery,");
XAPIC(read_timer, "read-timer", "390", LOAD, "the timer's count read,");

#define X2APIC(id, nm, number, n, access, about)				\
	BENCH_TIMES(x2apic_##id, 4, "mov $" number ", %ecx; " access,			\
		.name = "x2apic-" nm, APIC | PB_X2APIC, .insns = (n), .what = about " by an MSR")
#define READ "may_fault rdmsr"
#define WRITE_0 "xor %eax, %eax; xor %edx, %edx; may_fault wrmsr"

X2APIC(read_id, "read-id", "0x802", 2, READ, "the APIC's ID read");
X2APIC(read_tpr, "read-tpr", "0x808", 2, READ, "the task priority read");
X2APIC(write_tpr, "write-tpr", "0x808", 4, WRITE_0, "the task priority written");
X2APIC(eoi, "eoi", "0x80b", 4, WRITE_0, "EOI written");
X2APIC(eoi_fenced, "eoi-fenced", "0x80b", 6, "xor %eax, %eax; xor %edx, %edx; mfence; lfence\n"
	"may_fault wrmsr", "EOI written after MFENCE and LFENCE, as an IPI's ICR is,");

/* The timer is in no mode that would heed it: a write is dropped, but leaves for a hypervisor. */
#define DEADLINE(id, nm, value, n, about)					\
	BENCH_TIMES(id, 4, "mov $0x6e0, %ecx; " value "; may_fault wrmsr",		\
		.name = nm, APIC | PB_TSC_DEADLINE, .insns = (n), .what = about)

DEADLINE(tsc_deadline_arm, "tsc-deadline-write", "mov $-1, %eax; mov $0x7fffffff, %edx", 4,
	"the TSC deadline written: far away, the timer in another mode");
DEADLINE(tsc_deadline_disarm, "tsc-deadline-disarm", "xor %eax, %eax; xor %edx, %edx", 4,
	"the TSC deadline written: none");

/* The wrong one of the two raises #UD, or KVM patches it. */
#define HYPERCALL(id, need)							\
	BENCH_TIMES(id, 4, "mov $0xffff, %eax; may_fault " #id,				\
		.name = #id, .question = "hypercall", .needs = PB_RING0 | (need), .insns = 2,	\
		.what = "a hypercall that KVM does not know")

HYPERCALL(vmcall, PB_KVM_INTEL);
HYPERCALL(vmmcall, PB_KVM_AMD);
