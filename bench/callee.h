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

/* An operation by one form of call: `body` is a macro that has `calls` calls of it. */
#define PV_FORM(id, form, FORM, nm, how, about, body, n, calls, ...)		\
	BENCH(id##_##form, body(CALL_##FORM),					\
		.name = nm "-pv-" #form, .insns = (n) + (calls) * CALL_##FORM##_INSNS, \
		.what = about how, __VA_ARGS__)

/* The same by each form; `n` instructions besides the calls. */
#define PV(id, nm, ...)								\
	PV_FORM(id, direct, DIRECT, nm, "by a direct paravirt call", __VA_ARGS__);	\
	PV_FORM(id, rethunk, RETHUNK, nm, "by a direct call and return thunk", __VA_ARGS__); \
	PV_FORM(id, indirect, INDIRECT, nm, "by a call through a pointer", __VA_ARGS__); \
	PV_FORM(id, retpoline, RETPOLINE, nm, "by a call through a retpoline", __VA_ARGS__)

#endif
