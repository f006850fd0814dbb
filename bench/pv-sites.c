// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rest of Lutomirski's list of paravirt sites (2020-11-13), each native and
 * by each form of call, a question a site; irq.c has those about IF, entry.c the
 * way back to user space.
 */
#include "bench.h"
#include "callee.h"

#define CR2 .question = "pv-read-cr2", .needs = PB_RING0

BENCH(read_cr2, "mov %cr2, %rax",
	.name = "read-cr2", CR2, .insns = 1,
	.what = "reading CR2, native: the site of mmu.read_cr2, 3 bytes");

PV(pv_read_cr2, "pv pb_read_cr2", "read-cr2", "", 1, 1, CR2);

BENCH_LINUX_NEEDS(linux_read_cr2, PB_RING0,
	.name = "kernel-read-cr2", .question = "pv-read-cr2",
	.what = "the running kernel's read_cr2");

#define READ_CR3 .question = "pv-read-cr3", .needs = PB_RING0

BENCH(read_cr3, "mov %cr3, %rax",
	.name = "read-cr3", READ_CR3, .insns = 1,
	.what = "reading CR3, native: the site of mmu.read_cr3, 3 bytes");

PV(pv_read_cr3, "pv pb_read_cr3", "read-cr3", "", 1, 1, READ_CR3);

BENCH_LINUX_NEEDS(linux_read_cr3, PB_RING0,
	.name = "kernel-read-cr3", .question = "pv-read-cr3",
	.what = "the running kernel's __read_cr3");

/* The value that is there. */
#define WRITE_CR3 .question = "pv-write-cr3", .needs = PB_RING0 | PB_OWN_CR

BENCH(write_cr3, "mov %rbx, %cr3",
	.name = "write-cr3", WRITE_CR3, .operand = PB_CR3, .insns = 1,
	.what = "writing CR3, native, flushes the TLB: the site of mmu.write_cr3, 3 bytes");

BENCH(write_cr3_noflush, "mov %rbx, %cr3",
	.name = "write-cr3-noflush", WRITE_CR3 | PB_PCID, .operand = PB_CR3_NOFLUSH, .insns = 1,
	.what = "writing CR3 with bit 63 set: keeps what the TLB has of its PCID");

PV(pv_write_cr3, "mov %rbx, %rdi; pv pb_write_cr3", "write-cr3", "", 2, 1,
	WRITE_CR3, .operand = PB_CR3);
PV(pv_write_cr3_noflush, "mov %rbx, %rdi; pv pb_write_cr3", "write-cr3-noflush", "", 2, 1,
	WRITE_CR3 | PB_PCID, .operand = PB_CR3_NOFLUSH);

/* Two, to be back where it started. */
#define SWAPGS .question = "pv-swapgs", .needs = PB_RING0 | PB_OWN_CR | PB_SWAPGS

BENCH(swapgs, "swapgs; swapgs",
	.name = "swapgs-swapgs", SWAPGS, .insns = 2,
	.what = "to the other GS base and back, native");

/* The copies of a loop are even in number. */
BENCH(swapgs_once, "swapgs",
	.name = "swapgs", SWAPGS, .insns = 1,
	.what = "SWAPGS: the site of cpu.swapgs, 3 bytes; every second one swaps back");

PV(pv_swapgs, "pv pb_swapgs; pv pb_swapgs", "swapgs-swapgs", "each ", 2, 2, SWAPGS);

/* The identity on a page-table entry, which paravirt patches to a move. */
#define MOV64 .question = "pv-mov64"

BENCH(mov64, "mov %rdi, %rax",
	.name = "mov64", MOV64, .insns = 1,
	.what = "a page-table entry's identity, a register move: the site mov64, 3 bytes");

PV(pv_mov64, "pv pb_mov64", "mov64", "", 1, 1, MOV64);

BENCH_LINUX(linux_mov64,
	.name = "kernel-mov64", .question = "pv-mov64",
	.what = "the running kernel's pte_val");

/* It empties the caches of the whole machine; one copy, since it takes that long. */
#define WBINVD .question = "pv-wbinvd", .needs = PB_RING0, .flags = PB_OPT_IN

BENCH_TIMES(wbinvd, 1, "wbinvd",
	.name = "wbinvd", WBINVD, .insns = 1,
	.what = "WBINVD, native: the site of cpu.wbinvd, 2 bytes");

BENCH_TIMES(wbinvd_direct, 1, "call_direct pb_wbinvd",
	.name = "wbinvd-pv-direct", WBINVD, .insns = 1 + CALL_DIRECT_INSNS,
	.what = "by a direct paravirt call");

BENCH_TIMES(wbinvd_indirect, 1, "call_indirect pb_wbinvd",
	.name = "wbinvd-pv-indirect", WBINVD, .insns = 1 + CALL_INDIRECT_INSNS,
	.what = "by a call through a pointer in memory");
