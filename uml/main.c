// SPDX-License-Identifier: GPL-2.0-only
/*
 * User Mode Linux as an executor: built into the kernel, which measures what it is told instead of
 * starting its first process, and ends when nobody tells it more.
 */
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/printk.h>

#include "privbench.h"
#include "serve.h"

/* Before core_initcall(), where User Mode Linux makes a folder in the user's home. */
static int __init start(void)
{
	unsigned long flags;

	pb_patch();
	local_irq_save(flags);
	uml_serve(linux_banner, !IS_ENABLED(CONFIG_DEBUG_IRQFLAGS));
	local_irq_restore(flags);
	return 0;
}
early_initcall(start);
