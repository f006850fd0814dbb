// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions that wait for all before them, and the fences beside them (Intel SDM 3A, "Serializing
 * Instructions"; AMD APM 2, the same); and the ways to read the time that want one.
 */
#include "bench.h"

#define SERIALIZE_ .question = "serialize"
#define SERIALIZE	".byte 0x0f, 0x01, 0xe8\n"

BENCH(serialize, SERIALIZE,
	.name = "serialize", SERIALIZE_, .needs = PB_SERIALIZE, .insns = 1,
	.what = "SERIALIZE");

/* It leaves for every hypervisor there is; few copies, as for wrmsr-8. */
#define CPUID(leaf) "mov %rbx, %r8; " leaf "; cpuid; mov %r8, %rbx\n"
#define CPUID_LEAF(id, nm, leaf, n, about)					\
	BENCH_TIMES(cpuid_##id, 4, CPUID(leaf),					\
		.name = "cpuid-leaf-" nm, SERIALIZE_, .insns = (n) + 3,		\
		.what = "CPUID of leaf " about ", and RBX put by")

CPUID_LEAF(1, "1", "mov $1, %eax", 1, "1");
CPUID_LEAF(7, "7", "mov $7, %eax; xor %ecx, %ecx", 2, "7");
CPUID_LEAF(d_1, "d-1", "mov $0xd, %eax; mov $1, %ecx", 2, "0DH, subleaf 1: sizes of state");
CPUID_LEAF(hypervisor, "hypervisor", "mov $0x40000000, %eax", 1, "40000000H, a hypervisor's own");
CPUID_LEAF(extended, "extended", "mov $0x80000000, %eax", 1, "80000000H");

/* Where there is no SERIALIZE, Linux's sync_core() does this. */
#define IRET_SELF								\
	"mov %rsp, %r8; mov %ss, %eax; push %rax; push %r8; pushf\n"		\
	"mov %cs, %eax; push %rax; lea 1f(%rip), %rax; push %rax; iretq; 1:\n"

BENCH(iret_self, IRET_SELF,
	.name = "iret-self", SERIALIZE_, .insns = 10,
	.what = "IRET to the next instruction, with the frame for it");

BENCH(mfence_lfence, "mfence; lfence",
	.name = "mfence-lfence", SERIALIZE_, .insns = 2,
	.what = "MFENCE and LFENCE: what orders a write of the TSC deadline or the x2APIC");

BENCH(lfence, "lfence", .name = "lfence", SERIALIZE_, .insns = 1, .what = "LFENCE");
BENCH(mfence, "mfence", .name = "mfence", SERIALIZE_, .insns = 1, .what = "MFENCE");
BENCH(sfence, "sfence", .name = "sfence", SERIALIZE_, .insns = 1, .what = "SFENCE");

BENCH(lock_add, "lock addl $0, -4(%rsp)",
	.name = "lock-add", SERIALIZE_, .insns = 1,
	.what = "LOCK ADD of nothing below the stack pointer: Linux's smp_mb()");

/* With 201 cycles of independent work, as in msr-write.c: against work-201. */
#define OVERLAP_201(id, nm, body, n, needs_, about)				\
	BENCH_TIMES(id##_overlap_201, 2, body ".rept 67; imul %rsi, %rsi; .endr",	\
		.name = nm "-overlap-201", SERIALIZE_, .insns = (n) + 67, .needs = (needs_), \
		.what = about " with 201 cycles of independent work")

OVERLAP_201(serialize, "serialize", SERIALIZE, 1, PB_SERIALIZE, "SERIALIZE");
OVERLAP_201(cpuid, "cpuid", CPUID("xor %eax, %eax"), 4, 0, "CPUID");
OVERLAP_201(iret_self, "iret-self", IRET_SELF, 10, 0, "IRET to the next instruction");
OVERLAP_201(mfence_lfence, "mfence-lfence", "mfence; lfence\n", 2, 0, "MFENCE and LFENCE");
OVERLAP_201(lfence, "lfence", "lfence\n", 1, 0, "LFENCE");

/* EAX says what to reset: nothing. */
BENCH(hreset, "xor %eax, %eax; may_fault .byte 0xf3, 0x0f, 0x3a, 0xf0, 0xc0, 0x00",
	.name = "hreset", SERIALIZE_, .needs = PB_RING0 | PB_HRESET, .insns = 2,
	.what = "HRESET of nothing");

#define TIME .question = "time"

BENCH(lfence_rdtsc, "lfence; rdtsc",
	.name = "lfence-rdtsc", TIME, .insns = 2,
	.what = "RDTSC after LFENCE: Linux's rdtsc_ordered() where there is no RDTSCP");

BENCH(mfence_rdtsc, "mfence; rdtsc",
	.name = "mfence-rdtsc", TIME, .insns = 2,
	.what = "RDTSC after MFENCE, as on old AMD CPUs");

BENCH(rdtscp_lfence, "rdtscp; lfence",
	.name = "rdtscp-lfence", TIME, .needs = PB_RDTSCP, .insns = 2,
	.what = "RDTSCP, and LFENCE to hold back what follows");

BENCH(rdpmc_fixed, "mov $0x40000000, %ecx; may_fault rdpmc",
	.name = "rdpmc-fixed", TIME, .needs = PB_RING0, .insns = 2,
	.what = "RDPMC of fixed counter 0");

BENCH(rdpru, "mov $1, %ecx; .byte 0x0f, 0x01, 0xfd",
	.name = "rdpru", TIME, .needs = PB_RDPRU, .insns = 2,
	.what = "RDPRU of APERF");

BENCH(rdpid, "rdpid %rax",
	.name = "rdpid", TIME, .needs = PB_RDPID, .insns = 1,
	.what = "RDPID: TSC_AUX without its MSR");

BENCH(lsl_cpu, "mov $" PB_STR(PB_CPU_NODE) ", %r8d; lsl %r8d, %eax",
	.name = "lsl-cpu", TIME, .insns = 2,
	.what = "LSL of Linux's per-CPU segment: the CPU's number where there is no RDPID");
