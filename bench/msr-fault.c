// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways to survive an MSR access that faults (Lutomirski and Torvalds,
 * 2016-03-14): an exception-table entry that leaves nothing in line, an error
 * register, tested and branched on at every site; or a flag, tested first, that
 * keeps a write that is known to fault from being executed.
 */
#include "bench.h"

#define FAULT .question = "msr-fault", .needs = PB_RING0
#define GOOD .operand = PB_MSR_KERNEL_GS_BASE
#define BAD_NEEDS PB_MSR_FAULTS
#define BAD .operand = PB_MSR_FAULTING

/* WARN_ON_ONCE without the UD2, out of line, back to label 3. */
#define WARN_ONCE								\
	"cold\n"								\
	"2: cmpb $0, pb_warned(%rip); jne 3b; movb $1, pb_warned(%rip); jmp 3b\n" \
	".popsection\n"

#define EXTABLE		"1: wrmsr; 3: extable 1b, 3b\n"
#define ERROR_BRANCH	"1: wrmsr; xor %r8d, %r8d; 4: extable 1b, 4b, EX_ERROR_R8\n" \
			"test %r8d, %r8d; jnz 2f; 3:\n" WARN_ONCE
#define ASM_GOTO	"1: wrmsr; extable 1b, 2f; 3:\n" WARN_ONCE
#define CHECK_FIRST(flag) "cmpb $0, " flag "(%rip); jne 2f; wrmsr; 3:\n" WARN_ONCE

asm(".data\npb_msr_good: .byte 0\npb_msr_bad: .byte 1\n.text\n");

BENCH(fault_extable, EXTABLE,
	.name = "wrmsr-extable", FAULT, GOOD, .insns = 1,
	.what = "exception-table entry, no branch");

BENCH(fault_error_branch, ERROR_BRANCH,
	.name = "wrmsr-error-branch", FAULT, GOOD, .insns = 4,
	.what = "error register, test, branch to a warning out of line");

BENCH(fault_asm_goto, ASM_GOTO,
	.name = "wrmsr-asm-goto", FAULT, GOOD, .insns = 1,
	.what = "exception-table entry straight to the error label");

BENCH(fault_check_first, CHECK_FIRST("pb_msr_good"),
	.name = "wrmsr-check-first", FAULT, GOOD, .insns = 3,
	.what = "a flag says whether the MSR can be written, branch to a warning out of line");

/* When it does fault, the path is the kernel's exception handling. */
BENCH(fault_extable_taken, EXTABLE,
	.name = "wrmsr-extable-faults", FAULT | BAD_NEEDS, BAD, .insns = PB_NOT_OURS,
	.what = "#GP, fixed up by the exception table");

BENCH(fault_error_branch_taken, ERROR_BRANCH,
	.name = "wrmsr-error-branch-faults", FAULT | BAD_NEEDS, BAD, .insns = PB_NOT_OURS,
	.what = "#GP, fixed up to an error code, tested, branched on");

BENCH(fault_asm_goto_taken, ASM_GOTO,
	.name = "wrmsr-asm-goto-faults", FAULT | BAD_NEEDS, BAD, .insns = PB_NOT_OURS,
	.what = "#GP, fixed up to the error label");

/* There is no exception, so the path is ours: to the warning that was given already, and back. */
BENCH(fault_check_first_taken, CHECK_FIRST("pb_msr_bad"),
	.name = "wrmsr-check-first-faults", FAULT, GOOD, .insns = 4,
	.what = "the flag says that the MSR cannot be written: it is not");

/* What a context switch writes: the FS base, then the GS base of user space. */
#define SWITCH(form)								\
	"mov $0xc0000100, %ecx; mov %rbp, %rdx; mov %edx, %eax; shr $32, %rdx\n" form \
	"mov $0xc0000102, %ecx; mov %rbx, %rdx; mov %edx, %eax; shr $32, %rdx\n" form
#define PAIR GOOD, .operand2 = PB_MSR_FS_BASE

BENCH(switch_extable, SWITCH(EXTABLE),
	.name = "switch-extable", FAULT, PAIR, .insns = 10,
	.what = "two writes as in a context switch, exception table");

BENCH(switch_error_branch, SWITCH(ERROR_BRANCH),
	.name = "switch-error-branch", FAULT, PAIR, .insns = 16,
	.what = "two writes as in a context switch, error branches");

BENCH(switch_asm_goto, SWITCH(ASM_GOTO),
	.name = "switch-asm-goto", FAULT, PAIR, .insns = 10,
	.what = "two writes as in a context switch, straight to the error label");
