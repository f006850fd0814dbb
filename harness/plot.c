// SPDX-License-Identifier: GPL-2.0-only
#include "plot.h"

#include <stdlib.h>

#include "commands.h"
#include "complain.h"
#include "record.h"
#include "records.h"
#include "util.h"

static const struct argp_option options[] = {
	OPTION_ONLY,
	{ "output", 'o', "DIR", 0,
	  "the folder for the plots (default: beside the first record)", 0 },
	{ "dark", OPT_DARK, NULL, 0, "PNGs for a dark page; SVGs turn dark by themselves", 0 },
	{ 0 },
};

const struct argp plot_argp = {
	options, arguments_option, "FILE|DIR...",
	"Draw records with gnuplot, as SVG and PNG: a plot for each question, and the claims."
	"\vSeveral records share the plots: up to seven, each unit with a panel of its own.",
	0, 0, 0,
};

static int draw_files(const struct arguments *a, const struct records *all)
{
	const struct record *const *records = (const struct record *const *)all->records;
	unsigned int formats = PLOT_SVG | (a->dark ? PLOT_PNG_DARK : PLOT_PNG);
	char *folder = a->output ? xstrdup(a->output) : plot_folder(records[0]->path), **paths;
	int err;

	if (!a->output && all->count > 1)
		append(&folder, "-compared");
	err = plot_records(records, all->count, folder, formats, &paths);
	for (char **p = paths; p && *p; p++)
		announce("%s", *p);
	plot_free(paths);
	free(folder);
	return err;
}

int cmd_plot(int argc, char **argv)
{
	struct arguments a = { 0 };

	return records_command(&plot_argp, argc, argv, &a, draw_files);
}
