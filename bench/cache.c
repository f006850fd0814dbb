// SPDX-License-Identifier: GPL-2.0-only
/* Cache lines of our own, written back or dropped.  INVD, which loses data, is in vm-exit.c. */
#include "bench.h"

#define CACHE .question = "cache"
#define LINE "pb_pages(%rip)"
#define DIRTY "mov %esi, " LINE "; "
#define LINES(insn) ".set at, pb_pages; .rept 16; " insn " at(%rip); .set at, at + 64; .endr\n"

BENCH(clflush, "clflush " LINE,
	.name = "clflush", CACHE, .insns = 1,
	.what = "CLFLUSH of a line that no cache has");

BENCH_TIMES(clflush_16, 4, LINES("clflush"),
	.name = "clflush-16", CACHE, .insns = 16,
	.what = "CLFLUSH of 16 lines, in order among themselves");

BENCH(clflush_dirty, DIRTY "clflush " LINE,
	.name = "clflush-dirty", CACHE, .insns = 2,
	.what = "a line written, and CLFLUSH");

BENCH(clflushopt, "clflushopt " LINE,
	.name = "clflushopt", CACHE, .needs = PB_CLFLUSHOPT, .insns = 1,
	.what = "CLFLUSHOPT of a line that no cache has");

BENCH_TIMES(clflushopt_16, 4, LINES("clflushopt") "sfence",
	.name = "clflushopt-16-sfence", CACHE, .needs = PB_CLFLUSHOPT, .insns = 17,
	.what = "CLFLUSHOPT of 16 lines, and SFENCE");

BENCH(clflushopt_dirty, DIRTY "clflushopt " LINE,
	.name = "clflushopt-dirty", CACHE, .needs = PB_CLFLUSHOPT, .insns = 2,
	.what = "a line written, and CLFLUSHOPT");

BENCH(clwb, "clwb " LINE,
	.name = "clwb", CACHE, .needs = PB_CLWB, .insns = 1,
	.what = "CLWB again and again: of a line that is clean, if it is still cached");

BENCH(clwb_dirty, DIRTY "clwb " LINE,
	.name = "clwb-dirty", CACHE, .needs = PB_CLWB, .insns = 2,
	.what = "a line written, and CLWB, which may keep it");

BENCH(cldemote, "cldemote " LINE,
	.name = "cldemote", CACHE, .needs = PB_CLDEMOTE, .insns = 1,
	.what = "CLDEMOTE of the same line, again and again");

BENCH(clzero, "lea " LINE ", %rax; .byte 0x0f, 0x01, 0xfc",
	.name = "clzero", CACHE, .needs = PB_CLZERO, .insns = 2,
	.what = "CLZERO of a line");

BENCH(mcommit, "may_fault .byte 0xf3, 0x0f, 0x01, 0xfa",
	.name = "mcommit", CACHE, .needs = PB_OWN_MACHINE | PB_MCOMMIT, .insns = 1,
	.what = "MCOMMIT, nothing outstanding");

/* Without the bit these bytes are WBINVD. */
BENCH_TIMES(wbnoinvd, 1, "may_fault .byte 0xf3, 0x0f, 0x09",
	.name = "wbnoinvd", CACHE, .needs = PB_RING0 | PB_WBNOINVD, .insns = 1,
	.flags = PB_OPT_IN,
	.what = "WBNOINVD: every cache written back, nothing dropped");
