// SPDX-License-Identifier: GPL-2.0-only
/*
 * A real interrupt, which INT n is not: the local APIC delivers it, and is told when it is over.
 * The CPU sends it to itself, by the APIC's registers in memory (xAPIC) or by MSRs.
 */
#include "entry.h"

#define APIC_BASE	"0xfee00000"
#define IPI		"0x40000 + " PB_STR(PB_VECTOR_IPI)	/* ICR: to self, fixed */
#define X2APIC_EOI	"0x80b"
#define X2APIC_ICR	"0x830"
#define X2APIC_SELF_IPI	"0x83f"
#define WRITE_MSR(msr, value) "mov $" msr ", %ecx; mov $" value ", %eax; xor %edx, %edx; wrmsr\n"

#define XAPIC_SEND	"movl $" IPI ", 0x300(%r8)\n"
#define XAPIC_DONE	"movl $0, 0xb0(%r8)\n"
#define X2APIC_DONE	WRITE_MSR(X2APIC_EOI, "0")

/*
 * The interrupt may come in later than at the next instruction: wait for it where the
 * handler finds RIP to replace.  One that never comes must not hang the machine.
 */
#define PATIENCE	"mov $100000000, %edi; lea 2f(%rip), %r9\n"
#define WAIT		"1: dec %edi; jnz 1b; ud2; 2:\n"
#define GO_ON		"mov %r9, " RIP(0) "\n"

#define IRQ .question = "entry-irq", .vector = PB_VECTOR_IPI

BENCH_ENTRY_TIMES(xapic_self_ipi, 4, PB_XAPIC,
	PATIENCE "mov $" APIC_BASE ", %r8d\n" XAPIC_SEND WAIT, GO_ON XAPIC_DONE "iretq",
	.name = "xapic-self-ipi", IRQ, .insns = 4 + 3, .flags = PB_START_IF,
	.what = "an IPI to itself by xAPIC, delivered, EOI and IRET, from ring 0");

BENCH_ENTRY_TIMES(xapic_self_ipi_user, 4, PB_XAPIC,
	PATIENCE "mov $" APIC_BASE ", %r8d\n" XAPIC_SEND WAIT, GO_ON XAPIC_DONE "iretq",
	.name = "xapic-self-ipi-user", IRQ, .insns = 4 + 3, .flags = PB_START_IF | PB_FROM_RING3,
	.what = "an IPI to itself by xAPIC, delivered, EOI and IRET, from ring 3");

BENCH_ENTRY_TIMES(xapic_hlt, 4, PB_XAPIC,
	"mov $" APIC_BASE ", %r8d\n" XAPIC_SEND "sti; hlt; cli", XAPIC_DONE "iretq",
	.name = "xapic-hlt-pending", IRQ, .insns = 5 + 2,
	.what = "an IPI to itself with IF clear, STI, HLT, which it ends, EOI and IRET, CLI");

BENCH_ENTRY_TIMES(x2apic_self_ipi, 4, PB_X2APIC,
	PATIENCE WRITE_MSR(X2APIC_SELF_IPI, PB_STR(PB_VECTOR_IPI)) WAIT, GO_ON X2APIC_DONE "iretq",
	.name = "x2apic-self-ipi", IRQ, .insns = 6 + 6, .flags = PB_START_IF,
	.what = "an IPI to itself by x2APIC's SELF_IPI, delivered, EOI and IRET, from ring 0");

BENCH_ENTRY_TIMES(x2apic_icr_self, 4, PB_X2APIC,
	PATIENCE WRITE_MSR(X2APIC_ICR, IPI) WAIT, GO_ON X2APIC_DONE "iretq",
	.name = "x2apic-icr-self", IRQ, .insns = 6 + 6, .flags = PB_START_IF,
	.what = "an IPI to itself by x2APIC's ICR, delivered, EOI and IRET, from ring 0");

/* It does not serialise: what was written for the handler must be there before. */
BENCH_ENTRY_TIMES(x2apic_icr_self_fenced, 4, PB_X2APIC,
	PATIENCE "mfence; lfence\n" WRITE_MSR(X2APIC_ICR, IPI) WAIT, GO_ON X2APIC_DONE "iretq",
	.name = "x2apic-icr-self-fenced", IRQ, .insns = 8 + 6, .flags = PB_START_IF,
	.what = "the same after MFENCE and LFENCE, as Linux sends an IPI");

BENCH_ENTRY_TIMES(x2apic_hlt, 4, PB_X2APIC,
	WRITE_MSR(X2APIC_SELF_IPI, PB_STR(PB_VECTOR_IPI)) "sti; hlt; cli", X2APIC_DONE "iretq",
	.name = "x2apic-hlt-pending", IRQ, .insns = 7 + 5,
	.what = "an IPI to itself with IF clear, STI, HLT, which it ends, EOI and IRET, CLI");

/* An interrupt ends MWAIT, too; that a store of our own does is said nowhere. */
#define ARM "lea pb_pages(%rip), %rax; xor %ecx, %ecx; xor %edx, %edx; monitor; xor %eax, %eax\n"

BENCH_ENTRY_TIMES(xapic_mwait, 4, PB_XAPIC | PB_MONITOR,
	"mov $" APIC_BASE ", %r8d\n" XAPIC_SEND ARM "sti; mwait; cli", XAPIC_DONE "iretq",
	.name = "xapic-mwait-pending", IRQ, .insns = 10 + 2,
	.what = "an IPI to itself with IF clear, MONITOR, STI, MWAIT, EOI and IRET, CLI");

BENCH_ENTRY_TIMES(x2apic_mwait, 4, PB_X2APIC | PB_MONITOR,
	WRITE_MSR(X2APIC_SELF_IPI, PB_STR(PB_VECTOR_IPI)) ARM "sti; mwait; cli",
	X2APIC_DONE "iretq",
	.name = "x2apic-mwait-pending", IRQ, .insns = 12 + 5,
	.what = "an IPI to itself with IF clear, MONITOR, STI, MWAIT, EOI and IRET, CLI");

/* apic: its parts.  No interrupt is in service: there is nothing that EOI could end. */

#define XAPIC .question = "apic", .needs = PB_OWN_MACHINE | PB_XAPIC, .insns = 2
#define X2APIC .question = "apic", .needs = PB_OWN_MACHINE | PB_X2APIC
#define AT_APIC "mov $" APIC_BASE ", %r8d\n"

BENCH_TIMES(xapic_read_id, 4, AT_APIC "mov 0x20(%r8), %eax",
	.name = "xapic-read-id", XAPIC,
	.what = "the APIC's ID read in memory");

BENCH_TIMES(xapic_read_tpr, 4, AT_APIC "mov 0x80(%r8), %eax",
	.name = "xapic-read-tpr", XAPIC,
	.what = "the task priority read in memory");

BENCH_TIMES(xapic_write_tpr, 4, AT_APIC "movl $0x70, 0x80(%r8)",
	.name = "xapic-write-tpr", XAPIC,
	.what = "the task priority written in memory");

BENCH_TIMES(xapic_eoi, 4, AT_APIC "movl $0, 0xb0(%r8)",
	.name = "xapic-eoi", XAPIC,
	.what = "EOI written in memory, nothing in service");

BENCH_TIMES(xapic_read_icr, 4, AT_APIC "mov 0x300(%r8), %eax",
	.name = "xapic-read-icr", XAPIC,
	.what = "ICR read in memory, as the wait for delivery does");

BENCH_TIMES(x2apic_read_id, 4, "mov $0x802, %ecx; rdmsr",
	.name = "x2apic-read-id", X2APIC, .insns = 2,
	.what = "the APIC's ID by RDMSR");

BENCH_TIMES(x2apic_read_tpr, 4, "mov $0x808, %ecx; rdmsr",
	.name = "x2apic-read-tpr", X2APIC, .insns = 2,
	.what = "the task priority by RDMSR");

BENCH_TIMES(x2apic_write_tpr, 4, WRITE_MSR("0x808", "0x70"),
	.name = "x2apic-write-tpr", X2APIC, .insns = 4,
	.what = "the task priority by WRMSR");

BENCH_TIMES(x2apic_eoi, 4, WRITE_MSR(X2APIC_EOI, "0"),
	.name = "x2apic-eoi", X2APIC, .insns = 4,
	.what = "EOI by WRMSR, nothing in service");


/*
 * vm-exit: the same with IF clear until it is sent, and held back by the task priority, as
 * kvm-unit-tests' vmexit has them.
 */
#define EXIT .question = "vm-exit", .vector = PB_VECTOR_IPI
#define XAPIC_SELF	AT_APIC XAPIC_SEND
#define X2APIC_SELF	WRITE_MSR(X2APIC_SELF_IPI, PB_STR(PB_VECTOR_IPI))
#define HOLD		"mov $15, %eax; mov %rax, %cr8\n"
#define LET_GO		"mov $7, %eax; mov %rax, %cr8\n"	/* what a firmware has held may wait */
#define STI_NOP		"sti; nop\n" WAIT "cli"
#define STI_HLT		"sti; hlt; cli"
#define BY(mode)	"an IPI to itself by " mode

/* `n` instructions send it, `m` end it. */
#define SELF_IPIS(id, nm, need, send, done, n, m, about)				\
	BENCH_ENTRY_TIMES(id##_sti_nop, 4, need, PATIENCE send STI_NOP, GO_ON done "iretq",	\
		.name = nm "-self-ipi-sti-nop", EXIT, .insns = 5 + (n) + 2 + (m),		\
		.what = BY(about) " with IF clear, STI, NOP, EOI and IRET, CLI");		\
	BENCH_ENTRY_TIMES(id##_tpr, 4, need, PATIENCE HOLD send LET_GO WAIT, GO_ON done "iretq", \
		.name = nm "-self-ipi-tpr", EXIT, .insns = 6 + (n) + 2 + (m), .flags = PB_START_IF, \
		.what = BY(about) ", held back by CR8, delivered by CR8, EOI and IRET");		\
	BENCH_ENTRY_TIMES(id##_tpr_sti_nop, 4, need, PATIENCE HOLD send LET_GO STI_NOP,		\
		GO_ON done "iretq",								\
		.name = nm "-self-ipi-tpr-sti-nop", EXIT, .insns = 9 + (n) + 2 + (m),		\
		.what = BY(about) ", held back by CR8 and by IF, STI, NOP, EOI and IRET, CLI");	\
	BENCH_ENTRY_TIMES(id##_tpr_sti_hlt, 4, need, HOLD send LET_GO STI_HLT, done "iretq",	\
		.name = nm "-self-ipi-tpr-sti-hlt", EXIT, .insns = 7 + (n) + 1 + (m),		\
		.what = BY(about) ", held back by CR8 and by IF, STI, HLT, EOI and IRET, CLI")

SELF_IPIS(xapic, "xapic", PB_XAPIC, XAPIC_SELF, XAPIC_DONE, 2, 1, "xAPIC");
SELF_IPIS(x2apic, "x2apic", PB_X2APIC, X2APIC_SELF, X2APIC_DONE, 4, 4, "x2APIC");

/* To a CPU that never runs: what it costs to send. */
#define OTHER .question = "vm-exit", .what = "an IPI sent to another CPU, which does not run"
#define TO_OTHER(need) .needs = PB_RING0 | PB_OWN_MACHINE | PB_OWN_MONITOR | (need)
#define FIXED "0x4000 + " PB_STR(PB_VECTOR_IPI)

BENCH_TIMES(xapic_ipi, 4,
	AT_APIC "movl $" PB_STR(PB_OTHER_CPU) " << 24, 0x310(%r8); movl $" FIXED ", 0x300(%r8)",
	.name = "xapic-ipi", OTHER ", by xAPIC", TO_OTHER(PB_XAPIC), .insns = 3);

BENCH_TIMES(x2apic_ipi, 4,
	"mov $" X2APIC_ICR ", %ecx; mov $" FIXED ", %eax; mov $" PB_STR(PB_OTHER_CPU) ", %edx; wrmsr",
	.name = "x2apic-ipi", OTHER ", by x2APIC", TO_OTHER(PB_X2APIC), .insns = 4);

/* The timer's interrupt, in TSC-deadline mode. */
#define DEADLINE "mov $0x6e0, %ecx; wrmsr\n"

BENCH_ENTRY_TIMES(tsc_deadline_past, 4, PB_X2APIC | PB_TSC_DEADLINE,
	PATIENCE "mov $1, %eax; xor %edx, %edx\n" DEADLINE WAIT, GO_ON X2APIC_DONE "iretq",
	.name = "tsc-deadline-past", EXIT, .insns = 6 + 6, .flags = PB_START_IF,
	.what = "a TSC deadline that is past, its interrupt, EOI and IRET");

BENCH_ENTRY_TIMES(tsc_deadline_hlt, 4, PB_X2APIC | PB_TSC_DEADLINE,
	"rdtsc; add $3000, %eax; adc $0, %edx\n" DEADLINE STI_HLT, X2APIC_DONE "iretq",
	.name = "tsc-deadline-hlt", EXIT, .insns = PB_NOT_OURS, .flags = PB_VARIES,
	.what = "HLT until a TSC deadline in 3000 ticks, its interrupt, EOI and IRET: how late it is");
