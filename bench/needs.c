// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a bench needs: the words for its absence, and the bit of CPUID that tells (Intel SDM 2A, AMD
 * APM 3).
 */
#include <asm/processor-flags.h>

#include "bench.h"

enum { EAX, EBX, ECX, EDX };

struct need {
	__u64 bit;
	const char *without;
	__u32 leaf, subleaf;		/* leaf 0: CPUID does not tell */
	int reg, pos;
};

/* A need has as many lines as CPUs have bits for it; the first has its words. */
#define CPUID(need, what, leaf, subleaf, reg, pos) \
	{ need, "this CPU has no " what, leaf, subleaf, reg, pos }

static const struct need needs[] = {
	{ .bit = PB_RING0, .without = "needs ring 0" },
	{ .bit = PB_LINUX, .without = "a kernel's own code: needs the module or --on uml" },
	{ .bit = PB_OWN_MACHINE,
	  .without = "needs the flat guest (--on kvm or nested or qemu-flat)" },
	{ .bit = PB_MSR_FAULTS, .without = "no MSR write that raises #GP was found here" },
	{ .bit = PB_REAL_IF,
	  .without = "under Xen PV a raw PUSHF does not show IF and a raw POPF does not set it" },
	{ .bit = PB_OWN_CR,
	  .without = "under Xen PV control registers, SYSCALL's MSRs and SWAPGS are the hypervisor's" },
	{ .bit = PB_SWAPGS, .without = "CR4.FRED is on, and SWAPGS raises #UD there" },
	{ .bit = PB_IRQS_UNCHECKED,
	  .without = "CONFIG_DEBUG_IRQFLAGS: this kernel warns where IF is restored that is set" },
	{ .bit = PB_PCID,
	  .without = "CR4.PCIDE is off: no PCID in this CPU (CPUID.1:ECX[17]) or none in use" },
	{ .bit = PB_X2APIC, .without = "there is no APIC in x2APIC mode (IA32_APIC_BASE[10])" },
	{ .bit = PB_XAPIC, .without = "there is no APIC in xAPIC mode (IA32_APIC_BASE[11:10])" },
	{ .bit = PB_NO_BREAKPOINTS, .without = "breakpoints are set in DR7, or it cannot be read" },
	{ .bit = PB_KVM, .without = "not in a guest of KVM" },
	{ .bit = PB_NO_UMIP,
	  .without = "UMIP (CPUID.7.0:ECX[2]): in ring 3 the kernel refuses or emulates it" },
	{ .bit = PB_INTEL, .without = "only Intel CPUs have it" },
	{ .bit = PB_AMD, .without = "only AMD CPUs have it" },
	{ .bit = PB_PIC, .without = "there are no interrupt controllers and no timer of a PC" },
	{ .bit = PB_OWN_MONITOR, .without = "needs privbench's own monitor (--on kvm or nested)" },
	{ .bit = PB_IOEVENTFD,
	  .without = "needs the ioeventfds of privbench's own monitor (--on kvm or nested)" },
	{ .bit = PB_LARGE_PAGES, .without = "the host has no transparent huge pages: "
	  "/sys/kernel/mm/transparent_hugepage/enabled" },
	CPUID(PB_FSGSBASE, "FSGSBASE (CPUID.7.0:EBX[0])", 7, 0, EBX, 0),
	CPUID(PB_RDTSCP, "RDTSCP (CPUID.80000001H:EDX[27])", 0x80000001, 0, EDX, 27),
	CPUID(PB_CRC32, "SSE4.2 CRC32 (CPUID.1:ECX[20])", 1, 0, ECX, 20),
	CPUID(PB_SERIALIZE, "SERIALIZE (CPUID.7.0:EDX[14])", 7, 0, EDX, 14),
	CPUID(PB_WRMSRNS, "WRMSRNS (CPUID.7.1:EAX[19])", 7, 1, EAX, 19),
	CPUID(PB_MSR_IMM, "RDMSR and WRMSRNS with an immediate (CPUID.7.1:ECX[5])", 7, 1, ECX, 5),
	CPUID(PB_FRED, "FRED (CPUID.7.1:EAX[17])", 7, 1, EAX, 17),
	CPUID(PB_SPEC_CTRL, "SPEC_CTRL (CPUID.7.0:EDX[26] or 80000008H:EBX[14])", 7, 0, EDX, 26),
	CPUID(PB_SPEC_CTRL, "", 0x80000008, 0, EBX, 14),
	CPUID(PB_IBPB, "IBPB (CPUID.7.0:EDX[26] or 80000008H:EBX[12])", 7, 0, EDX, 26),
	CPUID(PB_IBPB, "", 0x80000008, 0, EBX, 12),
	CPUID(PB_INVPCID, "INVPCID (CPUID.7.0:EBX[10])", 7, 0, EBX, 10),
	CPUID(PB_SMAP, "SMAP (CPUID.7.0:EBX[20])", 7, 0, EBX, 20),
	CPUID(PB_OSPKE, "protection keys in use (CPUID.7.0:ECX[4])", 7, 0, ECX, 4),
	CPUID(PB_OSXSAVE, "XSAVE in use (CPUID.1:ECX[27])", 1, 0, ECX, 27),
	CPUID(PB_XSAVES, "XSAVES (CPUID.0DH.1:EAX[3])", 0xd, 1, EAX, 3),
	CPUID(PB_RDPID, "RDPID (CPUID.7.0:ECX[22])", 7, 0, ECX, 22),
	CPUID(PB_CLFLUSHOPT, "CLFLUSHOPT (CPUID.7.0:EBX[23])", 7, 0, EBX, 23),
	CPUID(PB_CLWB, "CLWB (CPUID.7.0:EBX[24])", 7, 0, EBX, 24),
	CPUID(PB_CLDEMOTE, "CLDEMOTE (CPUID.7.0:ECX[25])", 7, 0, ECX, 25),
	CPUID(PB_WBNOINVD, "WBNOINVD (CPUID.80000008H:EBX[9])", 0x80000008, 0, EBX, 9),
	CPUID(PB_MONITOR, "MONITOR (CPUID.1:ECX[3])", 1, 0, ECX, 3),
	CPUID(PB_MONITORX, "MONITORX (CPUID.80000001H:ECX[29])", 0x80000001, 0, ECX, 29),
	CPUID(PB_WAITPKG, "WAITPKG (CPUID.7.0:ECX[5])", 7, 0, ECX, 5),
	CPUID(PB_TSC_DEADLINE, "TSC_DEADLINE (CPUID.1:ECX[24])", 1, 0, ECX, 24),
	CPUID(PB_SEP, "SYSENTER (CPUID.1:EDX[11])", 1, 0, EDX, 11),
	CPUID(PB_LKGS, "LKGS (CPUID.7.1:EAX[18])", 7, 1, EAX, 18),
	CPUID(PB_UINTR, "UINTR (CPUID.7.0:EDX[5])", 7, 0, EDX, 5),
	CPUID(PB_PTWRITE, "PTWRITE (CPUID.14H.0:EBX[4])", 0x14, 0, EBX, 4),
	CPUID(PB_MSRLIST, "RDMSRLIST (CPUID.7.1:EAX[27])", 7, 1, EAX, 27),
	CPUID(PB_SHSTK, "shadow stacks (CPUID.7.0:ECX[7])", 7, 0, ECX, 7),
	CPUID(PB_INVLPGB, "INVLPGB (CPUID.80000008H:EBX[3])", 0x80000008, 0, EBX, 3),
	CPUID(PB_RDPRU, "RDPRU (CPUID.80000008H:EBX[4])", 0x80000008, 0, EBX, 4),
	CPUID(PB_MCOMMIT, "MCOMMIT (CPUID.80000008H:EBX[8])", 0x80000008, 0, EBX, 8),
	CPUID(PB_CLZERO, "CLZERO (CPUID.80000008H:EBX[0])", 0x80000008, 0, EBX, 0),
	CPUID(PB_HRESET, "HRESET (CPUID.7.1:EAX[22])", 7, 1, EAX, 22),
	CPUID(PB_STIBP, "STIBP (CPUID.7.0:EDX[27] or 80000008H:EBX[15])", 7, 0, EDX, 27),
	CPUID(PB_STIBP, "", 0x80000008, 0, EBX, 15),
	CPUID(PB_SSBD, "SSBD (CPUID.7.0:EDX[31] or 80000008H:EBX[24])", 7, 0, EDX, 31),
	CPUID(PB_SSBD, "", 0x80000008, 0, EBX, 24),
	CPUID(PB_BHI_CTRL, "BHI_CTRL (CPUID.7.2:EDX[4])", 7, 2, EDX, 4),
	CPUID(PB_L1D_FLUSH, "L1D_FLUSH (CPUID.7.0:EDX[28])", 7, 0, EDX, 28),
	CPUID(PB_XGETBV1, "XGETBV of XINUSE (CPUID.0DH.1:EAX[2])", 0xd, 1, EAX, 2),
	CPUID(PB_XSAVEOPT, "XSAVEOPT (CPUID.0DH.1:EAX[0])", 0xd, 1, EAX, 0),
	CPUID(PB_XSAVEC, "XSAVEC (CPUID.0DH.1:EAX[1])", 0xd, 1, EAX, 1),
	CPUID(PB_USER_MSR, "URDMSR (CPUID.7.1:EDX[15])", 7, 1, EDX, 15),
	CPUID(PB_SVM, "SVM (CPUID.80000001H:ECX[2]) or firmware locked it (VM_CR[4])",
	      0x80000001, 0, ECX, 2),
	CPUID(PB_VMX, "VMX (CPUID.1:ECX[5]) or firmware locked it (IA32_FEATURE_CONTROL[2])",
	      1, 0, ECX, 5),
};

#define NEEDS (sizeof(needs) / sizeof(needs[0]))

/* A leaf beyond the last answers with another leaf's bits on Intel, so ask first. */
static int cpu_bit(const struct need *n)
{
	struct pb_cpuid c;

	if (pb_cpuid(n->leaf & 0x80000000, 0).eax < n->leaf)
		return 0;
	if (n->subleaf && pb_cpuid(n->leaf, 0).eax < n->subleaf)
		return 0;
	c = pb_cpuid(n->leaf, n->subleaf);
	return (__u32[]){ c.eax, c.ebx, c.ecx, c.edx }[n->reg] >> n->pos & 1;
}

#define VENDOR(a, b, c, d) ((a) | (b) << 8 | (c) << 16 | (d) << 24)

static __u64 vendor(void)
{
	switch (pb_cpuid(0, 0).ebx) {
	case VENDOR('G', 'e', 'n', 'u'):
		return PB_INTEL;
	case VENDOR('A', 'u', 't', 'h'):
	case VENDOR('H', 'y', 'g', 'o'):
		return PB_AMD;
	}
	return 0;
}

__u64 pb_cpu_has(void)
{
	__u64 has = 0;
	unsigned int i;

	for (i = 0; i < NEEDS; i++)
		if (needs[i].leaf && cpu_bit(&needs[i]))
			has |= needs[i].bit;
	return has | vendor();
}

__u64 pb_executor_needs(void)
{
	__u64 bits = 0;
	unsigned int i;

	for (i = 0; i < NEEDS; i++)
		if (!needs[i].leaf)
			bits |= needs[i].bit;
	return bits & ~(PB_INTEL | PB_AMD);
}

__u64 pb_cr4_has(__u64 cr4)
{
	return (cr4 & X86_CR4_PCIDE ? PB_PCID : 0) | (cr4 & PB_CR4_FRED ? 0 : PB_SWAPGS);
}

int pb_cpu_is_virtual(void)
{
	return pb_cpuid(1, 0).ecx >> 31;
}

int pb_cpu_is_intel(void)
{
	return vendor() == PB_INTEL;
}

const char *pb_lacks(const struct pb_bench *bench, __u64 have)
{
	unsigned int i;

	for (i = 0; i < NEEDS; i++)
		if (bench->needs & needs[i].bit & ~have)
			return needs[i].without;
	return NULL;
}
