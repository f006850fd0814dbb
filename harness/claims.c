// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
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
	{ "plot", 'p', "DIR", 0, "draw them all in one plot, too: DIR/claims.svg and .png", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options, .parser = arguments_option, .args_doc = "FILE|DIR...",
	.doc = "What each record makes of each claim.",
};

static int draw(const struct arguments *a, const struct records *all)
{
	char **paths;
	int err;

	if (all->count > PLOT_RECORDS) {
		complain("%zu records are more than the %d colours that can be told apart in a "
			 "plot", all->count, PLOT_RECORDS);
		return -E2BIG;
	}
	err = plot_claims((const struct record *const *)all->records, all->count, a->plot, &paths);
	for (char **p = paths; p && *p; p++)
		remark("plot: %s", *p);
	plot_free(paths);
	return err;
}

static int tell(const struct arguments *a, const struct records *all)
{
	struct document *d = document_new("claims");

	if (!add_claims(d, (const struct record *const *)all->records, all->count)) {
		document_free(d);
		complain("no claim is about what these records hold; measure more benches");
		return -ENODATA;
	}
	format_print(a->format, d);
	fflush(stdout);		/* the table, then what is drawn */
	return a->plot ? draw(a, all) : 0;
}

int cmd_claims(int argc, char **argv)
{
	struct arguments a = { .format = format_text };

	return with_records(&argp, argc, argv, &a, tell);
}
