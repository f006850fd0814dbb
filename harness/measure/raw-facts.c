// SPDX-License-Identifier: GPL-2.0-only
/* What raw samples say of the machine that measured. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "changes.h"
#include "machine.h"
#include "raw.h"
#include "record.h"
#include "util.h"

#define CPUID_HYPERVISOR (1U << 31)	/* leaf 1, ECX */
#define TURBO_DISABLE	 38		/* MSR_MISC_ENABLE */
#define CPB_DISABLE	 25		/* HWCR */

static bool has(const struct raw *raw, const char *word)
{
	return *raw_value(raw, word);
}

static struct pb_cpuid cpuid(const struct raw *raw, unsigned int leaf)
{
	struct pb_cpuid c = { 0 };
	char word[32];

	snprintf(word, sizeof(word), "cpuid_%x", leaf);
	sscanf(raw_value(raw, word), "%x %x %x %x", &c.eax, &c.ebx, &c.ecx, &c.edx);
	return c;
}

static void describe_virt(const struct raw *raw, struct record *r)
{
	struct pb_cpuid c = cpuid(raw, 0x40000000);
	char signature[13] = "";

	memcpy(signature, &c.ebx, sizeof(signature) - 1);
	record_fact(r, "virt", "%s",
		    cpuid(raw, 1).ecx & CPUID_HYPERVISOR ? cpu_hypervisor_name(signature) : "none");
}

static void describe_core(const struct raw *raw, struct record *r)
{
	const struct cpu_core core = {
		cpuid(raw, 7), cpuid(raw, 0x1a), cpuid(raw, 0x80000026),
		(unsigned int)raw_number(raw, "cache_levels"),
	};
	char *why = NULL, *type;

	if (has(raw, "core"))
		record_fact_number(r, "apic_id", (double)raw_number(raw, "core"));
	if (has(raw, "paging_levels"))
		record_fact_number(r, "paging_levels", (double)raw_number(raw, "paging_levels"));
	if (has(raw, "cpuid_b"))
		record_fact(r, "smt", "%s", (cpuid(raw, 0xb).ebx & 0xffff) > 1 ? "on" : "off");
	if (!has(raw, "cpuid_7"))
		return;
	type = cpu_core_type(&core, &why);
	if (type)
		record_fact(r, "core_type", "%s", type);
	else
		record_fact_missing(r, "core_type", "%s", why);
	free(type);
	free(why);
}

static void describe_cpu(const struct raw *raw, struct record *r)
{
	struct cpu_identity id = { .vendor = cpuid(raw, 0), .version = cpuid(raw, 1) };
	unsigned long long microcode = raw_number(raw, "microcode");
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(id.brand) && cpuid(raw, 0x80000000).eax >= 0x80000004; i++)
		id.brand[i] = cpuid(raw, 0x80000002 + i);
	machine_describe_cpu(r, &id);
	describe_core(raw, r);
	if (microcode)
		record_fact(r, "microcode", "0x%llx", microcode);
	else
		record_fact_missing(r, "microcode", "the CPU gives no revision");
}

/* "c80 DDR4" */
static void describe_memory(const struct raw *raw, struct record *r)
{
	const char *text = raw_value(raw, "memory"), *type = strchr(text, ' ');
	unsigned long long speed = raw_number(raw, "memory");

	if (speed)
		record_fact(r, "memory", "%llu MT/s%s", speed, type ? type : "");
	else if (*text)
		record_fact_missing(r, "memory", "SMBIOS gives no speed%s%s", type ? " of" : "",
				    type ? type : "");
}

static void describe_board(const struct raw *raw, struct record *r)
{
	if (has(raw, "firmware"))
		record_fact(r, "firmware", "%s", raw_value(raw, "firmware"));
	if (has(raw, "machine"))
		record_fact(r, "machine_model", "%s", raw_value(raw, "machine"));
	if (has(raw, "tsc_from"))
		record_fact(r, "tsc_khz_from", "%s", raw_value(raw, "tsc_from"));
	describe_memory(raw, r);
}

/* MSRs */

static void describe_turbo(const struct raw *raw, struct record *r)
{
	const char *vendor = changes_fact(r, "cpu_vendor");
	bool intel = !strcmp(vendor, "GenuineIntel"), amd = !strcmp(vendor, "AuthenticAMD");
	const char *word = intel ? "msr_1a0" : "msr_c0010015";
	unsigned int bit = intel ? TURBO_DISABLE : CPB_DISABLE;

	if (has(raw, word) && !strcmp(changes_fact(r, "virt"), "none") && (intel || amd))
		record_fact(r, "turbo", "%s", raw_number(raw, word) >> bit & 1 ? "off" : "on");
}

/* The bits of IA32_ARCH_CAPABILITIES by the manual's names. */
static void describe_capabilities(const struct raw *raw, struct record *r)
{
	static const struct {
		unsigned int bit;
		const char *name;
	} known[] = {
		{ 0, "RDCL_NO" }, { 1, "IBRS_ALL" }, { 2, "RSBA" }, { 3, "SKIP_L1DFL_VMENTRY" },
		{ 4, "SSB_NO" }, { 5, "MDS_NO" }, { 6, "IF_PSCHANGE_MC_NO" }, { 7, "TSX_CTRL" },
		{ 8, "TAA_NO" }, { 13, "SBDR_SSDP_NO" }, { 14, "FBSDP_NO" }, { 15, "PSDP_NO" },
		{ 17, "FB_CLEAR" }, { 18, "FB_CLEAR_CTRL" }, { 19, "RRSBA" }, { 20, "BHI_NO" },
		{ 24, "PBRSB_NO" }, { 26, "GDS_NO" }, { 27, "RFDS_NO" }, { 28, "RFDS_CLEAR" },
		{ 62, "ITS_NO" },
	};
	char *names;
	size_t i;

	if (!has(raw, "msr_10a"))
		return;
	names = xstrdup("");
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (raw_number(raw, "msr_10a") >> known[i].bit & 1)
			append(&names, "%s%s", *names ? " " : "", known[i].name);
	record_fact(r, "arch_capabilities", "%s", *names ? names : "none");
	free(names);
}

static void describe_msrs(const struct raw *raw, struct record *r)
{
	const char *word;
	unsigned int msr;
	size_t i;
	int end;

	for (i = 0; i < raw->value_count; i++) {
		word = raw->values[i].word;
		end = 0;
		if (sscanf(word, "msr_%8x%n", &msr, &end) == 1 && !word[end])
			record_fact(r, word, "0x%llx", (unsigned long long)raw_number(raw, word));
	}
	describe_turbo(raw, r);
	describe_capabilities(raw, r);
}

/* Counters over the run */

static void describe_smis(const struct raw *raw, struct record *r)
{
	uint32_t smis = (uint32_t)(raw_number(raw, "smis_after") - raw_number(raw, "smis"));

	if (!has(raw, "smis") && has(raw, "firmware"))
		record_fact_missing(r, "smis", "not counted: a guest is not told of them, "
				    "and only Intel CPUs count them");
	if (!has(raw, "smis"))
		return;
	if (!has(raw, "smis_after")) {
		record_fact_missing(r, "smis", "the run did not end");
		return;
	}
	record_fact_number(r, "smis", smis);
	if (smis)
		record_note(r, "%u SMIs came during the run; samples that one came into are "
			    "dropped", smis);
}

/* MPERF counts at the TSC's rate. */
static void describe_frequency(const struct raw *raw, struct record *r)
{
	double mperf = (double)raw_number(raw, "mperf"), tsc = (double)raw_number(raw, "tsc_khz");
	double ratio = (double)raw_number(raw, "aperf") / mperf;

	if (!has(raw, "aperf") || !(mperf > 0))
		return;
	record_fact_number(r, "aperf_mperf_percent", round(1000 * ratio) / 10);
	if (tsc > 0)
		record_fact_number(r, "mean_mhz", round(ratio * tsc / 1000));
}

void raw_describe(const struct raw *raw, struct record *r)
{
	describe_virt(raw, r);
	describe_cpu(raw, r);
	record_fact(r, "kernel", "none");
	record_fact(r, "command_line", "none");
	describe_board(raw, r);
	describe_msrs(raw, r);
	describe_smis(raw, r);
	describe_frequency(raw, r);
	if (has(raw, "trouble"))
		record_note(r, "%s", raw_value(raw, "trouble"));
}
