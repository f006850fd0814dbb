// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which stack an exception comes in on, and what must be done about it (Lai Jiangshan and Hansen,
 * 2023-04-03): IST against the ordinary stack, a switch by software, and NMIs, which may
 * nest on theirs.
 */
#include "entry.h"

/* entry-ist: which stack */

FROM_BOTH(stack_same, "stack-ordinary", "entry-ist", INT, "iretq", 2,
	"INT n on the stack that is ordinarily taken", .vector = PB_VECTOR_INT);

FROM_BOTH(stack_ist, "stack-ist", "entry-ist", INT, "iretq", 2,
	"INT n through an IST gate", .vector = PB_VECTOR_INT, .ist = 1);

/* The exceptions that IST is for, or was proposed for. */
FROM_BOTH(int3_ist, "entry-int3-ist", "entry-ist", "int3", "iretq", 2,
	"INT3 through an IST gate", .vector = PB_VECTOR_BP, .ist = 1);

FROM_BOTH(ud2_ist, "entry-ud2-ist", "entry-ist", "ud2", "addq $2, " RIP(0) "; iretq", 3,
	"UD2 through an IST gate, stepped over", .vector = PB_VECTOR_UD, .ist = 1);

FROM_BOTH(gp_ist, "entry-gp-ist", "entry-ist", ACCESS_GP, SKIP("9"), 3,
	"#GP through an IST gate, stepped over", .vector = PB_VECTOR_GP, .ist = 1);

FROM_BOTH(pf_ist, "entry-pf-ist", "entry-ist", ACCESS_PF, SKIP("7"), 3,
	"#PF through an IST gate, stepped over", .vector = PB_VECTOR_PF, .ist = 1);

FROM_BOTH(int1_ist, "entry-int1-ist", "entry-ist", INT1, "iretq", 2,
	"INT1 through an IST gate", .vector = PB_VECTOR_DB, .ist = 1);

FROM_BOTH(step_ist, "entry-db-step-ist", "entry-ist", STEP, NO_STEP, 6,
	"#DB by single step through an IST gate", .vector = PB_VECTOR_DB, .ist = 1);

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
	"INT n, its frame alone moved to another stack atomically by software", .vector = PB_VECTOR_INT);

/*
 * The series itself: the IST gate stays; all registers are saved there, and a C function
 * copies them, pt_regs as a whole, to the other stack.  One MOV commits the switch.
 */
FROM_BOTH(stack_atomic, "stack-atomic-ist", "entry-ist", INT,
	"push $-1\n" SAVE CLEAR "mov %rsp, %rdi; call pb_move_regs; mov %rax, %rsp\n"
	RESTORE "add $8, %rsp; iretq", PB_NOT_OURS,
	"IST gate, pt_regs saved, copied to another stack by C, switched to atomically",
	.vector = PB_VECTOR_INT, .ist = 1);

FROM_BOTH(stack_saved, "stack-ist-saved", "entry-ist", INT,
	"push $-1\n" SAVE CLEAR RESTORE "add $8, %rsp; iretq", 2 + SAVE_INSNS + CLEAR_INSNS + 2,
	"the same without copy and switch", .vector = PB_VECTOR_INT, .ist = 1);

/*
 * NMI-like.  On the IST stack, from its top: the frame, RDX, "executing", the frame
 * to return by, and the first one, from which a nested NMI has the other made again.  In
 * the few instructions from label 1 to 2 that is under way.  From ring 3 nothing can be nested:
 * to the ordinary stack at once.
 */
#define NMI_IST_SIZE "4096"
#define NMI_NESTED							\
	"lea 1f(%rip), %rdx; cmp " RIP(1) ", %rdx; ja 5f\n"		\
	"lea 2f(%rip), %rdx; cmp " RIP(1) ", %rdx; ja 9f\n"		\
	"5: cmpl $1, -8(%rsp); je 9f\n"					\
	"lea 48(%rsp), %rdx; cmp %rdx, " OLD_RSP(1) "; ja 6f\n"	\
	"sub $" NMI_IST_SIZE ", %rdx; cmp %rdx, " OLD_RSP(1) "; jae 9f\n"
#define NMI_NESTED_INSNS (8 + 3)	/* the interrupted stack is above NMI's */
#define NMI_FIRST							\
	"6: mov (%rsp), %rdx; push $0; sub $40, %rsp\n"			\
	".rept 5\npush 88(%rsp)\n.endr\n"				\
	"1: movq $1, 80(%rsp); add $80, %rsp\n"				\
	".rept 5\npush -48(%rsp)\n.endr\n"				\
	"sub $40, %rsp; 2:\n"
#define NMI_FIRST_INSNS (3 + 5 + 2 + 5 + 1)
#define NMI_DONE "add $40, %rsp; movq $0, 40(%rsp); iretq\n"
#define NMI_USER							\
	"7: swapgs; mov %rsp, %rdx; mov %gs:8, %rsp\n"			\
	".irp at, 40, 32, 24, 16, 8\npush \\at(%rdx)\n.endr\n"		\
	"mov (%rdx), %rdx; swapgs; iretq"
#define NMI_USER_INSNS 11

FROM_EACH(stack_nmi, "stack-nmi", "entry-ist", INT,
	"push %rdx; testb $3, " CS(1) "; jnz 7f\n"
	NMI_NESTED NMI_FIRST NMI_DONE NMI_USER NEVER,
	1 + 3 + NMI_NESTED_INSNS + NMI_FIRST_INSNS + 3, 1 + 3 + NMI_USER_INSNS,
	"IST gate and the checks for a nested NMI", .vector = PB_VECTOR_INT, .ist = 1);
