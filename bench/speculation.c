// SPDX-License-Identifier: GPL-2.0-only
/* Barriers against speculation that are one instruction or a write of SPEC_CTRL or PRED_CMD. */
#include "bench.h"
#include "speculation.h"

#define BARRIER .question = "mitigations"

/* The bit changed and put back; what the system has set stays set. */
#define TOGGLE(id, nm, bit, need, about)					\
	BENCH(id, "xor $" bit ", %eax; may_fault wrmsr; xor $" bit ", %eax; may_fault wrmsr", \
		.name = nm "-on-off", BARRIER, .needs = PB_RING0 | (need),		\
		.operand = PB_MSR_SPEC_CTRL, .insns = 4,				\
		.what = "SPEC_CTRL written twice: " about " changed and put back")

TOGGLE(ibrs, "ibrs", "1", PB_SPEC_CTRL, "IBRS");
TOGGLE(stibp, "stibp", "2", PB_STIBP, "STIBP");
TOGGLE(ssbd, "ssbd", "4", PB_SSBD, "SSBD");
TOGGLE(bhi_dis, "bhi-dis", "0x400", PB_BHI_CTRL, "BHI_DIS_S");

/* These MSRs can only be written. */
#define COMMAND(id, times, number, need, about)					\
	BENCH_TIMES(id, times, "mov $" number ", %ecx; mov $1, %eax; xor %edx, %edx; may_fault wrmsr", \
		.name = #id, BARRIER, .needs = PB_RING0 | (need), .insns = 4, .what = about)

COMMAND(ibpb, 2, "0x49", PB_IBPB, "IBPB: PRED_CMD written");
BENCH_TIMES(l1d_flush, 1, "mov $0x10b, %ecx; mov $1, %eax; xor %edx, %edx; may_fault wrmsr",
	.name = "l1d-flush", BARRIER, .needs = PB_RING0 | PB_L1D_FLUSH, .insns = 4,
	.what = "the L1 data cache flushed: FLUSH_CMD written");

/* Only the form with memory clears buffers. */
BENCH(verw_mem, "verw pb_selector(%rip)",
	.name = "verw-mem", BARRIER, .insns = 1,
	.what = "VERW of memory, which clears CPU buffers where CPUID.7.0:EDX[10] is set");

BENCH(verw_reg, "mov %ss, %r8d; verw %r8w",
	.name = "verw-reg", BARRIER, .insns = 2,
	.what = "SS read, and VERW of a register, which need not clear any");

/*
 * Two nested loops of five fill the history with taken branches.  The returns are in the upper
 * halves of cache lines, where ITS does not reach.
 */
asm("hot\n"
    ".balign 64, 0xcc\n"
    "function pb_clear_bhb\n"
    "	push	%rbp\n"
    "	mov	%rsp, %rbp\n"
    "	mov	$5, %ecx\n"
    "	call	1f\n"
    "	jmp	5f\n"
    "	.balign	64, 0xcc\n"
    "	.fill	32 - 5, 1, 0xcc\n"
    "1:	call	2f\n"
    "	ret\n"
    "	int3\n"
    "	.balign	64, 0xcc\n"
    "	.fill	14, 1, 0xcc\n"
    "2:	mov	$5, %eax\n"
    "3:	jmp	4f\n"
    "	nop\n"
    "4:	sub	$1, %eax\n"
    "	jnz	3b\n"
    "	sub	$1, %ecx\n"
    "	jnz	1b\n"
    "	ret\n"
    "	int3\n"
    "5:	lfence\n"
    "	pop	%rbp\n"
    "	ret\n"
    "	int3\n"
    ".text\n");

BENCH_TIMES(rsb_fill, 4, FILL_RSB,
	.name = "rsb-fill-32", BARRIER, .insns = FILL_RSB_INSNS,
	.what = "32 calls that do not return fill the return stack buffer");

BENCH_TIMES(bhb_clear, 2, "call pb_clear_bhb",
	.name = "bhb-clear", BARRIER, .insns = CLEAR_BHB_INSNS,
	.what = "the loop that clears the branch history");
