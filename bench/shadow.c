// SPDX-License-Identifier: GPL-2.0-only
/* Control-flow enforcement, user interrupts and traces, as far as they cost those who use them not. */
#include "bench.h"

#define CET .question = "control-flow"

BENCH(endbr64, "endbr64", .name = "endbr64", CET, .insns = 1,
	.what = "ENDBR64, a nop where nothing is tracked");
BENCH(rdssp, ".byte 0xf3, 0x49, 0x0f, 0x1e, 0xc8", .name = "rdssp", CET, .insns = 1,
	.what = "RDSSP, a nop without a shadow stack");
BENCH(call_ret, "call 2f; jmp 3f; 2: ret; 3:", .name = "call-ret", CET, .insns = 3,
	.what = "CALL and RET, and a jump over the callee");
BENCH(ptwrite, ".byte 0xf3, 0x49, 0x0f, 0xae, 0xe0", .name = "ptwrite", CET,
	.needs = PB_PTWRITE, .insns = 1,
	.what = "PTWRITE where nothing is traced");

/* User interrupts, which any ring may hold off where CR4.UINTR is set. */
BENCH(clui_stui, ".byte 0xf3, 0x0f, 0x01, 0xee; .byte 0xf3, 0x0f, 0x01, 0xef",
	.name = "clui-stui", CET, .needs = PB_OWN_MACHINE | PB_UINTR, .insns = 2,
	.what = "CLUI and STUI: user interrupts off and on");

BENCH(testui, ".byte 0xf3, 0x0f, 0x01, 0xed",
	.name = "testui", CET, .needs = PB_OWN_MACHINE | PB_UINTR, .insns = 1,
	.what = "TESTUI: are they on?");
