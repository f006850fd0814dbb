// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs one by one: microcode has a path for each, and a hypervisor exits for some.  One that counts
 * is only read, its number loaded by the body; what is written is the value that is there.  Few
 * copies: each has an entry in the exception table.  Some hypervisors read an MSR that is not there
 * as 0, so one that only some CPUs have says so.
 */
#include "bench.h"

#define RDMSR(id, nm, number, needs_)						\
	BENCH_TIMES(rdmsr_##id, 4, "mov $" #number ", %ecx; may_fault rdmsr",			\
		.name = "rdmsr-" nm, .question = "msr-read", .needs = PB_RING0 | (needs_), .insns = 2, \
		.what = "RDMSR of " nm " (" #number ")")

RDMSR(tsc, "tsc", 0x10, 0);
RDMSR(apic_base, "apic-base", 0x1b, 0);
RDMSR(smi_count, "smi-count", 0x34, PB_INTEL);
RDMSR(tsc_adjust, "tsc-adjust", 0x3b, 0);
RDMSR(spec_ctrl, "spec-ctrl", 0x48, PB_SPEC_CTRL);
RDMSR(bios_sign_id, "bios-sign-id", 0x8b, 0);
RDMSR(pmc0, "pmc0", 0xc1, PB_INTEL);
RDMSR(mperf, "mperf", 0xe7, 0);
RDMSR(aperf, "aperf", 0xe8, 0);
RDMSR(arch_capabilities, "arch-capabilities", 0x10a, PB_INTEL);
RDMSR(tsx_ctrl, "tsx-ctrl", 0x122, PB_INTEL);
RDMSR(sysenter_cs, "sysenter-cs", 0x174, 0);
RDMSR(sysenter_esp, "sysenter-esp", 0x175, 0);
RDMSR(sysenter_eip, "sysenter-eip", 0x176, 0);
RDMSR(mcg_status, "mcg-status", 0x17a, 0);
RDMSR(misc_enable, "misc-enable", 0x1a0, PB_INTEL);
RDMSR(xfd, "xfd", 0x1c4, PB_INTEL);
RDMSR(debugctl, "debugctl", 0x1d9, 0);
RDMSR(pat, "pat", 0x277, 0);
RDMSR(mtrr_def_type, "mtrr-def-type", 0x2ff, 0);
RDMSR(fixed_ctr0, "fixed-ctr0", 0x309, PB_INTEL);
RDMSR(perf_global_status, "perf-global-status", 0x38e, PB_INTEL);
RDMSR(perf_global_ctrl, "perf-global-ctrl", 0x38f, PB_INTEL);
RDMSR(u_cet, "u-cet", 0x6a0, PB_SHSTK);
RDMSR(s_cet, "s-cet", 0x6a2, PB_SHSTK);
RDMSR(pl3_ssp, "pl3-ssp", 0x6a7, PB_SHSTK);
RDMSR(tsc_deadline, "tsc-deadline", 0x6e0, PB_TSC_DEADLINE);
RDMSR(pkrs, "pkrs", 0x6e1, PB_INTEL);
RDMSR(hwp_request, "hwp-request", 0x774, PB_INTEL);
RDMSR(xss, "xss", 0xda0, PB_XSAVES);
RDMSR(efer, "efer", 0xc0000080, 0);
RDMSR(star, "star", 0xc0000081, 0);
RDMSR(lstar, "lstar", 0xc0000082, 0);
RDMSR(cstar, "cstar", 0xc0000083, 0);
RDMSR(sfmask, "sfmask", 0xc0000084, 0);
RDMSR(fs_base, "fs-base", 0xc0000100, 0);
RDMSR(gs_base, "gs-base", 0xc0000101, 0);
RDMSR(tsc_aux, "tsc-aux", 0xc0000103, PB_RDTSCP);
RDMSR(hwcr, "hwcr", 0xc0010015, PB_AMD);
RDMSR(perf_ctr0, "perf-ctr0", 0xc0010201, PB_AMD);
RDMSR(de_cfg, "de-cfg", 0xc0011029, PB_AMD);

#define WRMSR(id, nm, MSR, needs_)						\
	BENCH_TIMES(wrmsr_##id, 4, "may_fault wrmsr",						\
		.name = "wrmsr-" nm, .question = "msr-write-each", .needs = PB_RING0 | (needs_), \
		.operand = PB_MSR_##MSR, .insns = 1,					\
		.what = "WRMSR to " #MSR)

WRMSR(apic_base, "apic-base", APIC_BASE, PB_OWN_MACHINE);
WRMSR(tsc_adjust, "tsc-adjust", TSC_ADJUST, PB_OWN_MACHINE);
WRMSR(tsx_ctrl, "tsx-ctrl", TSX_CTRL, PB_INTEL);
WRMSR(sysenter_cs, "sysenter-cs", SYSENTER_CS, 0);
WRMSR(sysenter_eip, "sysenter-eip", SYSENTER_EIP, 0);
WRMSR(mcg_status, "mcg-status", MCG_STATUS, PB_OWN_MACHINE);
WRMSR(misc_enable, "misc-enable", MISC_ENABLE, PB_OWN_MACHINE | PB_INTEL);
WRMSR(xfd, "xfd", XFD, PB_INTEL);
WRMSR(debugctl, "debugctl", DEBUGCTL, 0);
WRMSR(pat, "pat", PAT, PB_OWN_MACHINE);
WRMSR(mtrr_def_type, "mtrr-def-type", MTRR_DEF_TYPE, PB_OWN_MACHINE);
WRMSR(perf_global_ctrl, "perf-global-ctrl", PERF_GLOBAL_CTRL, PB_INTEL);
WRMSR(u_cet, "u-cet", U_CET, PB_SHSTK);
WRMSR(s_cet, "s-cet", S_CET, PB_SHSTK);
WRMSR(pl3_ssp, "pl3-ssp", PL3_SSP, PB_SHSTK);
WRMSR(pkrs, "pkrs", PKRS, PB_INTEL);
WRMSR(hwp_request, "hwp-request", HWP_REQUEST, PB_INTEL);
WRMSR(xss, "xss", XSS, PB_XSAVES);
WRMSR(efer, "efer", EFER, 0);
WRMSR(star, "star", STAR, 0);
WRMSR(lstar, "lstar", LSTAR, 0);
WRMSR(cstar, "cstar", CSTAR, 0);
WRMSR(sfmask, "sfmask", SFMASK, 0);
WRMSR(gs_base, "gs-base", GS_BASE, 0);

/* Eight MSRs, one by one and by their list (RDMSRLIST, WRMSRLIST: rcx is a bitmap of it). */
#define EIGHT									\
	"0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084, "			\
	"0xc0000100, 0xc0000101, 0xc0000102, 0x175"
#define LIST_REGISTERS "lea pb_msr_list(%rip), %rsi; lea pb_msr_data(%rip), %rdi; mov $0xff, %ecx\n"
#define RDMSRLIST LIST_REGISTERS "may_fault .byte 0xf2, 0x0f, 0x01, 0xc6\n"
#define WRMSRLIST LIST_REGISTERS "may_fault .byte 0xf3, 0x0f, 0x01, 0xc6\n"
#define LIST .question = "msr-list"

asm(".data\n"
    ".balign 64\n"
    ".globl pb_msr_list, pb_msr_data\n"
    "pb_msr_list: .quad " EIGHT "\n"
    "pb_msr_data: .skip 64\n"
    ".text\n");

BENCH_TIMES(rdmsr_8, 2, ".irp msr, " EIGHT "; mov $\\msr, %ecx; may_fault rdmsr; .endr",
	.name = "rdmsr-8", LIST, .needs = PB_RING0, .insns = 16,
	.what = "eight MSRs read one by one");

BENCH_TIMES(rdmsrlist_8, 2, RDMSRLIST,
	.name = "rdmsrlist-8", LIST, .needs = PB_RING0 | PB_MSRLIST, .insns = 4,
	.what = "the same eight by RDMSRLIST");

BENCH_TIMES(rdmsr_wrmsr_8, 1, ".irp msr, " EIGHT "; mov $\\msr, %ecx; may_fault rdmsr; may_fault wrmsr; .endr",
	.name = "rdmsr-wrmsr-8", LIST, .needs = PB_RING0 | PB_OWN_CR, .insns = 24,
	.what = "eight MSRs read and written back one by one");

BENCH_TIMES(rdmsrlist_wrmsrlist_8, 1, RDMSRLIST WRMSRLIST,
	.name = "rdmsrlist-wrmsrlist-8", LIST, .needs = PB_RING0 | PB_OWN_CR | PB_MSRLIST, .insns = 8,
	.what = "the same eight by RDMSRLIST and WRMSRLIST");
