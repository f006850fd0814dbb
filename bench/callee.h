/* SPDX-License-Identifier: GPL-2.0-only */
/* The forms of a paravirt call, each with the instructions it adds to the callee's body. */
#ifndef PB_CALLEE_H
#define PB_CALLEE_H

#define CALL_DIRECT_INSNS	2	/* call, ret */
#define CALL_RETHUNK_INSNS	3	/* call, jmp, ret */
#define CALL_INDIRECT_INSNS	3	/* call, endbr64, ret */
#define CALL_RETPOLINE_INSNS	7	/* mov, call; call, mov, ret; endbr64, ret */

asm(".macro call_direct f\n call \\f\n.endm\n"
    ".macro call_rethunk f\n call \\f\\()_rethunk\n.endm\n"
    ".macro call_indirect f\n call *\\f\\()_op(%rip)\n.endm\n"
    ".macro call_retpoline f\n mov \\f\\()_op(%rip), %rax; call pb_retpoline_rax\n.endm\n");

/* An operation by one form of call, which `pv` in its body stands for, `calls` times. */
#define PV_FORM(id, form, FORM, how, body, nm, about, n, calls, ...)		\
	asm(".macro pv f\n call_" #form " \\f\n.endm\n");			\
	BENCH(id##_##form, body,						\
		.name = nm "-pv-" #form, .insns = (n) + (calls) * CALL_##FORM##_INSNS, \
		.what = about how, __VA_ARGS__);				\
	asm(".purgem pv\n")

/* The same by each form; `n` instructions besides the calls. */
#define PV(id, ...)								\
	PV_FORM(id, direct, DIRECT, "by a direct paravirt call", __VA_ARGS__);	\
	PV_FORM(id, rethunk, RETHUNK, "by a direct call and return thunk", __VA_ARGS__); \
	PV_FORM(id, indirect, INDIRECT, "by a call through a pointer", __VA_ARGS__); \
	PV_FORM(id, retpoline, RETPOLINE, "by a call through a retpoline", __VA_ARGS__)

#endif
