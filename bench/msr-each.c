// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs one by one: microcode has a path for each, and a hypervisor exits for some.  One that counts
 * is only read, its number loaded by the body; what is written is the value that is there.  Few
 * copies: each has an entry in the exception table.
 */
#include "bench.h"

#define RDMSR(id, nm, number)							\
	BENCH_TIMES(rdmsr_##id, 4, "mov $" #number ", %ecx; may_fault rdmsr",			\
		.name = "rdmsr-" nm, .question = "msr-read", .needs = PB_RING0, .insns = 2,	\
		.what = "RDMSR of " nm " (" #number ")")

RDMSR(tsc, "tsc", 0x10);
RDMSR(apic_base, "apic-base", 0x1b);
RDMSR(smi_count, "smi-count", 0x34);
RDMSR(tsc_adjust, "tsc-adjust", 0x3b);
RDMSR(spec_ctrl, "spec-ctrl", 0x48);
RDMSR(bios_sign_id, "bios-sign-id", 0x8b);
RDMSR(pmc0, "pmc0", 0xc1);
RDMSR(mperf, "mperf", 0xe7);
RDMSR(aperf, "aperf", 0xe8);
RDMSR(arch_capabilities, "arch-capabilities", 0x10a);
RDMSR(tsx_ctrl, "tsx-ctrl", 0x122);
RDMSR(sysenter_cs, "sysenter-cs", 0x174);
RDMSR(sysenter_esp, "sysenter-esp", 0x175);
RDMSR(sysenter_eip, "sysenter-eip", 0x176);
RDMSR(mcg_status, "mcg-status", 0x17a);
RDMSR(misc_enable, "misc-enable", 0x1a0);
RDMSR(xfd, "xfd", 0x1c4);
RDMSR(debugctl, "debugctl", 0x1d9);
RDMSR(pat, "pat", 0x277);
RDMSR(mtrr_def_type, "mtrr-def-type", 0x2ff);
RDMSR(fixed_ctr0, "fixed-ctr0", 0x309);
RDMSR(perf_global_status, "perf-global-status", 0x38e);
RDMSR(perf_global_ctrl, "perf-global-ctrl", 0x38f);
RDMSR(u_cet, "u-cet", 0x6a0);
RDMSR(s_cet, "s-cet", 0x6a2);
RDMSR(pl3_ssp, "pl3-ssp", 0x6a7);
RDMSR(tsc_deadline, "tsc-deadline", 0x6e0);
RDMSR(pkrs, "pkrs", 0x6e1);
RDMSR(hwp_request, "hwp-request", 0x774);
RDMSR(xss, "xss", 0xda0);
RDMSR(efer, "efer", 0xc0000080);
RDMSR(star, "star", 0xc0000081);
RDMSR(lstar, "lstar", 0xc0000082);
RDMSR(cstar, "cstar", 0xc0000083);
RDMSR(sfmask, "sfmask", 0xc0000084);
RDMSR(fs_base, "fs-base", 0xc0000100);
RDMSR(gs_base, "gs-base", 0xc0000101);
RDMSR(tsc_aux, "tsc-aux", 0xc0000103);
RDMSR(hwcr, "hwcr", 0xc0010015);
RDMSR(perf_ctr0, "perf-ctr0", 0xc0010201);
RDMSR(de_cfg, "de-cfg", 0xc0011029);

#define WRMSR_IN(id, nm, MSR, needs_)						\
	BENCH_TIMES(wrmsr_##id, 4, "may_fault wrmsr",						\
		.name = "wrmsr-" nm, .question = "msr-write-each", .needs = PB_RING0 | (needs_), \
		.operand = PB_MSR_##MSR, .insns = 1,					\
		.what = "WRMSR to " #MSR)
#define WRMSR(id, nm, MSR)	WRMSR_IN(id, nm, MSR, 0)
#define WRMSR_OWN(id, nm, MSR)	WRMSR_IN(id, nm, MSR, PB_OWN_MACHINE)

WRMSR_OWN(apic_base, "apic-base", APIC_BASE);
WRMSR_OWN(tsc_adjust, "tsc-adjust", TSC_ADJUST);
WRMSR(tsx_ctrl, "tsx-ctrl", TSX_CTRL);
WRMSR(sysenter_cs, "sysenter-cs", SYSENTER_CS);
WRMSR(sysenter_eip, "sysenter-eip", SYSENTER_EIP);
WRMSR_OWN(mcg_status, "mcg-status", MCG_STATUS);
WRMSR_OWN(misc_enable, "misc-enable", MISC_ENABLE);
WRMSR(xfd, "xfd", XFD);
WRMSR(debugctl, "debugctl", DEBUGCTL);
WRMSR_OWN(pat, "pat", PAT);
WRMSR_OWN(mtrr_def_type, "mtrr-def-type", MTRR_DEF_TYPE);
WRMSR(perf_global_ctrl, "perf-global-ctrl", PERF_GLOBAL_CTRL);
WRMSR(u_cet, "u-cet", U_CET);
WRMSR(s_cet, "s-cet", S_CET);
WRMSR(pl3_ssp, "pl3-ssp", PL3_SSP);
WRMSR(pkrs, "pkrs", PKRS);
WRMSR(hwp_request, "hwp-request", HWP_REQUEST);
WRMSR(xss, "xss", XSS);
WRMSR(efer, "efer", EFER);
WRMSR(star, "star", STAR);
WRMSR(lstar, "lstar", LSTAR);
WRMSR(cstar, "cstar", CSTAR);
WRMSR(sfmask, "sfmask", SFMASK);
WRMSR(gs_base, "gs-base", GS_BASE);

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
	.name = "rdmsrlist-wrmsrlist-8", LIST, .needs = PB_RING0 | PB_MSRLIST, .insns = 8,
	.what = "the same eight by RDMSRLIST and WRMSRLIST");
