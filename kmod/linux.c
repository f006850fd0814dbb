// SPDX-License-Identifier: GPL-2.0-only
/* The primitives that Linux has on x86 and in user mode: in the module, and in uml/. */
#include <linux/irqflags.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/static_call.h>
#include <asm/cpufeature.h>

#include "linux.h"
#include "privbench.h"

LINUX(linux_irq_off_on, , local_irq_disable(); local_irq_enable(););
LINUX(linux_save_flags, unsigned long x;, local_save_flags(x); WANT;);
LINUX(linux_irq_save, unsigned long x;, local_irq_save(x););
/* Flags that the compiler cannot foresee, or it would test them once for all copies. */
LINUX(linux_irq_restore, unsigned long x = arch_flags(f);,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x););
LINUX(linux_irq_restore_on, unsigned long x = arch_flags(f);,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x););
LINUX(linux_irq_restore_0_1, unsigned long x = arch_flags(f);,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x); raw_local_irq_disable(););
LINUX(linux_irq_restore_1_0, unsigned long x = arch_flags(f);,
	OPTIMIZER_HIDE_VAR(x); local_irq_restore(x); raw_local_irq_enable(););
LINUX(linux_raw_enable_disable, , raw_local_irq_enable(); raw_local_irq_disable(););
LINUX(linux_raw_enable, , raw_local_irq_enable(););
LINUX(linux_irq_save_restore, unsigned long x;, local_irq_save(x); local_irq_restore(x););
LINUX(linux_irq_save_restore_nested, unsigned long x;, local_irq_save(x); local_irq_restore(x););

static DEFINE_STATIC_KEY_FALSE(key_off);
static DEFINE_STATIC_KEY_FALSE(key_on);
extern void pb_nop(void);
DEFINE_STATIC_CALL(pb_static_call, pb_nop);

static __hot void nothing(void)
{
	NOTHING;
}

LINUX(linux_jump_label_off, , if (static_branch_unlikely(&key_off)) NOTHING;);
LINUX(linux_jump_label_on, , if (static_branch_unlikely(&key_on)) NOTHING;);
LINUX(linux_boot_cpu_has, , if (boot_cpu_has(X86_FEATURE_XENPV)) NOTHING;);
LINUX(linux_static_call, , static_call(pb_static_call)(););
LINUX(linux_call, , nothing(););
LINUX(linux_indirect_call, void (*f_)(void) = nothing;, OPTIMIZER_HIDE_VAR(f_); f_(););

void __init pb_patch(void)
{
	static_branch_enable(&key_on);
}
