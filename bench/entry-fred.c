// SPDX-License-Identifier: GPL-2.0-only
/*
 * FRED (specification, revision 5.0).  There are no gates: two entry points for all events,
 * which guest/fred.S has, tell them apart by the vector.
 */
#include "entry.h"

#define FRED(id, nm, grp, body, event, n, about, ...)				\
	BENCH(id, body,								\
		.name = nm, .question = grp, .insns = (n), .vector = PB_VIA_FRED(event),	\
		.needs = PB_OWN_MACHINE | PB_FRED, .what = about, __VA_ARGS__)

/* As FROM_BOTH. */
#define FRED_BOTH(id, nm, body, event, n, about)					\
	FRED(id, nm, "entry", body, event, n, about ", ERETS", .flags = 0);		\
	FRED(id##_user, nm "-user", "entry", body, event, n, about ", ERETU",	\
	     .flags = PB_FROM_RING3)

FRED_BOTH(entry_int_fred, "entry-int-fred", INT, PB_VECTOR_INT, 4,
	"INT n by FRED event delivery, a test of the vector");

FRED_BOTH(entry_int3_fred, "entry-int3-fred", "int3", PB_VECTOR_BP, 4,
	"INT3 by FRED event delivery, a test of the vector");

FRED_BOTH(entry_int1_fred, "entry-int1-fred", INT1, PB_VECTOR_DB, 4,
	"INT1 by FRED event delivery, a test of the vector");

FRED_BOTH(entry_ud2_fred, "entry-ud2-fred", "ud2", PB_VECTOR_UD, 5,
	"UD2 by FRED event delivery, a test of the vector, stepped over");

FRED_BOTH(entry_gp_fred, "entry-gp-fred", ACCESS_GP, PB_VECTOR_GP, 4,
	"#GP by FRED event delivery, a test of the vector, stepped over");

FRED_BOTH(entry_pf_fred, "entry-pf-fred", ACCESS_PF, PB_VECTOR_PF, 4,
	"#PF by FRED event delivery, a test of the vector, stepped over");

FRED(syscall_fred, "syscall-fred", "syscall", "syscall", PB_VECTOR_SYSCALL, 4,
	"SYSCALL by FRED event delivery, a test of the vector, ERETU", .flags = PB_FROM_RING3);

/* gs-base: a selector into GS for ring 3, whose base is in KERNEL_GS_BASE meanwhile */

#define GS_INDEX .question = "gs-base", .operand = PB_MSR_KERNEL_GS_BASE

BENCH(load_gs_swapgs, "xor %r8d, %r8d; swapgs; mov %r8d, %gs; swapgs",
	.name = "load-gs-swapgs", GS_INDEX, .insns = 4, .operand2 = PB_MSR_GS_BASE,
	.needs = PB_OWN_MACHINE | PB_OWN_CR | PB_SWAPGS,
	.what = "GS loaded between two SWAPGS");

/* Bytes: assemblers before binutils 2.40 do not know it.  LKGS r8d. */
BENCH(lkgs, "xor %r8d, %r8d; .byte 0xf2, 0x41, 0x0f, 0x00, 0xf0",
	.name = "lkgs", GS_INDEX, .insns = 2, .needs = PB_OWN_MACHINE | PB_LKGS,
	.what = "LKGS");
