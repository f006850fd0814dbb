/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The timing engine for a kernel's own primitives, as its headers build them.  Made by the
 * compiler, because that is what is measured: a kernel upgrade shows up here.
 */
#ifndef LINUX_H
#define LINUX_H

#include "arch.h"
#include "bench.h"

#define REP5(x) x x x x x
#define REP8(x) REP5(x) x x x
_Static_assert(PB_LINUX_UNROLL == 8, "REP8 is the unrolling");

/* The flags of the frame hold from before the first fence, as in engine.inc. */
#define TIMED(f, ops)						\
	u64 n = (f)->loops;					\
	unsigned long was = arch_begin(f);			\
	(f)->begin = pb_tsc();					\
	do {							\
		ops						\
	} while (--n);						\
	(f)->end = pb_tsc();					\
	arch_end(was)

/*
 * A label that the compiler cannot drop; whether its code is in this order it decides, and whether
 * there are two of it: pb_site_bytes() tells.
 */
#define MARK(id, n)							\
	asm volatile(".ifndef pb_" #id "_mark_" #n "\n"		\
		     "pb_" #id "_mark_" #n ":\n"			\
		     ".endif")

/*
 * ring0.c calls without a type and, where FineIBT is on, past the ENDBR64 that
 * counts: C is entered by a jump from assembly, as bodies are.
 */
#define ENTRY(function)						\
	asm("hot\n"						\
	    ".type pb_" #function ", @function\n"		\
	    "pb_" #function ": endbr64; jmp " #function "\n"	\
	    ".size pb_" #function ", . - pb_" #function "\n"	\
	    ".text\n");						\
	extern pb_fn pb_##function

/* Beside the bodies, where no kprobe may be set. */
#define __hot noinline __used PB_HOT

/*
 * `op` U times, two of them between marks, and 2U times; `in` prepares its operands.
 * Not the first, which may hold what the compiler does once for all.
 */
#define LINUX_LAYOUT(id, layout, in, op)			\
	static __hot void id##_##layout##_1(struct pb_frame *f)	\
	{							\
		in						\
		ARCH_PLACE(layout)				\
		TIMED(f, op ARCH_APART				\
			 MARK(id, 0);				\
			 op					\
			 ARCH_APART				\
			 MARK(id, 1);				\
			 op					\
			 ARCH_APART				\
			 MARK(id, 2);				\
			 REP5(op ARCH_APART));			\
	}							\
	static __hot void id##_##layout##_2(struct pb_frame *f)	\
	{							\
		in						\
		ARCH_PLACE(layout)				\
		TIMED(f, REP8(op ARCH_APART) REP8(op ARCH_APART)); \
	}							\
	ENTRY(id##_##layout##_1);				\
	ENTRY(id##_##layout##_2);

#define LINUX_FN(id, layout) { pb_##id##_##layout##_1, pb_##id##_##layout##_2 }

#define LINUX(id, in, op)					\
	ARCH_LAYOUTS(id, in, op)				\
	extern const char pb_##id##_mark_0[], pb_##id##_mark_1[], pb_##id##_mark_2[]; \
	extern const struct pb_code pb_code_##id;		\
	const struct pb_code pb_code_##id = {			\
		.fn = { ARCH_FNS(id) },				\
		.site = pb_##id##_mark_0,			\
		.end = pb_##id##_mark_1,			\
		.next = pb_##id##_mark_2,			\
	}

/* Somebody wants what was read, and reads it anew the next time. */
#define WANT asm volatile("" : : "r" (x) : "memory")

/* An empty operation, which the compiler must get to all the same. */
#define NOTHING asm volatile("")

#endif
