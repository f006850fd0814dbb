// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdbool.h>

#include "arguments.h"
#include "charset.h"
#include "commands.h"
#include "complain.h"
#include "document.h"
#include "formats.h"
#include "records.h"
#include "util.h"
#include "tables.h"

struct arguments {
	const struct format *format;
	bool code, verbose, beside, differ, spread;
	char **files;
	size_t file_count;
};

static int show_spread(const struct arguments *a, const struct records *all)
{
	struct document *d = document_new("spread");

	if (!add_spread(d, all)) {
		document_free(d);
		complain("no spread: the figures are exact, there is but one of each, or the "
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
	if (a->format->records) {
		charset_utf8();
		return a->format->records(records, all->count, stdout);
	}
	format_print(a->format, records_document(records, all->count, a->verbose, a->code));
	return 0;
}

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, FORMAT_HELP, 0 },
	{ "code", 'c', NULL, 0, "and the bytes that ran, in hexadecimal", 0 },
	{ "verbose", 'v', NULL, 0, "and what is behind each figure", 0 },
	{ "beside", 'b', NULL, 0,
	  "one table with a column for each record; benches that differ are marked", 0 },
	{ "differ", 'd', NULL, 0, "the same, of the benches that differ alone", 0 },
	{ "spread", 's', NULL, 0, "instead, how much boots, batches and samples vary", 0 },
	{ 0 },
};

static void check(struct argp_state *state, const struct arguments *a)
{
	if (!a->file_count)
		argp_error(state, "which records? give files, or folders of them");
	if (a->beside && a->spread)
		argp_error(state, "--spread is a table of its own");
	if ((a->beside || a->spread || a->format->records) && (a->code || a->verbose))
		argp_error(state, "--code and --verbose go with the tables of a record, not with "
			   "--beside, --differ, --spread or a format without tables");
	if ((a->beside || a->spread) && !a->format->document)
		argp_error(state,
			   "--beside, --differ and --spread are tables, which format '%s' has not",
			   a->format->name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = format_named(arg, SUBJECT_RECORDS, state);
		return 0;
	case 'c':
		a->code = true;
		return 0;
	case 'v':
		a->verbose = true;
		return 0;
	case 'd':
		a->differ = true;
		/* fall through */
	case 'b':
		a->beside = true;
		return 0;
	case 's':
		a->spread = true;
		return 0;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		a->file_count = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_END:
		check(state, a);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "FILE|DIR...",
	.doc = "Show records as tables.",
};

int cmd_show(int argc, char **argv)
{
	struct arguments a = { .format = format_text };
	struct records all;
	bool whole;
	int err = 0;

	arguments_parse(&argp, argc, argv, &a);
	whole = records_read_all(a.files, a.file_count, &all);
	if (all.count)
		err = show(&a, &all);
	records_free(&all);
	return err || !whole ? EXIT_RUN_FAILED : EXIT_FINE;
}
