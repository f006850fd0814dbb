// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>

#include "charset.h"
#include "commands.h"
#include "complain.h"
#include "document.h"
#include "records.h"
#include "util.h"
#include "tables.h"

static int show_spread(const struct arguments *a, const struct records *all)
{
	struct document *d = document_new("spread");

	if (!add_spread(d, all)) {
		document_free(d);
		complain("no spread: the figures are exact, there is only one of each, or the "
			 "calibration failed");
		return -ENODATA;
	}
	format_print(a->format, d);
	return 0;
}

static int show_beside(const struct arguments *a, const struct record *const records[],
		       size_t count)
{
	struct document *d = beside_document(records, count, a->differ);

	if (!d)
		return -EINVAL;
	format_print(a->format, d);
	return 0;
}

static int show(const struct arguments *a, const struct records *all)
{
	const struct record *const *records = (const struct record *const *)all->records;

	if (a->spread)
		return show_spread(a, all);
	if (a->beside)
		return show_beside(a, records, all->count);
	if (a->answers) {
		format_print(a->format, answers_document(records, all->count, ANSWERS_LINES));
		return 0;
	}
	if (a->format->records) {
		charset_utf8();
		return a->format->records(records, all->count, stdout);
	}
	format_print(a->format, a->format->letter ? mail_of_records(records, all->count) :
		     records_document(records, all->count, a->verbose, a->code));
	return 0;
}

static const struct argp_option options[] = {
	OPTION_FORMAT,
	OPTION_ONLY,
	{ "code", 'c', NULL, 0, "also print bytes and, by objdump, instructions", 0 },
	{ "verbose", 'v', NULL, 0, "also print samples, batches and counters", 0 },
	{ "beside", 'b', NULL, 0,
	  "print one table with a column for each record; benches that differ are marked", 0 },
	{ "differ", 'd', NULL, 0, "the same, but only benches that differ", 0 },
	{ "answers", 'a', NULL, 0, "print one screen: what a run ends with", 0 },
	{ "spread", 's', NULL, 0, "print how much boots, batches and samples vary", 0 },
	{ 0 },
};

static void check(const struct argp_state *state, const struct arguments *a)
{
	int others = a->beside + a->spread + a->answers;

	if (others > 1)
		argp_error(state, "--answers, --beside or --differ, and --spread are tables of "
			   "their own: one at a time");
	if ((others || a->format->records || !a->format->tables) && (a->code || a->verbose))
		argp_error(state, "--code and --verbose go with the tables of a record, not with "
			   "--answers, --beside, --differ, --spread or a format without tables");
	if (others && !a->format->tables)
		argp_error(state, "--answers, --beside, --differ and --spread are tables, which "
			   "format '%s' has not", a->format->name);
}

const struct argp show_argp = {
	.options = options, .parser = arguments_option, .args_doc = "FILE|DIR...",
	.doc = "Print records as tables.",
};

int cmd_show(int argc, char **argv)
{
	struct arguments a = {
		.format = format_text, .check = check,
	};

	return records_command(&show_argp, argc, argv, &a, show);
}
