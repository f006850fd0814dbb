// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "charset.h"
#include "commands.h"
#include "complain.h"
#include "matrix.h"
#include "plot.h"
#include "record.h"
#include "records.h"
#include "util.h"

static const struct format {
	const char *name;
	int (*print)(const struct matrix *m, FILE *out);
} formats[] = {
	{ "text", matrix_print }, { "json", matrix_json }, { "md", matrix_markdown },
};

struct arguments {
	const struct format *format;
	const char *plot;		/* the folder; NULL: no plot */
	char **files;
	size_t file_count;
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text, json or md; text if not given", 0 },
	{ "plot", 'p', "DIR", 0, "draw them all in one plot, too: DIR/claims.svg and .png", 0 },
	{ 0 },
};

static const struct format *parse_format(struct argp_state *state, const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(name, formats[i].name))
			return &formats[i];
	argp_error(state, "there is no format '%s'; the formats are text, json and md", name);
	return formats;
}

static void check(struct argp_state *state, const struct arguments *a)
{
	if (!a->file_count)
		argp_error(state, "which records? give files, or folders of them");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = parse_format(state, arg);
		return 0;
	case 'p':
		a->plot = arg;
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
	.doc = "What records make of the claims: a row a claim, a column a record.",
};

static bool too_many(size_t records)
{
	if (records > PLOT_RECORDS)
		complain("%zu records are more than the %d colours that can be told apart in a plot",
			records, PLOT_RECORDS);
	return records > PLOT_RECORDS;
}

static int draw(const struct record *const records[], size_t count, const char *folder)
{
	char **paths;
	int err = plot_claims(records, count, folder, &paths);

	for (char **p = paths; p && *p; p++)
		remark("plot: %s", *p);
	plot_free(paths);
	return err;
}

static int tell(const struct arguments *a, const struct record *const records[], size_t count)
{
	struct matrix *m = matrix_new(records, count);
	int err = -ENODATA;

	if (a->format->print != matrix_print)
		charset_utf8();
	if (!m->result_count)
		complain("no claim is about what these records hold; measure more benches");
	else
		err = a->format->print(m, stdout);
	matrix_free(m);
	if (!err && a->plot)
		err = draw(records, count, a->plot);
	return err;
}

int cmd_claims(int argc, char **argv)
{
	struct arguments a = { .format = formats };
	struct records side;
	bool whole;
	int err = 0;

	arguments_parse(&argp, argc, argv, &a);
	whole = records_read_all(a.files, a.file_count, &side);
	if (a.plot && too_many(side.count))
		err = -E2BIG;
	else if (side.count)
		err = tell(&a, (const struct record *const *)side.records, side.count);
	records_free(&side);
	return err || !whole ? 5 : 0;
}
