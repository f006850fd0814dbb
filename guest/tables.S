/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables: the first 4 GiB one to one, by pages of 2 MiB but for the first of them, and without
 * page 0, to catch null pointers.  The APIC is in the last 32 MiB, which are not cached whatever
 * the MTRRs say.  Ring 3 may touch the first GiB and the last.  It has tables of its own, as under
 * page-table isolation, which map the same.
 */
#define PAGE 0x1000
#define LARGE_PAGE 0x200000
#define TABLE 3		/* present, writable */
#define USER 4
#define LARGE 0x80
#define NOT_CACHED 0x18		/* PCD, PWT */
#define DEVICES 2032		/* the first page of them */

	.macro	pad
	.balign	PAGE
	.endm

	.section .tables, "aw"
	.globl	pml4, pml5, directories
	.balign	2 * PAGE
pml4:	.quad	pointers + TABLE + USER		/* PB_CR3_USER_TABLES tells the two apart */
	pad
	.quad	pointers + TABLE + USER
	pad
pml5:	.quad	pml4 + TABLE + USER		/* where firmware has turned on five levels */
	pad
	.quad	pml4 + PAGE + TABLE + USER
	pad
pointers:
	.quad	directories + TABLE + USER, directories + PAGE + TABLE
	.quad	directories + 2 * PAGE + TABLE, directories + 3 * PAGE + TABLE + USER
	pad
directories:
	.quad	first_pages + TABLE + USER
	.set	n, 1
	.rept	DEVICES - 1
	.quad	n * LARGE_PAGE + TABLE + USER + LARGE
	.set	n, n + 1
	.endr
	.rept	2048 - DEVICES
	.quad	n * LARGE_PAGE + TABLE + USER + LARGE + NOT_CACHED
	.set	n, n + 1
	.endr
first_pages:
	.quad	0
	.set	n, 1
	.rept	511
	.quad	n * PAGE + TABLE + USER
	.set	n, n + 1
	.endr

	.section .note.GNU-stack, "", @progbits
