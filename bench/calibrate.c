// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a tick is worth.  These rows run first: the clock, and the ratio of
 * core cycles to TSC ticks, are read off them (harness/measure/clock.c).
 */
#include "bench.h"

BENCH(empty, "",
	.name = "empty", .group = "calibrate", .insns = 0,
	.what = "nothing: what the method fails to cancel");

BENCH(nop, "nop",
	.name = "nop", .group = "calibrate", .insns = 1,
	.what = "a one-byte nop, limited by the width of the front end");

/* 3 cycles on every Intel core since Nehalem and every AMD Zen. */
BENCH(imul_chain, "imul %rsi, %rsi",
	.name = "imul-chain", .group = "calibrate", .insns = 1,
	.what = "dependent 64-bit IMUL: 3 core cycles each");

/* Two registers: recent cores rename an ADD of an immediate away. */
BENCH(add_chain, "add %rbx, %rsi",
	.name = "add-chain", .group = "calibrate", .insns = 1,
	.what = "dependent ADD: 1 core cycle each");
