// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "complain.h"
#include "document.h"
#include "history.h"
#include "page.h"
#include "tables.h"
#include "text.h"
#include "trend.h"
#include "util.h"

static const struct argp_option options[] = {
	OPTION_FORMAT,
	{ "plot", 'p', "DIR", 0, "also draw a plot for each question, and a page with all", 0 },
	{ "delta", OPT_DELTA, "PERCENT", 0,
	  "the largest change that counts as none (default 2 %, at least .02 cycles)", 0 },
	{ 0 },
};

const struct argp trend_argp = {
	options, arguments_option, "DIR",
	"Print how the figures of a folder's records changed over time, for each machine, and what "
	"else changed then.", 0, 0, 0,
};

static void check(const struct argp_state *state, const struct arguments *a)
{
	if (a->count > 1)
		argp_error(state, "one folder at a time");
}

static int report(const struct arguments *a, const struct history *h)
{
	struct trend t = trend_make(h, a->delta);
	int status = EXIT_FINE;

	format_print(a->format, trend_document(&t));
	fflush(stdout);		/* the table, then what is drawn */
	if (a->plot && trend_page(&t, a->plot))
		status = EXIT_RUN_FAILED;
	if (h->unreadable) {
		complain("left out: %zu file%s that could not be read", h->unreadable,
			plural(h->unreadable));
		status = EXIT_RUN_FAILED;
	}
	trend_free(&t);
	return status;
}

int cmd_trend(int argc, char **argv)
{
	struct arguments a = {
		.format = format_text, .ask = "of which folder of records?", .check = check,
	};
	struct history h;
	int status = EXIT_RUN_FAILED;

	arguments_parse(&trend_argp, argc, argv, &a);
	if (!history_read(a.files[0], &h))
		status = report(&a, &h);
	history_free(&h);
	return status;
}
