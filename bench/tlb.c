// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways to invalidate translations, alone, and with the page walks after: 1, 16 or 256 pages of 4 KiB
 * are read again.  A kernel's own pages are global, and a write of CR3 leaves them in the TLB, so
 * these are for the flat guest, whose pages are not.  Under nested paging a walk has two dimensions.
 */
#include "bench.h"

#define TLB .question = "tlb", .needs = PB_RING0 | PB_OWN_CR
#define RELOAD_NEEDS PB_RING0 | PB_OWN_CR | PB_OWN_MACHINE

/* For `n` pages, at `page`: each in another set of the L1 cache, which page offset 0 would share. */
#define EACH_PAGE(n, insn) \
	".set page, pb_pages; .rept " #n "; " insn "; .set page, page + 4096 + 64; .endr\n"
#define LOADS(n)	EACH_PAGE(n, "mov page(%rip), %eax")
#define INVLPGS(n)	EACH_PAGE(n, "invlpg page(%rip)")

/* PCID 0, and a page of it. */
asm(".data\n.balign 16\npb_invpcid: .quad 0, pb_pages\n.text\n");
#define INVPCID(type)	"mov $" #type ", %r8d; may_fault invpcid pb_invpcid(%rip), %r8\n"

#define WRITE_CR3	"mov %rbx, %cr3\n"
#define SWITCH_CR3	"mov %rbp, %cr3; mov %rbx, %cr3\n"
#define TOGGLE_PGE	"mov %rbp, %cr4; mov %rbx, %cr4\n"

BENCH(invlpg, INVLPGS(1),
	.name = "invlpg", TLB, .insns = 1,
	.what = "INVLPG: one page, global or not");

BENCH_TIMES(invlpg_16, 4, INVLPGS(16),
	.name = "invlpg-16", TLB, .insns = 16,
	.what = "INVLPG of 16 pages");

BENCH_TIMES(invlpg_256, 1, INVLPGS(256),
	.name = "invlpg-256", TLB, .insns = 256,
	.what = "INVLPG of 256 pages, where Linux flushes everything instead (more than 33)");

#define INVALIDATE(id, type, about)						\
	BENCH(id, INVPCID(type),						\
		.name = "invpcid-" #type, TLB | PB_INVPCID, .insns = 2,			\
		.what = "INVPCID type " #type ": " about)

INVALIDATE(invpcid_0, 0, "one page of one PCID");
INVALIDATE(invpcid_1, 1, "one PCID, all but global pages");
INVALIDATE(invpcid_2, 2, "every PCID, and global pages");
INVALIDATE(invpcid_3, 3, "every PCID, all but global pages");

BENCH(cr4_pge_toggle, TOGGLE_PGE,
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

/* The pages alone, then after each way to invalidate them. */
#define PAGES(id, times, n)							\
	BENCH_TIMES(id, times, LOADS(n),					\
		.name = "tlb-load-" #n, .question = "tlb-reload", .insns = (n),	\
		.what = "reads of " #n " pages that the TLB has")

PAGES(tlb_load_1, 16, 1);
PAGES(tlb_load_16, 4, 16);
PAGES(tlb_load_256, 1, 256);

#define RELOAD(id, nm, times, body, n, insns_, about, needs_, ...)			\
	BENCH_TIMES(id, times, body LOADS(n),						\
		.name = nm "-reload-" #n, .question = "tlb-reload",			\
		.needs = RELOAD_NEEDS | (needs_), .insns = (insns_) + (n),		\
		.what = about ", then reads of " #n " pages", __VA_ARGS__)
#define RELOADS(id, nm, body, insns, about, needs, ...)					\
	RELOAD(id##_1, nm, 16, body, 1, insns, about, needs, __VA_ARGS__);		\
	RELOAD(id##_16, nm, 4, body, 16, insns, about, needs, __VA_ARGS__);		\
	RELOAD(id##_256, nm, 1, body, 256, insns, about, needs, __VA_ARGS__)

RELOAD(reload_invlpg_1, "invlpg", 16, INVLPGS(1), 1, 1, "INVLPG of each", 0);
RELOAD(reload_invlpg_16, "invlpg", 4, INVLPGS(16), 16, 16, "INVLPG of each", 0);
RELOAD(reload_invlpg_256, "invlpg", 1, INVLPGS(256), 256, 256, "INVLPG of each", 0);
RELOAD(reload_invpcid_0_1, "invpcid-0", 16, INVPCID(0), 1, 2, "INVPCID of the page", PB_INVPCID);
RELOADS(reload_invpcid_1, "invpcid-1", INVPCID(1), 2, "INVPCID of the PCID", PB_INVPCID);
RELOADS(reload_invpcid_2, "invpcid-2", INVPCID(2), 2, "INVPCID of all, and global pages", PB_INVPCID);
RELOADS(reload_invpcid_3, "invpcid-3", INVPCID(3), 2, "INVPCID of all but global pages", PB_INVPCID);
RELOADS(reload_cr3, "write-cr3", WRITE_CR3, 1, "CR3 written", 0, .operand = PB_CR3);
RELOADS(reload_cr3_noflush, "write-cr3-noflush", WRITE_CR3, 1, "CR3 written with bit 63 set",
	PB_PCID, .operand = PB_CR3_NOFLUSH);
RELOADS(reload_switch, "cr3-switch", SWITCH_CR3, 2, "CR3 to another PCID and back, invalidated",
	PB_PCID, .operand = PB_CR3, .operand2 = PB_CR3_OTHER);
RELOADS(reload_switch_noflush, "cr3-switch-noflush", SWITCH_CR3, 2,
	"CR3 to another PCID and back, kept", PB_PCID,
	.operand = PB_CR3_NOFLUSH, .operand2 = PB_CR3_OTHER_NOFLUSH);
RELOADS(reload_pge, "cr4-pge-toggle", TOGGLE_PGE, 2, "CR4.PGE changed and put back", 0,
	.operand = PB_CR4, .operand2 = PB_CR4_PGE);
