/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All events while FRED is on, from ring 3 at the start of a page, from ring 0
 * at 256: a page for each event that a bench raises, which steps over what raised it.
 * The frame: error code, RIP, CS, RFLAGS, RSP, SS, event data, 0; with
 * the vector among the upper bits of SS.  (FRED specification, revision 5.0.)
 */
#include "selectors.h"

#define RIP 8		/* in the frame */
#define VECTOR 44

	.macro	handle vector, skip, erets
	cmpb	$\vector, VECTOR(%rsp)
	jne	other
	.if	\skip
	addq	$\skip, RIP(%rsp)
	.endif
	.byte	\erets, 0x0f, 0x01, 0xca	/* ERETS, ERETU */
	.endm

	.macro	page vector, skip=0
	.balign	4096, 0xcc
100:	handle	\vector, \skip, 0xf3
	.org	100b + 256, 0xcc
	handle	\vector, \skip, 0xf2
	.endm

	.text
	.balign	4096, 0xcc
	.globl	fred_pages
fred_pages:			/* in the order of entry.c */
	page	0x81		/* PB_VECTOR_INT */
	page	1		/* SYSCALL, INT1 */
	page	3
	page	6, 2		/* UD2 */
	page	13, 9		/* the accesses of bench/entry.h */
	page	14, 7

	/* An aborted burst comes back in ring 0.  traps.S wants the vector under the error code. */
other:	cmpb	$VECTOR_RING3_DONE, VECTOR(%rsp)
	je	ring3_done
	push	%rax
	movzbl	VECTOR + 8(%rsp), %eax
	xchg	%rax, (%rsp)
	jmp	trap_enter

	.section .note.GNU-stack, "", @progbits
