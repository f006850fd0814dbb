// SPDX-License-Identifier: GPL-2.0-only
/*
 * What paravirt calls call.  Ours, in assembly, rather than the kernel's: the
 * same bytes in every executor.  An indirect call's target starts with ENDBR64,
 * since a kernel with IBT asks for it.
 */
#include "bench.h"

/*
 * NAME ends in RET, NAME_THUNK in a jump to pb_THUNK; NAME_callthunk counts itself as well, as its
 * padding does in Linux.  NAME_endbr can be called indirectly, through NAME_op.
 */
#define CALLEE(name, body)						\
	asm("hot\n"							\
	    "function " name "\n" body "\nret\nint3\n"			\
	    ".irp thunk, rethunk, unret, its, srso, srso_alias\n"	\
	    "function " name "_\\thunk\n" body "\njmp pb_\\thunk\nint3\n" \
	    ".endr\n"							\
	    "function " name "_callthunk\n"				\
	    "sarq $5, pb_call_depth(%rip)\n" body "\njmp pb_callthunk\nint3\n" \
	    "function " name "_endbr\nendbr64\n" body "\nret\nint3\n"	\
	    ".data\n.balign 8\n"					\
	    ".globl " name "_op\n"					\
	    name "_op: .quad " name "_endbr\n"				\
	    ".text\n")

CALLEE("pb_nop", "");
CALLEE("pb_cli", "cli");
CALLEE("pb_sti", "sti");
CALLEE("pb_save_fl", "pushf; pop %rax");
CALLEE("pb_restore_fl", "push %rdi; popf");
CALLEE("pb_read_cr2", "mov %cr2, %rax");
CALLEE("pb_read_cr3", "mov %cr3, %rax");
CALLEE("pb_write_cr3", "mov %rdi, %cr3");
CALLEE("pb_swapgs", "swapgs");
CALLEE("pb_mov64", "mov %rdi, %rax");
CALLEE("pb_wbinvd", "may_fault wbinvd");
CALLEE("pb_wrmsr", "mov %edi, %ecx; mov %esi, %eax; wrmsr");
CALLEE("pb_wrmsr_native_abi", "wrmsr");

/* Around a function that saves nothing: PV_CALLEE_SAVE_REGS_THUNK() of <asm/paravirt.h>. */
#define CALLEE_SAVE(name)						\
	asm("hot\n"							\
	    "function " name "_callee_save\n"				\
	    ".irp reg, rcx, rdx, rsi, rdi, r8, r9, r10, r11\n"		\
	    "	push	%\\reg\n"						\
	    ".endr\n"							\
	    "	call	" name "\n"					\
	    ".irp reg, r11, r10, r9, r8, rdi, rsi, rdx, rcx\n"		\
	    "	pop	%\\reg\n"						\
	    ".endr\n"							\
	    "	ret\n"							\
	    "	int3\n"							\
	    ".text\n")

CALLEE_SAVE("pb_cli");
CALLEE_SAVE("pb_sti");
CALLEE_SAVE("pb_save_fl");
CALLEE_SAVE("pb_restore_fl");

/*
 * Ways to return.  Those of retbleed and SRSO on Zen 1 and 2 are bytes within an instruction that
 * the kernel's entry executes (untraining); what that costs is not in here.
 */
asm("hot\n"
    "function pb_rethunk\n"
    "	ret\n"
    "	int3\n"

    /* TEST $imm8, %bl, whose operand is the RET at the start of a cache line. */
    "	.balign	64, 0xcc\n"
    "	.skip	63, 0xcc\n"
    "function pb_unret_untrain, 1\n"
    "	.byte	0xf6\n"
    "function pb_unret, 1\n"
    "	ret\n"
    "	int3\n"

    /* MOVABS, whose operand is the LEA and the RET. */
    "	.balign	64, 0xcc\n"
    "	.skip	62, 0xcc\n"
    "function pb_srso_untrain, 1\n"
    "	.byte	0x48, 0xb8\n"
    "function pb_srso_safe, 1\n"
    "	lea	8(%rsp), %rsp\n"
    "	ret\n"
    "	int3\n"
    "	int3\n"
    "function pb_srso\n"
    "	call	pb_srso_safe\n"
    "	ud2\n"

    "function pb_srso_alias_safe, 64\n"
    "	lea	8(%rsp), %rsp\n"
    "	ret\n"
    "	int3\n"
    "function pb_srso_alias, 1\n"
    "	call	pb_srso_alias_safe\n"
    "	ud2\n"

    "	.balign	64, 0xcc\n"
    "	.skip	32, 0xcc\n"
    "function pb_its, 1\n"
    "	ret\n"
    "	int3\n"

    /* Five bits of the word for a call; it gets to 0 where returns may underflow: not here. */
    "function pb_callthunk, 64\n"
    "	shlq	$5, pb_call_depth(%rip)\n"
    "	jz	1f\n"
    "	ret\n"
    "1:	ud2\n"

    "	.data\n"
    "	.balign	8\n"
    "pb_call_depth: .quad 1 << 63\n");

asm("hot\n"
    /* The retpoline of <asm/nospec-branch.h>: speculation is caught in the loop. */
    "function pb_retpoline_rax\n"
    "	call	1f\n"
    "2:	pause\n"
    "	lfence\n"
    "	jmp	2b\n"
    "1:	mov	%rax, (%rsp)\n"
    "	ret\n"
    "	int3\n"

    "function pb_wrmsr_prologue\n"
    "	endbr64\n"
    "	push	%rbp\n"
    "	mov	%rsp, %rbp\n"
    "	mov	%edi, %ecx\n"
    "	mov	%esi, %eax\n"
    "	wrmsr\n"
    "	pop	%rbp\n"
    "	ret\n"
    "	int3\n"

    /* From the instruction's registers to the C ABI, keeping all it may clobber. */
    "function pb_wrmsr_marshal\n"
    ".irp reg, rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11\n"
    "	push	%\\reg\n"
    ".endr\n"
    "	mov	%ecx, %edi\n"
    "	mov	%eax, %esi\n"
    "	call	pb_wrmsr\n"
    ".irp reg, r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax\n"
    "	pop	%\\reg\n"
    ".endr\n"
    "	ret\n"
    "	int3\n"

    /* How every timed function ends: after a fault (may_fault), or without one. */
    ".globl pb_fault, pb_leave\n"
    "pb_fault:\n"
    "	mov	FRAME_RSP(%r15), %rsp\n"
    "	mov	%rax, FRAME_VECTOR(%r15)\n"
    "pb_leave:\n"
    "	popf\n"
    ".irp reg, r15, r14, r12, rbp, rbx\n"
    "	pop	%\\reg\n"
    ".endr\n"
    "	ret\n"
    "	int3\n"

    ".data\n"
    ".globl pb_warned\n"
    "pb_warned: .byte 0\n"
    ".text\n");
