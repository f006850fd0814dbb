/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TRAPS_H
#define TRAPS_H

#include <linux/types.h>

/* As traps.S pushes them. */
struct registers {
	__u64 r15, r14, r13, r12, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax;
	__u64 vector, error;
	__u64 rip, cs, rflags, rsp, ss;
};

/* One small stub a vector; ring 3's way back. */
#define TRAP_ENTRY_SIZE 16
extern const char trap_entries[], ring3_done[];

/* What came in so far; none of them is expected. */
extern volatile __u32 trap_interrupts, trap_nmis;

/* Go on at `rip` in ring 0, on the stack `rsp`, when the trap returns. */
void trap_resume(struct registers *r, const void *rip, __u64 rsp);

#endif
