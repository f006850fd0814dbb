/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ways in:
 *	start64	from privbench's own monitor: 64-bit mode, its page tables; then
 *		requests come by the mailbox
 *	start32	from QEMU's -kernel (PVH: ebx points to hvm_start_info) and from
 *		GRUB (multiboot2: eax says so, ebx points to its tags): protected
 *		mode, no paging; then the command line says what to measure
 */
#include "selectors.h"

#define MULTIBOOT2 0xe85250d6
#define XEN_ELFNOTE_PHYS32_ENTRY 18

#define PRESENT 1
#define WRITABLE 2
#define LARGE 0x80

#define CR0 0x80010033		/* PG WP NE ET MP PE */
#define CR4_PAE 0x20
#define MSR_EFER 0xc0000080
#define EFER_LME 0x100

	.section .multiboot, "a"
	.balign	8
header:	.long	MULTIBOOT2, 0, header_end - header
	.long	0x100000000 - MULTIBOOT2 - (header_end - header)
	.balign	8
	.short	3, 0		/* entry address: start32, whatever ELF's says */
	.long	12, start32
	.balign	8
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
	mov	%eax, %edi
	mov	%ebx, %esi
	mov	$CR4_PAE, %eax
	mov	%eax, %cr4
	movl	$boot_pointers + PRESENT + WRITABLE, boot_pml4
	movl	$boot_directory + PRESENT + WRITABLE, boot_pointers
	movl	$PRESENT + WRITABLE + LARGE, boot_directory
	movl	$0x200000 + PRESENT + WRITABLE + LARGE, boot_directory + 8
	movl	$0x400000 + PRESENT + WRITABLE + LARGE, boot_directory + 16
	mov	$boot_pml4, %eax
	mov	%eax, %cr3
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	mov	$CR0, %eax
	mov	%eax, %cr0
	lgdt	start_gdtr
	ljmp	$KERNEL_CS, $from_boot_loader

	.code64
	.globl	start64
start64:
	xor	%edi, %edi
	xor	%esi, %esi

from_boot_loader:
	mov	$stack_top, %rsp
	xor	%ebp, %ebp
	call	flat_main	/* (eax and ebx of the boot loader, or 0) */
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

/* 6 MiB as they are, where this image lies; paging.c maps the rest, and takes over. */
	.bss
	.balign	4096
boot_pml4:
	.skip	4096
boot_pointers:
	.skip	4096
boot_directory:
	.skip	4096
	.balign	16
	.skip	16384
stack_top:

	.section .note.GNU-stack, "", @progbits
