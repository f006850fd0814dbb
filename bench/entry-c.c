// SPDX-License-Identifier: GPL-2.0-only
/* What handlers call that is C in Linux, too. */
#include "bench.h"

/* As SAVE pushes them (entry.h), and the CPU. */
struct regs {
	__u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	__u64 orig_rax;
	__u64 rip, cs, rflags, rsp, ss;
};

_Static_assert(sizeof(struct regs) == 21 * 8, "Linux's pt_regs");

extern const volatile __u32 pb_work;
extern struct regs *pb_stack;

#define WORK 0x3f

void pb_exit_work(struct regs *regs);
struct regs *pb_move_regs(const struct regs *regs);

static PB_HOT __attribute__((__noinline__)) void do_work(struct regs *regs, __u32 work)
{
	regs->orig_rax = work;
}

PB_HOT void pb_exit_work(struct regs *regs)
{
	__u32 work = pb_work & WORK;

	if (__builtin_expect(work, 0))
		do_work(regs, work);
}

/* Onto the other stack; the caller makes it the stack. */
PB_HOT struct regs *pb_move_regs(const struct regs *regs)
{
	struct regs *copy = pb_stack - 1;

	*copy = *regs;
	return copy;
}
