// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing an MSR: WRMSR, WRMSRNS and the ways to pad one to the other's three
 * bytes (Cooper, Gleixner, Anvin, 2023-09-14).  Every write puts back the value
 * that is there.
 *
 * A write of SYSENTER_ESP serialises on every CPU; Xen PV alone refuses it.  A
 * name that says no MSR is of KERNEL_GS_BASE, which hypervisors pass through;
 * CPUs with CPUID.80000021H:EAX[1] (AMD) do not serialise there.
 */
#include "bench.h"
#include "overlap.h"

#define MSR_WRITE .question = "msr-write", .needs = PB_RING0
#define GS .operand = PB_MSR_KERNEL_GS_BASE
#define ESP .operand = PB_MSR_SYSENTER_ESP

/* By their bytes: assemblers of today's distributions do not know them all. */
#define WRMSRNS		".byte 0x0f, 0x01, 0xc6\n"
/* From RBX: this form takes one whole register, and RAX has but the low half. */
#define WRMSRNS_IMM	".byte 0xc4, 0xe7, 0x7a, 0xf6, 0xc3, "
#define RDMSR_IMM	".byte 0xc4, 0xe7, 0x7b, 0xf6, 0xc0, "
#define KERNEL_GS_BASE	"0x02, 0x01, 0x00, 0xc0\n"
#define SYSENTER_ESP	"0x75, 0x01, 0x00, 0x00\n"
#define SERIALIZE	".byte 0x0f, 0x01, 0xe8\n"

BENCH(wrmsr_sysenter_esp, "may_fault wrmsr",
	.name = "wrmsr-sysenter-esp", MSR_WRITE, ESP, .insns = 1,
	.what = "WRMSR to SYSENTER_ESP, which serialises: 2 bytes");

BENCH(wrmsr_sysenter_esp_cs, "may_fault cs wrmsr",
	.name = "wrmsr-sysenter-esp-cs", MSR_WRITE, ESP, .insns = 1,
	.what = "with a redundant CS prefix, as Xen pads it: 3 bytes");

BENCH(wrmsr_sysenter_esp_ds, "may_fault ds wrmsr",
	.name = "wrmsr-sysenter-esp-ds", MSR_WRITE, ESP, .insns = 1,
	.what = "with a redundant DS prefix, as Linux pads it: 3 bytes");

BENCH(wrmsr_sysenter_esp_nop, "may_fault wrmsr\nnop",
	.name = "wrmsr-sysenter-esp-nop", MSR_WRITE, ESP, .insns = 2,
	.what = "padded with a trailing nop: 3 bytes");

BENCH(wrmsrns_sysenter_esp, "may_fault " WRMSRNS,
	.name = "wrmsrns-sysenter-esp", MSR_WRITE | PB_WRMSRNS, ESP, .insns = 1,
	.what = "WRMSRNS to SYSENTER_ESP, not serialising: 3 bytes");

BENCH(wrmsrns_sysenter_esp_imm, "may_fault " WRMSRNS_IMM SYSENTER_ESP,
	.name = "wrmsrns-sysenter-esp-imm", MSR_WRITE | PB_MSR_IMM, ESP, .insns = 1,
	.what = "not serialising, the MSR an immediate");

/* Few copies: where each write leaves for a hypervisor, 256 would keep interrupts off too long. */
BENCH_TIMES(wrmsr_sysenter_esp_8, 2, ".rept 8; may_fault wrmsr; .endr",
	.name = "wrmsr-sysenter-esp-8", MSR_WRITE, ESP, .insns = 8,
	.what = "eight in a row, each serialising");

BENCH_TIMES(wrmsrns_sysenter_esp_8, 2, ".rept 8; may_fault " WRMSRNS ".endr\n" SERIALIZE,
	.name = "wrmsrns-sysenter-esp-8-serialize", MSR_WRITE | PB_WRMSRNS | PB_SERIALIZE, ESP,
	.insns = 9,
	.what = "eight that do not serialise, then SERIALIZE once");

BENCH(wrmsr, "wrmsr",
	.name = "wrmsr", MSR_WRITE, GS, .insns = 1,
	.what = "WRMSR to KERNEL_GS_BASE, which need not serialise (AMD): 2 bytes");

BENCH(wrmsr_cs, "cs wrmsr",
	.name = "wrmsr-cs", MSR_WRITE, GS, .insns = 1,
	.what = "to KERNEL_GS_BASE with a redundant CS prefix");

BENCH(wrmsr_ds, "ds wrmsr",
	.name = "wrmsr-ds", MSR_WRITE, GS, .insns = 1,
	.what = "to KERNEL_GS_BASE with a redundant DS prefix");

BENCH(wrmsr_nop, "wrmsr; nop",
	.name = "wrmsr-nop", MSR_WRITE, GS, .insns = 2,
	.what = "to KERNEL_GS_BASE, padded with a trailing nop");

BENCH(wrmsrns, WRMSRNS,
	.name = "wrmsrns", MSR_WRITE | PB_WRMSRNS, GS, .insns = 1,
	.what = "WRMSRNS to KERNEL_GS_BASE: 3 bytes");

BENCH(wrmsrns_imm, WRMSRNS_IMM KERNEL_GS_BASE,
	.name = "wrmsrns-imm", MSR_WRITE | PB_MSR_IMM, GS, .insns = 1,
	.what = "WRMSRNS to KERNEL_GS_BASE, the MSR an immediate");

BENCH(rdmsr_imm, RDMSR_IMM KERNEL_GS_BASE,
	.name = "rdmsr-imm", MSR_WRITE | PB_MSR_IMM, GS, .insns = 1,
	.what = "RDMSR of KERNEL_GS_BASE, the MSR an immediate");

BENCH_TIMES(wrmsr_8, 2, ".rept 8; wrmsr; .endr",
	.name = "wrmsr-8", MSR_WRITE, GS, .insns = 8,
	.what = "eight in a row to KERNEL_GS_BASE");

BENCH_TIMES(wrmsrns_8, 2, ".rept 8;" WRMSRNS ".endr\n" SERIALIZE,
	.name = "wrmsrns-8-serialize", MSR_WRITE | PB_WRMSRNS | PB_SERIALIZE, GS, .insns = 9,
	.what = "eight to KERNEL_GS_BASE, then SERIALIZE once");

OVERLAPS(work, "work", "", 0, "independent work alone: ", .question = "msr-write");
OVERLAPS(wrmsr_sysenter_esp_overlap, "wrmsr-sysenter-esp-overlap", "may_fault wrmsr", 1,
	"WRMSR to SYSENTER_ESP with ", MSR_WRITE, ESP);
OVERLAPS(wrmsrns_sysenter_esp_overlap, "wrmsrns-sysenter-esp-overlap", "may_fault " WRMSRNS, 1,
	"WRMSRNS to SYSENTER_ESP with ", MSR_WRITE | PB_WRMSRNS, ESP);
OVERLAPS(wrmsr_overlap, "wrmsr-overlap", "wrmsr", 1,
	"WRMSR to KERNEL_GS_BASE with ", MSR_WRITE, GS);
OVERLAPS(wrmsrns_overlap, "wrmsrns-overlap", WRMSRNS, 1,
	"WRMSRNS to KERNEL_GS_BASE with ", MSR_WRITE | PB_WRMSRNS, GS);

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
