// SPDX-License-Identifier: GPL-2.0-only
/* A guest of one VMMCALL, for bench/world-switch.c (AMD APM 2, "Secure Virtual Machine"). */
#include "cpu.h"
#include "flat.h"
#include "ring0.h"
#include "selectors.h"
#include "world.h"

#define MSR_VM_CR 0xc0010114
#define VM_CR_SVMDIS (1 << 4)
#define EFER_SVME (1 << 12)
#define CPUID_SVM 0x8000000a
#define CPUID_NPT 1			/* EDX */

/* APM 2, appendices B and C. */
#define INTERCEPT_SHUTDOWN (1u << 31)
#define INTERCEPT_VMRUN 1		/* it must */
#define INTERCEPT_VMMCALL 2
#define EXIT_VMMCALL 0x81
#define FLUSH_ALL 1
#define ALL_CLEAN 0x1fff		/* all that are defined */
#define CODE_64 0xa9b			/* attributes: a descriptor's, less the limit */
#define DATA 0xc93

struct segment {
	__u16 selector, attributes;
	__u32 limit;
	__u64 base;
};

/* What is used of it. */
struct vmcb {
	__u32 cr, dr, exceptions, events, instructions;		/* intercepts */
	__u8 reserved1[0x58 - 0x14];
	__u32 asid, tlb_control;
	__u8 reserved2[0x70 - 0x60];
	__u64 exit_code;
	__u8 reserved3[0x90 - 0x78];
	__u64 nested_paging;
	__u8 reserved4[0xb0 - 0x98];
	__u64 nested_cr3;
	__u8 reserved5[0xc0 - 0xb8];
	__u64 clean;
	__u8 reserved6[0x400 - 0xc8];
	struct segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	__u8 reserved7[0x4d0 - 0x4a0];
	__u64 efer;
	__u8 reserved8[0x548 - 0x4d8];
	__u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	__u8 reserved9[0x640 - 0x580];
	__u64 cr2;
	__u8 reserved10[0x668 - 0x648];
	__u64 pat;
};

_Static_assert(offsetof(struct vmcb, rip) == 0x578 && offsetof(struct vmcb, pat) == 0x668, "APM 2");

static __u8 host_save_area[4096] __attribute__((aligned(4096)));
static struct {
	int unset;
	__u64 efer, vm_hsave_pa;
} before;

asm(".text\n"
    "svm_guest: vmmcall\n");
extern const char svm_guest[];

static struct segment table_of(struct table t)
{
	return (struct segment){ .limit = t.limit, .base = t.base };
}

/* A world like ours: its page tables, its IDT.  An NMI is taken there, and counted. */
static void make_guest(struct vmcb *v, __u32 kind)
{
	memset(v, 0, 4096);
	v->exceptions = ~0u;
	v->events = INTERCEPT_SHUTDOWN;
	v->instructions = INTERCEPT_VMRUN | INTERCEPT_VMMCALL;
	v->asid = PB_GUEST_ID;
	v->cs = (struct segment){ KERNEL_CS, CODE_64, ~0u, 0 };
	v->ss = (struct segment){ KERNEL_DS, DATA, ~0u, 0 };
	v->gdtr = table_of(read_gdtr());
	v->idtr = table_of(read_idtr());
	pb_read_msr(PB_MSR_EFER, &v->efer);
	v->cr0 = read_cr0();
	v->cr2 = read_cr2();		/* what #VMEXIT leaves of the guest's */
	v->cr3 = read_cr3();
	v->cr4 = read_cr4();
	v->dr6 = read_dr6();
	v->dr7 = read_dr7();
	v->rflags = read_flags();
	v->rip = (__u64)svm_guest;
	pb_read_msr(PB_MSR_PAT, &v->pat);
	v->nested_paging = kind == PB_VMCB_NPT;
	v->nested_cr3 = v->cr3 & ~0xfffULL;	/* ring 3 may touch all of this: so may a guest */
}

static const char *left_by_vmmcall(const struct vmcb *v)
{
	if (v->exit_code == EXIT_VMMCALL)
		return NULL;
	return world_why("the guest was left by exit code 0x%llx (AMD APM 2) and not by VMMCALL",
			 v->exit_code);
}

/* Once, and from then on the CPU may know what is clean. */
static const char *try_guest(struct vmcb *v, __u32 kind)
{
	int failed;

	make_guest(v, kind);
	if (FAILS("vmsave %%rax", "a"(v)) || FAILS("vmsave %%rax", "a"(pb_vmcb_host)))
		return "VMSAVE raises an exception";
	v->tlb_control = FLUSH_ALL;
	failed = FAILS("vmrun %%rax", "a"(v));
	if (FAILS("stgi", "r"(0)) || failed)
		return "VMRUN or STGI raises an exception";
	v->tlb_control = 0;
	if (kind != PB_VMCB)
		v->clean = ALL_CLEAN;
	return left_by_vmmcall(v);
}

const char *svm_begin(const struct pb_bench *bench)
{
	before.unset = pb_read_msr(PB_MSR_EFER, &before.efer) ||
		       pb_read_msr(PB_MSR_VM_HSAVE_PA, &before.vm_hsave_pa) ||
		       pb_write_msr(PB_MSR_EFER, before.efer | EFER_SVME);
	if (before.unset)
		return "EFER.SVME cannot be set";
	if (pb_write_msr(PB_MSR_VM_HSAVE_PA, (__u64)host_save_area))
		return "VM_HSAVE_PA cannot be set";
	return try_guest((struct vmcb *)pb_vmcb, bench->operand);
}

void svm_abort(void)
{
	__u64 efer;

	if (!pb_read_msr(PB_MSR_EFER, &efer) && efer & EFER_SVME)
		(void)FAILS("stgi", "r"(0));
}

const char *svm_end(void)
{
	if (before.unset)
		return NULL;
	(void)FAILS("stgi", "r"(0));
	pb_write_msr(PB_MSR_VM_HSAVE_PA, before.vm_hsave_pa);
	pb_write_msr(PB_MSR_EFER, before.efer);
	return left_by_vmmcall((const struct vmcb *)pb_vmcb);
}

const char *svm_lacks(const struct pb_bench *bench)
{
	if (bench->operand != PB_VMCB_NPT)
		return NULL;
	if (pb_cpuid(0x80000000, 0).eax >= CPUID_SVM && pb_cpuid(CPUID_SVM, 0).edx & CPUID_NPT)
		return NULL;
	return "this CPU has no nested paging (CPUID.8000000AH:EDX[0])";
}

int svm_is_locked(void)
{
	__u64 vm_cr;

	return !pb_read_msr(MSR_VM_CR, &vm_cr) && vm_cr & VM_CR_SVMDIS;
}
