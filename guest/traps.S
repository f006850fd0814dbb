/* SPDX-License-Identifier: GPL-2.0-only */
/* Every vector saves all registers and calls trap(); an entry is 16 bytes. */
#define HAS_ERROR_CODE 0x60227d00	/* vectors 8, 10-14, 17, 21, 29, 30 */

	.text
	.balign	16
	.globl	trap_entries
trap_entries:
	.set	vector, 0
	.rept	256
	.balign	16
	.if	vector < 32
	.set	has_error_code, HAS_ERROR_CODE >> vector & 1
	.else
	.set	has_error_code, 0
	.endif
	.ifeq	has_error_code
	push	$0
	.endif
	push	$vector
	jmp	trap_enter
	.set	vector, vector + 1
	.endr

	.balign	16
	.globl	trap_enter
trap_enter:			/* RSP: vector, error code, frame */
	.irp	reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15
	push	%\reg
	.endr
	cld
	mov	%rsp, %rdi
	mov	%rsp, %rbx
	and	$-16, %rsp
	call	trap
	mov	%rbx, %rsp
	.irp	reg, r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax
	pop	%\reg
	.endr
	add	$16, %rsp
	iretq

	.section .note.GNU-stack, "", @progbits
