// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"
#include "document.h"
#include "records.h"
#include "tables.h"
#include "util.h"

static const struct argp_option options[] = { OPTION_FORMAT, { 0 } };

const struct argp instructions_argp = {
	.options = options, .parser = arguments_option, .args_doc = "[FILE|DIR...]",
	.doc = "List privileged instructions: the benches that measure each, where these can run, "
	       "and where they did, as records say.",
};

int cmd_instructions(int argc, char **argv)
{
	struct arguments a = { .format = format_text };
	struct records all;
	struct document *d;
	bool whole;

	arguments_parse(&instructions_argp, argc, argv, &a);
	whole = records_read(a.files, a.count, &all);
	d = instructions_document((const struct record *const *)all.records, all.count);
	format_print(a.format, d);
	records_free(&all);
	return whole ? EXIT_FINE : EXIT_RUN_FAILED;
}
