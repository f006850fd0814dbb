// SPDX-License-Identifier: GPL-2.0-only
/* Control-flow enforcement and traces, as far as they cost those who do not use them. */
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
