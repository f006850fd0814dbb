// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control and debug registers, read, and written with the value that is there; CR2's reading and CR3
 * are in pv-sites.c and tlb.c.
 */
#include "bench.h"

#define CONTROL .question = "control-registers", .needs = PB_RING0
#define DEBUG .question = "debug-registers", .needs = PB_RING0 | PB_NO_BREAKPOINTS

/* `id` is also the assembler's name for the register. */
#define READ_REGISTER(id, group, about)						\
	BENCH_TIMES(read_##id, 4, "mov %" #id ", %rax",					\
		.name = "read-" #id, group, .insns = 1,				\
		.what = "reading " about)
#define WRITE_REGISTER(id, group, from, about)					\
	BENCH_TIMES(write_##id, 4, "mov %rbx, %" #id,					\
		.name = "write-" #id, group | PB_OWN_CR, .operand = from, .insns = 1,	\
		.what = "writing " about)

READ_REGISTER(cr0, CONTROL, "CR0");
WRITE_REGISTER(cr0, CONTROL, PB_CR0, "CR0");
WRITE_REGISTER(cr2, CONTROL, PB_CR2, "CR2");
READ_REGISTER(cr4, CONTROL, "CR4");
WRITE_REGISTER(cr4, CONTROL, PB_CR4, "CR4");
READ_REGISTER(cr8, CONTROL | PB_OWN_CR, "CR8, the task priority");
WRITE_REGISTER(cr8, CONTROL, PB_CR8, "CR8, the task priority; the one that does not serialise");

BENCH(clts, "clts",
	.name = "clts", CONTROL | PB_OWN_CR, .flags = PB_FPU, .insns = 1,
	.what = "CLTS with TS clear already");

BENCH(write_cr0_ts, "mov %rbp, %cr0; clts",
	.name = "write-cr0-ts-clts", CONTROL | PB_OWN_CR | PB_OWN_MACHINE, .operand2 = PB_CR0_TS,
	.insns = 2,
	.what = "TS set by writing CR0, then CLTS, as when the FPU was switched lazily");

BENCH(smsw, "may_fault smsw %r8d",
	.name = "smsw", .question = "control-registers", .needs = PB_NO_UMIP, .insns = 1,
	.what = "SMSW, which ring 3 may execute unless CR4.UMIP is set");

BENCH(lmsw, "lmsw %bx",
	.name = "lmsw", CONTROL | PB_OWN_CR, .operand = PB_CR0, .insns = 1,
	.what = "LMSW of the same bits");

READ_REGISTER(dr0, DEBUG, "DR0, an address");
WRITE_REGISTER(dr0, DEBUG, PB_DR0, "DR0, an address");
READ_REGISTER(dr6, DEBUG, "DR6, the status, as at every #DB");
WRITE_REGISTER(dr6, DEBUG, PB_DR6, "DR6, the status");
READ_REGISTER(dr7, DEBUG, "DR7, the control, as at every NMI");
WRITE_REGISTER(dr7, DEBUG, PB_DR7, "DR7, the control");
