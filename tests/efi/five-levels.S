/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * void enter_five_levels(UINT64 *top): page tables get another level only while paging is off, and
 * that is by way of 32-bit code (Intel SDM 3A, "Paging-Mode Enabling").
 */
#define LA57 12
#define PG 31
#define CODE32 8
#define CODE64 16

	.text
	.globl	enter_five_levels
enter_five_levels:
	pushfq
	cli
	sub	$16, %rsp
	sgdt	(%rsp)
	mov	%cs, %r8d
	lea	descriptors(%rip), %rax
	mov	%rax, gdt + 2(%rip)
	lgdt	gdt(%rip)
	lea	2f(%rip), %rcx
	lea	1f(%rip), %rax
	push	$CODE32
	push	%rax
	lretq

	.code32
1:	mov	%cr0, %eax
	btr	$PG, %eax
	mov	%eax, %cr0
	mov	%cr4, %edx
	bts	$LA57, %edx
	mov	%edx, %cr4
	mov	%edi, %cr3
	bts	$PG, %eax
	mov	%eax, %cr0
	push	$CODE64
	push	%ecx
	lret

	.code64
2:	lgdt	(%rsp)
	add	$16, %rsp
	lea	3f(%rip), %rax
	push	%r8
	push	%rax
	lretq
3:	popfq
	ret

	.data
	.balign	8
descriptors:
	.quad	0, 0x00cf9b000000ffff, 0x00af9b000000ffff
gdt:	.word	23
	.quad	0

	.section .note.GNU-stack, "", @progbits
