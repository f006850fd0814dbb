// SPDX-License-Identifier: GPL-2.0-only
/*
 * Segments and descriptor tables: stored, loaded with what is there, asked about.  Ring 3 may store
 * them unless CR4.UMIP is set.
 */
#include "bench.h"

#define TABLES .question = "descriptor-tables"
#define PRIVILEGED TABLES, .needs = PB_RING0 | PB_OWN_CR

asm(".data\n.balign 16\n.globl pb_table\npb_table: .skip 16\n.text\n");

#define STORE(id, operand, about)						\
	BENCH(id, "may_fault " #id " " operand, .name = #id, TABLES, .needs = PB_NO_UMIP, \
		.insns = 1, .what = about)

STORE(sgdt, "pb_table(%rip)", "SGDT");
STORE(sidt, "pb_table(%rip)", "SIDT");
STORE(sldt, "%r8d", "SLDT");
STORE(str, "%r8d", "STR");

BENCH(sgdt_lgdt, "sgdt pb_table(%rip); lgdt pb_table(%rip)",
	.name = "sgdt-lgdt", PRIVILEGED, .insns = 2,
	.what = "SGDT, and LGDT of the same table");

BENCH(sidt_lidt, "sidt pb_table(%rip); lidt pb_table(%rip)",
	.name = "sidt-lidt", PRIVILEGED, .insns = 2,
	.what = "SIDT, and LIDT of the same table");

BENCH(sldt_lldt, "sldt %r8d; lldt %r8w",
	.name = "sldt-lldt", PRIVILEGED, .insns = 2,
	.what = "SLDT, and LLDT of the same selector: mostly null");

/* LTR wants a TSS that is not busy. */
BENCH(str_ltr,
	"sgdt pb_table(%rip); mov pb_table + 2(%rip), %r8; str %r9d\n"
	"andb $0xfd, 5(%r8, %r9); ltr %r9w",
	.name = "str-ltr", PRIVILEGED | PB_OWN_MACHINE, .insns = 5,
	.what = "STR, the TSS found in the GDT and marked available, LTR");

#define OF_SS(id) \
	BENCH(id, "mov %ss, %r8d; " #id " %r8d, %eax", .name = #id, TABLES, .insns = 2, \
		.what = "SS read, and asked about by " #id)

OF_SS(lar);
OF_SS(lsl);

BENCH(verr, "mov %ss, %r8d; verr %r8w",
	.name = "verr", TABLES, .insns = 2,
	.what = "SS read, and VERR of it");

BENCH(load_ds, "mov %ds, %r8d; mov %r8d, %ds",
	.name = "load-ds", TABLES, .insns = 2,
	.what = "DS read and loaded: null in 64-bit code");

BENCH(load_ss, "mov %ss, %r8d; mov %r8d, %ss",
	.name = "load-ss", TABLES, .insns = 2,
	.what = "SS read and loaded: a descriptor of the GDT");

#define GS .question = "gs-base"

BENCH(rdfsbase, "may_fault rdfsbase %rax",
	.name = "rdfsbase", GS, .needs = PB_FSGSBASE, .insns = 1,
	.what = "RDFSBASE");

BENCH(rdgsbase, "may_fault rdgsbase %rax",
	.name = "rdgsbase", GS, .needs = PB_FSGSBASE, .insns = 1,
	.what = "RDGSBASE");
