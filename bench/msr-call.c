// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a paravirt call around WRMSR costs when native is the default:
 * Gleixner's listing, called a horror show, and Anvin's native-ABI stub
 * (2023-09-14).
 */
#include "bench.h"
#include "callee.h"

#define CALL .question = "msr-call", .needs = PB_RING0, .operand = PB_MSR_KERNEL_GS_BASE

/* wrmsrl(msr, val): to the C ABI's registers, and to the instruction's own. */
#define C_ABI		"mov $0xc0000102, %edi; mov %rbx, %rdx; mov %edx, %esi; shr $32, %rdx\n"
#define NATIVE_ABI	"mov $0xc0000102, %ecx; mov %rbx, %rdx; mov %edx, %eax; shr $32, %rdx\n"
#define ABI_INSNS 4
#define BODY_INSNS 3	/* mov, mov, wrmsr */

BENCH(wrmsr_native, NATIVE_ABI "wrmsr",
	.name = "wrmsr-native", CALL, .insns = ABI_INSNS + 1,
	.what = "inline, from one 64-bit value");

#define WRMSR_PV wrmsr_pv, C_ABI "pv pb_wrmsr", "wrmsr", "", ABI_INSNS + BODY_INSNS, 1, CALL
APPLY(PV, WRMSR_PV);
APPLY(PV_THUNKS, WRMSR_PV);

/* All caller-saved registers are live: a C function may clobber them, WRMSR needs three. */

BENCH(wrmsr_native_spill, SPILL(rax, rcx, rdx) NATIVE_ABI "wrmsr\n" FILL(rdx, rcx, rax),
	.name = "wrmsr-native-spill", CALL, .insns = ABI_INSNS + 1 + 6,
	.what = "inline, nine caller-saved registers live: three are pushed and popped");

BENCH(wrmsr_pv_spill, SPILL(rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11) C_ABI "call pb_wrmsr\n"
	FILL(r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax),
	.name = "wrmsr-pv-spill", CALL, .insns = ABI_INSNS + BODY_INSNS + CALL_DIRECT_INSNS + 18,
	.what = "by a direct call, nine caller-saved registers live: nine are pushed and popped");

BENCH(wrmsr_pv_prologue, C_ABI "call pb_wrmsr_prologue",
	.name = "wrmsr-pv-prologue", CALL, .insns = ABI_INSNS + BODY_INSNS + 6,
	.what = "to a callee with ENDBR64 and a frame pointer");

BENCH(wrmsr_native_abi, NATIVE_ABI "call_direct pb_wrmsr_native_abi",
	.name = "wrmsr-native-abi", CALL, .insns = ABI_INSNS + 1 + CALL_DIRECT_INSNS,
	.what = "a call to a stub with the instruction's own registers");

BENCH(wrmsr_marshal, NATIVE_ABI "call pb_wrmsr_marshal",
	.name = "wrmsr-marshal", CALL,
	.insns = ABI_INSNS + 1 + 9 + 2 + BODY_INSNS + CALL_DIRECT_INSNS + 9 + 1,
	.what = "the stub's other side: back to the C ABI, for the hypervisor that needs it");

BENCH_LINUX_NEEDS(linux_wrmsr, PB_RING0,
	.name = "kernel-wrmsr", .question = "msr-call", .operand = PB_MSR_KERNEL_GS_BASE,
	.what = "the running kernel's wrmsrl, with its tracepoint's static key");

BENCH_LINUX_NEEDS(linux_wrmsr_safe, PB_RING0,
	.name = "kernel-wrmsr-safe", .question = "msr-call", .operand = PB_MSR_KERNEL_GS_BASE,
	.what = "the running kernel's wrmsrl_safe, with its tracepoint's static key");

BENCH_LINUX_NEEDS(linux_rdmsr, PB_RING0,
	.name = "kernel-rdmsr", .question = "msr-call", .operand = PB_MSR_KERNEL_GS_BASE,
	.what = "the running kernel's rdmsrl, with its tracepoint's static key");

BENCH_LINUX_NEEDS(linux_rdmsr_safe, PB_RING0,
	.name = "kernel-rdmsr-safe", .question = "msr-call", .operand = PB_MSR_KERNEL_GS_BASE,
	.what = "the running kernel's rdmsrl_safe, with its tracepoint's static key");
