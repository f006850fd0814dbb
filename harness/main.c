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
	{ "list", cmd_list, "list targets and benches, and why one cannot run here" },
	{ "instructions", cmd_instructions, "list privileged instructions and what measures them" },
	{ "run", cmd_run, "measure; print tables and claims, write a record" },
	{ "show", cmd_show, "print records as tables" },
	{ "claims", cmd_claims, "print each claim with the verdict of each record" },
	{ "compare", cmd_compare, "compare a baseline and a candidate, bench by bench" },
	{ "check", cmd_check, "compare as a gate for CI: the exit status is the result" },
	{ "trend", cmd_trend, "find changes over time in a folder of records" },
	{ "plot", cmd_plot, "draw records as SVG and PNG" },
	{ "report", cmd_report, "write records as one HTML page" },
	{ "publish", cmd_publish, "write all records of a folder as a static site" },
	{ "import", cmd_import, "make records of raw samples from a booted image" },
	{ "system", cmd_system, "show what makes this machine noisy, quieten it, restore it" },
};

static void usage(FILE *out)
{
	size_t i;

	fputs("Usage: privbench COMMAND [OPTION...]\n\n", out);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].what);
	fputs("\nSee `privbench COMMAND --help`.\n", out);
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
