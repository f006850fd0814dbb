// SPDX-License-Identifier: GPL-2.0-only
#include "plot.h"

#include <stdlib.h>

#include "commands.h"
#include "complain.h"
#include "record.h"
#include "records.h"
#include "util.h"

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0,
	  "the folder for the plots (default: beside the first record)", 0 },
	{ "dark", OPT_DARK, NULL, 0, "PNGs for a dark page; SVGs turn dark by themselves", 0 },
	{ 0 },
};

static const struct argp argp = {
	options, arguments_option, "FILE|DIR...",
	"Draw records with gnuplot, as SVG and PNG: a plot for each question, and the claims."
	"\vSeveral records share a plot if they have the same unit; "
	"`privbench claims --plot` draws the claims of any records.", 0, 0, 0,
};

/* Why these cannot share a plot, as a sentence; NULL if they can. */
static const char *apart(const struct record *const records[], size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (records[i]->clock != records[0]->clock)
			return "their figures have different units";
	return count <= PLOT_RECORDS ? NULL :
	       "there are more of them than colours that can be told apart";
}

/* Together into one folder, or each into its own: in DIR if that is given. */
static char *folder_of(const char *into, const struct record *r, size_t i, size_t count,
		       bool together)
{
	char *own;

	if (into)
		return together ? xstrdup(into) : plot_own_folder(into, i, r->path);
	own = plot_folder(r->path);
	if (together && count > 1)
		append(&own, "-compared");
	return own;
}

static int draw_files(const struct arguments *a, const struct records *all)
{
	const struct record *const *records = (const struct record *const *)all->records;
	const char *into = a->output;
	size_t count = all->count;
	const char *why = apart(records, count);
	size_t step = why ? 1 : count;
	unsigned int formats = PLOT_SVG | (a->dark ? PLOT_PNG_DARK : PLOT_PNG);
	int err = why && into ? plot_make_folder(into) : 0;

	if (why)
		complain("one set of plots per record, because %s", why);
	for (size_t i = 0; i < count && !err; i += step) {
		char *folder = folder_of(into, records[i], i, count, !why), **paths;

		err = plot_records(records + i, step, folder, formats, &paths);
		for (char **p = paths; p && *p; p++)
			announce("%s", *p);
		plot_free(paths);
		free(folder);
	}
	return err;
}

int cmd_plot(int argc, char **argv)
{
	struct arguments a = { 0 };

	return records_command(&argp, argc, argv, &a, draw_files);
}
