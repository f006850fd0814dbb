// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "commands.h"
#include "complain.h"
#include "document.h"
#include "plot.h"
#include "records.h"
#include "util.h"
#include "tables.h"

static const struct argp_option options[] = {
	OPTION_FORMAT,
	{ "plot", 'p', "DIR", 0, "also draw them, as DIR/claims.svg and .png", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options, .parser = arguments_option, .args_doc = "FILE|DIR...",
	.doc = "Print each claim with the verdict of each record.",
};

static bool too_many(size_t records)
{
	if (records > PLOT_RECORDS)
		complain("%zu records are more than the %d colours that can be told apart in a "
			 "plot", records, PLOT_RECORDS);
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
	struct document *d = document_new("claims");

	if (!add_claims(d, records, count)) {
		document_free(d);
		complain("no claim is about what these records hold; measure more benches");
		return -ENODATA;
	}
	format_print(a->format, d);
	fflush(stdout);		/* the table, then what is drawn */
	return a->plot ? draw(records, count, a->plot) : 0;
}

int cmd_claims(int argc, char **argv)
{
	struct arguments a = { .format = format_text, .ask = ASK_RECORDS };
	struct records all;
	bool whole;
	int err = 0;

	arguments_parse(&argp, argc, argv, &a);
	whole = records_read_all(a.files, a.count, &all);
	if (a.plot && too_many(all.count))
		err = -E2BIG;
	else if (all.count)
		err = tell(&a, (const struct record *const *)all.records, all.count);
	records_free(&all);
	return err || !whole ? EXIT_RUN_FAILED : EXIT_FINE;
}
