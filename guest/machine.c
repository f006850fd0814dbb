// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include "cpu.h"
#include "ring0.h"
#include "string.h"

#define CPUID_HYPERVISOR (1u << 31)
#define MSR_MICROCODE 0x8b

static void copy(char *to, __u32 word)
{
	memcpy(to, &word, sizeof(word));
}

static void read_signature(struct cpuid c, char *text)
{
	copy(text, c.ebx);
	copy(text + 4, c.ecx);
	copy(text + 8, c.edx);
	text[12] = '\0';
}

static void read_model(char *text)
{
	__u32 leaf;
	size_t n;

	text[0] = '\0';
	if (cpuid(0x80000000, 0).eax < 0x80000004)
		return;
	for (leaf = 0; leaf < 3; leaf++) {
		struct cpuid c = cpuid(0x80000002 + leaf, 0);

		copy(text + 16 * leaf, c.eax);
		read_signature(c, text + 16 * leaf + 4);
	}
	for (n = strlen(text); n && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
	while (*text == ' ')
		memmove(text, text + 1, strlen(text));
}

/* Intel SDM 2A, "CPUID": the extended family counts from 15 on, the extended model from 6 on. */
static void read_version(struct machine *m)
{
	__u32 eax = cpuid(1, 0).eax;

	m->stepping = eax & 15;
	m->number = eax >> 4 & 15;
	m->family = eax >> 8 & 15;
	if (m->family == 6 || m->family == 15)
		m->number |= eax >> 12 & 0xf0;
	if (m->family == 15)
		m->family += eax >> 20 & 0xff;
}

/* Intel: in the upper half, after a CPUID has put it there; AMD: in the lower. */
static __u32 read_microcode(const char *vendor)
{
	__u64 value;

	if (!strcmp(vendor, "GenuineIntel")) {
		pb_write_msr(MSR_MICROCODE, 0);
		cpuid(1, 0);
	}
	if (pb_read_msr(MSR_MICROCODE, &value))
		return 0;
	return value >> 32 ? (__u32)(value >> 32) : (__u32)value;
}

void machine_identify(struct machine *m)
{
	struct cpuid c = cpuid(0, 0);

	copy(m->vendor, c.ebx);
	copy(m->vendor + 4, c.edx);
	copy(m->vendor + 8, c.ecx);
	m->vendor[12] = '\0';
	m->hypervisor[0] = '\0';
	if (cpuid(1, 0).ecx & CPUID_HYPERVISOR)
		read_signature(cpuid(0x40000000, 0), m->hypervisor);
	read_model(m->model);
	read_version(m);
	m->microcode = read_microcode(m->vendor);
}

const char *machine_virt(const struct machine *m)
{
	static const char *const names[][2] = {
		{ "", "none" },
		{ "TCGTCGTCGTCG", "tcg" },
		{ "KVMKVMKVM", "kvm" },
		{ "Linux KVM Hv", "kvm" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i][0], m->hypervisor))
			return names[i][1];
	return m->hypervisor;
}
