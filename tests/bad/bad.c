// SPDX-License-Identifier: GPL-2.0-only
/* Test only: bodies that misbehave on purpose.  None of them runs to its end. */
#include "bench.h"

#define BAD .question = "bad", .insns = 1

BENCH(bad_ud2, "ud2",
	.name = "bad-ud2", BAD,
	.what = "an exception that no table entry announces");

BENCH(bad_int3, "int3",
	.name = "bad-int3", BAD,
	.what = "a trap that no table entry announces");

BENCH(bad_page, "mov 0x7000000000, %rax",
	.name = "bad-page", BAD,
	.what = "a page fault that no table entry announces");

BENCH(bad_hang, "1: jmp 1b",
	.name = "bad-hang", BAD,
	.what = "never comes back");

/* No interrupt table, so no exception can be delivered. */
BENCH(bad_triple, "push $0; push $0; lidt 6(%rsp); ud2",
	.name = "bad-triple", BAD,
	.needs = PB_RING0,
	.what = "a triple fault");

BENCH(bad_halt, "cli; hlt",
	.name = "bad-halt", BAD,
	.needs = PB_RING0,
	.what = "halts with interrupts off");

/* Gates of their own, which must be gone when the handler faults. */
#define BAD_ENTRY .question = "bad", .insns = 1

BENCH_ENTRY(bad_gate, "int $" PB_STR(PB_VECTOR_INT), "ud2",
	.name = "bad-gate", BAD_ENTRY, .ist = 1, .vector = PB_VECTOR_INT,
	.what = "a handler that faults");

BENCH_ENTRY(bad_gate_user, "ud2", "mov 0x0, %eax",
	.name = "bad-gate-user", BAD_ENTRY, .flags = PB_FROM_RING3, .vector = PB_VECTOR_UD,
	.what = "a handler that faults, entered from ring 3");

BENCH_ENTRY(bad_syscall, "syscall", "swapgs; ud2",
	.name = "bad-syscall", BAD_ENTRY, .flags = PB_FROM_RING3, .vector = PB_VIA_SYSCALL,
	.what = "a handler that faults with GS swapped, on ring 3's stack");

asm(".data\npb_bad_gate: .long 0\n.word " PB_STR(PB_CALL_GATE) "\n.text\n");

BENCH_ENTRY(bad_call_gate, "lcall *pb_bad_gate(%rip)", "ud2",
	.name = "bad-call-gate", BAD_ENTRY, .flags = PB_FROM_RING3, .vector = PB_VIA_CALL_GATE,
	.what = "a handler that faults, entered by a call gate");

BENCH_ENTRY(bad_tables, "int $" PB_STR(PB_VECTOR_INT), "ud2",
	.name = "bad-tables", BAD_ENTRY, .flags = PB_FROM_RING3 | PB_USER_CR3, .vector = PB_VECTOR_INT,
	.what = "a handler that faults on ring 3's page tables");

#define SELF_IPI "mov $0xfee00000, %r8d; movl $0x40082, 0x300(%r8)\n"

BENCH_ENTRY_NEEDS(bad_irq, PB_XAPIC, SELF_IPI "1: jmp 1b", "ud2",
	.name = "bad-irq", BAD_ENTRY, .vector = PB_VECTOR_IPI, .flags = PB_START_IF,
	.what = "an interrupt's handler that faults, with no EOI");

BENCH_ENTRY_NEEDS(bad_irq_late, PB_XAPIC, SELF_IPI "ud2", "ud2",
	.name = "bad-irq-late", BAD_ENTRY, .vector = PB_VECTOR_IPI,
	.what = "a fault with an interrupt pending");

/* On a shadow stack, which must be gone, too: neither IRET nor RET finds there what it wants. */
#define BAD_SHADOW BAD, .needs = PB_OWN_MACHINE | PB_SHSTK

BENCH(bad_shadow, "call 1f; int3; 1: ud2",
	.name = "bad-shadow", BAD_SHADOW,
	.what = "an exception on ring 0's shadow stack");

BENCH(bad_shadow_user, "call 1f; int3; 1: ud2",
	.name = "bad-shadow-user", BAD_SHADOW, .flags = PB_FROM_RING3,
	.what = "an exception on ring 3's shadow stack");

BENCH(bad_interrupts, ".byte 0xf3, 0x0f, 0x01, 0xef; ud2",
	.name = "bad-user-interrupts", BAD, .needs = PB_OWN_MACHINE | PB_UINTR,
	.what = "an exception with user interrupts on");

/* Guests that cannot be entered, and hypervisors that forget themselves. */
#define BAD_SVM BAD, .needs = PB_OWN_MACHINE | PB_SVM, .operand = PB_VMCB
#define BAD_VMX BAD, .needs = PB_OWN_MACHINE | PB_VMX, .operand = PB_VMCS

BENCH(bad_vmrun, "movl $0, pb_vmcb + 0x58(%rip); vmrun %rax",
	.name = "bad-vmrun", BAD_SVM,
	.what = "a guest with the host's ASID");

BENCH(bad_clgi, "clgi; ud2",
	.name = "bad-clgi", BAD_SVM,
	.what = "an exception with GIF clear");

BENCH(bad_vmresume, "vmclear pb_vmcs_at(%rip); vmptrld pb_vmcs_at(%rip); call pb_vmx_resume",
	.name = "bad-vmresume", BAD_VMX,
	.what = "VMRESUME of a guest that was not launched");

BENCH(bad_vmread, "mov $0xfffe, %r9d; vmread %r9, %r8",
	.name = "bad-vmread", BAD_VMX,
	.what = "VMREAD of a field that is none, which raises nothing");

BENCH(bad_guest, "mov $0x6820, %r9d; xor %r8d, %r8d; vmwrite %r8, %r9; call pb_vmx_resume",
	.name = "bad-guest", BAD_VMX,
	.what = "a guest whose RFLAGS cannot be");

BENCH(bad_vmxoff, "vmxoff",
	.name = "bad-vmxoff", BAD_VMX,
	.what = "VMX operation, left twice");

BENCH(bad_vmx, "ud2",
	.name = "bad-vmx", BAD_VMX,
	.what = "an exception in VMX operation");
