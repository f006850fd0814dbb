// SPDX-License-Identifier: GPL-2.0-only
/*
 * What mitigations add to an entry from ring 3 and the way back: page-table isolation
 * (Meltdown), buffers cleared (MDS), branch predictors flushed, filled or restricted.
 */
#include "entry.h"
#include "speculation.h"

/* entry-pti: CR3 to the kernel's tables and back, which map the same here */

#define TO_KERNEL(reg, noflush)							\
	"mov %cr3, " reg "; and $~" PB_STR(PB_CR3_USER) ", " reg "\n"		\
	noflush(reg) "mov " reg ", %cr3\n"
#define TO_USER(reg, noflush)							\
	"mov %cr3, " reg "; or $" PB_STR(PB_CR3_USER) ", " reg "\n"		\
	noflush(reg) "mov " reg ", %cr3\n"
#define FLUSH(reg) ""
#define NOFLUSH(reg) "bts $63, " reg "\n"
#define SWITCH_INSNS 6
#define SWITCH_NOFLUSH_INSNS (SWITCH_INSNS + 2)

#define PTI_INT .question = "entry-pti", .vector = PB_VECTOR_INT,		\
	.flags = PB_FROM_RING3 | PB_USER_CR3
#define PTI_SYSCALL .question = "entry-pti", .vector = PB_VIA_SYSCALL,	\
	.flags = PB_FROM_RING3 | PB_USER_CR3
#define WITH_RAX(code) "push %rax\n" code "pop %rax\n"

BENCH_ENTRY(pti_int_none, INT, WITH_RAX("") WITH_RAX("") "iretq",
	.name = "pti-int-none", PTI_INT, .insns = 6,
	.what = "INT n and IRET, a register saved twice, no switch");

BENCH_ENTRY(pti_int, INT,
	WITH_RAX(TO_KERNEL("%rax", FLUSH)) WITH_RAX(TO_USER("%rax", FLUSH)) "iretq",
	.name = "pti-int", PTI_INT, .insns = 6 + SWITCH_INSNS,
	.what = "INT n and IRET, CR3 switched both ways: the TLB is flushed");

BENCH_ENTRY_NEEDS(pti_int_noflush, PB_PCID, INT,
	WITH_RAX(TO_KERNEL("%rax", NOFLUSH)) WITH_RAX(TO_USER("%rax", NOFLUSH)) "iretq",
	.name = "pti-int-noflush", PTI_INT, .insns = 6 + SWITCH_NOFLUSH_INSNS,
	.what = "INT n and IRET, CR3 switched both ways with PCIDs and bit 63");

/* RSP is free between the two stacks. */
#define PTI_ENTER(switch_) "swapgs; mov %rsp, %gs:0\n" switch_ "mov %gs:8, %rsp\n" SYSCALL_FRAME
#define PTI_SYSCALL_INSNS (1 + SYSCALL_ENTER_INSNS + 2 + SYSCALL_LEAVE_INSNS + 2)

BENCH_ENTRY(pti_syscall_none, "syscall",
	PTI_ENTER("") WITH_RAX("") SYSCALL_LEAVE "swapgs; sysretq",
	.name = "pti-syscall-none", PTI_SYSCALL, .insns = PTI_SYSCALL_INSNS,
	.what = "SYSCALL and SYSRET, a register saved, no switch");

BENCH_ENTRY(pti_syscall, "syscall",
	PTI_ENTER(TO_KERNEL("%rsp", FLUSH)) WITH_RAX(TO_USER("%rax", FLUSH))
	SYSCALL_LEAVE "swapgs; sysretq",
	.name = "pti-syscall", PTI_SYSCALL, .insns = PTI_SYSCALL_INSNS + SWITCH_INSNS,
	.what = "SYSCALL and SYSRET, CR3 switched both ways: the TLB is flushed");

BENCH_ENTRY_NEEDS(pti_syscall_noflush, PB_PCID, "syscall",
	PTI_ENTER(TO_KERNEL("%rsp", NOFLUSH)) WITH_RAX(TO_USER("%rax", NOFLUSH))
	SYSCALL_LEAVE "swapgs; sysretq",
	.name = "pti-syscall-noflush", PTI_SYSCALL, .insns = PTI_SYSCALL_INSNS + SWITCH_NOFLUSH_INSNS,
	.what = "SYSCALL and SYSRET, CR3 switched both ways with PCIDs and bit 63");

/* entry-mitigations; speculation.c has each alone */

#define MITIGATED .question = "entry-mitigations", .vector = PB_VECTOR_INT,	\
	.flags = PB_FROM_RING3
/* RAX, RCX and RDX are free in a kernel that has saved all registers. */
#define WITH_THREE(code)							\
	"push %rax; push %rcx; push %rdx\n" code "pop %rdx; pop %rcx; pop %rax\n"
#define THREE_INSNS 6

asm("hot\n"
    /*
     * Zen 1 and 2: a RET that is also the middle of TEST $0xcc, %bl.  Decoded as TEST, then
     * fenced, its branch is forgotten; then it is executed.
     */
    ".balign 64, 0xcc\n"
    ".fill 63, 1, 0xcc\n"
    ".globl pb_untrain_ret\n"
    "pb_untrain_ret:\n"
    "	.byte	0xf6\n"
    "pb_untrained_ret:\n"
    "	ret\n"
    "	int3\n"
    "	lfence\n"
    "	jmp	pb_untrained_ret\n"
    "	int3\n"

    ".data\n"
    ".globl pb_ring0_data\n"
    "pb_ring0_data: .word 0x10\n"
    ".text\n");

#define SET_MSR(msr, value)							\
	"mov $" PB_STR(msr) ", %ecx; mov $" value ", %eax; xor %edx, %edx; wrmsr\n"
#define SET_MSR_INSNS 4

BENCH_ENTRY(mitigations_none, INT, WITH_THREE("") "iretq",
	.name = "mitigations-none", MITIGATED, .insns = 2 + THREE_INSNS,
	.what = "INT n and IRET, three registers saved");

BENCH_ENTRY(mitigations_verw, INT, WITH_THREE("") "verw pb_ring0_data(%rip); iretq",
	.name = "mitigations-verw", MITIGATED, .insns = 2 + THREE_INSNS + 1,
	.what = "VERW of memory before IRET, which clears CPU buffers with MD_CLEAR");

BENCH_ENTRY(mitigations_rsb, INT, WITH_THREE(FILL_RSB) "iretq",
	.name = "mitigations-rsb-fill", MITIGATED, .insns = 2 + THREE_INSNS + FILL_RSB_INSNS,
	.what = "32 calls on the way in, which fill the return stack buffer");

BENCH_ENTRY(mitigations_bhb, INT, WITH_THREE("call pb_clear_bhb\n") "iretq",
	.name = "mitigations-bhb-clear", MITIGATED, .insns = 2 + THREE_INSNS + CLEAR_BHB_INSNS,
	.what = "the loop that clears the branch history on the way in");

BENCH_ENTRY(mitigations_untrain, INT, WITH_THREE("call pb_untrain_ret\n") "iretq",
	.name = "mitigations-untrain-ret", MITIGATED, .insns = 2 + THREE_INSNS + 5,
	.what = "retbleed's untraining of a RET on the way in");

BENCH_ENTRY_NEEDS(mitigations_ibrs, PB_SPEC_CTRL, INT,
	WITH_THREE(SET_MSR(PB_MSR_SPEC_CTRL, "1")) WITH_THREE(SET_MSR(PB_MSR_SPEC_CTRL, "0")) "iretq",
	.name = "mitigations-ibrs", MITIGATED, .operand = PB_MSR_SPEC_CTRL,
	.insns = 2 + 2 * (THREE_INSNS + SET_MSR_INSNS),
	.what = "IBRS set on the way in, cleared on the way out");

BENCH_ENTRY_NEEDS(mitigations_ibpb, PB_IBPB, INT,
	WITH_THREE(SET_MSR(PB_MSR_PRED_CMD, "1")) "iretq",
	.name = "mitigations-ibpb", MITIGATED, .insns = 2 + THREE_INSNS + SET_MSR_INSNS,
	.what = "an IBPB on the way in");
