// SPDX-License-Identifier: GPL-2.0-only
/* What bodies find in registers and in memory, where no ring 0 is needed to know it. */
#include "bench.h"

#define FPU_MASK 7		/* x87, SSE, AVX: at most 832 bytes, with the header */
#define CPUID_XSAVES 8		/* leaf 0DH, subleaf 1, EAX */

asm(".bss\n"
    ".globl pb_pages, pb_xsave, pb_switched\n"
    ".balign 4096\n"
    "pb_pages: .skip 4096 * " PB_STR(PB_PAGES) "\n"
    "pb_xsave: .skip 4096\n"
    "pb_switched: .skip 32\n"
    ".text\n");

static __u64 xcr0(void)
{
	__u32 lo, hi;

	asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
	return (__u64)hi << 32 | lo;
}

static __u64 pkru(void)
{
	__u32 lo, hi;

	asm volatile("rdpkru" : "=a"(lo), "=d"(hi) : "c"(0));
	return lo;
}

/* As XRSTORS and XRSTOR take it: XRSTORS only what XSAVES wrote, and that is for ring 0. */
static __u64 save_fpu(void)
{
	__u64 mask = xcr0() & FPU_MASK;
	__u32 cs;

	asm volatile("mov %%cs, %0" : "=r"(cs));
	if (!(cs & 3) && pb_cpuid(0xd, 1).eax & CPUID_XSAVES)
		asm volatile("xsaves64 pb_xsave(%%rip)" : : "a"((__u32)mask), "d"(0) : "memory");
	else
		asm volatile("xsave64 pb_xsave(%%rip)" : : "a"((__u32)mask), "d"(0) : "memory");
	return mask;
}

__u64 pb_present(__u32 operand)
{
	switch (operand) {
	case PB_XCR0:
		return xcr0();
	case PB_PKRU:
		return pkru();
	case PB_FPU:
		return save_fpu();
	}
	return 0;
}
