// SPDX-License-Identifier: GPL-2.0-only
#include "raw.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor.h"
#include "machine.h"
#include "record.h"
#include "request.h"
#include "suite.h"
#include "util.h"

#define CPUID_HYPERVISOR (1U << 31)	/* leaf 1, ECX */

struct replay {
	struct executor executor;
	struct raw *raw;
};

/* Recorded samples with probes answer a question for samples without, too. */
static bool answers(const struct raw_answer *a, const struct pb_run *asked)
{
	return !a->used && !strcmp(a->run.name, asked->name) &&
	       (!a->run.samples ||
		(a->run.samples == asked->samples && a->run.probe >= asked->probe));
}

/* The next answer to this question in this pass. */
static struct raw_answer *find(const struct raw *raw, size_t pass, const struct pb_run *asked)
{
	size_t i;

	if (pass >= raw->pass_count)
		return NULL;
	for (i = pass ? raw->pass_ends[pass - 1] : 0; i < raw->pass_ends[pass]; i++)
		if (answers(&raw->answers[i], asked))
			return &raw->answers[i];
	return NULL;
}

static int run(struct executor *executor, struct pb_run *r)
{
	const struct pb_run asked = *r;
	struct raw_answer *a = find(((struct replay *)executor)->raw, executor->pass, r);

	if (!a)
		return -ENODATA;
	a->used = true;
	*r = a->run;
	r->version = asked.version;
	r->layout = asked.layout;
	r->samples = asked.samples;
	r->probe = asked.probe;
	r->buffer = asked.buffer;
	executor->samples = a->samples;
	return 0;
}

static int read_code(struct executor *executor, struct pb_site *site)
{
	const struct raw *raw = ((struct replay *)executor)->raw;
	size_t i;

	for (i = 0; i < raw->site_count; i++) {
		if (!strcmp(raw->sites[i].name, site->name)) {
			*site = raw->sites[i];
			return 0;
		}
	}
	return -ENODATA;
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

static void describe_cpu(const struct raw *raw, struct record *r)
{
	struct cpu_identity id = { .vendor = cpuid(raw, 0), .version = cpuid(raw, 1) };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(id.brand) && cpuid(raw, 0x80000000).eax >= 0x80000004; i++)
		id.brand[i] = cpuid(raw, 0x80000002 + i);
	machine_describe_cpu(r, &id);
}

static void describe(const struct raw *raw, struct record *r)
{
	const char *trouble = raw_value(raw, "trouble");
	unsigned long long microcode = raw_number(raw, "microcode");

	describe_virt(raw, r);
	describe_cpu(raw, r);
	record_fact(r, "kernel", "none");
	record_fact(r, "command_line", "none");
	if (microcode)
		record_fact(r, "microcode", "0x%llx", microcode);
	else
		record_fact_missing(r, "microcode", "the CPU gives no revision");
	if (*trouble)
		record_note(r, "%s", trouble);
}

int replay(struct raw *raw, const char *store, struct record *r)
{
	struct replay here = {
		.executor = {
			.layouts = 1, .tsc_khz = (unsigned int)raw_number(raw, "tsc_khz"),
			.run = run, .code = read_code, .recorded = true,
		},
		.raw = raw,
	};
	struct request q = { .plan = { 1, raw->passes, raw->samples }, .store = store };
	const char **names = xcalloc(raw->answer_count, sizeof(*names));
	size_t i;
	int err;

	/* What is not in the first pass is in none. */
	for (i = 0; raw->pass_count > 1 && i < raw->pass_ends[1]; i++)
		names[q.glob_count++] = raw->answers[i].run.name;
	q.globs = names;
	describe(raw, r);
	err = suite_run(&here.executor, &q, r);
	free(names);
	return err;
}
