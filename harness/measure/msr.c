// SPDX-License-Identifier: GPL-2.0-only
#include "msr.h"

#include <asm/prctl.h>
#include <cpuid.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"
#include "record.h"
#include "util.h"

#define MSR_SMI_COUNT		0x034
#define MSR_MICROCODE		0x08b
#define MSR_MPERF		0x0e7
#define MSR_APERF		0x0e8
#define MSR_MISC_ENABLE		0x1a0
#define TURBO_DISABLE		38

/* rdmsr's exit status where this one MSR cannot be read; with any other none can. */
#define RDMSR_REFUSED 4

/* Benches write the first six; the others must stay as they are, too. */
static const struct {
	uint32_t msr;
	const char *name;
} known[] = {
	{ PB_MSR_SYSENTER_ESP, "SYSENTER_ESP" },
	{ PB_MSR_SPEC_CTRL, "SPEC_CTRL" },
	{ PB_MSR_FS_BASE, "FS_BASE" },
	{ PB_MSR_GS_BASE, "GS_BASE" },
	{ PB_MSR_KERNEL_GS_BASE, "KERNEL_GS_BASE" },
	{ PB_MSR_TSC_AUX, "TSC_AUX" },
	{ 0xc0000080, "EFER" },
	{ 0xc0000082, "LSTAR" },
	{ 0xc0000081, "STAR" },
	{ 0x277, "PAT" },
	{ 0xc0000084, "FMASK" },
	{ 0xc0000083, "CSTAR" },
	{ 0x174, "SYSENTER_CS" },
	{ 0x176, "SYSENTER_EIP" },
	{ 0x01b, "APIC_BASE" },
	{ 0x1d9, "DEBUGCTL" },
};

/* Exactly one of value and why. */
struct reading {
	uint64_t value;
	char *why;
};

struct watched {
	uint32_t msr;
	char name[16];
	struct reading before;
};

static struct {
	struct reading smi, mperf, aperf;
	struct watched *watched;
	size_t count;
	char *broken;		/* why rdmsr can read nothing at all */
} run;

static struct reading unread(const char *why)
{
	return (struct reading){ .why = xstrdup(why) };
}

/* Why rdmsr can read nothing, and what to do. */
static char *explain(int status, const char *output, int cpu)
{
	char *device = xasprintf("/dev/cpu/%d/msr", cpu), *why;
	int line = output ? (int)strcspn(output, "\n") : 0;

	if (status == -ENOENT)
		why = xasprintf("rdmsr not found: apt-get install msr-tools");
	else if (status < 0)
		why = xasprintf("rdmsr: %s", strerror(-status));
	else if (access(device, F_OK))
		why = xasprintf("%s: %s: modprobe msr", device, strerror(errno));
	else if (access(device, R_OK))
		why = xasprintf("%s: %s: it asks for root", device, strerror(errno));
	else if (line)
		why = xasprintf("%.*s", line, output);
	else
		why = xasprintf("rdmsr: exit status %d", status);
	free(device);
	return why;
}

static struct reading parse(const char *output, uint32_t msr)
{
	struct reading r = { 0 };
	char *end = NULL;

	errno = 0;
	r.value = strtoull(output ? output : "", &end, 16);
	if (!output || end == output || (*end && *end != '\n') || errno)
		r.why = xasprintf("rdmsr gives no value for MSR %#x", msr);
	return r;
}

/* On that CPU: rdmsr inherits this process's affinity. */
static struct reading rdmsr(int cpu, uint32_t msr)
{
	char where[16], which[16], *output;
	const char *const argv[] = { "rdmsr", "-p", where, "-0", "-x", which, NULL };
	struct reading r = { 0 };
	int status;

	if (run.broken)
		return unread(run.broken);
	snprintf(where, sizeof(where), "%d", cpu);
	snprintf(which, sizeof(which), "0x%x", msr);
	status = run_program(argv, &output);
	if (!status) {
		r = parse(output, msr);
	} else if (status == RDMSR_REFUSED) {
		r.why = xasprintf("CPU %d cannot read MSR %#x", cpu, msr);
	} else {
		run.broken = explain(status, output, cpu);
		r = unread(run.broken);
	}
	free(output);
	return r;
}

/*
 * FS_BASE, and KERNEL_GS_BASE with the SWAPGS of kernel entry, belong to a task: rdmsr would read
 * its own.  arch_prctl() reads what the CPU holds of this task, which measured.
 */
static struct reading read_own(int code)
{
	struct reading r = { 0 };
	unsigned long base = 0;

	if (syscall(SYS_arch_prctl, code, &base))
		r.why = xasprintf("arch_prctl: %s", strerror(errno));
	r.value = base;
	return r;
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
static struct reading since(const struct reading *before, int cpu, uint32_t msr)
{
	struct reading now = before->why ? unread(before->why) : rdmsr(cpu, msr);

	now.value -= before->value;
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

/* Takes the reading and the text. */
static void fact(struct record *r, const char *key, struct reading v, char *text)
{
	if (v.why)
		record_fact_missing(r, key, "%s", v.why);
	else
		record_fact(r, key, "%s", text);
	free(v.why);
	free(text);
}

static void number(struct record *r, const char *key, struct reading v, double value)
{
	if (v.why)
		record_fact_missing(r, key, "%s", v.why);
	else
		record_fact_number(r, key, value);
	free(v.why);
}

static void microcode(struct record *r, int cpu)
{
	bool intel = vendor() == signature_INTEL_ebx;
	struct reading v = intel || vendor() == signature_AMD_ebx ?
		rdmsr(cpu, MSR_MICROCODE) : unread("not known for this vendor's CPUs");

	fact(r, "microcode_msr", v,
	     xasprintf("0x%" PRIx32, (uint32_t)(intel ? v.value >> 32 : v.value)));
}

static void turbo(struct record *r, int cpu)
{
	struct reading v = only_intel(cpu, MSR_MISC_ENABLE);

	fact(r, "turbo_msr", v, xstrdup(v.value >> TURBO_DISABLE & 1 ? "off" : "on"));
}

/* Where MPERF stands still, as in an emulator, rdmsr is not started again. */
static void start_cycles(int cpu)
{
	run.mperf = rdmsr(cpu, MSR_MPERF);
	if (!run.mperf.why && !run.mperf.value)
		run.mperf = unread("MPERF does not count here");
	run.aperf = run.mperf.why ? unread(run.mperf.why) : rdmsr(cpu, MSR_APERF);
}

static void record_cycles(struct record *r, int cpu)
{
	struct reading mperf = since(&run.mperf, cpu, MSR_MPERF);
	struct reading aperf = mperf.why ? unread(mperf.why) : since(&run.aperf, cpu, MSR_APERF);

	if (!aperf.why && !mperf.value)
		aperf = unread("MPERF does not count here");
	number(r, "aperf_mperf_percent", aperf,
	       round(1000 * (double)aperf.value / (double)mperf.value) / 10);
	free(mperf.why);
}

static void watch(int cpu, uint32_t msr)
{
	struct watched w = { .msr = msr };
	size_t i;

	for (i = 0; i < run.count; i++)
		if (run.watched[i].msr == msr)
			return;
	snprintf(w.name, sizeof(w.name), "%#x", msr);
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i].msr == msr)
			snprintf(w.name, sizeof(w.name), "%s", known[i].name);
	w.before = read_watched(cpu, msr);
	*PUSH(run.watched, run.count) = w;
}

/* Operands from PB_CR3_NOFLUSH on are no MSRs. */
static void watch_all(int cpu)
{
	size_t i;

	for (i = 0; i < 2 * pb_bench_count; i++) {
		uint32_t msr = i % 2 ? pb_benches[i / 2]->msr2 : pb_benches[i / 2]->msr;

		if (msr && msr < PB_CR3_NOFLUSH)
			watch(cpu, msr);
	}
	for (i = 0; i < ARRAY_SIZE(known); i++)
		watch(cpu, known[i].msr);
}

static bool restored(struct record *r, int cpu, const struct watched *w)
{
	struct reading now = read_watched(cpu, w->msr);
	bool same = !now.why && now.value == w->before.value;

	if (now.why)
		record_note(r, "MSR %s was 0x%" PRIx64 " before the run and cannot be read after "
			    "it: %s", w->name, w->before.value, now.why);
	else if (!same)
		record_note(r, "MSR %s was not restored: 0x%" PRIx64 " before the run, 0x%" PRIx64
			    " after it", w->name, w->before.value, now.value);
	free(now.why);
	return same;
}

static void compare(struct record *r, int cpu)
{
	size_t i, same = 0, readable = 0;
	char *unreadable = xstrdup("");

	for (i = 0; i < run.count; i++) {
		if (run.watched[i].before.why) {
			append(&unreadable, "%s%s", *unreadable ? " " : "", run.watched[i].name);
			continue;
		}
		readable++;
		same += restored(r, cpu, &run.watched[i]);
	}
	record_fact(r, "msrs_restored", "%zu of %zu", same, readable);
	record_fact(r, "msrs_not_readable", "%s", *unreadable ? unreadable : "none");
	free(unreadable);
}

static void forget(void)
{
	while (run.count)
		free(run.watched[--run.count].before.why);
	free(run.watched);
	free(run.smi.why);
	free(run.mperf.why);
	free(run.aperf.why);
	free(run.broken);
	memset(&run, 0, sizeof(run));
}

void msr_before(struct record *r, int cpu)
{
	forget();
	microcode(r, cpu);
	turbo(r, cpu);
	watch_all(cpu);
	run.smi = only_intel(cpu, MSR_SMI_COUNT);
	start_cycles(cpu);
}

void msr_after(struct record *r, int cpu)
{
	bool none = run.broken;
	struct reading smis = since(&run.smi, cpu, MSR_SMI_COUNT);

	record_cycles(r, cpu);
	number(r, "smis", smis, (uint32_t)smis.value);
	if (none) {
		record_fact_missing(r, "msrs_restored", "%s", run.broken);
		record_fact_missing(r, "msrs_not_readable", "%s", run.broken);
	} else {
		compare(r, cpu);
	}
	forget();
}
