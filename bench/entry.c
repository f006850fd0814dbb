// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways into ring 0 and out again: the entry code that Lutomirski (2015-08-19)
 * and Lai Jiangshan and Hansen (2023-04-03) argue about, each step against its
 * alternatives.
 */
#include "entry.h"

/* One CPU's data, as GS base finds it; the counters have a cache line of their own. */
asm(".data\n"
    ".balign 64\n"
    ".globl pb_entry_cpu, pb_stack, pb_cpu_bases, pb_work\n"
    "pb_entry_cpu:\n"
    "pb_user_rsp:	.quad 0\n"
    "pb_stack:		.quad pb_stack_top\n"
    "pb_cpu_bases:	.quad pb_entry_cpu\n"	/* by the CPU's number: there is but one */
    ".balign 64\n"
    "pb_work:		.long 0\n"		/* thread-info flags: nothing to do */
    "pb_slow_off:	.byte 0\n"
    "pb_slow_on:	.byte 1\n"
    ".balign 4\n"
    "pb_slow_count:	.long 0\n"
    ".bss\n"
    ".balign 64\n"
    ".skip 1024\n"
    "pb_stack_top:\n"
    ".text\n");

/* entry: delivery and IRET */

FROM_BOTH(entry_int, "entry-int", "entry", INT, "iretq", 2,
	"INT n and IRET", .vector = PB_VECTOR_INT);

FROM_BOTH(entry_int3, "entry-int3", "entry", "int3", "iretq", 2,
	"INT3 and IRET", .vector = PB_VECTOR_BP);

FROM_BOTH(entry_ud2, "entry-ud2", "entry", "ud2", "addq $2, " RIP(0) "; iretq", 3,
	"UD2, stepped over, and IRET", .vector = PB_VECTOR_UD);

FROM_BOTH(entry_gp, "entry-gp", "entry", ACCESS_GP, SKIP("9"), 3,
	"#GP, the access stepped over, and IRET", .vector = PB_VECTOR_GP);

FROM_BOTH(entry_pf, "entry-pf", "entry", ACCESS_PF, SKIP("7"), 3,
	"#PF, the access stepped over, and IRET", .vector = PB_VECTOR_PF);

/* No gate's DPL keeps ring 3 from it.  QEMU's TCG before 9.1 raises #UD. */
FROM_BOTH(entry_int1, "entry-int1", "entry", INT1, "iretq", 2,
	"INT1 and IRET", .vector = PB_VECTOR_DB);

FROM_BOTH(entry_step, "entry-db-step", "entry", STEP, NO_STEP, 6,
	"POPF with TF, a nop, #DB by single step, TF cleared, IRET", .vector = PB_VECTOR_DB);

/* entry-return: back to ring 0 */

#define RETURN .question = "entry-return", .vector = PB_VECTOR_INT

BENCH_ENTRY(return_iret, INT, "iretq",
	.name = "return-iret", RETURN, .insns = 2,
	.what = "INT n with IF clear, return by IRET");

/*
 * RET takes RIP from the interrupted stack, so RIP goes there, and RFLAGS under
 * it for POPF.  These may be the very words where the CPU pushed SS and RSP: RSP
 * is read first, and the new one is kept where CS is, which is not wanted.
 */
#define TO_OLD_STACK(flags, words)					\
	"push %rax; push %rdi\n"					\
	"mov " OLD_RSP(2) ", %rdi\n"					\
	"mov " RIP(2) ", %rax; mov %rax, -8(%rdi)\n"			\
	flags								\
	"lea -8 * " words "(%rdi), %rdi; mov %rdi, " CS(2) "\n"		\
	"pop %rdi; pop %rax; mov " CS(0) ", %rsp\n"
#define FLAGS_TOO	"mov " RFLAGS(2) ", %rax; mov %rax, -16(%rdi)\n"
#define FLAGS_NO_IF	"mov " RFLAGS(2) ", %rax; btr $9, %rax; mov %rax, -16(%rdi)\n"

BENCH_ENTRY(return_popf_ret, INT, TO_OLD_STACK(FLAGS_TOO, "2") "popf; ret",
	.name = "return-popf-ret", RETURN, .insns = 1 + 12 + 2,
	.what = "INT n with IF clear, return by POPF and RET");

BENCH_ENTRY(return_ret, INT, TO_OLD_STACK("", "1") "ret",
	.name = "return-ret", RETURN, .insns = 1 + 10 + 1,
	.what = "INT n with IF clear, return by RET, which restores no flags");

BENCH_ENTRY(return_iret_if, INT, "iretq",
	.name = "return-iret-if-1", RETURN, .insns = 2, .flags = PB_START_IF,
	.what = "INT n with IF set, return by IRET");

/* POPF that sets IF would let an interrupt in before RET, again and again; STI holds it off. */
BENCH_ENTRY(return_sti_ret, INT, TO_OLD_STACK(FLAGS_NO_IF, "2") "popf; sti; ret",
	.name = "return-popf-sti-ret-if-1", RETURN, .insns = 1 + 13 + 3, .flags = PB_START_IF,
	.what = "INT n with IF set, return by POPF with IF clear, STI and RET in its shadow");

/*
 * entry-return-user: back to ring 3.  LRET takes RIP, CS, RSP and SS: the frame less RFLAGS.  What
 * was proposed for them (Lutomirski, 2014) is POPF before it, with IF clear and without TF and RF.
 */

#define RETURN_USER .question = "entry-return-user", .vector = PB_VECTOR_INT,	\
	.flags = PB_FROM_RING3
#define CLOSE_RANKS							\
	"push %rax; mov " CS(1) ", %rax; mov %rax, " RFLAGS(1) "\n"	\
	"mov " RIP(1) ", %rax; mov %rax, " CS(1) "; pop %rax; add $8, %rsp\n"
#define CLOSE_RANKS_INSNS 7

BENCH_ENTRY(return_iret_user, INT, "iretq",
	.name = "return-iret-user", RETURN_USER, .insns = 2,
	.what = "INT n from ring 3, return by IRET");

BENCH_ENTRY(return_lret_user, INT, CLOSE_RANKS "lretq",
	.name = "return-lret-user", RETURN_USER, .insns = 1 + CLOSE_RANKS_INSNS + 1,
	.what = "INT n from ring 3, the frame closed up, return by far RET, which restores no flags");

BENCH_ENTRY(return_popf_lret_user, INT, "push " RFLAGS(0) "; popf\n" CLOSE_RANKS "lretq",
	.name = "return-popf-lret-user", RETURN_USER, .insns = 1 + 2 + CLOSE_RANKS_INSNS + 1,
	.what = "INT n from ring 3, POPF, the frame closed up, return by far RET");

/* Far returns to the ring they come from; serialize.c has iret-self. */

BENCH(lret_to_self, "mov %cs, %eax; push %rax; lea 1f(%rip), %rax; push %rax; lretq; 1:\n",
	.name = "return-lret-self", .question = "entry-return-self", .insns = 5,
	.needs = PB_OWN_MACHINE,
	.what = "CS and RIP pushed, far RET to the next instruction, ring 0");

/* The offset has 32 bits on every CPU; the flat guest lies below that. */
asm(".data\n"
    ".balign 8\n"
    ".globl pb_far_pointer\n"
    "pb_far_pointer: .long 0; .word " PB_STR(PB_KERNEL_CS) "\n"
    ".text\n");

BENCH(ljmp_to_self, "lea 1f(%rip), %rax; mov %eax, pb_far_pointer(%rip)\n"
	"ljmp *pb_far_pointer(%rip); 1:\n",
	.name = "return-ljmp-self", .question = "entry-return-self", .insns = 3,
	.needs = PB_OWN_MACHINE,
	.what = "a far pointer stored, far JMP through it to the next instruction, ring 0");

/* entry-swapgs.  The branch's path also tells which ring was interrupted. */

#define SWAPGS_IF_USER	"testb $3, " CS(0) "; jz 1f; swapgs; 1:\n"

FROM_BOTH(swapgs_none, "swapgs-none", "entry-swapgs", INT, "iretq", 2,
	"INT n, GS left alone", .vector = PB_VECTOR_INT);

FROM_BOTH(swapgs_always, "swapgs-always", "entry-swapgs", INT, "swapgs; swapgs; iretq", 4,
	"INT n, SWAPGS on the way in and out, whatever was interrupted", .vector = PB_VECTOR_INT);

BENCH_ENTRY(swapgs_branch, INT, SWAPGS_IF_USER SWAPGS_IF_USER "iretq",
	.name = "swapgs-branch", .question = "entry-swapgs", .insns = 6, .vector = PB_VECTOR_INT,
	.what = "INT n, a branch on the way in and out that finds ring 0, from ring 0");

BENCH_ENTRY(swapgs_branch_user, INT, SWAPGS_IF_USER SWAPGS_IF_USER "iretq",
	.name = "swapgs-branch-user", .question = "entry-swapgs", .insns = 8,
	.vector = PB_VECTOR_INT, .flags = PB_FROM_RING3,
	.what = "INT n, a branch on the way in and out that finds ring 3, and SWAPGS, from ring 3");

/* CVE-2019-1125: neither way past the branch may be taken speculatively with the wrong GS. */
FROM_EACH(swapgs_lfence, "swapgs-branch-lfence", "entry-swapgs", INT,
	SWAPGS_IF_USER "lfence\n" SWAPGS_IF_USER "iretq", 7, 9,
	"the same with LFENCE after the branch on the way in", .vector = PB_VECTOR_INT);

/* entry-slow-path: what one costs that is hardly ever wanted */

asm("hot\nfunction pb_handler_slow_path\n"
    "incl pb_slow_count(%rip); ret; int3\n.text\n");

#define SLOW .question = "entry-slow-path", .vector = PB_VECTOR_INT
#define CALL_SLOW	"call pb_handler_slow_path\n"
#define SLOW_INSNS	3	/* call, incl, ret */
#define BRANCH_TO_SLOW(branch)	branch " 2f; 1: iretq; 2: " CALL_SLOW "jmp 1b"

BENCH_ENTRY(slow_none, INT, "iretq",
	.name = "slow-path-none", SLOW, .insns = 2,
	.what = "INT n and IRET, no slow path");

BENCH_ENTRY(slow_key_off, INT, ".byte 0x0f, 0x1f, 0x44, 0, 0; 1: iretq; 2: " CALL_SLOW "jmp 1b",
	.name = "slow-path-key-off", SLOW, .insns = 3,
	.what = "behind a static key that is off: a 5-byte nop");

BENCH_ENTRY(slow_flag_off, INT, BRANCH_TO_SLOW("cmpb $0, pb_slow_off(%rip); jne"),
	.name = "slow-path-flag-off", SLOW, .insns = 4,
	.what = "behind a flag in memory that is clear");

BENCH_ENTRY(slow_always, INT, CALL_SLOW "iretq",
	.name = "slow-path-always", SLOW, .insns = 2 + SLOW_INSNS,
	.what = "called unconditionally");

BENCH_ENTRY(slow_key_on, INT, BRANCH_TO_SLOW("jmp"),
	.name = "slow-path-key-on", SLOW, .insns = 4 + SLOW_INSNS,
	.what = "behind a static key that is on: a jump out of line and back");

BENCH_ENTRY(slow_flag_on, INT, BRANCH_TO_SLOW("cmpb $0, pb_slow_on(%rip); jne"),
	.name = "slow-path-flag-on", SLOW, .insns = 5 + SLOW_INSNS,
	.what = "behind a flag in memory that is set");

/* entry-handler: is there work before ring 3? in assembly or in C (entry-c.c) */

#define HANDLER .question = "entry-handler", .vector = PB_VECTOR_INT, .flags = PB_FROM_RING3
#define WORK	"testl $0x3f, pb_work(%rip); jnz 9f\n"

BENCH_ENTRY(exit_asm, INT, WORK "iretq" NEVER,
	.name = "handler-asm", HANDLER, .insns = 4,
	.what = "a test for work in assembly, no register saved");

BENCH_ENTRY(exit_asm_saved, INT, SAVE WORK RESTORE "iretq" NEVER,
	.name = "handler-asm-saved", HANDLER, .insns = 4 + SAVE_INSNS,
	.what = "a test for work in assembly, all registers saved and restored");

BENCH_ENTRY(exit_asm_cleared, INT, SAVE CLEAR WORK RESTORE "iretq" NEVER,
	.name = "handler-asm-cleared", HANDLER, .insns = 4 + SAVE_INSNS + CLEAR_INSNS,
	.what = "the same, and cleared in between by XOR, as PUSH_AND_CLEAR_REGS does");

BENCH_ENTRY(exit_c, INT, SAVE "mov %rsp, %rdi; call pb_exit_work\n" RESTORE "iretq",
	.name = "handler-compiled", HANDLER, .insns = PB_NOT_OURS,
	.what = "the test in a C function, as the compiler made it, all registers saved");

BENCH_ENTRY(exit_c_cleared, INT, SAVE CLEAR "mov %rsp, %rdi; call pb_exit_work\n" RESTORE "iretq",
	.name = "handler-compiled-cleared", HANDLER, .insns = PB_NOT_OURS,
	.what = "the same, and cleared in between by XOR");
