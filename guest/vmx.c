// SPDX-License-Identifier: GPL-2.0-only
/* A guest of one VMCALL, for bench/world-switch.c (Intel SDM 3C). */
#include <asm/processor-flags.h>

#include "cpu.h"
#include "flat.h"
#include "ring0.h"
#include "selectors.h"
#include "world.h"

#define MSR_FEATURE_CONTROL 0x3a
#define FEATURE_LOCKED 1
#define FEATURE_VMX 4			/* outside SMX */

/* Capabilities (SDM 3D, appendix A): two halves, what must be set and what may be. */
#define MSR_BASIC 0x480
#define REVISION 0x7fffffff
#define MSR_PIN 0x481
#define MSR_PROCESSOR 0x482
#define MSR_EXIT 0x483
#define MSR_ENTRY 0x484
#define MSR_PROCBASED_CTLS2 0x48b
#define MSR_EPT_VPID_CAP 0x48c
#define PROCESSOR_2 (1u << 31)		/* there are secondary controls */
#define EPT (1 << 1)
#define VPID (1 << 5)
#define EXIT_TO_64 (1 << 9)
#define ENTRY_TO_64 (1 << 9)

/* Fields (SDM 3D, appendix B).  Those of segment n are at 2n. */
enum {
	VPID_FIELD = 0x0000,
	GUEST_SELECTOR = 0x0800,	/* ES CS SS DS FS GS LDTR TR */
	HOST_SELECTOR = 0x0c00,		/* ES CS SS DS FS GS TR */
	TSC_OFFSET = 0x2010, EPT_POINTER = 0x201a,
	LINK_POINTER = 0x2800, GUEST_DEBUGCTL = 0x2802,
	PIN = 0x4000, PROCESSOR = 0x4002, EXCEPTIONS = 0x4004, FAULT_MASK = 0x4006,
	FAULT_MATCH = 0x4008, CR3_TARGETS = 0x400a, EXIT = 0x400c, EXIT_MSR_STORES = 0x400e,
	EXIT_MSR_LOADS = 0x4010, ENTRY = 0x4012, ENTRY_MSR_LOADS = 0x4014,
	ENTRY_EVENT = 0x4016, PROCESSOR_2_FIELD = 0x401e,
	INSTRUCTION_ERROR = 0x4400, EXIT_REASON = 0x4402,
	GUEST_LIMIT = 0x4800, GUEST_GDTR_LIMIT = 0x4810, GUEST_IDTR_LIMIT = 0x4812,
	GUEST_RIGHTS = 0x4814, GUEST_INTERRUPTIBILITY = 0x4824, GUEST_ACTIVITY = 0x4826,
	GUEST_SYSENTER_CS = 0x482a, HOST_SYSENTER_CS = 0x4c00,
	CR0_MASK = 0x6000, CR4_MASK = 0x6002, CR0_SHADOW = 0x6004, CR4_SHADOW = 0x6006,
	GUEST_CR0 = 0x6800, GUEST_CR3 = 0x6802, GUEST_CR4 = 0x6804, GUEST_BASE = 0x6806,
	GUEST_GDTR_BASE = 0x6816, GUEST_IDTR_BASE = 0x6818, GUEST_DR7 = 0x681a,
	GUEST_RIP = 0x681e, GUEST_RFLAGS = 0x6820, GUEST_PENDING_DEBUG = 0x6822,
	GUEST_SYSENTER_ESP = 0x6824, GUEST_SYSENTER_EIP = 0x6826,
	HOST_CR0 = 0x6c00, HOST_CR3 = 0x6c02, HOST_CR4 = 0x6c04, HOST_FS_BASE = 0x6c06,
	HOST_GS_BASE = 0x6c08, HOST_TR_BASE = 0x6c0a, HOST_GDTR_BASE = 0x6c0c,
	HOST_IDTR_BASE = 0x6c0e, HOST_SYSENTER_ESP = 0x6c10, HOST_SYSENTER_EIP = 0x6c12,
	HOST_RSP = 0x6c14, HOST_RIP = 0x6c16,
};
enum { ES, CS, SS, DS, FS, GS, LDTR, TR, SEGMENTS };
#define CODE_64 0xa09b			/* rights: a descriptor's, less the limit */
#define DATA 0xc093
#define TSS_64_BUSY 0x8b
#define UNUSABLE 0x10000
#define REASON_VMCALL 18

extern __u64 pb_vmxon[], pb_vmcs[], pb_vmcs_other[], pb_ept[], pb_invept[];
extern const char pb_vmx_exit[], vmx_guest[];
asm(".text\n"
    "vmx_guest: vmcall\n");

static struct {
	__u64 cr4, debugctl, error;
	struct table gdtr, idtr;
} before;

/* An instruction on a region, by its address in memory. */
#define REGION(insn, region) ({							\
	__u64 at_ = (__u64)(region);						\
	FAILS(insn " %1", "m"(at_));						\
})

static int write_field(__u64 field, __u64 value)
{
	return FAILS("vmwrite %1, %2", "r"(value), "r"(field));
}

/* All ones where there is no VMCS to read. */
static __u64 read_field(__u64 field)
{
	__u64 value = ~0ULL;

	asm volatile("1: vmread %1, %0\n"
		     "2:\n"
		     "extable 1b, 2b" : "+r"(value) : "r"(field) : "cc");
	return value;
}

static __u64 read_msr(__u32 msr)
{
	__u64 value = 0;

	pb_read_msr(msr, &value);
	return value;
}

/* What is wanted, and what must be; 1 if it may not. */
static int write_controls(__u64 field, __u32 msr, __u32 wanted)
{
	__u64 may = read_msr(msr);
	__u32 value = wanted | (__u32)may;

	return (value & ~(__u32)(may >> 32)) || write_field(field, value);
}

static __u32 secondary(__u32 kind)
{
	return (kind == PB_VMCS_VPID || kind == PB_VMCS_EPT ? VPID : 0) |
	       (kind == PB_VMCS_EPT ? EPT : 0);
}

static int choose_controls(__u32 kind)
{
	__u32 more = secondary(kind);
	int refused = write_controls(PIN, MSR_PIN, 0);

	refused |= write_controls(PROCESSOR, MSR_PROCESSOR, more ? PROCESSOR_2 : 0);
	refused |= write_controls(EXIT, MSR_EXIT, EXIT_TO_64);
	refused |= write_controls(ENTRY, MSR_ENTRY, ENTRY_TO_64);
	if (more)
		refused |= write_controls(PROCESSOR_2_FIELD, MSR_PROCBASED_CTLS2, more);
	if (more & VPID)
		refused |= write_field(VPID_FIELD, PB_GUEST_ID);
	if (more & EPT)
		refused |= write_field(EPT_POINTER, pb_invept[0]);
	return refused;
}

struct field {
	__u64 field, value;
};

static int write_fields(const struct field *f, unsigned int n)
{
	int failed = 0;

	for (; n; n--, f++)
		failed |= write_field(f->field, f->value);
	return failed;
}

#define WRITE_FIELDS(...) ({							\
	const struct field fields_[] = { __VA_ARGS__ };				\
	write_fields(fields_, sizeof(fields_) / sizeof(fields_[0]));		\
})

/* What both worlds have, and the CPU exchanges all the same. */
static int write_both(void)
{
	return WRITE_FIELDS({ GUEST_CR0, read_cr0() }, { HOST_CR0, read_cr0() },
			    { GUEST_CR3, read_cr3() }, { HOST_CR3, read_cr3() },
			    { GUEST_CR4, read_cr4() }, { HOST_CR4, read_cr4() },
			    { HOST_FS_BASE, read_msr(PB_MSR_FS_BASE) },
			    { HOST_GS_BASE, read_msr(PB_MSR_GS_BASE) },
			    { HOST_TR_BASE, (__u64)&tss },
			    { GUEST_GDTR_BASE, before.gdtr.base },
			    { HOST_GDTR_BASE, before.gdtr.base },
			    { GUEST_IDTR_BASE, before.idtr.base },
			    { HOST_IDTR_BASE, before.idtr.base });
}

static int write_sysenter(void)
{
	__u64 cs = read_msr(PB_MSR_SYSENTER_CS), esp = read_msr(PB_MSR_SYSENTER_ESP),
	      eip = read_msr(PB_MSR_SYSENTER_EIP);

	return WRITE_FIELDS({ GUEST_SYSENTER_CS, cs }, { HOST_SYSENTER_CS, cs },
			    { GUEST_SYSENTER_ESP, esp }, { HOST_SYSENTER_ESP, esp },
			    { GUEST_SYSENTER_EIP, eip }, { HOST_SYSENTER_EIP, eip });
}

static int write_segments(void)
{
	const struct {
		__u16 selector;
		__u32 limit, rights;
		__u64 base;
	} segments[SEGMENTS] = {
		[ES] = { .rights = UNUSABLE },
		[CS] = { KERNEL_CS, ~0u, CODE_64, 0 },
		[SS] = { KERNEL_DS, ~0u, DATA, 0 },
		[DS] = { .rights = UNUSABLE },
		[FS] = { .rights = UNUSABLE, .base = read_msr(PB_MSR_FS_BASE) },
		[GS] = { .rights = UNUSABLE, .base = read_msr(PB_MSR_GS_BASE) },
		[LDTR] = { .rights = UNUSABLE },
		[TR] = { TSS_SELECTOR, sizeof(struct tss) - 1, TSS_64_BUSY, (__u64)&tss },
	};
	int failed = 0;
	__u64 i;

	for (i = 0; i < SEGMENTS; i++) {
		failed |= write_field(GUEST_SELECTOR + 2 * i, segments[i].selector);
		failed |= write_field(GUEST_LIMIT + 2 * i, segments[i].limit);
		failed |= write_field(GUEST_RIGHTS + 2 * i, segments[i].rights);
		failed |= write_field(GUEST_BASE + 2 * i, segments[i].base);
		if (i != LDTR)
			failed |= write_field(HOST_SELECTOR + 2 * (i == TR ? TR - 1 : i),
					      segments[i].selector);
	}
	return failed;
}

/* All that an entry reads: a VMCS holds nothing that was not written, not even 0. */
static int write_guest(void)
{
	return WRITE_FIELDS({ TSC_OFFSET, 0 }, { CR0_MASK, 0 }, { CR4_MASK, 0 },
			    { CR0_SHADOW, 0 }, { CR4_SHADOW, 0 },
			    { EXCEPTIONS, ~0u }, { LINK_POINTER, ~0ULL },
			    { CR3_TARGETS, 0 }, { FAULT_MASK, 0 }, { FAULT_MATCH, 0 },
			    { EXIT_MSR_STORES, 0 }, { EXIT_MSR_LOADS, 0 }, { ENTRY_MSR_LOADS, 0 },
			    { ENTRY_EVENT, 0 }, { GUEST_INTERRUPTIBILITY, 0 },
			    { GUEST_ACTIVITY, 0 }, { GUEST_PENDING_DEBUG, 0 },
			    { GUEST_DEBUGCTL, before.debugctl }, { GUEST_DR7, read_dr7() },
			    { GUEST_GDTR_LIMIT, before.gdtr.limit },
			    { GUEST_IDTR_LIMIT, before.idtr.limit },
			    { GUEST_RIP, (__u64)vmx_guest }, { PB_VMCS_GUEST_RSP, 0 },
			    { GUEST_RFLAGS, X86_EFLAGS_FIXED });
}

/* A guest's first GiB is ours, by large pages, write-back. */
static void map_guest(void)
{
	__u64 *pointers = pb_ept + 512, *directory = pb_ept + 1024, i;

	pb_ept[0] = (__u64)pointers | 7;
	pointers[0] = (__u64)directory | 7;
	for (i = 0; i < 512; i++)
		directory[i] = i << 21 | 0xb7;
}

/* Once; a failure goes on where an exit does, but with CF or ZF set. */
static int enter_guest(void)
{
	__u8 failed;

	asm volatile("lea 4f(%%rip), %%rax\n"
		     "	vmwrite %%rax, %1\n"
		     "	vmwrite %%rsp, %2\n"
		     "1:	vmlaunch\n"
		     "4:	setbe %0\n"
		     "	jmp 3f\n"
		     "2:	movb $1, %0\n"
		     "3:\n"
		     "extable 1b, 2b"
		     : "=&q"(failed) : "r"((__u64)HOST_RIP), "r"((__u64)HOST_RSP)
		     : "rax", "cc", "memory");
	return failed;
}

static void make_region(__u64 *region)
{
	memset(region, 0, 4096);
	region[0] = read_msr(MSR_BASIC) & REVISION;
}

static const char *enter_vmx(void)
{
	make_region(pb_vmxon);
	make_region(pb_vmcs);
	make_region(pb_vmcs_other);
	if (REGION("vmxon", pb_vmxon))
		return "VMXON fails";
	if (REGION("vmclear", pb_vmcs_other) || REGION("vmclear", pb_vmcs) ||
	    REGION("vmptrld", pb_vmcs))
		return "VMCLEAR or VMPTRLD fails";
	before.error = read_field(INSTRUCTION_ERROR);
	return NULL;
}

/* Of the instructions since VMPTRLD, those of the body included. */
static const char *what_failed(void)
{
	__u64 error = read_field(INSTRUCTION_ERROR), reason = read_field(EXIT_REASON);

	if (error != before.error)
		return world_why("an instruction of VMX failed: error %llu (Intel SDM 3C)", error);
	if (reason != REASON_VMCALL)
		return world_why("the guest was left by exit reason 0x%llx (Intel SDM 3D) and "
				 "not by VMCALL", reason);
	return NULL;
}

/* From the first exit on, an exit continues at pb_vmx_exit, which has a stack of its own. */
static const char *try_guest(__u32 kind)
{
	int failed = enter_guest();
	const char *reason = what_failed();

	failed |= write_field(HOST_RIP, (__u64)pb_vmx_exit);
	failed |= write_field(HOST_RSP, segments_spare_stack());
	if (kind == PB_VMCS_CLEAR)
		failed |= REGION("vmclear", pb_vmcs);
	if (!reason && failed)
		reason = "VMLAUNCH or VMWRITE fails";
	return reason;
}

static const char *make_guest(__u32 kind)
{
	int failed = write_both();

	failed |= write_sysenter();
	failed |= write_segments();
	failed |= write_guest();
	if (failed)
		return "VMWRITE fails";
	map_guest();
	if (choose_controls(kind))
		return "VMX has no 64-bit guests here (IA32_VMX_EXIT_CTLS), or VMWRITE fails";
	return try_guest(kind);
}

const char *vmx_begin(const struct pb_bench *bench)
{
	const char *reason;

	before.cr4 = read_cr4();
	before.debugctl = read_msr(PB_MSR_DEBUGCTL);
	before.gdtr = read_gdtr();
	before.idtr = read_idtr();
	write_cr4(before.cr4 | X86_CR4_VMXE);
	reason = enter_vmx();
	return reason ? reason : make_guest(bench->operand);
}

void vmx_abort(void)
{
	if (read_cr4() & X86_CR4_VMXE)
		(void)FAILS("vmxoff", "r"(0));
}

const char *vmx_end(void)
{
	int ended = REGION("vmptrld", pb_vmcs);
	const char *reason = what_failed();

	(void)REGION("vmclear", pb_vmcs);
	(void)FAILS("vmxoff", "r"(0));
	write_cr4(before.cr4);
	pb_write_msr(PB_MSR_DEBUGCTL, before.debugctl);
	asm volatile("lgdt %0; lidt %1" : : "m"(before.gdtr), "m"(before.idtr));
	return ended ? "VMX operation ended" : reason;
}

#define TAKES(operand, msr, bit, what) \
	{ operand, MSR_##msr, bit, "this CPU has no " what " (IA32_VMX_" #msr "[" #bit "])" }

/* What a bench's guest and its instruction take beyond VMX itself (SDM 3D, A.3.3 and A.10). */
static const struct capability {
	__u32 operand, msr;
	int bit;
	const char *without;
} capabilities[] = {
	TAKES(PB_VMCS_VPID, PROCBASED_CTLS2, 37, "VPID"),
	TAKES(PB_VMCS_EPT, PROCBASED_CTLS2, 37, "VPID"),
	TAKES(PB_VMCS_EPT, PROCBASED_CTLS2, 33, "EPT"),
	TAKES(PB_VMCS_EPT, EPT_VPID_CAP, 6, "EPT of four levels"),
	TAKES(PB_VMCS_EPT, EPT_VPID_CAP, 14, "write-back EPT"),
	TAKES(PB_VMCS_EPT, EPT_VPID_CAP, 16, "EPT pages of 2 MiB"),
	TAKES(PB_INVEPT(1), EPT_VPID_CAP, 20, "INVEPT"),
	TAKES(PB_INVEPT(1), EPT_VPID_CAP, 25, "INVEPT type 1"),
	TAKES(PB_INVEPT(2), EPT_VPID_CAP, 20, "INVEPT"),
	TAKES(PB_INVEPT(2), EPT_VPID_CAP, 26, "INVEPT type 2"),
	TAKES(PB_INVVPID(0), EPT_VPID_CAP, 32, "INVVPID"),
	TAKES(PB_INVVPID(0), EPT_VPID_CAP, 40, "INVVPID type 0"),
	TAKES(PB_INVVPID(1), EPT_VPID_CAP, 32, "INVVPID"),
	TAKES(PB_INVVPID(1), EPT_VPID_CAP, 41, "INVVPID type 1"),
	TAKES(PB_INVVPID(2), EPT_VPID_CAP, 32, "INVVPID"),
	TAKES(PB_INVVPID(2), EPT_VPID_CAP, 42, "INVVPID type 2"),
	TAKES(PB_INVVPID(3), EPT_VPID_CAP, 32, "INVVPID"),
	TAKES(PB_INVVPID(3), EPT_VPID_CAP, 43, "INVVPID type 3"),
};

/* An MSR that cannot be read has none. */
static int is_missing(const struct capability *c)
{
	return !(read_msr(c->msr) >> c->bit & 1);
}

const char *vmx_lacks(const struct pb_bench *bench)
{
	const struct capability *c;

	for (c = capabilities; c < capabilities + sizeof(capabilities) / sizeof(*c); c++)
		if ((c->operand == bench->operand || c->operand == bench->operand2) &&
		    is_missing(c))
			return c->without;
	return NULL;
}

/*
 * Firmware that leaves it open leaves it to us, until the next reset, as it does to Linux; not if
 * we give the machine back.
 */
int vmx_is_locked(void)
{
	__u64 control;

	if (pb_read_msr(MSR_FEATURE_CONTROL, &control))
		return 1;
	if (!(control & FEATURE_LOCKED) && platform_is_ours()) {
		control |= FEATURE_LOCKED | FEATURE_VMX;
		if (pb_write_msr(MSR_FEATURE_CONTROL, control))
			return 1;
	}
	return !(control & FEATURE_LOCKED) || !(control & FEATURE_VMX);
}
