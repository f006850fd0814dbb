/* SPDX-License-Identifier: GPL-2.0-only */
/* To ring 3 by IRET, or ERETU where FRED is on, and back by INT. */
#include <asm/processor-flags.h>

#include "selectors.h"

	.text
	.globl	ring3_call
ring3_call:
	.irp	reg, rbx, rbp, r12, r13, r14, r15, rdx
	push	%\reg
	.endr
	pushf
	mov	%rsp, ring3_stack(%rip)
	mov	%rsp, tss + TSS_RSP0(%rip)
	push	$USER_DS
	lea	user_stack_top(%rip), %rax
	push	%rax
	push	ring3_flags(%rip)
	push	$USER_CS
	lea	user_call(%rip), %rax
	push	%rax
	jmp	*ring3_enter(%rip)

	.globl	ring3_by_iret, ring3_by_eretu
ring3_by_iret:
	iretq
ring3_by_eretu:
	push	$0		/* error code */
	.byte	0xf3, 0x0f, 0x01, 0xca

	.globl	ring3_done
ring3_done:
	mov	%rax, %rdx
	mov	$VECTOR_RING3_DONE, %eax
	mov	ring3_stack(%rip), %rsp
	.globl	ring3_leave
ring3_leave:			/* rax: the vector; rdx: the result */
	mov	$KERNEL_DS, %ecx
	mov	%ecx, %ss	/* null, after an interrupt out of ring 3 */
	popf
	pop	%rcx
	mov	%rdx, (%rcx)
	.irp	reg, r15, r14, r13, r12, rbp, rbx
	pop	%\reg
	.endr
	ret

user_call:			/* (rdi: fn, rsi: its argument) */
	mov	%rdi, %rax
	mov	%rsi, %rdi
	call	*%rax
	int	$VECTOR_RING3_DONE

	.data
	.globl	ring3_enter, ring3_flags
	.balign	8
ring3_enter:
	.quad	ring3_by_iret
ring3_flags:
	.quad	X86_EFLAGS_FIXED

	.bss
	.globl	ring3_stack
	.balign	16
ring3_stack:			/* of ring 0, to go back to */
	.skip	16
	.skip	2048
user_stack_top:

	.section .note.GNU-stack, "", @progbits
