// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "charset.h"
#include "commands.h"
#include "complain.h"
#include "util.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} commands[] = {
	{ "list", cmd_list, "what there is to measure, and whether it can run here" },
	{ "run", cmd_run, "measure; table and claims on the terminal, record in a file" },
	{ "show", cmd_show, "records as tables" },
	{ "claims", cmd_claims, "what records make of the claims, side by side" },
	{ "compare", cmd_compare, "what changed from a record, or a folder of them, to another" },
	{ "check", cmd_check, "the same as a gate: an exit status for CI" },
	{ "trend", cmd_trend, "where the figures of a folder of records change in time" },
	{ "plot", cmd_plot, "records as plots, SVG and PNG" },
	{ "report", cmd_report, "records as one page of HTML: tables, claims, plots, the machine" },
	{ "import", cmd_import, "raw samples of a booted image as records" },
	{ "system", cmd_system, "what makes this machine noisy; make it quiet; put that back" },
};

static void usage(FILE *out)
{
	size_t i;

	fputs("Usage: privbench COMMAND [OPTION...]\n\n", out);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-7s %s\n", commands[i].name, commands[i].what);
	fputs("\n`privbench COMMAND --help` says more.\n", out);
}

/* Of every command, and of the help that argp prints and ends with. */
static void end_output(void)
{
	int err = charset_end();

	if (!err)
		return;
	complain("standard output could not be written: %s", strerror(-err));
	fflush(stderr);
	_exit(EXIT_RUN_FAILED);
}

int main(int argc, char **argv)
{
	size_t i;

	charset_begin();
	atexit(end_output);
	argp_err_exit_status = EXIT_USAGE;
	signal(SIGXFSZ, SIG_IGN);	/* a file that may not grow is an error, like a full disk */
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return EXIT_FINE;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("privbench " PRIVBENCH_VERSION);
		return EXIT_FINE;
	}
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(argv[1], commands[i].name))
			continue;
		argv[1] = xasprintf("privbench %s", commands[i].name);	/* as argp names it */
		return commands[i].run(argc - 1, argv + 1);
	}
	complain("there is no command '%s'", argv[1]);
	usage(stderr);
	return EXIT_USAGE;
}
