// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "charset.h"
#include "commands.h"
#include "complain.h"
#include "record.h"
#include "util.h"

static void put_version(FILE *out, struct argp_state *state)
{
	(void)state;
	fprintf(out, "privbench %s\nrecords: writes schema %d, reads 1 to %d\n"
		"counters: libperf, linked in\n", PRIVBENCH_VERSION, RECORD_SCHEMA,
		RECORD_SCHEMA);
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

static bool is_one_of(const char *word, const char *a, const char *b)
{
	return !strcmp(word, a) || !strcmp(word, b);
}

int main(int argc, char **argv)
{
	const struct command *command;

	charset_begin();
	atexit(end_output);
	argp_err_exit_status = EXIT_USAGE;
	argp_program_version_hook = put_version;
	signal(SIGXFSZ, SIG_IGN);	/* a file that may not grow is an error, like a full disk */
	if (argc < 2) {
		commands_usage(stderr);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[1], "--help", "-?")) {
		commands_usage(stdout);
		return EXIT_FINE;
	}
	if (is_one_of(argv[1], "--version", "-V")) {
		put_version(stdout, NULL);
		return EXIT_FINE;
	}
	command = command_named(argv[1]);
	return command ? command_run(command, argc - 1, argv + 1) : EXIT_USAGE;
}
