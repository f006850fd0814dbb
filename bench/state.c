// SPDX-License-Identifier: GPL-2.0-only
/* Extended state, and the rights to memory that one instruction changes: keys and AC. */
#include "bench.h"

#define STATE .question = "extended-state"
#define AREA "pb_xsave(%rip)"
#define COMPACT "pb_xsavec(%rip)"

/*
 * For all of PB_STATE, tiles (8 KiB) included.  XSAVE does not clear what says that an area is
 * compacted, so each format has its own.
 */
asm(".bss\n"
    ".balign 64\n"
    ".globl pb_xsave, pb_xsavec\n"
    "pb_xsave: .skip 12 * 1024\n"
    "pb_xsavec: .skip 12 * 1024\n"
    ".text\n");

#define SAVE(id, nm, insn, n, needs_, about, ...)				\
	BENCH(id, insn,								\
		.name = nm, STATE, .needs = (needs_), .flags = PB_FPU, .insns = (n),	\
		.what = about, __VA_ARGS__)
#define MASK .operand = PB_STATE

SAVE(fxsave, "fxsave", "fxsave64 " AREA, 1, 0, "FXSAVE: x87 and SSE");
SAVE(fxsave_fxrstor, "fxsave-fxrstor", "fxsave64 " AREA "; fxrstor64 " AREA, 2, 0,
	"FXSAVE and FXRSTOR");
SAVE(xsave, "xsave", "xsave64 " AREA, 1, PB_OSXSAVE, "XSAVE of all that XCR0 has", MASK);
SAVE(xsave_xrstor, "xsave-xrstor", "xsave64 " AREA "; xrstor64 " AREA, 2, PB_OSXSAVE,
	"XSAVE and XRSTOR", MASK);
SAVE(xsaveopt, "xsaveopt", "xsaveopt64 " AREA, 1, PB_OSXSAVE | PB_XSAVEOPT,
	"XSAVEOPT, with no XRSTOR before that says what is modified", MASK);
SAVE(xsaveopt_xrstor, "xsaveopt-xrstor", "xsaveopt64 " AREA "; xrstor64 " AREA, 2,
	PB_OSXSAVE | PB_XSAVEOPT, "XSAVEOPT and XRSTOR of what nobody has modified", MASK);
SAVE(xsavec, "xsavec", "xsavec64 " COMPACT, 1, PB_OSXSAVE | PB_XSAVEC,
	"XSAVEC, the compacted format", MASK);
SAVE(xsaves, "xsaves", "xsaves64 " COMPACT, 1, PB_RING0 | PB_OSXSAVE | PB_XSAVES,
	"XSAVES, of user states only", MASK);
SAVE(xsaves_xrstors, "xsaves-xrstors", "xsaves64 " COMPACT "; xrstors64 " COMPACT, 2,
	PB_RING0 | PB_OSXSAVE | PB_XSAVES, "XSAVES and XRSTORS of what nobody has modified", MASK);
SAVE(fninit, "fninit", "fninit", 1, 0, "FNINIT");

BENCH(xgetbv, "xor %ecx, %ecx; xgetbv",
	.name = "xgetbv", STATE, .needs = PB_OSXSAVE, .insns = 2,
	.what = "XGETBV of XCR0");

BENCH(xgetbv_1, "mov $1, %ecx; xgetbv",
	.name = "xgetbv-1", STATE, .needs = PB_OSXSAVE | PB_XGETBV1, .insns = 2,
	.what = "XGETBV of XINUSE, the state that is in use");

/* Leaves for every hypervisor. */
BENCH_TIMES(xsetbv, 4, "xsetbv",
	.name = "xsetbv", STATE, .needs = PB_RING0 | PB_OWN_CR | PB_OSXSAVE, .operand = PB_XCR0,
	.insns = 1, .what = "XSETBV of the same XCR0");

#define RIGHTS .question = "access-rights"

BENCH(rdpkru, "xor %ecx, %ecx; rdpkru",
	.name = "rdpkru", RIGHTS, .needs = PB_OSPKE, .insns = 2,
	.what = "RDPKRU");

BENCH(rdpkru_wrpkru, "xor %ecx, %ecx; rdpkru; wrpkru",
	.name = "rdpkru-wrpkru", RIGHTS, .needs = PB_OSPKE, .insns = 3,
	.what = "RDPKRU, and WRPKRU of the same rights");

BENCH(stac_clac, "stac; clac",
	.name = "stac-clac", RIGHTS, .needs = PB_RING0 | PB_SMAP, .insns = 2,
	.what = "STAC and CLAC, as around a copy from user space");

BENCH(clac, "clac",
	.name = "clac", RIGHTS, .needs = PB_RING0 | PB_SMAP, .insns = 1,
	.what = "CLAC with AC clear already, as on every entry");

BENCH(stac_lfence_clac, "stac; lfence; clac",
	.name = "stac-lfence-clac", RIGHTS, .needs = PB_RING0 | PB_SMAP, .insns = 3,
	.what = "STAC, LFENCE against speculation, CLAC");
