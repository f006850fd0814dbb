/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All events while FRED is on, from ring 3 at the start of a page, from ring 0
 * at 256.  The frame: error code, RIP, CS, RFLAGS, RSP, SS, event data, 0; with
 * the vector among the upper bits of SS.  (FRED specification, revision 5.0.)
 */
#include "selectors.h"

#define VECTOR 44	/* in the frame */
#define VECTOR_SYSCALL 1
#define VECTOR_INT 0x81	/* PB_VECTOR_INT */

	.text
	.balign	4096, 0xcc
	.globl	fred_entry
fred_entry:
	cmpb	$VECTOR_SYSCALL, VECTOR(%rsp)
	jne	other
	.byte	0xf3, 0x0f, 0x01, 0xca	/* ERETU */

	.org	fred_entry + 256, 0xcc
	cmpb	$VECTOR_INT, VECTOR(%rsp)
	jne	other
	.byte	0xf2, 0x0f, 0x01, 0xca	/* ERETS */

	/* An aborted burst comes back in ring 0.  traps.S wants the vector under the error code. */
other:	cmpb	$VECTOR_RING3_DONE, VECTOR(%rsp)
	je	ring3_done
	push	%rax
	movzbl	VECTOR + 8(%rsp), %eax
	xchg	%rax, (%rsp)
	jmp	trap_enter

	.section .note.GNU-stack, "", @progbits
