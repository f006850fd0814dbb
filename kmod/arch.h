/* SPDX-License-Identifier: GPL-2.0-only */
/* What Linux on x86 has otherwise than User Mode Linux (uml/arch.h). */
#ifndef ARCH_H
#define ARCH_H

#include <asm/irqflags.h>

#include "bench.h"

/* IF as the frame wants it; what it was. */
static __always_inline unsigned long arch_begin(const struct pb_frame *f)
{
	unsigned long was = native_save_fl();

	asm volatile("push %0; popf" : : "rm" (f->flags) : "memory", "cc");
	return was;
}

static __always_inline void arch_end(unsigned long was)
{
	asm volatile("push %0; popf" : : "rm" (was) : "memory", "cc");
}

/* The flags to restore, as local_irq_restore() takes them. */
static __always_inline unsigned long arch_flags(const struct pb_frame *f)
{
	return f->r12;
}

/* One layout only: to load a module takes the longer the more functions no kprobe may be set on. */
#define ARCH_LAYOUTS(id, in, op) LINUX_LAYOUT(id, 0, in, op)
#define ARCH_FNS(id) [0 ... PB_LAYOUTS - 1] = LINUX_FN(id, 0)
#define ARCH_PLACE(layout)

#define ARCH_APART		/* between two copies */

#endif
