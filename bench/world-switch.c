// SPDX-License-Identifier: GPL-2.0-only
/*
 * Into a guest and out again, and what a hypervisor does around that (AMD APM 2, "Secure Virtual
 * Machine"; Intel SDM 3C).  The guest is one instruction, VMMCALL or VMCALL.  It is intercepted
 * each time and stays where it is, so it never completes and does not count in .insns.
 * guest/svm.c and guest/vmx.c make the guest and check that it was entered.
 */
#include "bench.h"

/* Control blocks, a page each.  Physical addresses are the flat guest's own. */
asm(".bss\n"
    ".balign 4096\n"
    ".globl pb_vmcb, pb_vmcb_host, pb_vmxon, pb_vmcs, pb_vmcs_other, pb_ept\n"
    "pb_vmcb: .skip 4096\n"
    "pb_vmcb_host: .skip 4096\n"
    "pb_vmxon: .skip 4096\n"
    "pb_vmcs: .skip 4096\n"
    "pb_vmcs_other: .skip 4096\n"
    "pb_ept: .skip 3 * 4096\n"
    ".data\n"
    ".balign 16\n"
    ".globl pb_vmcs_at, pb_invept\n"
    "pb_vmxon_at: .quad pb_vmxon\n"
    "pb_vmcs_at: .quad pb_vmcs\n"
    "pb_vmcs_other_at: .quad pb_vmcs_other\n"
    "pb_vmcs_stored: .quad 0\n"
    "pb_invept: .quad pb_ept + " PB_STR(PB_EPT_FLAGS) ", 0\n"
    "pb_invvpid: .quad " PB_STR(PB_GUEST_ID) ", pb_pages\n"
    ".text\n");

#define SVM(nm, n, ...)							\
	.name = nm, .question = "world-switch", .insns = (n),			\
	.needs = PB_OWN_MACHINE | PB_SVM, .what = __VA_ARGS__

/* rax and rbx have the guest's block, rbp the host's. */
#define GUEST(kind) .operand = PB_VMCB##kind, .operand2 = PB_VMCB_HOST

BENCH_TIMES(vmrun, PB_FLUSH_UNROLL, "vmrun %rax",
	SVM("vmrun-vmmcall", 1, "VMRUN, VMMCALL in the guest, #VMEXIT"), GUEST());

BENCH_TIMES(vmrun_clean, PB_FLUSH_UNROLL, "vmrun %rax",
	SVM("vmrun-vmmcall-clean", 1, "the same with all of the VMCB marked clean"), GUEST(_CLEAN));

/*
 * Few copies of what has nested paging: a KVM below emulates each at length, its own path varies
 * whatever their number, and meanwhile they hold its vCPU.
 */
BENCH_TIMES(vmrun_nested, 4, "vmrun %rax",
	SVM("vmrun-vmmcall-npt", 1, "the same with nested paging and all marked clean"), GUEST(_NPT));

BENCH_TIMES(vmrun_loaded, 4, "vmload %rax; vmrun %rax; vmsave %rax",
	SVM("vmload-vmrun-vmsave", 3, "VMRUN and back, with VMLOAD before and VMSAVE after"),
	GUEST(_NPT));

/* As in Linux's svm_vcpu_run() and __svm_vcpu_run(), less registers and mitigations. */
BENCH_TIMES(vmrun_kvm, 4, "clgi; vmload %rax; vmrun %rax; vmsave %rax\n"
	"mov %rbp, %rax; vmload %rax; mov %rbx, %rax; stgi",
	SVM("vmrun-as-kvm", 8, "CLGI, VMLOAD, VMRUN and back, VMSAVE, VMLOAD of the host, STGI"),
	GUEST(_NPT));

BENCH(vmload, "vmload %rax", SVM("vmload", 1, "VMLOAD of what is loaded"), GUEST());
BENCH(vmsave, "vmsave %rax", SVM("vmsave", 1, "VMSAVE"), GUEST());
BENCH(vmsave_vmload, "vmsave %rax; vmload %rax",
	SVM("vmsave-vmload", 2, "VMSAVE and VMLOAD"), GUEST());
BENCH(clgi_stgi, "clgi; stgi", SVM("clgi-stgi", 2, "CLGI and STGI"));

/* Of the guest's ASID; of a page that it never touched. */
BENCH(invlpga, "mov $" PB_STR(PB_GUEST_ID) ", %ecx; invlpga %rax, %ecx",
	SVM("invlpga", 2, "INVLPGA of one page of a guest's ASID"), GUEST());

BENCH(rdmsr_vm_hsave_pa, "rdmsr",
	SVM("rdmsr-vm-hsave-pa", 1, "RDMSR of vm-hsave-pa"), .operand = PB_MSR_VM_HSAVE_PA);
BENCH(wrmsr_vm_hsave_pa, "wrmsr",
	SVM("wrmsr-vm-hsave-pa", 1, "WRMSR of vm-hsave-pa"), .operand = PB_MSR_VM_HSAVE_PA);

#define VMX(nm, n, ...)							\
	.name = nm, .question = "world-switch", .insns = (n),			\
	.needs = PB_OWN_MACHINE | PB_VMX, .what = __VA_ARGS__

/*
 * Called, because an exit continues at one address, whatever was left.  Registers but RSP are the
 * guest's, which does not touch them.  An entry that fails goes on behind VMRESUME.
 */
#ifndef PB_NO_CODE
asm("hot\n"
    "function pb_vmx_resume, 64\n"
    "	mov	%rsp, %r8\n"
    "	vmresume\n"
    "	ud2\n"
    "function pb_vmx_launch, 64\n"
    "	mov	%rsp, %r8\n"
    "	vmlaunch\n"
    "	ud2\n"
    "function pb_vmx_exit, 64\n"
    "	mov	%r8, %rsp\n"
    "	ret\n"
    "	int3\n"
    ".text\n");
#endif

#define RESUME "call pb_vmx_resume\n"

BENCH_TIMES(vmresume, 4, RESUME,
	VMX("vmresume-vmcall", 5, "a call, VMRESUME, VMCALL in the guest, VM exit, the return"),
	.operand = PB_VMCS);

BENCH_TIMES(vmresume_vpid, 4, RESUME,
	VMX("vmresume-vmcall-vpid", 5, "the same with a VPID"), .operand = PB_VMCS_VPID);

BENCH_TIMES(vmresume_ept, 4, RESUME,
	VMX("vmresume-vmcall-ept", 5, "the same with a VPID and EPT"), .operand = PB_VMCS_EPT);

#define AT(where) "pb_" #where "_at(%rip)"

BENCH_TIMES(vmlaunch, 4, "vmclear " AT(vmcs) "; vmptrld " AT(vmcs) "; call pb_vmx_launch",
	VMX("vmlaunch-vmcall", 7, "VMCLEAR, VMPTRLD, a call, VMLAUNCH, VMCALL, VM exit, the return"),
	.operand = PB_VMCS_EPT);

/* rbx has the field, the guest's RSP. */
BENCH(vmread, "vmread %rbx, %r8", VMX("vmread", 1, "VMREAD"), .operand = PB_VMCS);
BENCH(vmwrite, "vmwrite %rsi, %rbx", VMX("vmwrite", 1, "VMWRITE"), .operand = PB_VMCS);

BENCH(vmptrld, "vmptrld " AT(vmcs_other) "; vmptrld " AT(vmcs),
	VMX("vmptrld-vmptrld", 2, "VMPTRLD of another VMCS and back"), .operand = PB_VMCS);
BENCH(vmptrst, "vmptrst pb_vmcs_stored(%rip)",
	VMX("vmptrst", 1, "VMPTRST"), .operand = PB_VMCS);
BENCH(vmclear, "vmclear " AT(vmcs_other),
	VMX("vmclear", 1, "VMCLEAR of a VMCS that is not active"), .operand = PB_VMCS);
BENCH(vmclear_vmptrld, "vmclear " AT(vmcs) "; vmptrld " AT(vmcs),
	VMX("vmclear-vmptrld", 2, "VMCLEAR of the current VMCS, VMPTRLD of it"), .operand = PB_VMCS);
BENCH_TIMES(vmxoff_vmxon, 4, "vmxoff; vmxon " AT(vmxon),
	VMX("vmxoff-vmxon", 2, "VMXOFF and VMXON, with no VMCS active"), .operand = PB_VMCS_CLEAR);

#define INVALIDATE(id, nm, insn, type, takes, what_)				\
	BENCH(id, "mov $" #type ", %r8d; " insn ", %r8",			\
		VMX(nm, 2, what_), .operand = PB_VMCS_EPT, .operand2 = takes)

#define INVEPT(type, what_)							\
	INVALIDATE(invept_##type, "invept-" #type, "invept pb_invept(%rip)", type,	\
		PB_INVEPT(type), "INVEPT type " #type ": " what_)

INVEPT(1, "one EPT context");
INVEPT(2, "all contexts");

#define INVVPID(type, what_)							\
	INVALIDATE(invvpid_##type, "invvpid-" #type, "invvpid pb_invvpid(%rip)", type,	\
		PB_INVVPID(type), "INVVPID type " #type ": " what_)

INVVPID(0, "one page of one VPID");
INVVPID(1, "one VPID");
INVVPID(2, "all VPIDs");
INVVPID(3, "one VPID, all but global pages");
