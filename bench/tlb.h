/* SPDX-License-Identifier: GPL-2.0-only */
/* Ways to invalidate translations, and pages to read again. */
#ifndef PB_TLB_H
#define PB_TLB_H

#include "bench.h"

/* For `n` pages, at offset `page`: each in another set of L1; at offset 0 all would share one. */
#define EACH_PAGE(n, insn)							\
	"lea pb_pages(%rip), %r9; .set page, 0\n"				\
	".rept " #n "; " insn "; .set page, page + 4096 + 64; .endr\n"
#define LOADS(n)	EACH_PAGE(n, "mov page(%r9), %eax")
#define INVLPGS(n)	EACH_PAGE(n, "invlpg page(%r9)")

#define INVPCID(type)	"mov $" #type ", %r8d; may_fault invpcid pb_invpcid(%rip), %r8\n"
#define WRITE_CR3	"mov %rbx, %cr3\n"
#define SWITCH_CR3	"mov %rbp, %cr3; mov %rbx, %cr3\n"
#define TOGGLE_PGE	"mov %rbp, %cr4; mov %rbx, %cr4\n"

#endif
