// SPDX-License-Identifier: GPL-2.0-only
#include "replay.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "executor.h"
#include "raw.h"
#include "record.h"
#include "suite.h"
#include "target.h"
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
	       (a->run.status == PB_SKIPPED ||
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

static void describe(const struct raw *raw, struct record *r)
{
	bool guest = raw->cpu.version.ecx & CPUID_HYPERVISOR;
	char signature[13];

	memcpy(signature, raw->hypervisor, sizeof(signature));
	record_fact(r, "virt", "%s", guest ? cpu_hypervisor_name(signature) : "none");
	machine_describe_cpu(r, &raw->cpu);
	record_fact(r, "kernel", "none");
	record_fact(r, "command_line", "%s",
		    raw->command_line && *raw->command_line ? raw->command_line : "none");
	if (raw->microcode)
		record_fact(r, "microcode", "0x%x", raw->microcode);
	else
		record_fact_missing(r, "microcode", "the CPU gives no revision");
	if (raw->trouble)
		record_note(r, "%s", raw->trouble);
}

/* What was measured: globs that match its benches, and nothing else. */
static const char **names_of(const struct raw *raw, size_t *count)
{
	const char **names = xcalloc(raw->answer_count, sizeof(*names));
	size_t i, k, n = 0;

	for (i = 0; i < raw->answer_count; i++) {
		for (k = 0; k < n && strcmp(names[k], raw->answers[i].run.name); k++)
			;
		if (k == n)
			names[n++] = raw->answers[i].run.name;
	}
	*count = n;
	return names;
}

int replay(struct raw *raw, const char *store, struct record *r)
{
	struct replay here = {
		.executor = {
			.layouts = 1, .tsc_khz = raw->tsc_khz, .run = run, .code = read_code, .exits = NAN,
			.recorded = true,
		},
		.raw = raw,
	};
	struct request q = {
		.plan = { 1, raw->passes, raw->samples }, .seed = raw->seed, .store = store,
	};
	const char **names = names_of(raw, &q.glob_count);
	int err;

	q.globs = names;
	describe(raw, r);
	err = suite_run(&here.executor, &q, r);
	free(names);
	return err;
}
