// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "commands.h"
#include "page.h"
#include "plot.h"
#include "record.h"
#include "records.h"
#include "util.h"

static const struct argp_option options[] = {
	OPTION_ONLY,
	{ "output", 'o', "DIR", 0,
	  "the folder for the page (default: beside the first record)", 0 },
	{ 0 },
};

const struct argp report_argp = {
	.options = options, .parser = arguments_option, .args_doc = "FILE|DIR...",
	.doc = "Write records as one HTML page that needs no other file: tables, claims, plots, "
	       "notes, and the machine.",
};

static int report(const struct arguments *a, const struct records *all)
{
	const struct record *const *records = (const struct record *const *)all->records;
	char *folder = a->output ? xstrdup(a->output) : plot_folder(records[0]->path);
	int err = report_page(records, all->count, folder, "");

	free(folder);
	return err;
}

int cmd_report(int argc, char **argv)
{
	struct arguments a = { 0 };

	return records_command(&report_argp, argc, argv, &a, report);
}
