/* SPDX-License-Identifier: GPL-2.0-only */
/* The forms of a paravirt call, each with the instructions it adds to the callee's body. */
#ifndef PB_CALLEE_H
#define PB_CALLEE_H

#define CALL_DIRECT_INSNS	2	/* call, ret */
#define CALL_RETHUNK_INSNS	3	/* call, jmp, ret */
#define CALL_UNRET_INSNS	3
#define CALL_ITS_INSNS		3
#define CALL_SRSO_INSNS		5	/* call, jmp, call, lea, ret */
#define CALL_SRSO_ALIAS_INSNS	5
#define CALL_CALLTHUNK_INSNS	6	/* call, sar, jmp, shl, jz, ret */
#define CALL_CALLEE_SAVE_INSNS	20	/* call; 8 push, call; ret, 8 pop, ret */
#define CALL_INDIRECT_INSNS	3	/* call, endbr64, ret */
#define CALL_RETPOLINE_INSNS	7	/* mov, call; call, mov, ret; endbr64, ret */

/* What the callee returns by, as Linux patches it (arch/x86/lib/retpoline.S). */
#define BY_RETHUNK	"by a direct call and return thunk"
#define BY_UNRET	"by a direct call and the return thunk of retbleed, Zen 1 and 2"
#define BY_SRSO		"by a direct call and SRSO's safe RET, Zen 1 and 2"
#define BY_SRSO_ALIAS	"by a direct call and SRSO's safe RET, Zen 3 and 4"
#define BY_ITS		"by a direct call and a RET in the upper half of a cache line (ITS)"
#define BY_CALLTHUNK	"by a direct call with call depth tracking, its word not per CPU here"

asm(".macro call_direct f\n call \\f\n.endm\n"
    ".macro call_rethunk f\n call \\f\\()_rethunk\n.endm\n"
    ".macro call_unret f\n call \\f\\()_unret\n.endm\n"
    ".macro call_its f\n call \\f\\()_its\n.endm\n"
    ".macro call_srso f\n call \\f\\()_srso\n.endm\n"
    ".macro call_srso_alias f\n call \\f\\()_srso_alias\n.endm\n"
    ".macro call_callthunk f\n call \\f\\()_callthunk\n.endm\n"
    ".macro call_callee_save f\n call \\f\\()_callee_save\n.endm\n"
    ".macro call_indirect f\n call *\\f\\()_op(%rip)\n.endm\n"
    ".macro call_retpoline f\n mov \\f\\()_op(%rip), %rax; call pb_retpoline_rax\n.endm\n");

/* Registers that are live across a call. */
#define SPILL(...)	".irp reg, " #__VA_ARGS__ "; push %\\reg; .endr\n"
#define FILL(...)	".irp reg, " #__VA_ARGS__ "; pop %\\reg; .endr\n"

/* A family of one operation, whose arguments are a macro. */
#define APPLY(family, ...) family(__VA_ARGS__)

/* An operation by one form of call, which `pv` in its body stands for, `calls` times. */
#define PV_FORM(id, form, FORM, suffix, how, body, nm, about, n, calls, ...)	\
	asm(".macro pv f\n call_" #form " \\f\n.endm\n");			\
	BENCH(id##_##form, body,						\
		.name = nm "-pv-" suffix, .insns = (n) + (calls) * CALL_##FORM##_INSNS, \
		.what = about how, __VA_ARGS__);				\
	asm(".purgem pv\n")

/* The same by each form; `n` instructions besides the calls. */
#define PV(id, ...)								\
	PV_FORM(id, direct, DIRECT, "direct", "by a direct paravirt call", __VA_ARGS__); \
	PV_FORM(id, rethunk, RETHUNK, "rethunk", BY_RETHUNK, __VA_ARGS__);	\
	PV_FORM(id, indirect, INDIRECT, "indirect", "by a call through a pointer", __VA_ARGS__); \
	PV_FORM(id, retpoline, RETPOLINE, "retpoline",				\
		"by a call through a retpoline, which no paravirt site of Linux has", __VA_ARGS__)

/* ... by a direct call with each other way to return. */
#define PV_THUNKS(id, ...)							\
	PV_FORM(id, unret, UNRET, "unret", BY_UNRET, __VA_ARGS__);		\
	PV_FORM(id, srso, SRSO, "srso", BY_SRSO, __VA_ARGS__);			\
	PV_FORM(id, srso_alias, SRSO_ALIAS, "srso-alias", BY_SRSO_ALIAS, __VA_ARGS__); \
	PV_FORM(id, its, ITS, "its", BY_ITS, __VA_ARGS__);			\
	PV_FORM(id, callthunk, CALLTHUNK, "callthunk", BY_CALLTHUNK, __VA_ARGS__)

/* ... by the thunk that lets any function be a callee that saves all registers. */
#define PV_CALLEE_SAVE(id, ...)							\
	PV_FORM(id, callee_save, CALLEE_SAVE, "callee-save",			\
		"by a thunk that pushes eight registers, calls a function, pops them",	\
		__VA_ARGS__)

#endif
