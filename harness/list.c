// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "bench.h"
#include "commands.h"
#include "document.h"
#include "formats.h"
#include "globs.h"
#include "status.h"
#include "target.h"
#include "util.h"

struct arguments {
	const struct format *format;
	struct request request;
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, FORMAT_HELP, 0 },
	{ "json", 'j', NULL, 0, "the same as --format json", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = format_named(arg, SUBJECT_DOCUMENT, state);
		return 0;
	case 'j':
		a->format = format_named("json", SUBJECT_DOCUMENT, state);
		return 0;
	case ARGP_KEY_ARGS:
		a->request.globs = (const char *const *)state->argv + state->next;
		a->request.glob_count = (size_t)(state->argc - state->next);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	options, parse, "[GLOB...]",
	"Show the targets and the benches, and what keeps each from running here.", NULL, NULL, NULL,
};

/* What this CPU keeps from running; ring 0 and the rest depend on the target. */
static const char *lacks_here(const struct pb_bench *b)
{
	return pb_lacks(b, pb_cpu_has() | pb_executor_needs());
}

/* What keeps it from running: a reason in the column `data`, and for people in the next one, below the row. */
static void put_reason(struct row *row, size_t data, const char *why)
{
	cell_text(row, data, why);
	cell_own(row, data + 1, why ? xasprintf("not here: %s", why) : NULL);
}

static void add_targets(struct document *d)
{
	static const struct column columns[] = {
		SHOWN("name", "target"), { "what", "what", WORDS }, DATA("not_here"), { NULL, "remark", BELOW },
	};
	struct table *t = document_table(d, "targets", "targets, best first", columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < target_count; i++) {
		char *why = target_unfit(targets[i]);
		struct row *row = table_row(t);

		cell_text(row, 0, targets[i]->name);
		cell_text(row, 1, targets[i]->what);
		put_reason(row, 2, why);
		free(why);
	}
}

static void fill_row(const struct pb_bench *b, struct row *row)
{
	cell_text(row, 0, b->name);
	cell_text(row, 1, b->question);
	if (b->insns != PB_NOT_OURS)
		cell_count(row, 2, b->insns);
	if (b->code)
		cell_count(row, 3, b->code->bytes);
	cell_text(row, 4, b->what);
	put_reason(row, 5, lacks_here(b));
	if (b->flags & PB_OPT_IN)
		cell_text(row, 7, "measured only when named: it hurts the whole machine");
}

/* A table a question: benches of one stand together. */
static void add_benches(struct document *d, const struct request *q)
{
	static const struct column columns[] = {
		SHOWN("name", "bench"), DATA("question"), SHOWN("insns", "insns"), SHOWN("bytes", "bytes"), { "what", "what", WORDS },
		DATA("not_here"), { NULL, "remark", BELOW }, { "only_when_named", "care", BELOW },
	};
	const char *question = "";
	struct table *t = NULL;
	unsigned int i;

	for (i = 0; i < pb_bench_count; i++) {
		const struct pb_bench *b = pb_benches[i];

		if (q->glob_count && !globs_select(q, b))
			continue;
		if (strcmp(question, b->question))
			t = document_table(d, "benches", b->question, columns, ARRAY_SIZE(columns));
		question = b->question;
		fill_row(b, table_row(t));
	}
}

int cmd_list(int argc, char **argv)
{
	struct arguments a = { .format = format_text };
	struct document *d;

	arguments_parse(&argp, argc, argv, &a);
	if (globs_complain(&a.request))
		return EXIT_USAGE;
	d = document_new("benches");
	add_targets(d);
	add_benches(d, &a.request);
	format_print(a.format, d);
	return EXIT_FINE;
}
