/* SPDX-License-Identifier: GPL-2.0-only */
/* The forms of a paravirt call, each with the instructions it adds to the callee's body. */
#ifndef PB_CALLEE_H
#define PB_CALLEE_H

#define CALL_DIRECT(f)		"call " f "\n"
#define CALL_DIRECT_INSNS	2	/* call, ret */
#define CALL_RETHUNK(f)		"call " f "_rethunk\n"
#define CALL_RETHUNK_INSNS	3	/* call, jmp, ret */
#define CALL_INDIRECT(f)	"call *" f "_op(%rip)\n"
#define CALL_INDIRECT_INSNS	3	/* call, endbr64, ret */
#define CALL_RETPOLINE(f)	"mov " f "_op(%rip), %rax\ncall pb_retpoline_rax\n"
#define CALL_RETPOLINE_INSNS	7	/* mov, call; call, mov, ret; endbr64, ret */

/* The same operation by each form of paravirt call. */
#define PV(id, nm, op, n, ...)							\
	BENCH(id##_direct, CALL_DIRECT(op),					\
		.name = nm "-pv-direct", .insns = (n) + CALL_DIRECT_INSNS,	\
		.what = "by a direct paravirt call", __VA_ARGS__);		\
	BENCH(id##_rethunk, CALL_RETHUNK(op),					\
		.name = nm "-pv-rethunk", .insns = (n) + CALL_RETHUNK_INSNS,	\
		.what = "by a direct call that ends in the return thunk", __VA_ARGS__); \
	BENCH(id##_indirect, CALL_INDIRECT(op),					\
		.name = nm "-pv-indirect", .insns = (n) + CALL_INDIRECT_INSNS,	\
		.what = "by a call through a pointer in memory", __VA_ARGS__);	\
	BENCH(id##_retpoline, CALL_RETPOLINE(op),				\
		.name = nm "-pv-retpoline", .insns = (n) + CALL_RETPOLINE_INSNS, \
		.what = "by a call through a retpoline", __VA_ARGS__)

/* Two operations, one after the other. */
#define PV2(id, nm, op1, op2, n, ...)						\
	BENCH(id##_direct, CALL_DIRECT(op1) CALL_DIRECT(op2),			\
		.name = nm "-pv-direct", .insns = (n) + 2 * CALL_DIRECT_INSNS,	\
		.what = "by direct paravirt calls", __VA_ARGS__);		\
	BENCH(id##_rethunk, CALL_RETHUNK(op1) CALL_RETHUNK(op2),		\
		.name = nm "-pv-rethunk", .insns = (n) + 2 * CALL_RETHUNK_INSNS, \
		.what = "by direct calls that end in the return thunk", __VA_ARGS__); \
	BENCH(id##_indirect, CALL_INDIRECT(op1) CALL_INDIRECT(op2),		\
		.name = nm "-pv-indirect", .insns = (n) + 2 * CALL_INDIRECT_INSNS, \
		.what = "by calls through a pointer in memory", __VA_ARGS__);	\
	BENCH(id##_retpoline, CALL_RETPOLINE(op1) CALL_RETPOLINE(op2),		\
		.name = nm "-pv-retpoline", .insns = (n) + 2 * CALL_RETPOLINE_INSNS, \
		.what = "by calls through a retpoline", __VA_ARGS__)

#endif
