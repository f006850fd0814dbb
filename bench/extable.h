/* SPDX-License-Identifier: GPL-2.0-only */
/* The exception table, for executors without a kernel that searches it. */
#ifndef PB_EXTABLE_H
#define PB_EXTABLE_H

#include <linux/types.h>

/* The registers that a fixup may change. */
struct pb_context {
	__u64 *rip, *rax, *r8;
};

/* Continue at the fixup after exception `vector`; 0 if the table has no entry for rip. */
int pb_fixup(const struct pb_context *c, __u32 vector);

#endif
