// SPDX-License-Identifier: GPL-2.0-only
#include "msr.h"

#include <asm/prctl.h>
#include <cpuid.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"
#include "record.h"
#include "util.h"

#define MSR_MICROCODE		0x08b
#define TURBO_DISABLE		38

/* rdmsr's exit status where this one MSR cannot be read; with any other none can. */
#define RDMSR_REFUSED 4

/* All that benches write, which a test checks; the others must stay as they are, too. */
static const struct {
	uint32_t msr;
	const char *name;
} known[] = {
	{ PB_MSR_SYSENTER_CS, "SYSENTER_CS" },
	{ PB_MSR_SYSENTER_ESP, "SYSENTER_ESP" },
	{ PB_MSR_SYSENTER_EIP, "SYSENTER_EIP" },
	{ PB_MSR_SPEC_CTRL, "SPEC_CTRL" },
	{ PB_MSR_FS_BASE, "FS_BASE" },
	{ PB_MSR_GS_BASE, "GS_BASE" },
	{ PB_MSR_KERNEL_GS_BASE, "KERNEL_GS_BASE" },
	{ PB_MSR_TSC_AUX, "TSC_AUX" },
	{ PB_MSR_EFER, "EFER" },
	{ PB_MSR_STAR, "STAR" },
	{ PB_MSR_LSTAR, "LSTAR" },
	{ PB_MSR_CSTAR, "CSTAR" },
	{ PB_MSR_SFMASK, "SFMASK" },
	{ PB_MSR_PAT, "PAT" },
	{ PB_MSR_APIC_BASE, "APIC_BASE" },
	{ PB_MSR_DEBUGCTL, "DEBUGCTL" },
	{ PB_MSR_TSX_CTRL, "TSX_CTRL" },
	{ PB_MSR_PERF_GLOBAL_CTRL, "PERF_GLOBAL_CTRL" },
	{ PB_MSR_S_CET, "S_CET" },
	{ PB_MSR_PKRS, "PKRS" },
	{ PB_MSR_HWP_REQUEST, "HWP_REQUEST" },
	{ PB_MSR_XSS, "XSS" },
	{ PB_MSR_TSC_ADJUST, "TSC_ADJUST" },
	{ PB_MSR_MCG_STATUS, "MCG_STATUS" },
	{ PB_MSR_MISC_ENABLE, "MISC_ENABLE" },
	{ PB_MSR_XFD, "XFD" },
	{ PB_MSR_MTRR_DEF_TYPE, "MTRR_DEF_TYPE" },
	{ PB_MSR_U_CET, "U_CET" },
	{ PB_MSR_PL3_SSP, "PL3_SSP" },
	{ PB_MSR_UARCH_MISC_CTL, "UARCH_MISC_CTL" },
	{ PB_MSR_VM_HSAVE_PA, "VM_HSAVE_PA" },
};

struct reading {
	uint64_t value;
	char why[160];		/* it could not be read; empty: it was */
};

static struct {
	struct reading smi, mperf, aperf, watched[ARRAY_SIZE(known)];
	struct reading broken;	/* why rdmsr can read nothing at all */
} before;

__attribute__((format(printf, 1, 2)))
static struct reading unread(const char *fmt, ...)
{
	struct reading r = { 0 };
	va_list args;

	va_start(args, fmt);
	vsnprintf(r.why, sizeof(r.why), fmt, args);
	va_end(args);
	return r;
}

/* Why rdmsr can read nothing, and what to do. */
static struct reading explain(int status, const char *output, int cpu)
{
	char device[32];

	snprintf(device, sizeof(device), "/dev/cpu/%d/msr", cpu);
	if (status == -ENOENT)
		return unread("rdmsr not found: apt-get install msr-tools");
	if (status < 0)
		return unread("rdmsr: %s", strerror(-status));
	if (access(device, F_OK))
		return unread("%s: %s: modprobe msr", device, strerror(errno));
	if (access(device, R_OK))
		return unread("%s: %s: it asks for root", device, strerror(errno));
	if (output && *output && *output != '\n')
		return unread("%.*s", (int)strcspn(output, "\n"), output);
	return unread("rdmsr: exit status %d", status);
}

static struct reading parse(const char *output, uint32_t msr)
{
	struct reading r = { 0 };
	char *end = NULL;

	errno = 0;
	r.value = strtoull(output ? output : "", &end, 16);
	if (!output || end == output || (*end && *end != '\n') || errno)
		return unread("rdmsr gives no value for MSR %#x", msr);
	return r;
}

/* On that CPU: rdmsr inherits this process's affinity. */
static struct reading rdmsr(int cpu, uint32_t msr)
{
	char where[16], which[16], *output;
	const char *const argv[] = { "rdmsr", "-p", where, "-0", "-x", which, NULL };
	struct reading r;
	int status;

	if (*before.broken.why)
		return before.broken;
	snprintf(where, sizeof(where), "%d", cpu);
	snprintf(which, sizeof(which), "0x%x", msr);
	status = run_program(argv, &output);
	if (!status)
		r = parse(output, msr);
	else if (status == RDMSR_REFUSED)
		r = unread("CPU %d cannot read MSR %#x", cpu, msr);
	else
		r = before.broken = explain(status, output, cpu);
	free(output);
	return r;
}

/*
 * FS_BASE, and KERNEL_GS_BASE with the SWAPGS of kernel entry, belong to a task: rdmsr would read
 * its own.  arch_prctl() reads what the CPU holds of this task, which measured.
 */
static struct reading read_own(int code)
{
	unsigned long base = 0;

	if (syscall(SYS_arch_prctl, code, &base))
		return unread("arch_prctl: %s", strerror(errno));
	return (struct reading){ .value = base };
}

static struct reading read_watched(int cpu, uint32_t msr)
{
	if (msr == PB_MSR_FS_BASE)
		return read_own(ARCH_GET_FS);
	if (msr == PB_MSR_KERNEL_GS_BASE)
		return read_own(ARCH_GET_GS);
	return rdmsr(cpu, msr);
}

/* How far it has counted. */
static struct reading since(const struct reading *then, int cpu, uint32_t msr)
{
	struct reading now = *then->why ? *then : rdmsr(cpu, msr);

	now.value -= then->value;
	return now;
}

static unsigned int vendor(void)
{
	unsigned int eax, ebx, ecx, edx;

	__cpuid(0, eax, ebx, ecx, edx);
	return ebx;
}

static struct reading only_intel(int cpu, uint32_t msr)
{
	return vendor() == signature_INTEL_ebx ? rdmsr(cpu, msr) :
						 unread("only Intel's CPUs have this MSR");
}

static void fact(struct record *r, const char *key, const struct reading *v, const char *text)
{
	if (*v->why)
		record_fact_missing(r, key, "%s", v->why);
	else
		record_fact(r, key, "%s", text);
}

static void number(struct record *r, const char *key, const struct reading *v, double value)
{
	if (*v->why)
		record_fact_missing(r, key, "%s", v->why);
	else
		record_fact_number(r, key, value);
}

static void microcode(struct record *r, int cpu)
{
	bool intel = vendor() == signature_INTEL_ebx;
	struct reading v = intel || vendor() == signature_AMD_ebx ?
		rdmsr(cpu, MSR_MICROCODE) : unread("not known for this vendor's CPUs");
	char text[16];

	snprintf(text, sizeof(text), "0x%" PRIx32, (uint32_t)(intel ? v.value >> 32 : v.value));
	fact(r, "microcode_msr", &v, text);
}

static void turbo(struct record *r, int cpu)
{
	struct reading v = only_intel(cpu, PB_MSR_MISC_ENABLE);

	fact(r, "turbo_msr", &v, v.value >> TURBO_DISABLE & 1 ? "off" : "on");
}

/* Where MPERF stands still, as in an emulator, rdmsr is not started again. */
static void start_cycles(int cpu)
{
	before.mperf = rdmsr(cpu, PB_MSR_MPERF);
	if (!*before.mperf.why && !before.mperf.value)
		before.mperf = unread("MPERF does not count here");
	before.aperf = *before.mperf.why ? before.mperf : rdmsr(cpu, PB_MSR_APERF);
}

static void record_cycles(struct record *r, int cpu)
{
	struct reading mperf = since(&before.mperf, cpu, PB_MSR_MPERF);
	struct reading aperf = *mperf.why ? mperf : since(&before.aperf, cpu, PB_MSR_APERF);

	if (!*aperf.why && !mperf.value)
		aperf = unread("MPERF does not count here");
	number(r, "aperf_mperf_percent", &aperf,
	       round(1000 * (double)aperf.value / (double)mperf.value) / 10);
}

static bool restored(struct record *r, int cpu, size_t i)
{
	struct reading now = read_watched(cpu, known[i].msr);
	uint64_t was = before.watched[i].value;
	bool same = !*now.why && now.value == was;

	if (*now.why)
		record_note(r, "MSR %s was 0x%" PRIx64 " before the run and cannot be read after "
			    "it: %s", known[i].name, was, now.why);
	else if (!same)
		record_note(r, "MSR %s was not restored: 0x%" PRIx64 " before the run, 0x%" PRIx64
			    " after it", known[i].name, was, now.value);
	return same;
}

static void compare(struct record *r, int cpu)
{
	size_t i, same = 0, readable = 0;
	char *unreadable = xstrdup("");

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (*before.watched[i].why) {
			append(&unreadable, "%s%s", *unreadable ? " " : "", known[i].name);
			continue;
		}
		readable++;
		same += restored(r, cpu, i);
	}
	record_fact(r, "msrs_restored", "%zu of %zu", same, readable);
	record_fact(r, "msrs_not_readable", "%s", *unreadable ? unreadable : "none");
	free(unreadable);
}

void msr_before(struct record *r, int cpu)
{
	size_t i;

	memset(&before, 0, sizeof(before));
	microcode(r, cpu);
	turbo(r, cpu);
	for (i = 0; i < ARRAY_SIZE(known); i++)
		before.watched[i] = read_watched(cpu, known[i].msr);
	before.smi = only_intel(cpu, PB_MSR_SMI_COUNT);
	start_cycles(cpu);
}

void msr_after(struct record *r, int cpu)
{
	struct reading broken = before.broken, smis = since(&before.smi, cpu, PB_MSR_SMI_COUNT);

	record_cycles(r, cpu);
	number(r, "smis", &smis, (uint32_t)smis.value);
	if (*broken.why) {
		record_fact_missing(r, "msrs_restored", "%s", broken.why);
		record_fact_missing(r, "msrs_not_readable", "%s", broken.why);
	} else {
		compare(r, cpu);
	}
}
