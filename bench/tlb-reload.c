// SPDX-License-Identifier: GPL-2.0-only
/*
 * Invalidated translations, and the page walks after: 1, 16 or 256 pages of 4 KiB are read again.  A
 * kernel's own pages are global, and a write of CR3 leaves them in the TLB, so this is for the flat
 * guest, whose pages are not.  Under nested paging a walk has two dimensions.
 */
#include "tlb.h"

#define RELOAD_NEEDS PB_RING0 | PB_OWN_CR | PB_OWN_MACHINE

#define RELOAD(id, nm, times, body, n, insns_, about, needs_, ...)			\
	BENCH_TIMES(id, times, body LOADS(n),						\
		.name = nm "-reload-" #n, .question = "tlb-reload",			\
		.needs = RELOAD_NEEDS | (needs_), .insns = (insns_) + (n) + 1,		\
		.what = about ", then reads of " #n " pages", __VA_ARGS__)
#define RELOADS(id, nm, body, insns, about, needs, ...)					\
	RELOAD(id##_1, nm, 16, body, 1, insns, about, needs, __VA_ARGS__);		\
	RELOAD(id##_16, nm, 4, body, 16, insns, about, needs, __VA_ARGS__);		\
	RELOAD(id##_256, nm, 1, body, 256, insns, about, needs, __VA_ARGS__)

RELOAD(reload_invlpg_1, "invlpg", 16, INVLPGS(1), 1, 2, "INVLPG of each", 0);
RELOAD(reload_invlpg_16, "invlpg", 4, INVLPGS(16), 16, 17, "INVLPG of each", 0);
RELOAD(reload_invlpg_256, "invlpg", 1, INVLPGS(256), 256, 257, "INVLPG of each", 0);
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
#define RELOAD_PGE(id, times, n)						\
	RELOAD(id, "cr4-pge-toggle", times, TOGGLE_PGE, n, 2, "CR4.PGE changed and put back", 0,	\
		.operand = PB_CR4, .operand2 = PB_CR4_PGE)

RELOAD_PGE(reload_pge_1, PB_FLUSH_UNROLL, 1);
RELOAD_PGE(reload_pge_16, PB_FLUSH_UNROLL, 16);
RELOAD_PGE(reload_pge_256, 1, 256);
