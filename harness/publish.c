// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "complain.h"
#include "site.h"
#include "util.h"

struct wish {
	const char *records, *to, *url;
};

static const struct argp_option options[] = {
	{ "output", 'o', "SITE", 0,
	  "the folder for the site: a new one, an empty one, or a site", 0 },
	{ "url", 'u', "URL", 0, "where it will be, for the links of its feed (default: relative)",
	  0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct wish *w = state->input;

	switch (key) {
	case 'o':
		w->to = arg;
		return 0;
	case 'u':
		if (strncmp(arg, "https://", 8) && strncmp(arg, "http://", 7))
			argp_error(state, "'%s' is no address; it begins with https://", arg);
		w->url = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (w->records)
			argp_error(state, "one folder at a time; its folders are read, too");
		w->records = arg;
		return 0;
	case ARGP_KEY_END:
		if (!w->records)
			argp_error(state, "of which folder of records?");
		if (!w->to)
			argp_error(state, "where to? give a folder with -o");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp publish_argp = {
	.options = options, .parser = parse, .args_doc = "DIR",
	.doc = "Write a static site of all records in a folder, and in those below it: questions, "
	       "instructions, claims, machines, kernels, and the records.  Again, it writes only "
	       "what changed.",
};

int cmd_publish(int argc, char **argv)
{
	struct wish w = { 0 };
	struct site_counts n = { 0 };

	arguments_parse(&publish_argp, argc, argv, &w);
	if (site_publish(w.records, w.to, w.url, &n))
		return EXIT_RUN_FAILED;
	announce("%zu records; %zu files written, %zu as before, %zu removed", n.records,
		 n.written, n.kept, n.removed);
	announce("%s/index.html", w.to);
	if (n.unreadable)
		complain("%zu files are not in it", n.unreadable);
	return n.unreadable ? EXIT_RUN_FAILED : EXIT_FINE;
}
