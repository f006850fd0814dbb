// SPDX-License-Identifier: GPL-2.0-only
#include "raw.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "executor.h"
#include "record.h"
#include "request.h"
#include "suite.h"
#include "util.h"

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

/* What a run that did not end has no answer for. */
static bool answer_for_it(const struct raw *raw, size_t pass, const struct pb_run *asked,
			  struct pb_run *r)
{
	bool lost = raw->lost && !strcmp(raw->lost->name, asked->name);

	if (!raw->unfinished || !pass || (!lost && find(raw, pass, asked)))
		return false;
	*r = (struct pb_run){ .status = lost ? PB_FAILED : PB_SKIPPED };
	strcpy(r->name, asked->name);
	strcpy(r->reason, lost ? "the machine did not come back from it: it hung, was reset or "
				 "switched off" : "the run ended before it");
	return true;
}

static int run(struct executor *executor, struct pb_run *r)
{
	const struct raw *raw = ((struct replay *)executor)->raw;
	const struct pb_run asked = *r;
	struct raw_answer *a = find(raw, executor->pass, r);

	executor->samples = NULL;
	if (!answer_for_it(raw, executor->pass, &asked, r)) {
		if (!a)
			return -ENODATA;
		a->used = true;
		*r = a->run;
		executor->samples = a->samples;
	}
	r->version = asked.version;
	r->layout = asked.layout;
	r->samples = asked.samples;
	r->probe = asked.probe;
	r->buffer = asked.buffer;
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
	const char **names = xcalloc(raw->answer_count + 1, sizeof(*names));
	char *unfinished = raw_unfinished(raw);
	size_t i;
	int err;

	/* What is not in the first pass is in none. */
	for (i = 0; raw->pass_count > 1 && i < raw->pass_ends[1]; i++)
		names[q.glob_count++] = raw->answers[i].run.name;
	if (raw->lost)
		names[q.glob_count++] = raw->lost->name;
	q.globs = names;
	raw_describe(raw, r);
	if (unfinished)
		record_note(r, "%s", unfinished);
	err = suite_run(&here.executor, &q, r);
	free(unfinished);
	free(names);
	return err;
}
