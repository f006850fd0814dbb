// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions of features that Linux leaves off, or turns on for some tasks: shadow stacks, user
 * interrupts, MSRs in ring 3.  The flat guest turns them on for a bench's bursts alone
 * (guest/features.c), because a shadow stack, for one, changes every CALL and RET.
 */
#include "bench.h"

/*
 * Shadow stacks of ring 3 and of ring 0.  From the token of one RSTORSSP restores it; the other's
 * makes SETSSBSY take it.
 */
asm(".bss\n"
    ".balign 4096\n"
    ".globl pb_shadow_user, pb_shadow_restore, pb_shadow_kernel, pb_shadow_busy\n"
    "pb_shadow_user: .skip 2048\n"
    "pb_shadow_restore: .skip 2048\n"
    "pb_shadow_kernel: .skip 2048\n"
    "pb_shadow_busy: .skip 2048\n"
    ".text\n");

#define SHADOW .question = "shadow-stack", .needs = PB_OWN_MACHINE | PB_SHSTK

#define CALL_RET "call 2f; jmp 3f; 2: ret; 3:"

BENCH(call_ret_user, CALL_RET,
	.name = "call-ret-user", .question = "shadow-stack", .needs = PB_OWN_MACHINE,
	.flags = PB_FROM_RING3, .insns = 3,
	.what = "CALL and RET in ring 3, and a jump over the callee");

BENCH(call_ret_shadow, CALL_RET,
	.name = "call-ret-shadow-stack", SHADOW, .flags = PB_FROM_RING3, .insns = 3,
	.what = "the same with a shadow stack");

/* rsi is 1.  A CALL to the next instruction would leave the shadow stack alone. */
BENCH(incssp, "call 1f; int3; 1: add $8, %rsp; incsspq %rsi",
	.name = "incssp", SHADOW, .flags = PB_FROM_RING3, .insns = 3,
	.what = "CALL, and its return address dropped, by INCSSP from the shadow stack");

BENCH(rstorssp, "rdsspq %r8; rstorssp pb_shadow_restore(%rip); saveprevssp\n"
	"rstorssp -8(%r8); saveprevssp",
	.name = "rstorssp-saveprevssp", SHADOW, .flags = PB_FROM_RING3, .insns = 5,
	.what = "RDSSP, and RSTORSSP and SAVEPREVSSP twice, to another shadow stack and back");

BENCH(wrss, "wrssq %rsi, pb_shadow_user(%rip)",
	.name = "wrss", SHADOW, .flags = PB_FROM_RING3, .insns = 1,
	.what = "WRSS to a shadow stack, ring 3");

BENCH(wruss, "wrussq %rsi, pb_shadow_user(%rip)",
	.name = "wruss", SHADOW, .insns = 1,
	.what = "WRUSS to ring 3's shadow stack");

/* In this order, and one entry back, because every RET wants a shadow stack. */
BENCH(clrssbsy, "clrssbsy pb_shadow_busy(%rip); setssbsy; incsspq %rsi",
	.name = "clrssbsy-setssbsy", SHADOW, .insns = 3,
	.what = "ring 0's shadow stack left by CLRSSBSY, taken by SETSSBSY, INCSSP");

/* User interrupts: any ring may hold them off. */
#define UINTR .question = "user-interrupts", .needs = PB_OWN_MACHINE | PB_UINTR

BENCH(clui_stui, ".byte 0xf3, 0x0f, 0x01, 0xee; .byte 0xf3, 0x0f, 0x01, 0xef",
	.name = "clui-stui", UINTR, .insns = 2,
	.what = "CLUI and STUI: user interrupts off and on");

BENCH(testui, ".byte 0xf3, 0x0f, 0x01, 0xed",
	.name = "testui", UINTR, .insns = 1,
	.what = "TESTUI: are they on?");

BENCH(senduipi, "xor %r8d, %r8d; .byte 0xf3, 0x41, 0x0f, 0xc7, 0xf0",
	.name = "senduipi-suppressed", UINTR, .flags = PB_FROM_RING3, .insns = 2,
	.what = "SENDUIPI, posted in memory; UPID.SN keeps the interrupt from being sent");

BENCH(uiret, "push %rsp; pushf; lea 1f(%rip), %r8; push %r8; .byte 0xf3, 0x0f, 0x01, 0xec; 1:",
	.name = "uiret", UINTR, .flags = PB_FROM_RING3, .insns = 5,
	.what = "a frame pushed, UIRET to the next instruction");

/* MSRs in ring 3, as far as USER_MSR_CTL's bitmaps allow. */
#define USER_MSR(msr, asked) .question = asked, .operand = PB_MSR_##msr,	\
	.needs = PB_OWN_MACHINE | PB_USER_MSR, .flags = PB_FROM_RING3, .insns = 1

BENCH(urdmsr, "may_fault .byte 0xf2, 0x41, 0x0f, 0x38, 0xf8, 0xc8",
	.name = "urdmsr", USER_MSR(SYSENTER_ESP, "msr-read"),
	.what = "URDMSR of sysenter-esp in ring 3");

BENCH(urdmsr_imm, "may_fault .byte 0xc4, 0xe7, 0x7b, 0xf8, 0xc0, 0x75, 0x01, 0, 0",
	.name = "urdmsr-imm", USER_MSR(SYSENTER_ESP, "msr-read"),
	.what = "URDMSR with the MSR as an immediate");

BENCH(uwrmsr, "may_fault .byte 0xf3, 0x0f, 0x38, 0xf8, 0xcb",
	.name = "uwrmsr", USER_MSR(UARCH_MISC_CTL, "msr-write-each"),
	.what = "UWRMSR to UARCH_MISC_CTL in ring 3");

BENCH(uwrmsr_imm, "may_fault .byte 0xc4, 0xe7, 0x7a, 0xf8, 0xc3, 0x01, 0x1b, 0, 0",
	.name = "uwrmsr-imm", USER_MSR(UARCH_MISC_CTL, "msr-write-each"),
	.what = "UWRMSR with the MSR as an immediate");
