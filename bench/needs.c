// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a bench needs: the words for its absence, and the bit of CPUID that tells (Intel SDM 2A, AMD
 * APM 3).
 */
#include <asm/processor-flags.h>

#include "bench.h"

enum { EAX, EBX, ECX, EDX };

struct need {
	__u32 bit;
	const char *without;
	__u32 leaf, subleaf;		/* leaf 0: CPUID does not tell */
	int reg, pos;
};

static const struct need needs[] = {
	{ .bit = PB_RING0, .without = "needs ring 0" },
	{ .bit = PB_LINUX, .without = "the running kernel's own code: needs the module" },
	{ .bit = PB_OWN_IDT,
	  .without = "needs an IDT of its own: the flat guest has one (--on kvm or qemu-flat)" },
	{ .bit = PB_MSR_FAULTS, .without = "no MSR write that raises #GP was found here" },
	{ .bit = PB_REAL_IF,
	  .without = "under Xen PV a raw PUSHF does not show IF and a raw POPF does not set it" },
	{ .bit = PB_OWN_CR,
	  .without = "under Xen PV control registers and SWAPGS belong to the hypervisor" },
	{ .bit = PB_SWAPGS, .without = "CR4.FRED is on, and SWAPGS raises #UD there" },
	{ .bit = PB_IRQS_UNCHECKED,
	  .without = "CONFIG_DEBUG_IRQFLAGS: this kernel warns where IF is restored that is set" },
	{ .bit = PB_PCID,
	  .without = "CR4.PCIDE is off: no PCID in this CPU (CPUID.1:ECX[17]) or none in use" },
	{ PB_FSGSBASE, "this CPU has no FSGSBASE (CPUID.7.0:EBX[0])", 7, 0, EBX, 0 },
	{ PB_RDTSCP, "this CPU has no RDTSCP (CPUID.80000001H:EDX[27])", 0x80000001, 0, EDX, 27 },
	{ PB_CRC32, "this CPU has no SSE4.2 CRC32 (CPUID.1:ECX[20])", 1, 0, ECX, 20 },
	{ PB_SERIALIZE, "this CPU has no SERIALIZE (CPUID.7.0:EDX[14])", 7, 0, EDX, 14 },
	{ PB_WRMSRNS, "this CPU has no WRMSRNS (CPUID.7.1:EAX[19])", 7, 1, EAX, 19 },
	{ PB_MSR_IMM, "this CPU has no RDMSR and WRMSRNS with an immediate (CPUID.7.1:ECX[5])",
	  7, 1, ECX, 5 },
	{ PB_FRED, "this CPU has no FRED (CPUID.7.1:EAX[17])", 7, 1, EAX, 17 },
	{ PB_SPEC_CTRL, "this CPU has no SPEC_CTRL (CPUID.7.0:EDX[26] or 80000008H:EBX[14])",
	  7, 0, EDX, 26 },
	{ PB_SPEC_CTRL, "", 0x80000008, 0, EBX, 14 },
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

__u32 pb_cpu_has(void)
{
	__u32 has = 0;
	unsigned int i;

	for (i = 0; i < NEEDS; i++)
		if (needs[i].leaf && cpu_bit(&needs[i]))
			has |= needs[i].bit;
	return has;
}

__u32 pb_executor_needs(void)
{
	__u32 bits = 0;
	unsigned int i;

	for (i = 0; i < NEEDS; i++)
		if (!needs[i].leaf)
			bits |= needs[i].bit;
	return bits;
}

__u32 pb_cr4_has(__u64 cr4)
{
	return (cr4 & X86_CR4_PCIDE ? PB_PCID : 0) | (cr4 & PB_CR4_FRED ? 0 : PB_SWAPGS);
}

int pb_cpu_is_virtual(void)
{
	return pb_cpuid(1, 0).ecx >> 31;
}

int pb_cpu_is_intel(void)
{
	return pb_cpuid(0, 0).ebx == 0x756e6547;	/* "Genu" */
}

const char *pb_lacks(const struct pb_bench *bench, __u32 have)
{
	unsigned int i;

	for (i = 0; i < NEEDS; i++)
		if (bench->needs & needs[i].bit & ~have)
			return needs[i].without;
	return NULL;
}
