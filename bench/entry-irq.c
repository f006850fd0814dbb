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

BENCH_ENTRY_NEEDS(xapic_self_ipi, PB_XAPIC,
	PATIENCE "mov $" APIC_BASE ", %r8d\n" XAPIC_SEND WAIT, GO_ON XAPIC_DONE "iretq",
	.name = "xapic-self-ipi", IRQ, .insns = 4 + 3, .flags = PB_START_IF,
	.what = "an IPI to itself by xAPIC, delivered, EOI and IRET, from ring 0");

BENCH_ENTRY_NEEDS(xapic_self_ipi_user, PB_XAPIC,
	PATIENCE "mov $" APIC_BASE ", %r8d\n" XAPIC_SEND WAIT, GO_ON XAPIC_DONE "iretq",
	.name = "xapic-self-ipi-user", IRQ, .insns = 4 + 3, .flags = PB_START_IF | PB_FROM_RING3,
	.what = "an IPI to itself by xAPIC, delivered, EOI and IRET, from ring 3");

BENCH_ENTRY_NEEDS(xapic_hlt, PB_XAPIC,
	"mov $" APIC_BASE ", %r8d\n" XAPIC_SEND "sti; hlt; cli", XAPIC_DONE "iretq",
	.name = "xapic-hlt-pending", IRQ, .insns = 5 + 2,
	.what = "an IPI to itself with IF clear, STI, HLT, which it ends, EOI and IRET, CLI");

BENCH_ENTRY_NEEDS(x2apic_self_ipi, PB_X2APIC,
	PATIENCE WRITE_MSR(X2APIC_SELF_IPI, PB_STR(PB_VECTOR_IPI)) WAIT, GO_ON X2APIC_DONE "iretq",
	.name = "x2apic-self-ipi", IRQ, .insns = 6 + 6, .flags = PB_START_IF,
	.what = "an IPI to itself by x2APIC's SELF_IPI, delivered, EOI and IRET, from ring 0");

BENCH_ENTRY_NEEDS(x2apic_icr_self, PB_X2APIC,
	PATIENCE WRITE_MSR(X2APIC_ICR, IPI) WAIT, GO_ON X2APIC_DONE "iretq",
	.name = "x2apic-icr-self", IRQ, .insns = 6 + 6, .flags = PB_START_IF,
	.what = "an IPI to itself by x2APIC's ICR, delivered, EOI and IRET, from ring 0");

/* It does not serialise: what was written for the handler must be there before. */
BENCH_ENTRY_NEEDS(x2apic_icr_self_fenced, PB_X2APIC,
	PATIENCE "mfence; lfence\n" WRITE_MSR(X2APIC_ICR, IPI) WAIT, GO_ON X2APIC_DONE "iretq",
	.name = "x2apic-icr-self-fenced", IRQ, .insns = 8 + 6, .flags = PB_START_IF,
	.what = "the same after MFENCE and LFENCE, as Linux sends an IPI");

BENCH_ENTRY_NEEDS(x2apic_hlt, PB_X2APIC,
	WRITE_MSR(X2APIC_SELF_IPI, PB_STR(PB_VECTOR_IPI)) "sti; hlt; cli", X2APIC_DONE "iretq",
	.name = "x2apic-hlt-pending", IRQ, .insns = 7 + 5,
	.what = "an IPI to itself with IF clear, STI, HLT, which it ends, EOI and IRET, CLI");

/* An interrupt ends MWAIT, too; that a store of our own does is said nowhere. */
#define ARM "lea pb_pages(%rip), %rax; xor %ecx, %ecx; xor %edx, %edx; monitor; xor %eax, %eax\n"

BENCH_ENTRY_NEEDS(xapic_mwait, PB_XAPIC | PB_MONITOR,
	"mov $" APIC_BASE ", %r8d\n" XAPIC_SEND ARM "sti; mwait; cli", XAPIC_DONE "iretq",
	.name = "xapic-mwait-pending", IRQ, .insns = 10 + 2,
	.what = "an IPI to itself with IF clear, MONITOR, STI, MWAIT, EOI and IRET, CLI");

BENCH_ENTRY_NEEDS(x2apic_mwait, PB_X2APIC | PB_MONITOR,
	WRITE_MSR(X2APIC_SELF_IPI, PB_STR(PB_VECTOR_IPI)) ARM "sti; mwait; cli",
	X2APIC_DONE "iretq",
	.name = "x2apic-mwait-pending", IRQ, .insns = 12 + 5,
	.what = "an IPI to itself with IF clear, MONITOR, STI, MWAIT, EOI and IRET, CLI");

/* apic: its parts.  No interrupt is in service: there is nothing that EOI could end. */

#define XAPIC .question = "apic", .needs = PB_OWN_MACHINE | PB_XAPIC, .insns = 2
#define X2APIC .question = "apic", .needs = PB_OWN_MACHINE | PB_X2APIC
#define AT_APIC "mov $" APIC_BASE ", %r8d\n"

BENCH(xapic_read_id, AT_APIC "mov 0x20(%r8), %eax",
	.name = "xapic-read-id", XAPIC,
	.what = "the APIC's ID read in memory");

BENCH(xapic_read_tpr, AT_APIC "mov 0x80(%r8), %eax",
	.name = "xapic-read-tpr", XAPIC,
	.what = "the task priority read in memory");

BENCH(xapic_write_tpr, AT_APIC "movl $0, 0x80(%r8)",
	.name = "xapic-write-tpr", XAPIC,
	.what = "the task priority written in memory, 0 as it was");

BENCH(xapic_eoi, AT_APIC "movl $0, 0xb0(%r8)",
	.name = "xapic-eoi", XAPIC,
	.what = "EOI written in memory, nothing in service");

BENCH(xapic_read_icr, AT_APIC "mov 0x300(%r8), %eax",
	.name = "xapic-read-icr", XAPIC,
	.what = "ICR read in memory, as the wait for delivery does");

BENCH(x2apic_read_id, "mov $0x802, %ecx; rdmsr",
	.name = "x2apic-read-id", X2APIC, .insns = 2,
	.what = "the APIC's ID by RDMSR");

BENCH(x2apic_read_tpr, "mov $0x808, %ecx; rdmsr",
	.name = "x2apic-read-tpr", X2APIC, .insns = 2,
	.what = "the task priority by RDMSR");

BENCH(x2apic_write_tpr, WRITE_MSR("0x808", "0"),
	.name = "x2apic-write-tpr", X2APIC, .insns = 4,
	.what = "the task priority by WRMSR, 0 as it was");

BENCH(x2apic_eoi, WRITE_MSR(X2APIC_EOI, "0"),
	.name = "x2apic-eoi", X2APIC, .insns = 4,
	.what = "EOI by WRMSR, nothing in service");

