// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing an MSR: WRMSR, WRMSRNS and the ways to pad one to the other's three
 * bytes (Cooper, Gleixner, Anvin, 2023-09-14).  Every write puts back the value
 * that is there.  KERNEL_GS_BASE unless a name says otherwise: hypervisors pass
 * it through.
 */
#include "bench.h"

#define MSR_WRITE .question = "msr-write", .needs = PB_RING0
#define GS .operand = PB_MSR_KERNEL_GS_BASE

/* By their bytes: assemblers of today's distributions do not know them all. */
#define WRMSRNS		".byte 0x0f, 0x01, 0xc6\n"
/* From RBX: this form takes one whole register, and RAX has but the low half. */
#define WRMSRNS_IMM	".byte 0xc4, 0xe7, 0x7a, 0xf6, 0xc3; .long 0xc0000102\n"
#define RDMSR_IMM	".byte 0xc4, 0xe7, 0x7b, 0xf6, 0xc0; .long 0xc0000102\n"
#define SERIALIZE	".byte 0x0f, 0x01, 0xe8\n"

BENCH(wrmsr, "wrmsr",
	.name = "wrmsr", MSR_WRITE, GS, .insns = 1,
	.what = "plain, 2 bytes");

BENCH(wrmsr_cs, ".byte 0x2e; wrmsr",
	.name = "wrmsr-cs", MSR_WRITE, GS, .insns = 1,
	.what = "with a redundant CS prefix, as Xen pads it");

BENCH(wrmsr_ds, ".byte 0x3e; wrmsr",
	.name = "wrmsr-ds", MSR_WRITE, GS, .insns = 1,
	.what = "with a redundant DS prefix, as Linux pads it");

BENCH(wrmsr_nop, "wrmsr; nop",
	.name = "wrmsr-nop", MSR_WRITE, GS, .insns = 2,
	.what = "padded with a trailing nop");

BENCH(wrmsrns, WRMSRNS,
	.name = "wrmsrns", MSR_WRITE | PB_WRMSRNS, GS, .insns = 1,
	.what = "not serialising");

BENCH(wrmsrns_imm, WRMSRNS_IMM,
	.name = "wrmsrns-imm", MSR_WRITE | PB_MSR_IMM, GS, .insns = 1,
	.what = "not serialising, the MSR an immediate");

BENCH(rdmsr_imm, RDMSR_IMM,
	.name = "rdmsr-imm", MSR_WRITE | PB_MSR_IMM, GS, .insns = 1,
	.what = "RDMSR, the MSR an immediate");

/* Few copies: where each write leaves for a hypervisor, 256 would keep interrupts off too long. */
BENCH_TIMES(wrmsr_8, 2, ".rept 8; wrmsr; .endr",
	.name = "wrmsr-8", MSR_WRITE, GS, .insns = 8,
	.what = "eight in a row, each serialising");

BENCH_TIMES(wrmsrns_8, 2, ".rept 8;" WRMSRNS ".endr\n" SERIALIZE,
	.name = "wrmsrns-8-serialize", MSR_WRITE | PB_WRMSRNS | PB_SERIALIZE, GS, .insns = 9,
	.what = "eight that do not serialise, then SERIALIZE once");

/*
 * Overlap: what serialising costs is the independent work that it keeps from running beside it.
 * The work is a chain of `n` IMULs, 3 core cycles each.
 */
#define WORK(n) ".rept " #n "; imul %rsi, %rsi; .endr\n"
#define OVERLAP(cycles, n)							\
	BENCH_TIMES(work_##cycles, 2, WORK(n),					\
		.name = "work-" #cycles, .question = "msr-write", .insns = (n),	\
		.what = "independent work alone: " #cycles " core cycles");	\
	BENCH_TIMES(wrmsr_overlap_##cycles, 2, "wrmsr\n" WORK(n),			\
		.name = "wrmsr-overlap-" #cycles, MSR_WRITE, GS, .insns = (n) + 1,	\
		.what = "WRMSR with " #cycles " cycles of independent work");	\
	BENCH_TIMES(wrmsrns_overlap_##cycles, 2, WRMSRNS WORK(n),			\
		.name = "wrmsrns-overlap-" #cycles, MSR_WRITE | PB_WRMSRNS, GS, .insns = (n) + 1, \
		.what = "WRMSRNS with " #cycles " cycles of independent work")

OVERLAP(0, 0);
OVERLAP(24, 8);
OVERLAP(51, 17);
OVERLAP(99, 33);
OVERLAP(201, 67);
OVERLAP(399, 133);

/* Serialisation is per MSR, so one does not stand for another. */
#define EACH_MSR(id, nm, msr_name, need)					\
	BENCH(wrmsr_##id, "may_fault wrmsr",					\
		.name = "wrmsr-" nm, MSR_WRITE | (need), .operand = PB_MSR_##msr_name, .insns = 1, \
		.what = "WRMSR to " #msr_name);					\
	BENCH(wrmsrns_##id, "may_fault " WRMSRNS,				\
		.name = "wrmsrns-" nm, MSR_WRITE | PB_WRMSRNS | (need),			\
		.operand = PB_MSR_##msr_name, .insns = 1,					\
		.what = "WRMSRNS to " #msr_name)

EACH_MSR(fs_base, "fs-base", FS_BASE, 0);
EACH_MSR(tsc_aux, "tsc-aux", TSC_AUX, PB_RDTSCP);
EACH_MSR(sysenter_esp, "sysenter-esp", SYSENTER_ESP, 0);
EACH_MSR(spec_ctrl, "spec-ctrl", SPEC_CTRL, PB_SPEC_CTRL);

/* The neighbours. */
BENCH(rdmsr, "rdmsr",
	.name = "rdmsr", MSR_WRITE, GS, .insns = 1,
	.what = "RDMSR of KERNEL_GS_BASE");

BENCH(rdpmc, "xor %ecx, %ecx; may_fault rdpmc",
	.name = "rdpmc", MSR_WRITE, .insns = 2,
	.what = "RDPMC of counter 0");

BENCH(rdtsc, "rdtsc",
	.name = "rdtsc", .question = "msr-write", .insns = 1,
	.what = "RDTSC");

BENCH(rdtscp, "rdtscp",
	.name = "rdtscp", .question = "msr-write", .needs = PB_RDTSCP, .insns = 1,
	.what = "RDTSCP, which waits for what is before it");

/* Leaves for every hypervisor there is; few copies, as for wrmsr-8. */
BENCH_TIMES(cpuid, 4, "mov %rbx, %r8; xor %eax, %eax; cpuid; mov %r8, %rbx",
	.name = "cpuid", .question = "msr-write", .insns = 4,
	.what = "CPUID of leaf 0, which serialises, and RBX put by");

BENCH(wrfsbase, "may_fault wrfsbase %rbx",
	.name = "wrfsbase", .question = "msr-write", .needs = PB_FSGSBASE,
	.operand = PB_MSR_FS_BASE, .insns = 1,
	.what = "WRFSBASE: the FS base without its MSR");

BENCH(wrgsbase, "may_fault wrgsbase %rbx",
	.name = "wrgsbase", .question = "msr-write", .needs = PB_FSGSBASE,
	.operand = PB_MSR_GS_BASE, .insns = 1,
	.what = "WRGSBASE: the GS base without its MSR");
