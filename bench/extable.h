/* SPDX-License-Identifier: GPL-2.0-only */
/* The exception table, for executors that have to walk it themselves. */
#ifndef PB_EXTABLE_H
#define PB_EXTABLE_H

#include <linux/types.h>

/* What a fixup may change of the context that faulted. */
struct pb_context {
	__u64 *rip, *rax, *r8;
};

/* Go on where the table says after exception `vector`; 0 if it says nothing of this rip. */
int pb_fixup(const struct pb_context *c, __u32 vector);

#endif
