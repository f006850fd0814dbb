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

XAPIC(read_timer, "read-timer", "390", LOAD, "the timer's count read,");

/* The timer is in TSC-deadline mode, its interrupt masked. */
#define DEADLINE(id, nm, value, n, about)					\
	BENCH_TIMES(id, 4, "mov $0x6e0, %ecx; " value "; may_fault wrmsr",		\
		.name = nm, APIC | PB_TSC_DEADLINE, .insns = (n), .what = about)

DEADLINE(tsc_deadline_arm, "tsc-deadline-write", "mov $-1, %eax; mov $0x7fffffff, %edx", 4,
	"the TSC deadline written: far away");
DEADLINE(tsc_deadline_fenced, "tsc-deadline-write-fenced",
	"mov $-1, %eax; mov $0x7fffffff, %edx; mfence; lfence", 6,
	"the same after MFENCE and LFENCE, as Linux arms the timer");
DEADLINE(tsc_deadline_disarm, "tsc-deadline-disarm", "xor %eax, %eax; xor %edx, %edx", 4,
	"the TSC deadline written: none");
