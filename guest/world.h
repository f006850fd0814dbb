/* SPDX-License-Identifier: GPL-2.0-only */
/* What svm.c and vmx.c share. */
#ifndef WORLD_H
#define WORLD_H

#include "cpu.h"
#include "flat.h"

/* A reason, good until the next. */
const char *world_why(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Make a guest that works, and what the bench runs it with; put back what that changed, however
 * the burst ended.  Each returns what went wrong, or NULL.
 */
const char *svm_begin(const struct pb_bench *bench);
const char *svm_end(void);
const char *vmx_begin(const struct pb_bench *bench);
const char *vmx_end(void);

/* Leave VMX operation, and set GIF, where neither vmx_end() nor svm_end() will. */
void vmx_abort(void);
void svm_abort(void);

/* The CPU has it, and firmware keeps it from being turned on. */
int svm_is_locked(void);
int vmx_is_locked(void);

/* The CPU has it, unlocked, but not all that the bench needs of it: what is missing, or NULL. */
const char *svm_lacks(const struct pb_bench *bench);
const char *vmx_lacks(const struct pb_bench *bench);

/*
 * Execute `insn`, with these input operands: does it fail?  It raises an exception, or sets CF or
 * ZF (Intel SDM 3C, "Conventions").
 */
#define FAILS(insn, ...) ({							\
	__u8 fails_;								\
	asm volatile("test %%rsp, %%rsp\n"					\
		     "1:	" insn "\n"						\
		     "	setbe %0\n"						\
		     "	jmp 3f\n"						\
		     "2:	movb $1, %0\n"						\
		     "3:\n"							\
		     "extable 1b, 2b"						\
		     : "=&q"(fails_) : __VA_ARGS__ : "cc", "memory");		\
	fails_;									\
})

#endif
