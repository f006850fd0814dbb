// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "commands.h"
#include "complain.h"
#include "delta.h"
#include "document.h"
#include "formats.h"
#include "history.h"
#include "page.h"
#include "tables.h"
#include "trend.h"
#include "util.h"

enum { OPT_DELTA = 256 };

struct arguments {
	const char *folder, *plots;
	const struct format *format;
	double delta;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = format_named(arg, SUBJECT_DOCUMENT, state);
		return 0;
	case 'p':
		a->plots = arg;
		return 0;
	case OPT_DELTA:
		a->delta = delta_parse(arg);
		if (!(a->delta > 0))
			argp_error(state, "'%s' is no share; give percent, more than 0 and less "
				   "than 100", arg);
		return 0;
	case ARGP_KEY_ARG:
		if (a->folder)
			argp_error(state, "one folder at a time");
		a->folder = arg;
		return 0;
	case ARGP_KEY_END:
		if (!a->folder)
			argp_error(state, "of which folder of records?");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, FORMAT_HELP, 0 },
	{ "plot", 'p', "DIR", 0, "draw them, too: a plot per question, and a page with all", 0 },
	{ "delta", OPT_DELTA, "PERCENT", 0,
	  "what counts as no change; 2 %, or .02 cycles if that is more, if not given", 0 },
	{ 0 },
};

static const struct argp argp = {
	options, parse, "DIR",
	"Where the figures of a folder's records change in time, and what changed there, machine "
	"by machine.", 0, 0, 0,
};

static int report(const struct arguments *a, const struct history *h)
{
	struct trend t = trend_make(h, a->delta);
	int status = EXIT_FINE;

	format_print(a->format, trend_document(&t));
	fflush(stdout);		/* the table, then what is drawn */
	if (a->plots && trend_page(&t, a->plots))
		status = EXIT_RUN_FAILED;
	if (h->unreadable) {
		complain("left out: %zu file%s that could not be read", h->unreadable,
			h->unreadable == 1 ? "" : "s");
		status = EXIT_RUN_FAILED;
	}
	trend_free(&t);
	return status;
}

int cmd_trend(int argc, char **argv)
{
	struct arguments a = { .format = format_text };
	struct history h;
	int status = EXIT_RUN_FAILED;

	arguments_parse(&argp, argc, argv, &a);
	if (!history_read(a.folder, &h))
		status = report(&a, &h);
	history_free(&h);
	return status;
}
