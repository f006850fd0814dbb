/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MACHINE_H
#define MACHINE_H

struct record;

/*
 * What is known of this machine, kernel and hypervisor into the record's
 * facts; what cannot be read is put down with the reason.
 */
void machine_describe(struct record *r);

/* The hypervisor's signature by CPUID ("KVMKVMKVM", ...), "" if it names none. */
void cpu_hypervisor(char signature[13]);

#endif
