// SPDX-License-Identifier: GPL-2.0-only
/* Ways to invalidate translations, by themselves; tlb-reload.c has the page walks after them. */
#include "tlb.h"

#define TLB .question = "tlb", .needs = PB_RING0 | PB_OWN_CR

/* The PCID in use, and a page of it. */
asm(".data\n.balign 16\n.globl pb_invpcid\npb_invpcid: .quad 0, pb_pages\n.text\n");

BENCH(invlpg, "invlpg pb_pages(%rip)",
	.name = "invlpg", TLB, .insns = 1,
	.what = "INVLPG: one page, global or not");

BENCH_TIMES(invlpg_16, 4, INVLPGS(16),
	.name = "invlpg-16", TLB, .insns = 17,
	.what = "INVLPG of 16 pages");

BENCH_TIMES(invlpg_256, 1, INVLPGS(256),
	.name = "invlpg-256", TLB, .insns = 257,
	.what = "INVLPG of 256 pages, where Linux flushes everything instead (more than 33)");

#define INVALIDATE(id, type, about)						\
	BENCH(id, INVPCID(type),						\
		.name = "invpcid-" #type, TLB | PB_INVPCID, .operand = PB_THIS_PCID, .insns = 2, \
		.what = "INVPCID type " #type ": " about)

INVALIDATE(invpcid_0, 0, "one page of one PCID");
INVALIDATE(invpcid_1, 1, "one PCID, all but global pages");
INVALIDATE(invpcid_2, 2, "every PCID, and global pages");
INVALIDATE(invpcid_3, 3, "every PCID, all but global pages");

BENCH_TIMES(cr4_pge_toggle, PB_FLUSH_UNROLL, TOGGLE_PGE,
	.name = "cr4-pge-toggle", TLB, .operand = PB_CR4, .operand2 = PB_CR4_PGE, .insns = 2,
	.what = "CR4.PGE changed and put back: everything, and global pages");

BENCH(cr3_switch, SWITCH_CR3,
	.name = "cr3-switch", TLB | PB_PCID | PB_OWN_MACHINE, .insns = 2,
	.operand = PB_CR3, .operand2 = PB_CR3_OTHER,
	.what = "CR3 to another PCID and back, both invalidated");

BENCH(cr3_switch_noflush, SWITCH_CR3,
	.name = "cr3-switch-noflush", TLB | PB_PCID | PB_OWN_MACHINE, .insns = 2,
	.operand = PB_CR3_NOFLUSH, .operand2 = PB_CR3_OTHER_NOFLUSH,
	.what = "CR3 to another PCID and back, both kept (bit 63)");

/* AMD's broadcast: RAX an address and that it is valid; one page; no ASID or PCID. */
#define INVLPGB "lea pb_pages + 1(%rip), %rax; xor %ecx, %ecx; xor %edx, %edx\n" \
	"may_fault .byte 0x0f, 0x01, 0xfe\n"

BENCH(invlpgb, INVLPGB,
	.name = "invlpgb", TLB | PB_INVLPGB | PB_OWN_MACHINE, .insns = 4,
	.what = "INVLPGB of one page, on every CPU, not waited for");

BENCH(invlpgb_tlbsync, INVLPGB "may_fault .byte 0x0f, 0x01, 0xff",
	.name = "invlpgb-tlbsync", TLB | PB_INVLPGB | PB_OWN_MACHINE, .insns = 5,
	.what = "INVLPGB of one page, on every CPU, and TLBSYNC");

/* What they would be compared with. */
#define PAGES(id, times, n)							\
	BENCH_TIMES(id, times, LOADS(n),					\
		.name = "tlb-load-" #n, .question = "tlb-reload", .insns = (n) + 1,	\
		.what = "reads of " #n " pages that the TLB has")

PAGES(tlb_load_1, 16, 1);
PAGES(tlb_load_16, 4, 16);
PAGES(tlb_load_256, 1, 256);
