// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a tick is worth.  These benches run first: the clock, and the ratio of
 * core cycles to TSC ticks, are read off them (harness/measure/calibration.c).
 */
#include "bench.h"

BENCH(empty, "",
	.name = "empty", .question = "calibrate", .insns = 0,
	.what = "nothing: what the method fails to cancel");

BENCH(nop, "nop",
	.name = "nop", .question = "calibrate", .insns = 1,
	.what = "a one-byte nop, limited by the width of the front end");

/* 3 cycles on every Intel core since Nehalem and every AMD Zen. */
BENCH(imul_chain, "imul %rsi, %rsi",
	.name = "imul-chain", .question = "calibrate", .insns = 1,
	.what = "dependent 64-bit IMUL: 3 core cycles each");

/* Two registers: recent cores rename an ADD of an immediate away. */
BENCH(add_chain, "add %rbx, %rsi",
	.name = "add-chain", .question = "calibrate", .insns = 1,
	.what = "dependent ADD: 1 core cycle each");

/* Three words: some CPUs do not load one twice at a time. */
BENCH(load_hit, "mov 8(%r15), %rdi\nmov 16(%r15), %r8\nmov 24(%r15), %r9",
	.name = "load-hit", .question = "calibrate", .insns = 3,
	.what = "three loads that hit L1: as many at once as there are load ports");

/*
 * The frame's fields were read before the loop.  NOPs of 4 bytes: of shorter ones the decoder takes
 * fewer.
 */
BENCH(issue_width,
	"mov 8(%r15), %edi\n.nops 4\nmov %esi, (%r15)\n.nops 4\nmov 16(%r15), %r8d\n.nops 4",
	.name = "issue-width", .question = "calibrate", .insns = 6,
	.what = "two loads, a store, three NOPs: as many at once as the core issues");
