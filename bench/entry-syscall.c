// SPDX-License-Identifier: GPL-2.0-only
/* Ways into ring 0 that ring 3 asks for: SYSCALL, SYSENTER, call gates. */
#include "entry.h"

/* syscall */

BENCH_ENTRY(syscall_sysret, "syscall",
	SYSCALL_ENTER SYSCALL_LEAVE "swapgs; sysretq",
	.name = "syscall-sysret", SYSCALL("syscall"),
	.insns = 1 + SYSCALL_ENTER_INSNS + SYSCALL_LEAVE_INSNS + 2,
	.what = "SYSCALL, stack switched, frame built, return by SYSRET");

BENCH_ENTRY(syscall_iret, "syscall", SYSCALL_ENTER "swapgs; iretq",
	.name = "syscall-iret", SYSCALL("syscall"), .insns = 1 + SYSCALL_ENTER_INSNS + 2,
	.what = "SYSCALL, stack switched, frame built, return by IRET");

BENCH_ENTRY(syscall_bare, "syscall", "sysretq",
	.name = "syscall-bare", SYSCALL("syscall"), .insns = 2,
	.what = "SYSCALL and SYSRET, nothing between");

/* Saves nothing: ring 3 says where to go on, in RDX and RCX.  On AMD #UD in 64-bit mode. */
BENCH_ENTRY_NEEDS(sysenter_sysexit, PB_SEP,
	"mov %rsp, %rcx; lea 1f(%rip), %rdx; sysenter; 1:\n", "sysexitq",
	.name = "sysenter-sysexit", .question = "syscall", .insns = 4,
	.vector = PB_VIA_SYSENTER, .flags = PB_FROM_RING3,
	.what = "SYSENTER and SYSEXIT in 64-bit mode, nothing between");

/* The offset in a far pointer to a gate is ignored. */
asm(".data\n"
    ".balign 8\n"
    ".globl pb_call_gate\n"
    "pb_call_gate: .long 0; .word " PB_STR(PB_CALL_GATE) "\n"
    ".text\n");

#define CALL_GATE "lcall *pb_call_gate(%rip)"

BENCH_ENTRY(call_gate, CALL_GATE, "lretq",
	.name = "call-gate", .question = "syscall", .insns = 2, .vector = PB_VIA_CALL_GATE,
	.what = "a far call through a call gate, ring 0 to ring 0, and far RET");

BENCH_ENTRY(call_gate_user, CALL_GATE, "lretq",
	.name = "call-gate-user", .question = "syscall", .insns = 2,
	.vector = PB_VIA_CALL_GATE, .flags = PB_FROM_RING3,
	.what = "a far call through a call gate from ring 3, and far RET");

/* The paravirt site usergs_sysret64, a jump that does not come back. */
asm("hot\nfunction pb_handler_usergs_sysret64\n"
    "endbr64; swapgs; sysretq; int3\n"
    ".data\n"
    ".balign 8\n"
    ".globl pb_usergs_sysret64_op\n"
    "pb_usergs_sysret64_op: .quad pb_handler_usergs_sysret64\n"
    ".text\n");

BENCH_ENTRY(usergs_native, "syscall", "swapgs; swapgs; sysretq",
	.name = "usergs-sysret64-native", SYSCALL("usergs-sysret64"), .insns = 4,
	.what = "SYSCALL, SWAPGS, and inline SWAPGS and SYSRET");

BENCH_ENTRY(usergs_pv, "syscall", "swapgs; jmp *pb_usergs_sysret64_op(%rip)",
	.name = "usergs-sysret64-pv-indirect", SYSCALL("usergs-sysret64"), .insns = 6,
	.what = "SYSCALL, SWAPGS, and a jump through a pointer to SWAPGS and SYSRET");

/*
 * What dropping it gained (Linux 5.12): until then Xen PV's native code went to the user's stack
 * first, as SYSRET wants it, and the paravirt op built the frame again for the hypercall IRET;
 * since then the frame that SYSCALL's entry built serves.  IRETQ stands in for the hypercall.
 */
#define XEN_IRET "add $8, %rsp; swapgs; iretq"		/* less the flags that the hypercall takes */
#define XEN_IRET_INSNS 3

asm("hot\nfunction pb_handler_xen_sysret64\n"
    "endbr64; mov %rsp, %gs:0; mov %gs:8, %rsp\n" SYSCALL_FRAME "push $0\n" XEN_IRET "\n.text\n");

BENCH_ENTRY(usergs_frame_native, "syscall", SYSCALL_ENTER SYSCALL_LEAVE "swapgs; sysretq",
	.name = "usergs-sysret64-frame-native", SYSCALL("usergs-sysret64"),
	.insns = 1 + SYSCALL_ENTER_INSNS + SYSCALL_LEAVE_INSNS + 2,
	.what = "SYSCALL with its frame, to the user's stack, inline SWAPGS and SYSRET");

BENCH_ENTRY(usergs_frame_xen, "syscall",
	SYSCALL_ENTER SYSCALL_LEAVE "jmp pb_handler_xen_sysret64",
	.name = "usergs-sysret64-frame-xen", SYSCALL("usergs-sysret64"),
	.insns = 1 + SYSCALL_ENTER_INSNS + SYSCALL_LEAVE_INSNS + 1 + 3 + SYSCALL_FRAME_INSNS +
		 1 + XEN_IRET_INSNS,
	.what = "the same up to a jump to xen_sysret64, which builds the frame again");

BENCH_ENTRY(usergs_frame_dropped, "syscall", SYSCALL_ENTER "push $0\n" XEN_IRET,
	.name = "usergs-sysret64-frame-dropped", SYSCALL("usergs-sysret64"),
	.insns = 1 + SYSCALL_ENTER_INSNS + 1 + XEN_IRET_INSNS,
	.what = "SYSCALL with its frame, Xen's IRET from it: the op is gone");
