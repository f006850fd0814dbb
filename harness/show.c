// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "charset.h"
#include "commands.h"
#include "complain.h"
#include "export.h"
#include "record.h"
#include "records.h"
#include "spread.h"
#include "table.h"
#include "table-beside.h"
#include "text.h"
#include "util.h"

struct arguments {
	const struct format *format;
	bool code, verbose, beside, differ, spread;
	char **files;
	size_t file_count;
};

/* What stands behind the figures */

/* Prints and frees; an empty one is nothing to tell. */
static void detail(const char *label, char *text)
{
	if (!*text) {
		free(text);
		return;
	}
	printf("    %-16s", label);
	text_wrap(text, 20, stdout);
	free(text);
}

static void show_name(const char *name)
{
	text_spaces(2, stdout);
	text_put(name, strlen(name), stdout);
}

static char *samples_text(const struct record *r, const struct result *result)
{
	char *without = table_figure(r, result->estimate);
	char *with = table_figure(r, result->estimate_with_dropped);
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	fprintf(out, "%zu kept; dropped: ", result->samples);
	for (i = 0; i < result->dropped_count; i++)
		fprintf(out, "%s%s %.15g", i ? ", " : "", result->dropped[i].name, result->dropped[i].value);
	if (!result->dropped_count)
		fputs("none", out);
	if (without && with)
		fprintf(out, "; %s without the dropped ones, %s with them", without, with);
	fclose(out);
	free(without);
	free(with);
	return text;
}

static char *batches_text(const struct record *r, const struct result *result)
{
	size_t size, i;
	char *text, *v;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; i < result->batch_count; i++) {
		const struct batch *l = &result->batches[i];

		v = table_figure(r, l->estimate);
		fprintf(out, "%s%s (layout %u, %zu × %" PRIu64 " loops", i ? ", " : "",
			v ? v : "no figure", l->layout, l->samples, l->loops);
		free(v);
		v = table_figure(r, l->sd);
		if (v && l->sd > 0)
			fprintf(out, ", sd %s", v);
		fputc(')', out);
		free(v);
	}
	fclose(out);
	return text;
}

static char *counters_text(const struct result *result)
{
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; i < result->counter_count; i++)
		fprintf(out, "%s%s %.4g", i ? ", " : "", result->counters[i].name,
			result->counters[i].value);
	fclose(out);
	return text;
}

static void show_details(const struct record *r)
{
	size_t i;

	puts("\nbehind the figures");
	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (result->status != STATUS_OK && result->status != STATUS_CONTENDED)
			continue;
		show_name(result->name);
		putchar('\n');
		detail("samples", samples_text(r, result));
		detail("loads", batches_text(r, result));
		detail("counters per op", counters_text(result));
		if (isfinite(result->longest_us))
			detail("interrupts off", xasprintf("%.1f µs at the longest stretch",
							   result->longest_us));
	}
}

/* The bytes that ran */

/* "0f30c3" as "0f 30 c3" (malloced) */
static char *pairs(const char *hex)
{
	const char *at;
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (at = hex; *at; at += strnlen(at, 2))
		fprintf(out, "%s%.2s", at > hex ? " " : "", at);
	fclose(out);
	return text;
}

static size_t widest_name(const struct record *r)
{
	size_t i, widest = 0;

	for (i = 0; i < r->result_count; i++)
		if (text_width(r->results[i].name) > widest)
			widest = text_width(r->results[i].name);
	return widest;
}

static void show_code(const struct record *r)
{
	size_t i, widest = widest_name(r);
	const char *question = "";
	char *bytes;

	puts("\nthe bytes that ran");
	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (strcmp(question, result->question)) {
			text_put(result->question, strlen(result->question), stdout);
			putchar('\n');
		}
		question = result->question;
		show_name(result->name);
		text_spaces(widest - text_width(result->name) + 2, stdout);
		bytes = result->code && *result->code ? pairs(result->code) : xstrdup("unknown");
		text_wrap(bytes, widest + 4, stdout);
		free(bytes);
	}
}

/* Formats: all but text return 0, or -errno of standard output. */

static void show_text(const struct arguments *a, const struct record *const records[], size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (count > 1) {
			printf("%srecord    ", i ? "\n\n" : "");
			text_wrap(records[i]->path, 10, stdout);
		}
		table_print(records[i], stdout);
		if (a->verbose)
			show_details(records[i]);
		if (a->code)
			show_code(records[i]);
	}
}

/* Several as an array, one as it is.  record_write() tells its failure itself. */
static int show_json(const struct record *const records[], size_t count, FILE *out)
{
	size_t i;
	int err = 0;

	if (count != 1)
		puts("[");
	for (i = 0; i < count && !err; i++) {
		if (i)
			puts(",");
		err = fflush(out) ? -EIO : record_write((struct record *)records[i], "-");
	}
	if (!err && count != 1)
		puts("]");
	return err;
}

static const struct format {
	const char *name;
	int (*print)(const struct record *const records[], size_t count, FILE *out);	/* NULL: as text */
} formats[] = {
	{ "text", NULL }, { "json", show_json }, { "csv", table_csv }, { "md", table_markdown }, { "tap", export_tap },
	{ "github", export_github }, { "bencher", export_bencher }, { "googlebench", export_googlebench },
};

static int show_spread(const struct records *side)
{
	if (!spread_print(side, stdout)) {
		complain("no spread: the figures are exact, there is but one of each, or the calibration failed");
		return -ENODATA;
	}
	return 0;
}

static int show(const struct arguments *a, const struct records *side)
{
	const struct record *const *records = (const struct record *const *)side->records;

	if (a->spread)
		return show_spread(side);
	if (a->beside)
		return table_beside(records, side->count, a->differ, stdout);
	if (!a->format->print) {
		show_text(a, records, side->count);
		return 0;
	}
	charset_utf8();
	return a->format->print(records, side->count, stdout);
}

/* The command line */

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text, json, csv or md; tap; or for a tracker github, bencher or googlebench; text if not given", 0 },
	{ "code", 'c', NULL, 0, "and the bytes that ran, in hexadecimal", 0 },
	{ "verbose", 'v', NULL, 0, "and what is behind each figure", 0 },
	{ "beside", 'b', NULL, 0, "one table, a column a record; rows that differ are marked", 0 },
	{ "differ", 'd', NULL, 0, "the same, and only the rows that differ", 0 },
	{ "spread", 's', NULL, 0, "in their place, how far boots, batches and samples lie apart", 0 },
	{ 0 },
};

static const struct format *parse_format(struct argp_state *state, const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(name, formats[i].name))
			return &formats[i];
	argp_error(state, "there is no format '%s'; the formats are text, json, csv, md, tap, github, bencher and "
		   "googlebench", name);
	return formats;
}

static void check(struct argp_state *state, const struct arguments *a)
{
	if (!a->file_count)
		argp_error(state, "which records? give files, or folders of them");
	if (a->format->print && (a->code || a->verbose || a->beside || a->spread))
		argp_error(state, "--code, --verbose, --beside, --differ and --spread go with --format text only");
	if ((a->beside || a->spread) && (a->code || a->verbose))
		argp_error(state, "--code and --verbose show records one after another, not all in one table");
	if (a->beside && a->spread)
		argp_error(state, "--spread is a table of its own");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = parse_format(state, arg);
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
	struct arguments a = { .format = formats };
	struct records side;
	bool whole;
	int err = 0;

	argp_err_exit_status = 2;
	arguments_parse(&argp, argc, argv, &a);
	whole = records_read_all(a.files, a.file_count, &side);
	if (side.count)
		err = show(&a, &side);
	records_free(&side);
	return err || !whole ? 5 : 0;
}
