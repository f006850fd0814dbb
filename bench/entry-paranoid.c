// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an entry does that may come in anywhere, also where ring 0 still has ring 3's GS and page
 * tables: Linux's paranoid_entry, of #DB, NMI and #MC, step by step.  All through an IST gate;
 * the first bench is what the others have in common.
 */
#include "entry.h"

#define PARANOID(id, nm, needs_, flags_, in, out, n, n_user, about)			\
	FROM_RINGS(id, needs_, flags_, "entry-paranoid-" nm, "entry-paranoid", INT,	\
		"push %rax; push %rbx; push %rcx; push %rdx\n" in			\
		out "pop %rdx; pop %rcx; pop %rbx; pop %rax; iretq",			\
		10 + (n), 10 + (n_user), about, .vector = PB_VECTOR_INT, .ist = 1)

PARANOID(paranoid_none, "none", 0, 0, "", "", 0, 0,
	"IST gate, four registers saved");

/* Ring 0's GS base is negative in Linux, and here it is ring 3's that is. */
#define GS_RDMSR								\
	"mov $1, %ebx; mov $" PB_STR(PB_MSR_GS_BASE) ", %ecx; rdmsr\n"		\
	"test %edx, %edx; jns 1f; xor %ebx, %ebx; swapgs; 1: lfence\n"
#define GS_RDMSR_OUT "test %ebx, %ebx; jnz 2f; swapgs; 2:\n"
#define GS_RDMSR_INSNS 8
#define GS_RDMSR_USER_INSNS (8 + 3)

PARANOID(paranoid_rdmsr, "rdmsr", 0, 0, GS_RDMSR, GS_RDMSR_OUT,
	GS_RDMSR_INSNS, GS_RDMSR_USER_INSNS,
	"whose GS it is by RDMSR of GS_BASE, SWAPGS if ring 3's, LFENCE");

/* GS base is set whatever it was: the CPU's number, from a segment's limit, tells to what. */
#define GS_BASE									\
	"rdgsbase %rbx; mov $" PB_STR(PB_CPU_NODE) ", %eax; lsl %eax, %eax\n"	\
	"and $0xfff, %eax; lea pb_cpu_bases(%rip), %rdx; mov (%rdx, %rax, 8), %rax\n" \
	"wrgsbase %rax\n"
#define GS_BASE_OUT "wrgsbase %rbx\n"
#define GS_BASE_INSNS 8

PARANOID(paranoid_fsgsbase, "fsgsbase", PB_FSGSBASE, 0, GS_BASE, GS_BASE_OUT,
	GS_BASE_INSNS, GS_BASE_INSNS,
	"GS base saved by RDGSBASE, set by LSL and WRGSBASE, restored");

/* As page-table isolation: another table and another PCID, though these tables map the same. */
#define CR3_IN(noflush)								\
	"mov %cr3, %rax; mov %rax, %rcx; bt $" PB_STR(PB_CR3_USER_TABLES) ", %rax; jnc 3f\n" \
	"and $~" PB_STR(PB_CR3_USER) ", %rax\n" noflush("%rax") "mov %rax, %cr3; 3:\n"
#define CR3_OUT(noflush)							\
	"bt $" PB_STR(PB_CR3_USER_TABLES) ", %rcx; jnc 4f\n"			\
	noflush("%rcx") "mov %rcx, %cr3; 4:\n"
#define FLUSH(reg) ""
#define NOFLUSH(reg) "bts $63, " reg "\n"
#define CR3_INSNS 6
#define CR3_SWITCH_INSNS (CR3_INSNS + 3)

PARANOID(paranoid_cr3_same, "cr3-kernel", 0, 0, CR3_IN(FLUSH), CR3_OUT(FLUSH),
	CR3_INSNS, CR3_INSNS, "CR3 read and tested: it is the kernel's");

PARANOID(paranoid_cr3, "cr3-user", 0, PB_USER_CR3, CR3_IN(FLUSH), CR3_OUT(FLUSH),
	CR3_SWITCH_INSNS, CR3_SWITCH_INSNS,
	"CR3 read and tested, the kernel's written, the user's restored: the TLB is flushed");

PARANOID(paranoid_noflush, "cr3-user-noflush", PB_PCID, PB_USER_CR3,
	CR3_IN(NOFLUSH), CR3_OUT(NOFLUSH), CR3_SWITCH_INSNS + 2, CR3_SWITCH_INSNS + 2,
	"the same with PCIDs and bit 63: the TLB is kept");

#define IBRS_IN									\
	"mov $" PB_STR(PB_MSR_SPEC_CTRL) ", %ecx; rdmsr; mov %eax, %ebx\n"	\
	"test $1, %eax; jnz 5f; mov $1, %eax; wrmsr; 5:\n"
#define IBRS_OUT "mov $" PB_STR(PB_MSR_SPEC_CTRL) ", %ecx; mov %ebx, %eax; xor %edx, %edx; wrmsr\n"
#define IBRS_INSNS (7 + 4)

#define PARANOID_IBRS(id, rings, group, from, flags_)				\
	BENCH_ENTRY_NEEDS(id, PB_SPEC_CTRL, INT,				\
		"push %rax; push %rbx; push %rcx; push %rdx\n" IBRS_IN		\
		IBRS_OUT "pop %rdx; pop %rcx; pop %rbx; pop %rax; iretq",	\
		.name = "entry-paranoid-ibrs" rings, .question = group,		\
		.insns = 10 + IBRS_INSNS, .operand = PB_MSR_SPEC_CTRL,		\
		.vector = PB_VECTOR_INT, .ist = 1, .flags = (flags_),		\
		.what = "SPEC_CTRL read, IBRS set, restored, from " from)

PARANOID_IBRS(paranoid_ibrs, "", "entry-paranoid", "ring 0", 0);
PARANOID_IBRS(paranoid_ibrs_user, "-user", "entry-paranoid", "ring 3", PB_FROM_RING3);

/* All of it, and all registers. */
#define PARANOID_ALL(id, nm, needs_, in, out, n, n_user, about)				\
	FROM_RINGS(id, needs_, 0, "entry-paranoid-all-" nm, "entry-paranoid", INT,	\
		"push $-1\n" SAVE CLEAR CR3_IN(FLUSH) "mov %rcx, %r14\n" in		\
		out "mov %r14, %rcx\n" CR3_OUT(FLUSH) RESTORE "add $8, %rsp; iretq",	\
		4 + SAVE_INSNS + CLEAR_INSNS + CR3_INSNS + 2 + (n),			\
		4 + SAVE_INSNS + CLEAR_INSNS + CR3_INSNS + 2 + (n_user),		\
		about, .vector = PB_VECTOR_INT, .ist = 1)

PARANOID_ALL(paranoid_all, "rdmsr", 0, GS_RDMSR, GS_RDMSR_OUT,
	GS_RDMSR_INSNS, GS_RDMSR_USER_INSNS,
	"all registers saved and cleared, CR3 tested, GS by RDMSR");

PARANOID_ALL(paranoid_all_fsgsbase, "fsgsbase", PB_FSGSBASE, GS_BASE, GS_BASE_OUT,
	GS_BASE_INSNS, GS_BASE_INSNS,
	"all registers saved and cleared, CR3 tested, GS by WRGSBASE");
