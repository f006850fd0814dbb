/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From QEMU's -kernel (PVH: ebx points to hvm_start_info), from GRUB (multiboot2: eax says so,
 * ebx points to its tags), and from privbench's own monitor (ebx is 0): in protected mode
 * without paging.
 */
#include <asm/processor-flags.h>

#include "selectors.h"

#define MULTIBOOT2 0xe85250d6
#define XEN_ELFNOTE_PHYS32_ENTRY 18

#define CR0 0x80010033		/* PG WP NE ET MP PE */
#define MSR_EFER 0xc0000080
#define EFER_LME 0x100

	.section .multiboot, "a"
	.balign	8
header:	.long	MULTIBOOT2, 0, header_end - header
	.long	0x100000000 - MULTIBOOT2 - (header_end - header)
	.short	0, 0		/* end */
	.long	8
header_end:

	.section .note.Xen, "a", @note
	.balign	4
	.long	4, 8, XEN_ELFNOTE_PHYS32_ENTRY
	.asciz	"Xen"
	.quad	start32

	.text
	.code32
	.globl	start32
start32:
	cli
	cld
	mov	%eax, %ebp
	mov	%ebx, %esi
	mov	$X86_CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	mov	$CR0, %eax
	mov	%eax, %cr0
	lgdt	start_gdtr
	ljmp	$KERNEL_CS, $start64

	.code64
start64:
	mov	$stack_top, %rsp
	mov	%ebp, %edi
	xor	%ebp, %ebp
	call	flat_main	/* (eax and ebx as they were) */
1:	hlt
	jmp	1b

	.section .tables, "aw"
	.balign	8
start_gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* KERNEL_CS */
start_gdtr:
	.short	start_gdtr - start_gdt - 1
	.long	start_gdt

	.bss
	.balign	16
	.skip	16384
stack_top:

	.section .note.GNU-stack, "", @progbits
