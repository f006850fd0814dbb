/* SPDX-License-Identifier: GPL-2.0-only */
/* Benches that enter ring 0 by a gate of their own: bench/entry.c. */
#ifndef ENTRY_H
#define ENTRY_H

#include "bench.h"

/* What SYSCALL and ring 3 want, once. */
void entry_setup(void);

/*
 * Lead what `bench` raises to its handler, if it has one.  Returns the function to call
 * in place of `fn`: itself, or one that calls it in ring 3.
 */
pb_fn *entry_begin(const struct pb_bench *bench, pb_fn *fn);

/* Put back what entry_begin() changed, however the burst ended. */
void entry_end(const struct pb_bench *bench);

/* A sum of all that entry_begin() may change. */
__u64 entry_state(void);

/* Ring 3 is ring 3, and comes back.  NULL, or what went wrong. */
const char *entry_test(void);

#endif
