// SPDX-License-Identifier: GPL-2.0-only
/*
 * How code gets to one of two variants, around an operation that is empty
 * (Lutomirski 2020-11-13, Gleixner 2023-09-14): what kernel code is patched to,
 * written out; and below it the kernel's own sites, as it patched them.
 */
#include "bench.h"
#include "callee.h"

#define DISPATCH .question = "dispatch"

asm(".data\npb_feature: .byte 0\n.text\n");

BENCH(dispatch_inline, "",
	.name = "dispatch-inline", DISPATCH, .insns = 0,
	.what = "the operation in line: empty");

BENCH(dispatch_nop5, ".byte 0x0f, 0x1f, 0x44, 0x00, 0x00",
	.name = "dispatch-nop5", DISPATCH, .insns = 1,
	.what = "the 5-byte nop of an ALTERNATIVE or a jump label that is off");

BENCH(dispatch_jmp, "jmp 2f; 3: cold; 2: jmp 3b; .popsection",
	.name = "dispatch-jmp", DISPATCH, .insns = 2,
	.what = "the jump of a jump label that is on, and the way back");

BENCH(dispatch_test, "testb $1, pb_feature(%rip); jnz 2f; 3: cold; 2: jmp 3b; .popsection",
	.name = "dispatch-test", DISPATCH, .insns = 2,
	.what = "a feature bit in memory, tested: off");

BENCH(dispatch_direct, "call_direct pb_nop",
	.name = "dispatch-direct", DISPATCH, .insns = CALL_DIRECT_INSNS,
	.what = "a direct call and RET, as a static call and its callee are patched to");

BENCH(dispatch_rethunk, "call_rethunk pb_nop",
	.name = "dispatch-rethunk", DISPATCH, .insns = CALL_RETHUNK_INSNS,
	.what = "a direct call that ends in the return thunk");

#define DISPATCH_THUNK(thunk, THUNK, nm)					\
	BENCH(dispatch_##thunk, "call_" #thunk " pb_nop",			\
		.name = "dispatch-" nm, DISPATCH, .insns = CALL_##THUNK##_INSNS, \
		.what = BY_##THUNK)

DISPATCH_THUNK(unret, UNRET, "unret");
DISPATCH_THUNK(srso, SRSO, "srso");
DISPATCH_THUNK(srso_alias, SRSO_ALIAS, "srso-alias");
DISPATCH_THUNK(its, ITS, "its");
DISPATCH_THUNK(callthunk, CALLTHUNK, "callthunk");

BENCH(dispatch_indirect, "call_indirect pb_nop",
	.name = "dispatch-indirect", DISPATCH, .insns = CALL_INDIRECT_INSNS,
	.what = "a call through a pointer in memory");

BENCH(dispatch_retpoline, "call_retpoline pb_nop",
	.name = "dispatch-retpoline", DISPATCH, .insns = CALL_RETPOLINE_INSNS,
	.what = "a call through a retpoline");

BENCH_LINUX_NEEDS(linux_alternative, PB_ALTERNATIVES,
	.name = "kernel-alternative", DISPATCH,
	.what = "an ALTERNATIVE that the running kernel patched: a call away");

BENCH_LINUX(linux_jump_label_off,
	.name = "kernel-jump-label-off", DISPATCH,
	.what = "a static key of the running kernel, off");

BENCH_LINUX(linux_jump_label_on,
	.name = "kernel-jump-label-on", DISPATCH,
	.what = "a static key of the running kernel, turned on");

BENCH_LINUX(linux_boot_cpu_has,
	.name = "kernel-boot-cpu-has", DISPATCH,
	.what = "the running kernel's boot_cpu_has(XENPV): the bit in memory");

BENCH_LINUX_NEEDS(linux_cpu_feature_enabled, PB_ALTERNATIVES,
	.name = "kernel-cpu-feature-enabled", DISPATCH,
	.what = "the running kernel's cpu_feature_enabled(XENPV): patched");

BENCH_LINUX(linux_static_call,
	.name = "kernel-static-call", DISPATCH,
	.what = "a static call of the running kernel, to the callee of dispatch-direct");

BENCH_LINUX(linux_call,
	.name = "kernel-call", DISPATCH,
	.what = "a call of an empty C function, with the running kernel's way to return");

BENCH_LINUX(linux_indirect_call,
	.name = "kernel-indirect-call", DISPATCH,
	.what = "the same through a pointer, the running kernel's way");
