/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TRAPS_H
#define TRAPS_H

#include "bench.h"

/* One small stub a vector. */
#define TRAP_ENTRY_SIZE 16
extern const char trap_entries[];

/* What came in so far; none of them is expected. */
extern volatile __u32 trap_interrupts, trap_nmis;

/* The burst's: its rsp is 0 but during one, which an exception that no table entry foresaw ends. */
extern struct pb_frame trap_frame;

/* Outside a burst, an exception in ring 3 goes on there, on this stack, its vector in rax. */
extern __u64 trap_ring3_stack;
extern const void *trap_ring3_leave;

#endif
