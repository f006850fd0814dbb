// SPDX-License-Identifier: GPL-2.0-only
/*
 * entry-context: telling RCU that ring 3 was left, and is entered again (Lutomirski,
 * 2015-08-19).  Branches to label 9 are never taken.
 */
#include "entry.h"

#define TASK_NEST	"0x0100000000000000"	/* one level of nesting by tasks ... */
#define TASK_NEST_MASK	"0x7f00000000000000"
#define TASK_WATCHING	"0x0140000000000000"	/* ... and the flag that says so */
#define NMI_NONIDLE	"0x4000000000000000"

asm(".data\n"
    ".balign 64\n"
    "pb_nesting:	.long 1\n"		/* RCU is watching, as after user_exit() */
    "pb_nesting_idle:	.long 0\n"
    "pb_dynticks:	.long 0\n"
    "pb_context:	.long 1\n"		/* 1: user */
    ".balign 8\n"
    "pb_task_nesting:	.quad 0\n"		/* 4.2, 4.3: not watching; watching */
    "pb_task_watching:	.quad " TASK_WATCHING "\n"
    "pb_irq_nesting:	.quad 0\n"
    "pb_preempt_count:	.long 0\n"
    "pb_recursion:	.long 0\n"
    "pb_tracking:	.long 1\n"		/* on this CPU */
    "pb_state_4_3:	.long 1\n"
    "pb_state:		.long 2\n"		/* 6.1: user; idle */
    "pb_state_idle:	.long 1\n"
    ".balign 8\n"
    "pb_ct_nesting:	.quad 0\n"
    "pb_ct_nmi_nesting:	.quad 0\n"
    "pb_idle_nmi_nesting: .quad 0\n"
    ".text\n");

#define CONTEXT .question = "entry-context", .vector = PB_VECTOR_INT, .flags = PB_FROM_RING3

/*
 * In essence, without what Linux has around it.  rcu_irq_enter() and rcu_irq_exit() where RCU
 * watches already: the counter, and a branch each.
 */
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

/*
 * Linux 4.2 and 4.3 (kernel/context_tracking.c, kernel/rcu/tree.c): interrupts off, that this is
 * no interrupt's work, no recursion and this CPU's business, and only then the state.  Left
 * out: tracepoints, all off, and the sums of vtime.
 */
#define IRQ_SAVE	"pushf; pop %rdi; cli\n"
#define IRQ_RESTORE	"push %rdi; popf\n"
#define TRACKING								\
	"testl $0x1fff00, pb_preempt_count(%rip); jnz 9f\n" IRQ_SAVE		\
	"incl pb_recursion(%rip); cmpl $1, pb_recursion(%rip); jne 9f\n"
#define ACTIVE		"cmpb $0, pb_tracking(%rip); je 9f\n"
#define TRACKED		"decl pb_recursion(%rip)\n" IRQ_RESTORE
#define TRACKING_INSNS	(2 + 3 + 3)
#define TRACKED_INSNS	(1 + 2)

#define USER_EXIT_4_3								\
	TRACKING "cmpl $1, pb_state_4_3(%rip); jne 9f\n" ACTIVE			\
	"movabs $" TASK_NEST_MASK ", %r8; test %r8, pb_task_nesting(%rip); jnz 9f\n"	\
	"movabs $" TASK_WATCHING ", %r8; mov %r8, pb_task_nesting(%rip)\n"		\
	"lock incl pb_dynticks(%rip); movl $0, pb_state_4_3(%rip)\n" TRACKED
#define USER_ENTER_4_3								\
	TRACKING "cmpl $1, pb_state_4_3(%rip); je 9f\n" ACTIVE			\
	"movabs $" TASK_NEST_MASK ", %r8; and pb_task_nesting(%rip), %r8\n"		\
	"movabs $" TASK_NEST ", %r9; cmp %r9, %r8; jne 9f\n"			\
	"movq $0, pb_task_nesting(%rip)\n"					\
	"lock incl pb_dynticks(%rip); movl $1, pb_state_4_3(%rip)\n" TRACKED
#define USER_4_3_INSNS (2 * TRACKING_INSNS + 2 + 2 + 5 + 2 + 2 + 2 + 6 + 2 + 2 * TRACKED_INSNS)

#define IRQ_ENTER_EXIT(nesting, enter, exit)					\
	IRQ_SAVE "mov " nesting "(%rip), %r8; incq " nesting "(%rip); test %r8, %r8\n"	\
	enter IRQ_RESTORE							\
	IRQ_SAVE "decq " nesting "(%rip)\n" exit IRQ_RESTORE
#define IRQ_NESTED_4_3(nesting) IRQ_ENTER_EXIT(nesting, "jz 9f\n", "jz 9f\n")
#define IRQ_FROM_USER_4_2 IRQ_ENTER_EXIT("pb_irq_nesting",			\
	"jnz 9f; lock incl pb_dynticks(%rip)\n", "jnz 9f; lock incl pb_dynticks(%rip)\n")
#define IRQ_NESTED_INSNS (3 + 4 + 2 + 3 + 2 + 2)

BENCH_ENTRY(context_irq_4_2, INT, IRQ_FROM_USER_4_2 "iretq" NEVER,
	.name = "context-irq-4-2", CONTEXT, .insns = 2 + IRQ_NESTED_INSNS + 2,
	.what = "Linux 4.2: rcu_irq_enter and rcu_irq_exit, RCU was not watching");

BENCH_ENTRY(context_nested_4_3, INT, IRQ_NESTED_4_3("pb_task_watching") "iretq" NEVER,
	.name = "context-irq-nested-4-3", CONTEXT, .insns = 2 + IRQ_NESTED_INSNS,
	.what = "Linux 4.3: rcu_irq_enter and rcu_irq_exit, RCU was watching");

BENCH_ENTRY(context_user_4_3, INT, USER_EXIT_4_3 USER_ENTER_4_3 "iretq" NEVER,
	.name = "context-user-4-3", CONTEXT, .insns = 2 + USER_4_3_INSNS,
	.what = "Linux 4.3: user_exit and user_enter, with the checks around them");

BENCH_ENTRY(context_both_4_3, INT,
	USER_EXIT_4_3 IRQ_NESTED_4_3("pb_task_nesting") USER_ENTER_4_3 "iretq" NEVER,
	.name = "context-both-4-3", CONTEXT, .insns = 2 + USER_4_3_INSNS + IRQ_NESTED_INSNS,
	.what = "Linux 4.3: an interrupt out of ring 3, both pairs");

/*
 * Linux 6.1 (kernel/context_tracking.c): interrupts are off already; one atomic word is state
 * and RCU's counter (4: RCU is watching), and an interrupt out of ring 3 has no pair of its own.
 */
#define NOT_RECURSIVE	"incl pb_recursion(%rip); cmpl $1, pb_recursion(%rip); jne 9f\n"
#define STATE_IS_USER	"mov pb_state(%rip), %r8d; and $3, %r8d; cmp $2, %r8d\n"
#define ADD(n, state)	"mov $" n ", %r8d; lock xadd %r8d, " state "(%rip)\n"

#define USER_EXIT_6_1								\
	NOT_RECURSIVE STATE_IS_USER "jne 9f\n" ACTIVE				\
	"cmpq $0, pb_ct_nesting(%rip); jne 9f\n" ADD("4 - 2", "pb_state")	\
	"movq $1, pb_ct_nesting(%rip)\n"					\
	"movabs $" NMI_NONIDLE ", %r8; mov %r8, pb_ct_nmi_nesting(%rip)\n"	\
	"decl pb_recursion(%rip)\n"
#define USER_ENTER_6_1								\
	NOT_RECURSIVE STATE_IS_USER "je 9f\n" ACTIVE				\
	"movq $0, pb_ct_nmi_nesting(%rip); cmpq $1, pb_ct_nesting(%rip); jne 9f\n"	\
	"movq $0, pb_ct_nesting(%rip)\n" ADD("4 + 2", "pb_state")		\
	"decl pb_recursion(%rip)\n"
#define USER_6_1_INSNS (3 + 4 + 2 + 2 + 2 + 3 + 1 + 3 + 4 + 2 + 3 + 1 + 2 + 1)

#define NMI_NESTING	"pb_idle_nmi_nesting(%rip)"
#define IRQ_ENTER_6_1								\
	"cmpq $0, " NMI_NESTING "; jl 9f; testl $4, pb_state_idle(%rip); jnz 9f\n"	\
	ADD("4", "pb_state_idle") "addq $1, " NMI_NESTING "\n"
#define IRQ_EXIT_6_1								\
	"cmpq $0, " NMI_NESTING "; jle 9f; testl $4, pb_state_idle(%rip); jz 9f\n"	\
	"cmpq $1, " NMI_NESTING "; jne 9f; movq $0, " NMI_NESTING "\n"		\
	ADD("4", "pb_state_idle")
#define IRQ_6_1_INSNS (4 + 2 + 1 + 4 + 3 + 2)

BENCH_ENTRY(context_user_6_1, INT, USER_EXIT_6_1 USER_ENTER_6_1 "iretq" NEVER,
	.name = "context-user-6-1", CONTEXT, .insns = 2 + USER_6_1_INSNS,
	.what = "Linux 6.1: __ct_user_exit and __ct_user_enter, interrupts off already");

BENCH_ENTRY(context_irq_6_1, INT, IRQ_ENTER_6_1 IRQ_EXIT_6_1 "iretq" NEVER,
	.name = "context-irq-6-1", CONTEXT, .insns = 2 + IRQ_6_1_INSNS,
	.what = "Linux 6.1: ct_irq_enter and ct_irq_exit, RCU was not watching (the idle task)");
