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
	OPTION_ONLY,
	{ "plot", 'p', "DIR", 0, "also draw them, as DIR/claims.svg and .png", 0 },
	{ 0 },
};

const struct argp claims_argp = {
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
	int err = plot_claims(records, count, folder, PLOT_SVG | PLOT_PNG, &paths);

	for (char **p = paths; p && *p; p++)
		remark("plot: %s", *p);
	plot_free(paths);
	return err;
}

static int tell(const struct arguments *a, const struct records *all)
{
	const struct record *const *records = (const struct record *const *)all->records;
	struct document *d;

	if (a->plot && too_many(all->count))
		return -E2BIG;
	d = document_new("claims");
	if (!add_claims(d, records, all->count)) {
		document_free(d);
		complain("no claim is about what these records hold; measure more benches");
		return -ENODATA;
	}
	format_print(a->format, d);
	fflush(stdout);		/* the table, then what is drawn */
	return a->plot ? draw(records, all->count, a->plot) : 0;
}

int cmd_claims(int argc, char **argv)
{
	struct arguments a = { .format = format_text };

	return records_command(&claims_argp, argc, argv, &a, tell);
}
