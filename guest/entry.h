/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows that enter ring 0 by a gate of their own: bench/entry.c. */
#ifndef ENTRY_H
#define ENTRY_H

#include "bench.h"

/* What SYSCALL wants, once. */
void entry_setup(void);

/*
 * Let what `bench` raises go to its handler.  The function to call in the target
 * of `fn`: itself, or one that calls it in ring 3.  Nothing for a row that has
 * no handler.
 */
pb_fn *entry_begin(const struct pb_bench *bench, pb_fn *fn);

/* Put back what entry_begin() changed, however the burst ended. */
void entry_end(const struct pb_bench *bench);

/* A sum of all that entry_begin() may change. */
__u64 entry_state(void);

#endif
