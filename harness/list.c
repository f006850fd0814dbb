// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "bench.h"
#include "commands.h"
#include "document.h"
#include "record.h"
#include "request.h"
#include "target.h"
#include "util.h"

static const struct argp_option options[] = {
	OPTION_FORMAT,
	{ "json", 'j', NULL, 0, "the same as --format json", 0 },
	{ 0 },
};

static const struct argp argp = {
	options, arguments_option, "[GLOB...]",
	"List targets and benches, and why one cannot run here.",
	NULL, NULL, NULL,
};

/* What this CPU keeps from running; ring 0 and the rest depend on the target. */
static const char *lacks_here(const struct pb_bench *b)
{
	return pb_lacks(b, pb_cpu_has() | pb_executor_needs());
}

static void add_targets(struct document *d)
{
	static const struct column columns[] = {
		SHOWN("name", "target"), { "what", "what", WORDS },
		{ "not_here", "not here", BELOW },
	};
	struct table *t =
		document_table(d, "targets", "targets, best first", columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < target_count; i++) {
		struct row *row = table_row(t);

		PUT_TEXTS(row, targets[i]->name, targets[i]->what);
		put_own(row, target_unfit(targets[i]));
	}
}

static void put_known(struct row *row, bool known, size_t count)
{
	if (known)
		put_count(row, count);
	else
		put_number(row, NAN, NULL);
}

static void fill_row(const struct pb_bench *b, struct row *row)
{
	PUT_TEXTS(row, b->name, b->question);
	put_known(row, b->insns != PB_NOT_OURS, (size_t)b->insns);
	put_known(row, b->code, b->code ? (size_t)pb_site_bytes(b->code) : 0);
	PUT_TEXTS(row, b->what, lacks_here(b),
		  b->flags & PB_OPT_IN ? "it hurts the whole machine" : NULL);
	put_known(row, b->code, b->code ? b->code->cold : 0);
	put_own(row, bench_code(b));
}

/* A table for each question, whose benches stand together. */
static void add_benches(struct document *d, const struct request *q)
{
	static const struct column columns[] = {
		SHOWN("name", "bench"), DATA("question"), SHOWN("insns", "insns"),
		SHOWN("bytes", "bytes"), { "what", "what", WORDS },
		{ "not_here", "not here", BELOW },
		{ "only_when_named", "measured only when named", BELOW },
		DATA("cold_bytes"), DATA("code"),
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
	struct request q = { 0 };
	struct document *d;

	arguments_parse(&argp, argc, argv, &a);
	q.globs = (const char *const *)a.files;
	q.glob_count = a.count;
	if (globs_complain(&q))
		return EXIT_USAGE;
	d = document_new("benches");
	add_targets(d);
	add_benches(d, &q);
	format_print(a.format, d);
	return EXIT_FINE;
}
