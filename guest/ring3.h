/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RING3_H
#define RING3_H

#include <linux/types.h>

void ring3_setup(void);

/*
 * Call fn(arg) in ring 3, interrupts off.  VECTOR_RING3_DONE, with what it
 * returned in *result, or the vector of the exception that ended it.
 */
__u64 ring3_call(__u64 (*fn)(__u64), __u64 arg, __u64 *result);

/* How ring3_call() gets there: with FRED on, IRET cannot. */
extern const char ring3_by_iret[], ring3_by_eretu[];
extern const char *ring3_enter;

/* Ring 3 is ring 3, and comes back.  NULL, or what went wrong. */
const char *ring3_test(void);

#endif
