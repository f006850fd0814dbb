/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where stub.c has put us: relocate, and go on below 4 GiB, on a stack of our own; the firmware's
 * may be above.
 */
#define STACK_SIZE 0x40000	/* the UEFI specification has services take 128 KiB */

	.section .head, "ax"
	.globl	image_begin
image_begin:			/* struct payload */
	.quad	end - image_begin
	.quad	start - image_begin

start:				/* rdi: EFI_HANDLE of the image, rsi: EFI_SYSTEM_TABLE */
	.irp	reg, rbx, rbp, r12, r13, r14, r15
	push	%\reg
	.endr
	lea	image_begin(%rip), %rax
	lea	relocations(%rip), %rcx
	lea	relocations_end(%rip), %rdx
1:	cmp	%rdx, %rcx
	jae	2f
	mov	(%rcx), %r8		/* Elf64_Rela, all of type R_X86_64_RELATIVE */
	mov	16(%rcx), %r9
	add	%rax, %r9
	mov	%r9, (%rax, %r8)
	add	$24, %rcx
	jmp	1b
2:	mov	%rsp, firmware_stack(%rip)
	lea	stack_top(%rip), %rsp
	call	efi_main

	.globl	efi_leave
efi_leave:			/* rdi: what the firmware gets */
	mov	%rdi, %rax
	mov	firmware_stack(%rip), %rsp
	.irp	reg, r15, r14, r13, r12, rbp, rbx
	pop	%\reg
	.endr
	ret

/* Call fn, in rdi, on another CPU's stack. */
	.globl	efi_call_on_other_stack
efi_call_on_other_stack:
	push	%rbp
	mov	%rsp, %rbp
	lea	other_stack_top(%rip), %rsp
	call	*%rdi
	mov	%rbp, %rsp
	pop	%rbp
	ret

	.bss
	.balign	16
firmware_stack:
	.skip	16
	.skip	STACK_SIZE
stack_top:
	.skip	STACK_SIZE
other_stack_top:

	.section .note.GNU-stack, "", @progbits
