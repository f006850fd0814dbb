// SPDX-License-Identifier: GPL-2.0-only
/* Instructions, the benches that measure them, and where these can run and did. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "document.h"
#include "instructions.h"
#include "names.h"
#include "record.h"
#include "tables.h"
#include "util.h"

#define NAMES_MAX 64

/* What can be told of one: all its benches together. */
struct reach {
	struct names runs;		/* where they can run */
	struct names ran;		/* where they did, by target */
};

static bool matches(const char *globs, size_t length, const char *bench)
{
	char glob[NAMES_MAX];

	snprintf(glob, sizeof(glob), "%.*s", (int)length, globs);
	return !fnmatch(glob, bench, 0);
}

bool instruction_has(const struct pb_instruction *in, const char *bench)
{
	const char *glob = in->benches ? in->benches : "";
	size_t length;

	for (; *glob; glob += length + (glob[length] == ' ')) {
		length = strcspn(glob, " ");
		if (matches(glob, length, bench))
			return true;
	}
	return false;
}

/* By the needs that no CPU has and only an executor does. */
static void add_executors(struct names *runs, const struct pb_bench *b)
{
	if (!(b->needs & pb_executor_needs()))
		names_add(runs, "user");
	if (!(b->needs & PB_OWN_MACHINE))
		names_add(runs, "kernel");
	if (!(b->needs & PB_LINUX))
		names_add(runs, "flat guest");
}

/* A figure that decides nothing is one of code that ran. */
static bool was_executed(const struct record *r, const char *bench)
{
	const struct result *result = record_find(r, bench);

	return result && (result->status == STATUS_OK || result->status == STATUS_CONTENDED);
}

static struct reach reach_of(const struct pb_instruction *in, const struct record *const records[],
			     size_t count)
{
	struct reach reach = { 0 };

	for (unsigned int i = 0; i < pb_bench_count; i++) {
		const char *name = pb_benches[i]->name;

		if (!instruction_has(in, name))
			continue;
		add_executors(&reach.runs, pb_benches[i]);
		for (size_t r = 0; r < count; r++)
			if (was_executed(records[r], name))
				names_add(&reach.ran, records[r]->target);
	}
	return reach;
}

static void put_names(struct row *row, struct names *n)
{
	put_own(row, n->count ? join(n->all, n->count, ", ") : NULL);
	names_free(n);
}

/* "executed nowhere yet" only where somebody looked, and something could have been. */
static void fill_row(struct row *row, const struct pb_instruction *in, struct reach *reach,
		     bool looked)
{
	bool nowhere = looked && in->benches && !reach->ran.count;

	PUT_TEXTS(row, in->name, in->what, in->rule, in->manual, in->benches, in->reason);
	put_names(row, &reach->runs);
	if (nowhere)
		names_add(&reach->ran, "executed nowhere yet");
	put_names(row, &reach->ran);
}

static void add_chapter(struct document *d, const struct pb_chapter *chapter,
			const struct record *const records[], size_t count)
{
	static const struct column columns[] = {
		SHOWN("instruction", "instruction"), { "what", "what", WORDS },
		{ "rule", "who may", BELOW }, { "manual", "manual", BELOW },
		{ "benches", "benches", BELOW }, { "reason", "none because", BELOW },
		{ "can_run", "can run on", BELOW }, { "ran", "ran on", BELOW },
	};
	struct table *t = document_table(d, "instructions", chapter->title, columns,
					 ARRAY_SIZE(columns));

	for (unsigned int i = 0; i < chapter->count; i++) {
		struct reach reach = reach_of(&chapter->instructions[i], records, count);

		fill_row(table_row(t), &chapter->instructions[i], &reach, count);
	}
}

static void add_introduction(struct document *d)
{
	static const char *const manuals[][2] = {
		{ "SDM", "Intel 64 and IA-32 Architectures Software Developer's Manual, by volume: "
		  "2, instruction set reference; 2D, safer mode extensions; 3A summary, the table "
		  "Summary of System Instructions; 3C, VMX; 3D, SGX; 4, model-specific registers" },
		{ "APM 3", "AMD64 Architecture Programmer's Manual, volume 3: general-purpose, or "
		  "system instruction reference" },
		{ "ISE", "Intel Architecture Instruction Set Extensions Programming Reference" },
		{ "FRED", "Intel Flexible Return and Event Delivery Specification" },
		{ "TDX", "Intel Trust Domain CPU Architectural Extensions" },
	};

	document_add(d, BLOCK_PARAGRAPH,
		     "What Intel's and AMD's manuals call privileged or sensitive to IOPL, every "
		     "access to a system register, and what serialises, flushes, waits, or changes "
		     "the ring: the benches that measure it, or why none does.");
	for (size_t i = 0; i < ARRAY_SIZE(manuals); i++)
		document_fact(d, manuals[i][0], "%s", manuals[i][1]);
	document_fact(d, "can run on",
		      "user: target user; kernel: targets kernel and qemu, and xen where a PV "
		      "guest may; flat guest: targets kvm, nested and qemu-flat, and make stick");
	document_fact(d, "ran on", "the targets of the records; flat: an image of the flat guest "
		      "that booted by itself, those of results/bochs in Bochs");
}

/* How many there are of each kind. */
static void add_counts(struct document *d)
{
	size_t measured = 0, later = 0, never = 0;

	for (unsigned int c = 0; c < pb_chapter_count; c++)
		for (unsigned int i = 0; i < pb_chapters[c].count; i++) {
			const struct pb_instruction *in = &pb_chapters[c].instructions[i];

			measured += !!in->benches;
			later += in->reason && !strncmp(in->reason, "not yet: ", 9);
			never += !!in->reason;
		}
	document_add(d, BLOCK_PARAGRAPH, "%zu instructions and forms: %zu have benches, %zu will "
		     "have, %zu never will.", measured + never, measured, later, never - later);
}

struct document *instructions_document(const struct record *const records[], size_t count)
{
	struct document *d = document_new("instructions");

	document_title(d, "Instructions");
	add_introduction(d);
	add_counts(d);
	for (unsigned int c = 0; c < pb_chapter_count; c++)
		add_chapter(d, &pb_chapters[c], records, count);
	return d;
}
