// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs one by one: microcode has a path for each, and a hypervisor exits for some.  One that counts
 * is only read, its number loaded by the body; what is written is the value that is there.  Few
 * copies: each has an entry in the exception table.
 */
#include "bench.h"

#define READ(id, nm, number)							\
	BENCH_TIMES(rdmsr_##id, 4, "mov $" #number ", %ecx; may_fault rdmsr",			\
		.name = "rdmsr-" nm, .question = "msr-read", .needs = PB_RING0, .insns = 2,	\
		.what = "RDMSR of " nm " (" #number ")")

READ(tsc, "tsc", 0x10);
READ(apic_base, "apic-base", 0x1b);
READ(smi_count, "smi-count", 0x34);
READ(tsc_adjust, "tsc-adjust", 0x3b);
READ(spec_ctrl, "spec-ctrl", 0x48);
READ(bios_sign_id, "bios-sign-id", 0x8b);
READ(pmc0, "pmc0", 0xc1);
READ(mperf, "mperf", 0xe7);
READ(aperf, "aperf", 0xe8);
READ(arch_capabilities, "arch-capabilities", 0x10a);
READ(tsx_ctrl, "tsx-ctrl", 0x122);
READ(sysenter_cs, "sysenter-cs", 0x174);
READ(sysenter_esp, "sysenter-esp", 0x175);
READ(sysenter_eip, "sysenter-eip", 0x176);
READ(mcg_status, "mcg-status", 0x17a);
READ(misc_enable, "misc-enable", 0x1a0);
READ(xfd, "xfd", 0x1c4);
READ(debugctl, "debugctl", 0x1d9);
READ(pat, "pat", 0x277);
READ(mtrr_def_type, "mtrr-def-type", 0x2ff);
READ(fixed_ctr0, "fixed-ctr0", 0x309);
READ(perf_global_status, "perf-global-status", 0x38e);
READ(perf_global_ctrl, "perf-global-ctrl", 0x38f);
READ(u_cet, "u-cet", 0x6a0);
READ(s_cet, "s-cet", 0x6a2);
READ(pl3_ssp, "pl3-ssp", 0x6a7);
READ(tsc_deadline, "tsc-deadline", 0x6e0);
READ(pkrs, "pkrs", 0x6e1);
READ(hwp_request, "hwp-request", 0x774);
READ(xss, "xss", 0xda0);
READ(efer, "efer", 0xc0000080);
READ(star, "star", 0xc0000081);
READ(lstar, "lstar", 0xc0000082);
READ(cstar, "cstar", 0xc0000083);
READ(sfmask, "sfmask", 0xc0000084);
READ(fs_base, "fs-base", 0xc0000100);
READ(gs_base, "gs-base", 0xc0000101);
READ(tsc_aux, "tsc-aux", 0xc0000103);
READ(hwcr, "hwcr", 0xc0010015);
READ(perf_ctr0, "perf-ctr0", 0xc0010201);
READ(de_cfg, "de-cfg", 0xc0011029);

#define WRITE_IN(id, nm, MSR, needs_)						\
	BENCH_TIMES(wrmsr_##id, 4, "may_fault wrmsr",						\
		.name = "wrmsr-" nm, .question = "msr-write-each", .needs = PB_RING0 | (needs_), \
		.operand = PB_MSR_##MSR, .insns = 1,					\
		.what = "WRMSR to " #MSR)
#define WRITE(id, nm, MSR)	WRITE_IN(id, nm, MSR, 0)
#define WRITE_OWN(id, nm, MSR)	WRITE_IN(id, nm, MSR, PB_OWN_MACHINE)

WRITE_OWN(apic_base, "apic-base", APIC_BASE);
WRITE_OWN(tsc_adjust, "tsc-adjust", TSC_ADJUST);
WRITE(tsx_ctrl, "tsx-ctrl", TSX_CTRL);
WRITE(sysenter_cs, "sysenter-cs", SYSENTER_CS);
WRITE(sysenter_eip, "sysenter-eip", SYSENTER_EIP);
WRITE_OWN(mcg_status, "mcg-status", MCG_STATUS);
WRITE_OWN(misc_enable, "misc-enable", MISC_ENABLE);
WRITE(xfd, "xfd", XFD);
WRITE(debugctl, "debugctl", DEBUGCTL);
WRITE_OWN(pat, "pat", PAT);
WRITE_OWN(mtrr_def_type, "mtrr-def-type", MTRR_DEF_TYPE);
WRITE(perf_global_ctrl, "perf-global-ctrl", PERF_GLOBAL_CTRL);
WRITE(u_cet, "u-cet", U_CET);
WRITE(s_cet, "s-cet", S_CET);
WRITE(pl3_ssp, "pl3-ssp", PL3_SSP);
WRITE(pkrs, "pkrs", PKRS);
WRITE(hwp_request, "hwp-request", HWP_REQUEST);
WRITE(xss, "xss", XSS);
WRITE(efer, "efer", EFER);
WRITE(star, "star", STAR);
WRITE(lstar, "lstar", LSTAR);
WRITE(cstar, "cstar", CSTAR);
WRITE(sfmask, "sfmask", SFMASK);
WRITE(gs_base, "gs-base", GS_BASE);

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

BENCH_TIMES(rdmsr_8, 2, ".irp msr, " EIGHT "; mov $\\msr, %ecx; rdmsr; .endr",
	.name = "rdmsr-8", LIST, .needs = PB_RING0, .insns = 16,
	.what = "eight MSRs read one by one");

BENCH_TIMES(rdmsrlist_8, 2, RDMSRLIST,
	.name = "rdmsrlist-8", LIST, .needs = PB_RING0 | PB_MSRLIST, .insns = 4,
	.what = "the same eight by RDMSRLIST");

BENCH_TIMES(rdmsr_wrmsr_8, 1, ".irp msr, " EIGHT "; mov $\\msr, %ecx; rdmsr; wrmsr; .endr",
	.name = "rdmsr-wrmsr-8", LIST, .needs = PB_RING0 | PB_OWN_CR, .insns = 24,
	.what = "eight MSRs read and written back one by one");

BENCH_TIMES(rdmsrlist_wrmsrlist_8, 1, RDMSRLIST WRMSRLIST,
	.name = "rdmsrlist-wrmsrlist-8", LIST, .needs = PB_RING0 | PB_MSRLIST, .insns = 8,
	.what = "the same eight by RDMSRLIST and WRMSRLIST");
