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

/* WARN_ONCE out of line, back to label 3: of 2016, a flag and a call, and as a trap, since 4.12. */
#define WARN_CALL								\
	"cold\n"								\
	"2: cmpb $0, pb_warned(%rip); jne 3b; movb $1, pb_warned(%rip)\n"	\
	"lea pb_warned(%rip), %rdi; mov $1, %esi; call pb_nop; jmp 3b\n"		\
	".popsection\n"
#define WARN_UD2	"cold; 2: ud2; bug_entry; jmp 3b; .popsection\n"

#define EXTABLE(insn, type)		"1: " insn "; 3: extable 1b, 3b, " type "\n"
#define ERROR_BRANCH(insn, type, warn)						\
	"1: " insn "; xor %r8d, %r8d; 4: extable 1b, 4b, " type "\n"		\
	"test %r8d, %r8d; jnz 2f; 3:\n" warn
#define ASM_GOTO(insn, warn)		"1: " insn "; extable 1b, 2f; 3:\n" warn
/* The .fixup section of 2016: code that loads the error and jumps back. */
#define FIXUP_STUB(insn)							\
	"1: " insn "; xor %r8d, %r8d; 4: extable 1b, 5f\n"			\
	"cold; 5: mov $-5, %r8d; jmp 4b; .popsection\n"				\
	"test %r8d, %r8d; jnz 2f; 3:\n" WARN_CALL
#define CHECK_FIRST(insn, flag)							\
	"cmpb $0, " flag "(%rip); jne 2f; " insn "; 3:\n" WARN_CALL

asm(".data\npb_msr_good: .byte 0\npb_msr_bad: .byte 1\n.text\n");

/* Of both accesses, where nothing faults. */
#define EACH_FORM(insn, nm, type, type_safe)					\
	BENCH(insn##_extable, EXTABLE(nm, type),				\
		.name = nm "-extable", FAULT, GOOD, .insns = 1,			\
		.what = "exception-table entry, no branch");			\
	BENCH(insn##_error_branch, ERROR_BRANCH(nm, type_safe, WARN_CALL),	\
		.name = nm "-error-branch", FAULT, GOOD, .insns = 4,		\
		.what = "error register, test, branch to a warning by a flag and a call"); \
	BENCH(insn##_error_branch_ud2, ERROR_BRANCH(nm, type_safe, WARN_UD2),	\
		.name = nm "-error-branch-ud2", FAULT, GOOD, .insns = 4,	\
		.what = "error register, test, branch to a warning by UD2, as today's"); \
	BENCH(insn##_fixup_stub, FIXUP_STUB(nm),				\
		.name = nm "-fixup-stub", FAULT, GOOD, .insns = 4,		\
		.what = "error register from a stub of 2016's .fixup section, test, branch"); \
	BENCH(insn##_asm_goto, ASM_GOTO(nm, WARN_CALL),				\
		.name = nm "-asm-goto", FAULT, GOOD, .insns = 1,		\
		.what = "exception-table entry straight to the error label");	\
	BENCH(insn##_asm_goto_ud2, ASM_GOTO(nm, WARN_UD2),			\
		.name = nm "-asm-goto-ud2", FAULT, GOOD, .insns = 1,		\
		.what = "straight to the error label, the warning by UD2, as today's"); \
	BENCH(insn##_check_first, CHECK_FIRST(nm, "pb_msr_good"),		\
		.name = nm "-check-first", FAULT, GOOD, .insns = 3,		\
		.what = "a flag says whether the MSR can be accessed, branch to a warning")

EACH_FORM(wrmsr, "wrmsr", "EX_WRMSR", "EX_ERROR_R8");
EACH_FORM(rdmsr, "rdmsr", "EX_RDMSR", "EX_RDMSR_ERROR_R8");

/*
 * When it does fault, the path is the kernel's exception handling.  With the type of wrmsr_safe():
 * that of wrmsr() has Linux warn, once a boot, and that once belongs to its own faults.
 */
BENCH(fault_extable_taken, EXTABLE("wrmsr", "EX_ERROR_R8"),
	.name = "wrmsr-extable-faults", FAULT | BAD_NEEDS, BAD, .insns = PB_NOT_OURS,
	.what = "#GP, fixed up by the exception table, as for wrmsr_safe");

BENCH(fault_error_branch_taken, ERROR_BRANCH("wrmsr", "EX_ERROR_R8", WARN_CALL),
	.name = "wrmsr-error-branch-faults", FAULT | BAD_NEEDS, BAD, .insns = PB_NOT_OURS,
	.what = "#GP, fixed up to an error code, tested, branched on");

BENCH(fault_fixup_stub_taken, FIXUP_STUB("wrmsr"),
	.name = "wrmsr-fixup-stub-faults", FAULT | BAD_NEEDS, BAD, .insns = PB_NOT_OURS,
	.what = "#GP, fixed up to a stub that loads an error code, tested, branched on");

BENCH(fault_asm_goto_taken, ASM_GOTO("wrmsr", WARN_CALL),
	.name = "wrmsr-asm-goto-faults", FAULT | BAD_NEEDS, BAD, .insns = PB_NOT_OURS,
	.what = "#GP, fixed up to the error label");

/* There is no exception, so the path is ours: to the warning that was given already, and back. */
BENCH(fault_check_first_taken, CHECK_FIRST("wrmsr", "pb_msr_bad"),
	.name = "wrmsr-check-first-faults", FAULT, GOOD, .insns = 4,
	.what = "the flag says that the MSR cannot be written: it is not");

/* The forms around `writes`, which takes one of them; each of `n` writes has 4 moves to it. */
#define EACH_SWITCH(id, nm, times, writes, n, about, ...)			\
	BENCH_TIMES(id##_extable, times, writes(EXTABLE("wrmsr", "EX_WRMSR")),	\
		.name = nm "-extable", __VA_ARGS__, .insns = (n) * 5,		\
		.what = about "exception table");				\
	BENCH_TIMES(id##_error_branch, times,					\
		writes(ERROR_BRANCH("wrmsr", "EX_ERROR_R8", WARN_CALL)),	\
		.name = nm "-error-branch", __VA_ARGS__, .insns = (n) * 8,	\
		.what = about "error branches");				\
	BENCH_TIMES(id##_asm_goto, times, writes(ASM_GOTO("wrmsr", WARN_CALL)),	\
		.name = nm "-asm-goto", __VA_ARGS__, .insns = (n) * 5,		\
		.what = about "straight to the error label")

/* What a context switch writes: the FS base, then the GS base of user space. */
#define SWITCH(form)								\
	"mov $0xc0000100, %ecx; mov %rbp, %rdx; mov %edx, %eax; shr $32, %rdx\n" form \
	"mov $0xc0000102, %ecx; mov %rbx, %rdx; mov %edx, %eax; shr $32, %rdx\n" form

EACH_SWITCH(switch, "switch", PB_UNROLL, SWITCH, 2, "two writes as in a context switch, ",
	FAULT, GOOD, .operand2 = PB_MSR_FS_BASE);

/*
 * What KVM writes on the way to a guest and back: STAR, LSTAR, SYSCALL_MASK, TSC_AUX.  Few copies:
 * on Intel three of them leave for a hypervisor.
 */
#define TO_MSR(msr, at, form)							\
	"mov $" msr ", %ecx; mov pb_switched + " at "(%rip), %rdx; mov %edx, %eax; shr $32, %rdx\n" form
#define SWITCH_GUEST(form)							\
	TO_MSR("0xc0000081", "0", form) TO_MSR("0xc0000082", "8", form)		\
	TO_MSR("0xc0000084", "16", form) TO_MSR("0xc0000103", "24", form)

EACH_SWITCH(switch_guest, "switch-guest", 2, SWITCH_GUEST, 4, "four writes as in a guest switch, ",
	FAULT | PB_OWN_CR | PB_RDTSCP, .operand = PB_SWITCHED);
