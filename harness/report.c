// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "page-report.h"
#include "plot.h"
#include "record.h"
#include "side.h"
#include "util.h"

struct arguments {
	const char *folder;
	char **files;
	size_t file_count;
};

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "where the page goes; a folder beside the first record if not given", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'o':
		a->folder = arg;
		return 0;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		a->file_count = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which records? give files, or folders of them");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "FILE|DIR...",
	.doc = "Records as one page of HTML that needs no other file: tables, claims, plots, notes, and the machine.",
};

int cmd_report(int argc, char **argv)
{
	struct arguments a = { 0 };
	struct side side;
	char *folder, *page;
	bool whole;
	int err = 0;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	whole = side_read_all(a.files, a.file_count, &side);
	if (side.count) {
		folder = a.folder ? xstrdup(a.folder) : plot_folder(side.records[0]->path);
		err = report_page((const struct record *const *)side.records, side.count, folder, &page);
		if (page)
			puts(page);
		free(page);
		free(folder);
	}
	side_free(&side);
	return err || !whole ? 5 : 0;
}
