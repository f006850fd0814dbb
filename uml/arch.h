/* SPDX-License-Identifier: GPL-2.0-only */
/* What User Mode Linux has otherwise than Linux on x86 (kmod/arch.h). */
#ifndef ARCH_H
#define ARCH_H

#include <linux/irqflags.h>
#include <asm/processor-flags.h>

#include "bench.h"

/* Interrupts are signals, and IF is a variable: what the frame wants; what it was. */
static __always_inline unsigned long arch_begin(const struct pb_frame *f)
{
	unsigned long was;

	local_save_flags(was);
	if (f->flags & X86_EFLAGS_IF)
		local_irq_enable();
	else
		local_irq_disable();
	return was;
}

static __always_inline void arch_end(unsigned long was)
{
	local_irq_restore(was);
}

/* The flags to restore, as local_irq_restore() takes them. */
static __always_inline unsigned long arch_flags(const struct pb_frame *f)
{
	return !!(f->r12 & X86_EFLAGS_IF);
}

/* As engine.inc places the loops of bodies, but for what stands before a loop. */
#define ARCH_LAYOUTS(id, in, op)				\
	LINUX_LAYOUT(id, 0, in, op) LINUX_LAYOUT(id, 1, in, op)	\
	LINUX_LAYOUT(id, 2, in, op) LINUX_LAYOUT(id, 3, in, op)
#define ARCH_FNS(id) LINUX_FN(id, 0), LINUX_FN(id, 1), LINUX_FN(id, 2), LINUX_FN(id, 3)
#define ARCH_PLACE(layout) asm volatile(".balign 64; .fill 16 * " #layout ", 1, 0x90");

/*
 * Between two copies: another block, so that each brings the address of what it calls, 64 bits
 * there, as a site in the kernel does.
 */
#define ARCH_APART do { __label__ next; asm goto("" : : : : next); next:; } while (0);

#endif
