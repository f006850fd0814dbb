/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MACHINE_H
#define MACHINE_H

struct record;

struct cpuid_registers {
	unsigned int eax, ebx, ecx, edx;
};

/* Leaves 0, 1 and 80000002H to 80000004H. */
struct cpu_identity {
	struct cpuid_registers vendor, version, brand[3];
};

/*
 * What is known of this machine, kernel and hypervisor into the record's
 * facts; what cannot be read is put down with the reason.
 */
void machine_describe(struct record *r);

/* What CPUID says of a CPU, into the same facts. */
void machine_describe_cpu(struct record *r, const struct cpu_identity *id);

/* The hypervisor's signature by CPUID ("KVMKVMKVM", ...), "" if it names none. */
void cpu_hypervisor(char signature[13]);

/* "kvm", "tcg", ...; the signature itself, made printable, if it is none that we know. */
const char *cpu_hypervisor_name(char signature[13]);

#endif
