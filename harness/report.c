// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "page.h"
#include "plot.h"
#include "record.h"
#include "records.h"
#include "util.h"

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0,
	  "the folder for the page (default: beside the first record)", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options, .parser = arguments_option, .args_doc = "FILE|DIR...",
	.doc = "Write records as one HTML page that needs no other file: tables, claims, plots, "
	       "notes, and the machine.",
};

int cmd_report(int argc, char **argv)
{
	struct arguments a = { .ask = ASK_RECORDS };
	struct records all;
	char *folder;
	bool whole;
	int err = 0;

	arguments_parse(&argp, argc, argv, &a);
	whole = records_read_all(a.files, a.count, &all);
	if (all.count) {
		folder = a.output ? xstrdup(a.output) : plot_folder(all.records[0]->path);
		err = report_page((const struct record *const *)all.records, all.count, folder, "");
		free(folder);
	}
	records_free(&all);
	return err || !whole ? EXIT_RUN_FAILED : EXIT_FINE;
}
