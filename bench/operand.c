// SPDX-License-Identifier: GPL-2.0-only
/* Memory that bodies touch, and what they find in registers where no ring 0 is needed to know it. */
#include "bench.h"

asm(".bss\n"
    ".globl pb_pages, pb_switched, pb_fresh, pb_selector\n"
    ".balign 4096\n"
    "pb_pages: .skip 4096 * " PB_STR(PB_PAGES) "\n"
    "pb_switched: .skip 32\n"
    "pb_fresh: .skip 8\n"
    "pb_selector: .skip 2\n"
    ".text\n");

__u64 pb_xcr0(void)
{
	__u32 lo, hi;

	asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
	return (__u64)hi << 32 | lo;
}

/* x87, SSE, AVX; AVX-512; PKRU; tiles (Intel SDM 1, "XSAVE-Supported Features"): 11,008 bytes. */
__u64 pb_state(void)
{
	return pb_xcr0() & 0x602e7;
}
