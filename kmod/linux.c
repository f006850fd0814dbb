// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running kernel's own primitives, as its headers build them and as it
 * patched them when the module was loaded.  Made by the compiler, because that
 * is what is measured: a kernel upgrade shows up here.
 */
#include <linux/irqflags.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/pgtable.h>
#include <linux/static_call.h>
#include <asm/alternative.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/special_insns.h>

#include "bench.h"
#include "compat.h"
#include "privbench.h"

#define REP5(x) x x x x x
#define REP8(x) REP5(x) x x x
_Static_assert(PB_LINUX_UNROLL == 8, "REP8 is the unrolling");

/* The flags of the frame hold from before the first fence, as in engine.inc. */
#define TIMED(f, ops)						\
	unsigned long entry = native_save_fl();			\
	u64 n = (f)->loops;					\
	asm volatile("push %0; popf" : : "rm" ((f)->flags) : "memory", "cc"); \
	(f)->begin = pb_tsc();					\
	do {							\
		ops						\
	} while (--n);						\
	(f)->end = pb_tsc();					\
	asm volatile("push %0; popf" : : "rm" (entry) : "memory", "cc")

/* A label that the compiler cannot drop; whether its code is in this order it decides. */
#define MARK(id, n) asm volatile("pb_" #id "_mark_" #n ":")

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
#define LINUX(id, in, op)					\
	static __hot void id##_1(struct pb_frame *f)		\
	{							\
		in						\
		TIMED(f, op					\
			 MARK(id, 0);				\
			 op					\
			 MARK(id, 1);				\
			 op					\
			 MARK(id, 2);				\
			 REP5(op));				\
	}							\
	static __hot void id##_2(struct pb_frame *f)		\
	{							\
		in						\
		TIMED(f, REP8(op) REP8(op));			\
	}							\
	ENTRY(id##_1);						\
	ENTRY(id##_2);						\
	extern const char pb_##id##_mark_0[], pb_##id##_mark_1[], pb_##id##_mark_2[]; \
	extern const struct pb_code pb_code_##id;		\
	const struct pb_code pb_code_##id = {			\
		.fn = { [0 ... PB_LAYOUTS - 1] = { pb_##id##_1, pb_##id##_2 } }, \
		.site = pb_##id##_mark_0,			\
		.end = pb_##id##_mark_1,			\
		.next = pb_##id##_mark_2,			\
	}

LINUX(linux_irq_off_on, , local_irq_disable(); local_irq_enable(););
LINUX(linux_save_flags, unsigned long x;, local_save_flags(x););
LINUX(linux_irq_save, unsigned long x;, local_irq_save(x););
/* Flags that the compiler cannot foresee, or it would test them once for all copies. */
LINUX(linux_irq_restore, unsigned long x = f->r12;,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x););
LINUX(linux_irq_restore_on, unsigned long x = f->r12;,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x););
LINUX(linux_irq_restore_0_1, unsigned long x = f->r12;,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x); raw_local_irq_disable(););
LINUX(linux_irq_restore_1_0, unsigned long x = f->r12;,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x); raw_local_irq_enable(););
LINUX(linux_raw_enable_disable, , raw_local_irq_enable(); raw_local_irq_disable(););
LINUX(linux_raw_enable, , raw_local_irq_enable(););
LINUX(linux_irq_save_restore, unsigned long x;, local_irq_save(x); local_irq_restore(x););
LINUX(linux_irq_save_restore_nested, unsigned long x;, local_irq_save(x); local_irq_restore(x););
/* Operands that the compiler cannot foresee, or it would bring them where they go once for all. */
#define MSR u32 msr = PB_MSR_KERNEL_GS_BASE; u64 x = f->rbx;
#define HIDE_MSR OPTIMIZER_HIDE_VAR(msr);
#define HIDE HIDE_MSR OPTIMIZER_HIDE_VAR(x);
/* Somebody wants what was read. */
#define WANT asm volatile("" : : "r" (x))
LINUX(linux_wrmsr, MSR, HIDE wrmsrq(msr, x););
LINUX(linux_wrmsr_safe, MSR, HIDE wrmsrq_safe(msr, x););
LINUX(linux_rdmsr, MSR, HIDE_MSR rdmsrq(msr, x); WANT;);
LINUX(linux_rdmsr_safe, MSR, HIDE_MSR rdmsrq_safe(msr, &x); WANT;);

LINUX(linux_read_cr2, unsigned long x;, x = read_cr2(); WANT;);
LINUX(linux_read_cr3, unsigned long x;, x = __read_cr3(); WANT;);
LINUX(linux_mov64, u64 pte = f->rbx; u64 x;,
	OPTIMIZER_HIDE_VAR(pte); x = pte_val(native_make_pte(pte)); WANT;);

/* An empty operation, which the compiler must get to all the same. */
#define NOTHING asm volatile("")

static DEFINE_STATIC_KEY_FALSE(key_off);
static DEFINE_STATIC_KEY_FALSE(key_on);
extern void pb_nop(void);
DEFINE_STATIC_CALL(pb_static_call, pb_nop);

static __hot void nothing(void)
{
	NOTHING;
}

LINUX(linux_alternative, , alternative("call pb_nop", "", X86_FEATURE_ALWAYS););
LINUX(linux_jump_label_off, , if (static_branch_unlikely(&key_off)) NOTHING;);
LINUX(linux_jump_label_on, , if (static_branch_unlikely(&key_on)) NOTHING;);
LINUX(linux_boot_cpu_has, , if (boot_cpu_has(X86_FEATURE_XENPV)) NOTHING;);
LINUX(linux_cpu_feature_enabled, , if (cpu_feature_enabled(X86_FEATURE_XENPV)) NOTHING;);
LINUX(linux_static_call, , static_call(pb_static_call)(););
LINUX(linux_call, , nothing(););
LINUX(linux_indirect_call, void (*f_)(void) = nothing;, OPTIMIZER_HIDE_VAR(f_); f_(););

void __init pb_patch(void)
{
	static_branch_enable(&key_on);
}
