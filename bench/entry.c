// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways into ring 0 and out again: the entry code that Lutomirski (2015-08-19)
 * and Jiangshan and Hansen (2023-04-03) argue about, each step against its
 * alternatives.  A bench is a round trip, from the instruction that enters to the
 * one after it.  Handlers do what the kernel's do and no more; they keep every
 * register that they do not hand on.
 *
 * An instruction that a fault keeps from completing does not count in .insns:
 * an access with #GP or #PF is 0, INT n, INT3 and UD2 are 1.
 */
#include "bench.h"

#define INT	"int $" PB_STR(PB_VECTOR_INT)

/* What the CPU pushed, from RSP up; and what is on it when n registers were pushed since. */
#define RIP(n)		PB_STR(8 * (n)) "(%rsp)"
#define CS(n)		PB_STR(8 * (n) + 8) "(%rsp)"
#define RFLAGS(n)	PB_STR(8 * (n) + 16) "(%rsp)"
#define OLD_RSP(n)	PB_STR(8 * (n) + 24) "(%rsp)"

/* One CPU's data, as GS base finds it; the counters have a cache line of their own. */
asm(".data\n"
    ".balign 64\n"
    ".globl pb_entry_cpu\n"
    "pb_entry_cpu:\n"
    "pb_user_rsp:	.quad 0\n"
    "pb_stack:		.quad pb_stack_top\n"
    "pb_usergs_sysret64_op: .quad pb_handler_usergs_sysret64\n"
    ".balign 64\n"
    "pb_work:		.long 0\n"		/* thread-info flags: nothing to do */
    "pb_slow_off:	.byte 0\n"
    "pb_slow_on:	.byte 1\n"
    ".balign 4\n"
    "pb_slow_count:	.long 0\n"
    "pb_nesting:	.long 1\n"		/* RCU is watching, as after user_exit() */
    "pb_nesting_idle:	.long 0\n"
    "pb_dynticks:	.long 0\n"
    "pb_context:	.long 1\n"		/* 1: user */
    ".bss\n"
    ".balign 64\n"
    ".skip 1024\n"
    "pb_stack_top:\n"
    ".text\n");

/* The same from ring 0 and from ring 3. */
#define FROM_BOTH(id, nm, grp, body, handler, n, about, ...)			\
	BENCH_ENTRY(id, body, handler,						\
		.name = nm, .question = grp, .insns = (n),				\
		.what = about ", from ring 0", __VA_ARGS__);			\
	BENCH_ENTRY(id##_user, body, handler,					\
		.name = nm "-user", .question = grp "-user", .insns = (n),		\
		.flags = PB_FROM_RING3,							\
		.what = about ", from ring 3", __VA_ARGS__)

/* entry: delivery and IRET */

FROM_BOTH(entry_int, "entry-int", "entry", INT, "iretq", 2,
	"INT n and IRET", .vector = PB_VECTOR_INT);

FROM_BOTH(entry_int3, "entry-int3", "entry", "int3", "iretq", 2,
	"INT3 and IRET", .vector = PB_VECTOR_BP);

FROM_BOTH(entry_ud2, "entry-ud2", "entry", "ud2", "addq $2, " RIP(0) "; iretq", 3,
	"UD2, stepped over, and IRET", .vector = PB_VECTOR_UD);

/* Not canonical: #GP everywhere, with the error code 0.  9 bytes. */
#define ACCESS_GP	"movabs 0x8000000000000000, %eax"
#define SKIP(bytes)	"add $8, %rsp; addq $" bytes ", " RIP(0) "; iretq"

FROM_BOTH(entry_gp, "entry-gp", "entry", ACCESS_GP, SKIP("9"), 3,
	"#GP, the access stepped over, and IRET", .vector = PB_VECTOR_GP);

/* Page 0 is not mapped.  7 bytes. */
FROM_BOTH(entry_pf, "entry-pf", "entry", "mov 0x0, %eax", SKIP("7"), 3,
	"#PF, the access stepped over, and IRET", .vector = PB_VECTOR_PF);

/* With FRED there are no gates: two entry points for all events tell them apart by the vector. */
BENCH(entry_int_fred, INT,
	.name = "entry-int-fred", .question = "entry", .insns = 4,
	.needs = PB_OWN_MACHINE | PB_FRED, .vector = PB_VIA_FRED(PB_VECTOR_INT),
	.what = "INT n by FRED event delivery, a test of the vector, ERETS");

/* entry-ist: which stack */

FROM_BOTH(stack_same, "stack-ordinary", "entry-ist", INT, "iretq", 2,
	"INT n on the stack that is ordinarily taken", .vector = PB_VECTOR_INT);

FROM_BOTH(stack_ist, "stack-ist", "entry-ist", INT, "iretq", 2,
	"INT n through an IST gate", .vector = PB_VECTOR_INT, .ist = 1);

/*
 * The atomic switch: the other stack is complete before one instruction makes
 * it the stack, so that whatever comes in between finds either the one or the
 * other.
 */
#define MOVE_TO_OTHER_STACK						\
	"push %rax; push %rdi\n"					\
	"mov pb_stack(%rip), %rdi\n"					\
	".irp at, 0, 8, 16, 24, 32, 40, 48\n"				\
	"mov \\at(%rsp), %rax; mov %rax, \\at - 56(%rdi)\n"		\
	".endr\n"							\
	"lea -56(%rdi), %rsp\n"						\
	"pop %rdi; pop %rax; iretq"
#define MOVE_INSNS 21

FROM_BOTH(stack_moved, "stack-software", "entry-ist", INT, MOVE_TO_OTHER_STACK, 1 + MOVE_INSNS,
	"INT n, the frame moved to another stack atomically by software", .vector = PB_VECTOR_INT);

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
	.name = "swapgs-branch-user", .question = "entry-swapgs-user", .insns = 8,
	.vector = PB_VECTOR_INT, .flags = PB_FROM_RING3,
	.what = "INT n, a branch on the way in and out that finds ring 3, and SWAPGS, from ring 3");

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

/*
 * entry-context: telling RCU that ring 3 was left, and is entered again, by
 * Linux 4.2 and 4.3 in essence.  Label 9 is never reached.
 */

#define CONTEXT .question = "entry-context", .vector = PB_VECTOR_INT, .flags = PB_FROM_RING3
#define NEVER "; 9: ud2"

/* rcu_irq_enter() and rcu_irq_exit() where RCU watches already: the counter, and a branch each. */
#define NESTED	"cmpl $0, pb_nesting(%rip); je 9f; incl pb_nesting(%rip)\n"	\
		"decl pb_nesting(%rip); jz 9f\n"
#define NESTED_INSNS 5

/* The same where RCU did not: then the branches lead to an atomic increment each. */
#define FROM_IDLE "cmpl $0, pb_nesting_idle(%rip); jne 9f; incl pb_nesting_idle(%rip)\n"	\
		"lock incl pb_dynticks(%rip)\n"						\
		"decl pb_nesting_idle(%rip); jnz 9f; lock incl pb_dynticks(%rip)\n"
#define FROM_IDLE_INSNS 7

/* user_exit() and user_enter(): is it that state? RCU's atomic increment; the new state. */
#define USER_EXIT "cmpl $1, pb_context(%rip); jne 9f\n"					\
		"lock incl pb_dynticks(%rip); movl $0, pb_context(%rip)\n"
#define USER_ENTER "cmpl $0, pb_context(%rip); jne 9f\n"				\
		"lock incl pb_dynticks(%rip); movl $1, pb_context(%rip)\n"
#define USER_INSNS 8

BENCH_ENTRY(context_none, INT, "iretq",
	.name = "context-none", CONTEXT, .insns = 2,
	.what = "INT n and IRET from ring 3, nobody told");

BENCH_ENTRY(context_irq, INT, FROM_IDLE "iretq" NEVER,
	.name = "context-irq-enter-exit", CONTEXT, .insns = 2 + FROM_IDLE_INSNS,
	.what = "rcu_irq_enter and rcu_irq_exit alone: counter, branch, atomic increment each");

BENCH_ENTRY(context_user, INT, USER_EXIT USER_ENTER "iretq" NEVER,
	.name = "context-user-exit-enter", CONTEXT, .insns = 2 + USER_INSNS,
	.what = "user_exit and user_enter alone: test, atomic increment, new state each");

BENCH_ENTRY(context_both, INT, USER_EXIT NESTED USER_ENTER "iretq" NEVER,
	.name = "context-both", CONTEXT, .insns = 2 + USER_INSNS + NESTED_INSNS,
	.what = "user_exit and user_enter around a nested rcu_irq_enter and rcu_irq_exit");

BENCH_ENTRY(context_nesting, INT, NESTED "iretq" NEVER,
	.name = "context-nesting", CONTEXT, .insns = 2 + NESTED_INSNS,
	.what = "a nesting counter up and down, with its branches");

BENCH_ENTRY(context_atomic, INT,
	"lock addl $2, pb_dynticks(%rip); lock addl $2, pb_dynticks(%rip); iretq",
	.name = "context-atomic", CONTEXT, .insns = 4,
	.what = "one atomic change of state each way, no branch");

/* entry-handler: is there work before ring 3? in assembly or in C */

#define HANDLER .question = "entry-handler", .vector = PB_VECTOR_INT, .flags = PB_FROM_RING3
#define WORK	"testl $0x3f, pb_work(%rip); jnz 9f\n"
#define SAVE									\
	".irp reg, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15\n" \
	"push %\\reg\n.endr\n"
#define RESTORE									\
	".irp reg, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi\n" \
	"pop %\\reg\n.endr\n"
#define SAVE_INSNS 30

/* What a compiler makes of `if (unlikely(flags & WORK)) ...`. */
asm("hot\nfunction pb_handler_exit_work\n"
    "endbr64; " WORK "ret" NEVER "\n.text\n");

BENCH_ENTRY(exit_asm, INT, WORK "iretq" NEVER,
	.name = "handler-asm", HANDLER, .insns = 4,
	.what = "a test for work in assembly, no register saved");

BENCH_ENTRY(exit_asm_saved, INT, SAVE WORK RESTORE "iretq" NEVER,
	.name = "handler-asm-saved", HANDLER, .insns = 4 + SAVE_INSNS,
	.what = "a test for work in assembly, all registers saved and restored");

BENCH_ENTRY(exit_c, INT, SAVE "mov %rsp, %rdi; call pb_handler_exit_work\n" RESTORE "iretq",
	.name = "handler-c", HANDLER, .insns = 4 + SAVE_INSNS + 4,
	.what = "the test in a C function, all registers saved and restored");

/* syscall */

#define SYSCALL(grp) .question = grp, .vector = PB_VIA_SYSCALL, .flags = PB_FROM_RING3

/* As entry_SYSCALL_64 does: the kernel's stack, and on it what IRET would want. */
#define SYSCALL_ENTER							\
	"swapgs; mov %rsp, %gs:0; mov %gs:8, %rsp\n"			\
	"push $" PB_STR(PB_USER_DS) "; push %gs:0; push %r11\n"		\
	"push $" PB_STR(PB_USER_CS) "; push %rcx\n"
#define SYSCALL_ENTER_INSNS 8

BENCH_ENTRY(syscall_sysret, "syscall",
	SYSCALL_ENTER "mov " RIP(0) ", %rcx; mov " RFLAGS(0) ", %r11; mov " OLD_RSP(0) ", %rsp\n"
	"swapgs; sysretq",
	.name = "syscall-sysret", SYSCALL("syscall"), .insns = 1 + SYSCALL_ENTER_INSNS + 5,
	.what = "SYSCALL, stack switched, frame built, return by SYSRET");

BENCH_ENTRY(syscall_iret, "syscall", SYSCALL_ENTER "swapgs; iretq",
	.name = "syscall-iret", SYSCALL("syscall"), .insns = 1 + SYSCALL_ENTER_INSNS + 2,
	.what = "SYSCALL, stack switched, frame built, return by IRET");

BENCH_ENTRY(syscall_bare, "syscall", "sysretq",
	.name = "syscall-bare", SYSCALL("syscall"), .insns = 2,
	.what = "SYSCALL and SYSRET, nothing between");

BENCH(syscall_fred, "syscall",
	.name = "syscall-fred", .question = "syscall", .insns = 4, .flags = PB_FROM_RING3,
	.needs = PB_OWN_MACHINE | PB_FRED, .vector = PB_VIA_FRED(PB_VECTOR_SYSCALL),
	.what = "SYSCALL by FRED event delivery, a test of the vector, ERETU");

/* The paravirt site usergs_sysret64, a jump that does not come back. */
asm("hot\nfunction pb_handler_usergs_sysret64\n"
    "endbr64; swapgs; sysretq; int3\n.text\n");

BENCH_ENTRY(usergs_native, "syscall", "swapgs; swapgs; sysretq",
	.name = "usergs-sysret64-native", SYSCALL("usergs-sysret64"), .insns = 4,
	.what = "SYSCALL, SWAPGS, and inline SWAPGS and SYSRET");

BENCH_ENTRY(usergs_pv, "syscall", "swapgs; jmp *pb_usergs_sysret64_op(%rip)",
	.name = "usergs-sysret64-pv-indirect", SYSCALL("usergs-sysret64"), .insns = 6,
	.what = "SYSCALL, SWAPGS, and a jump through a pointer to SWAPGS and SYSRET");
