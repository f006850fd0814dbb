// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running kernel's own primitives, as its headers build them and as it
 * patched them when the module was loaded.  Made by the compiler, because that
 * is what is measured: a kernel upgrade shows up here.
 */
#include <linux/irqflags.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/static_call.h>
#include <linux/string.h>
#include <asm/alternative.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>

#include "bench.h"
#include "compat.h"
#include "privbench.h"

static __always_inline u64 fenced_rdtsc(void)
{
	u32 lo, hi;

	asm volatile("lfence; rdtsc; lfence" : "=a" (lo), "=d" (hi) : : "memory");
	return (u64)hi << 32 | lo;
}

#define REP5(x) x x x x x
#define REP8(x) REP5(x) x x x
_Static_assert(PB_LINUX_UNROLL == 8, "REP8 is the unrolling");

/* The flags of the frame hold from before the first fence, as in engine.inc. */
#define TIMED(f, ops)						\
	unsigned long entry = native_save_fl();			\
	u64 n = (f)->loops;					\
	asm volatile("push %0; popf" : : "rm" ((f)->flags) : "memory", "cc"); \
	(f)->begin = fenced_rdtsc();				\
	do {							\
		ops						\
	} while (--n);						\
	(f)->end = fenced_rdtsc();				\
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
	extern const u8 pb_##id##_mark_0[], pb_##id##_mark_1[], pb_##id##_mark_2[]

LINUX(irq_off_on, , local_irq_disable(); local_irq_enable(););
LINUX(save_flags, unsigned long x;, local_save_flags(x););
LINUX(irq_save, unsigned long x;, local_irq_save(x););
/* Flags that the compiler cannot foresee, or it would test them once for all copies. */
LINUX(irq_restore, unsigned long x = f->r12;, OPTIMIZER_HIDE_VAR(x); local_irq_restore(x););
LINUX(irq_pair, unsigned long x;, local_irq_save(x); local_irq_restore(x););
LINUX(wrmsr_64, u64 x = f->rbx;, wrmsrq(PB_MSR_KERNEL_GS_BASE, x););
LINUX(wrmsr_safe_64, u64 x = f->rbx;, wrmsrq_safe(PB_MSR_KERNEL_GS_BASE, x););

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

LINUX(patched, , alternative("call pb_nop", "", X86_FEATURE_ALWAYS););
LINUX(jump_label_off, , if (static_branch_unlikely(&key_off)) NOTHING;);
LINUX(jump_label_on, , if (static_branch_unlikely(&key_on)) NOTHING;);
LINUX(feature_bit, , if (boot_cpu_has(X86_FEATURE_XENPV)) NOTHING;);
LINUX(feature_enabled, , if (cpu_feature_enabled(X86_FEATURE_XENPV)) NOTHING;);
LINUX(by_static_call, , static_call(pb_static_call)(););
LINUX(by_call, , nothing(););
LINUX(by_pointer, void (*f_)(void) = nothing;, OPTIMIZER_HIDE_VAR(f_); f_(););

struct linux_bench {
	const char *name;
	const u8 *mark[3];
	struct pb_code code;
};

/* The compiler chooses the layout, so every layout is the same one. */
#define OWN(name_, id) {							\
	.name = name_,								\
	.mark = { pb_##id##_mark_0, pb_##id##_mark_1, pb_##id##_mark_2 },	\
	.code.fn = { [0 ... PB_LAYOUTS - 1] = { pb_##id##_1, pb_##id##_2 } },	\
}

static struct linux_bench benches[] __ro_after_init = {
	OWN("kernel-irq-off-on", irq_off_on),
	OWN("kernel-save-flags", save_flags),
	OWN("kernel-irq-save", irq_save),
	OWN("kernel-irq-restore-if-0-0", irq_restore),
	OWN("kernel-irq-restore-if-1-1", irq_restore),
	OWN("kernel-irq-save-restore-if-1", irq_pair),
	OWN("kernel-irq-save-restore-if-0", irq_pair),
	OWN("kernel-alternative", patched),
	OWN("kernel-jump-label-off", jump_label_off),
	OWN("kernel-jump-label-on", jump_label_on),
	OWN("kernel-boot-cpu-has", feature_bit),
	OWN("kernel-cpu-feature-enabled", feature_enabled),
	OWN("kernel-static-call", by_static_call),
	OWN("kernel-call", by_call),
	OWN("kernel-indirect-call", by_pointer),
	OWN("kernel-wrmsr", wrmsr_64),
	OWN("kernel-wrmsr-safe", wrmsr_safe_64),
};

/*
 * A copy is where its marks are if the next one follows it and is as long.  Where
 * an operation branches, as a traced one does, the compiler may put them anywhere;
 * and an operation may come to nothing.
 */
static void __init find_site(struct linux_bench *b)
{
	ptrdiff_t first = b->mark[1] - b->mark[0], second = b->mark[2] - b->mark[1];

	if (first < 0 || first != second)
		return;
	b->code.site = b->mark[0];
	b->code.bytes = first;
}

void __init pb_patch(void)
{
	struct linux_bench *b;

	static_branch_enable(&key_on);
	for (b = benches; b < benches + ARRAY_SIZE(benches); b++)
		find_site(b);
}

const struct pb_code *pb_code(const struct pb_bench *bench)
{
	const struct linux_bench *b;

	if (bench->code)
		return bench->code;
	for (b = benches; b < benches + ARRAY_SIZE(benches); b++)
		if (!strcmp(b->name, bench->name))
			return &b->code;
	return NULL;
}
