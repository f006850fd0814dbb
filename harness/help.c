// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"
#include "util.h"

static void check(const struct argp_state *state, const struct arguments *a)
{
	if (a->count > 1)
		argp_error(state, "one command at a time");
}

const struct argp help_argp = {
	.parser = arguments_option, .args_doc = "[COMMAND]",
	.doc = "Print the commands, or the options of one.",
};

int cmd_help(int argc, char **argv)
{
	static char option[] = "--help";
	struct arguments a = { .check = check };
	const struct command *command;

	arguments_parse(&help_argp, argc, argv, &a);
	if (!a.count) {
		commands_usage(stdout);
		return EXIT_FINE;
	}
	command = command_named(a.files[0]);
	return command ? command_run(command, 2, (char *[]){ NULL, option, NULL }) : EXIT_USAGE;
}
