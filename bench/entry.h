/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the ways into ring 0 share (bench/entry*.c).  A bench is a round trip, from the
 * instruction that enters to the one after it.  Handlers do what the kernel's do and no more; they
 * keep every register that they do not hand on.
 *
 * An instruction that a fault keeps from completing does not count in .insns:
 * an access with #GP or #PF is 0, INT n, INT3 and UD2 are 1.
 */
#ifndef PB_ENTRY_H
#define PB_ENTRY_H

#include "bench.h"

#define INT	"int $" PB_STR(PB_VECTOR_INT)

/* Not canonical: #GP everywhere, with the error code 0.  9 bytes. */
#define ACCESS_GP	"movabs 0x8000000000000000, %eax"
/* Page 0 is not mapped.  7 bytes. */
#define ACCESS_PF	"mov 0x0, %eax"
#define SKIP(bytes)	"add $8, %rsp; addq $" bytes ", " RIP(0) "; iretq"
/* Assemblers name it in more than one way. */
#define INT1		".byte 0xf1"

/* POPF that sets TF: #DB after the next instruction. */
#define STEP	"pushf; orl $0x100, (%rsp); popf; nop"
#define NO_STEP	"andl $~0x100, " RFLAGS(0) "; iretq"

/* What the CPU pushed, from RSP up; and what is on it when n registers were pushed since. */
#define RIP(n)		PB_STR(8 * (n)) "(%rsp)"
#define CS(n)		PB_STR(8 * (n) + 8) "(%rsp)"
#define RFLAGS(n)	PB_STR(8 * (n) + 16) "(%rsp)"
#define OLD_RSP(n)	PB_STR(8 * (n) + 24) "(%rsp)"

/* The same from ring 0 and from ring 3. */
#define FROM_BOTH(id, nm, grp, body, handler, n, about, ...)			\
	FROM_EACH(id, nm, grp, body, handler, n, n, about, __VA_ARGS__)

/* A handler whose path depends on the ring. */
#define FROM_EACH(id, nm, grp, body, handler, n, n_user, about, ...)		\
	FROM_RINGS(id, 0, 0, nm, grp, body, handler, n, n_user, about, __VA_ARGS__)

#define FROM_RINGS(id, needs_, flags_, nm, grp, body, handler, n, n_user, about, ...) \
	BENCH_ENTRY_NEEDS(id, needs_, body, handler,				\
		.name = nm, .question = grp, .insns = (n), .flags = (flags_),	\
		.what = about ", from ring 0", __VA_ARGS__);			\
	BENCH_ENTRY_NEEDS(id##_user, needs_, body, handler,			\
		.name = nm "-user", .question = grp, .insns = (n_user),	\
		.flags = PB_FROM_RING3 | (flags_),					\
		.what = about ", from ring 3", __VA_ARGS__)

/* Label 9 is never reached. */
#define NEVER "; 9: ud2"

/* As Linux's PUSH_REGS, CLEAR_REGS and POP_REGS: RDI and RAX are handed on. */
#define SAVE									\
	".irp reg, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15\n" \
	"push %\\reg\n.endr\n"
#define CLEAR									\
	".irp reg, esi, edx, ecx, r8d, r9d, r10d, r11d, ebx, ebp, r12d, r13d, r14d, r15d\n" \
	"xor %\\reg, %\\reg\n.endr\n"
#define RESTORE									\
	".irp reg, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi\n" \
	"pop %\\reg\n.endr\n"
#define SAVE_INSNS 30
#define CLEAR_INSNS 13

/* SYSCALL as entry_SYSCALL_64 takes it: the kernel's stack, and on it what IRET would want. */
#define SYSCALL(grp) .question = grp, .vector = PB_VIA_SYSCALL, .flags = PB_FROM_RING3
#define SYSCALL_FRAME							\
	"push $" PB_STR(PB_USER_DS) "; push %gs:0; push %r11\n"		\
	"push $" PB_STR(PB_USER_CS) "; push %rcx\n"
#define SYSCALL_FRAME_INSNS 5
#define SYSCALL_ENTER "swapgs; mov %rsp, %gs:0; mov %gs:8, %rsp\n" SYSCALL_FRAME
#define SYSCALL_ENTER_INSNS 8

/* To the user's stack again: what SYSRET wants, from the frame. */
#define SYSCALL_LEAVE							\
	"mov " RIP(0) ", %rcx; mov " RFLAGS(0) ", %r11; mov " OLD_RSP(0) ", %rsp\n"
#define SYSCALL_LEAVE_INSNS 3

#endif
