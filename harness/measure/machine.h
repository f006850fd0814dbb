/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MACHINE_H
#define MACHINE_H

struct record;

/* Files that a record describes and `privbench system` tunes. */
#define CPU_FOLDER "/sys/devices/system/cpu"
#define NO_TURBO CPU_FOLDER "/intel_pstate/no_turbo"
#define BOOST CPU_FOLDER "/cpufreq/boost"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"

struct cpuid_registers {
	unsigned int eax, ebx, ecx, edx;
};

/* Leaves 0, 1 and 80000002H to 80000004H. */
struct cpu_identity {
	struct cpuid_registers vendor, version, brand[3];
};

/*
 * Facts about this machine, its kernel and its hypervisor; a fact that cannot be read has the
 * reason in its place.
 */
void machine_describe(struct record *r);

/* The facts that CPUID gives, of any CPU. */
void machine_describe_cpu(struct record *r, const struct cpu_identity *id);

/* The hypervisor's signature by CPUID ("KVMKVMKVM", ...), "" if it names none. */
void cpu_hypervisor(char signature[13]);

/* "kvm", "tcg", ...; or the signature itself, made printable. */
const char *cpu_hypervisor_name(char signature[13]);

/*
 * The CPU to measure on: the last that this process may use, because the first one serves most
 * interrupts.
 */
int last_cpu(void);

/* Run only there from now on.  Its number. */
int pin_to_last_cpu(void);

/*
 * For how long the hypervisor kept this CPU from a guest that wanted it (proc(5), "steal"):
 * milliseconds since boot, NAN where /proc/stat does not say.
 */
double steal_ms(int cpu);

/* The fact `steal_ms`: since steal_ms() was `before`, or why it is not known. */
void steal_record(struct record *r, int cpu, double before);

#endif
