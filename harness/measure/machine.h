/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MACHINE_H
#define MACHINE_H

#include "bench.h"

struct record;

/* Files that a record describes and `privbench system` tunes. */
#define CPU_FOLDER "/sys/devices/system/cpu"
#define NO_TURBO CPU_FOLDER "/intel_pstate/no_turbo"
#define BOOST CPU_FOLDER "/cpufreq/boost"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"

/* Leaves 0, 1 and 80000002H to 80000004H. */
struct cpu_identity {
	struct pb_cpuid vendor, version, brand[3];
};

/*
 * Facts about this machine, its kernel and its hypervisor, or the reason why one cannot be read.
 */
void machine_describe(struct record *r);

/* Facts from CPUID. */
void machine_describe_cpu(struct record *r, const struct cpu_identity *id);

/* Leaves 7, 1AH (Intel's), 80000026H (AMD's), and pb_cache_levels(). */
struct cpu_core {
	struct pb_cpuid features, intel, amd;
	unsigned int cache_levels;
};

/*
 * "P", "E" or "LP-E" (malloced), or NULL with *why (malloced).  Intel's "LP-E" have no third level
 * of cache; AMD's "E" are its dense cores.
 */
char *cpu_core_type(const struct cpu_core *core, char **why);

/* The hypervisor's CPUID signature ("KVMKVMKVM", ...), or "". */
void cpu_hypervisor(char signature[13]);

/* "kvm", "tcg", ...; or the signature itself, made printable. */
const char *cpu_hypervisor_name(char signature[13]);

/*
 * The CPU to measure on: the last that this process may use, because the first one serves most
 * interrupts.
 */
int last_cpu(void);

/* Pin this process to it; its number. */
int pin_to_last_cpu(void);

/* TSC ticks in a millisecond, by 20 of the kernel's own clock. */
unsigned int machine_tsc_khz(void);

/*
 * Steal time of this CPU since boot, in milliseconds (proc(5)); NAN if unknown.
 */
double steal_ms(int cpu);

/* The fact `steal_ms`: the increase since `before`, or why it is unknown. */
void steal_record(struct record *r, int cpu, double before);

#endif
