// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "util.h"

const struct command commands[] = {
	{ "list", cmd_list, &list_argp,
	  "list targets and benches, and why one cannot run here", SUBJECT_DOCUMENT },
	{ "instructions", cmd_instructions, &instructions_argp,
	  "list privileged instructions and what measures them", SUBJECT_DOCUMENT },
	{ "run", cmd_run, &run_argp,
	  "measure; print the answers, write records", SUBJECT_DOCUMENT },
	{ "show", cmd_show, &show_argp, "print records as tables", SUBJECT_RECORDS },
	{ "claims", cmd_claims, &claims_argp,
	  "print each claim with the verdict of each record", SUBJECT_DOCUMENT },
	{ "compare", cmd_compare, &compare_argp,
	  "compare a baseline and a candidate, bench by bench", SUBJECT_COMPARISON },
	{ "check", cmd_check, &check_argp,
	  "compare as a gate for CI: the exit status is the result", SUBJECT_COMPARISON },
	{ "trend", cmd_trend, &trend_argp,
	  "find changes over time in a folder of records", SUBJECT_DOCUMENT },
	{ "plot", cmd_plot, &plot_argp, "draw records as SVG and PNG", SUBJECT_DOCUMENT },
	{ "report", cmd_report, &report_argp, "write records as one HTML page",
	  SUBJECT_DOCUMENT },
	{ "publish", cmd_publish, &publish_argp,
	  "write all records of a folder as a static site", SUBJECT_DOCUMENT },
	{ "import", cmd_import, &import_argp,
	  "make records of raw samples from a booted image", SUBJECT_DOCUMENT },
	{ "system", cmd_system, &system_argp,
	  "show what makes this machine noisy, quieten it, restore it", SUBJECT_DOCUMENT },
	{ "completion", cmd_completion, &completion_argp,
	  "print what completes commands in bash, zsh or fish", SUBJECT_DOCUMENT },
	{ "help", cmd_help, &help_argp, "print the options of a command", SUBJECT_DOCUMENT },
	{ 0 },
};

/* Whether `most` letters to add, drop, replace, or swap with the next make b of a. */
static bool is_near(const char *a, const char *b, size_t most)
{
	while (*a && *a == *b)
		a++, b++;
	if (*a == *b)
		return true;
	if (!most--)
		return false;
	return (*a && is_near(a + 1, b, most)) || (*b && is_near(a, b + 1, most)) ||
	       (*a && *b && is_near(a + 1, b + 1, most)) ||
	       (*a && a[1] && a[0] == b[1] && a[1] == b[0] && is_near(a + 2, b + 2, most));
}

/* The one that it begins, or that it may be meant for; or NULL. */
static const struct command *nearest(const char *name)
{
	const struct command *c;

	for (c = commands; c->name; c++)
		if (*name && !strncmp(c->name, name, strlen(name)))
			return c;
	for (size_t most = 1; most <= 2 && most < strlen(name); most++)
		for (c = commands; c->name; c++)
			if (is_near(name, c->name, most))
				return c;
	return NULL;
}

const struct command *command_named(const char *name)
{
	const struct command *c, *near;

	for (c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	near = nearest(name);
	if (near)
		complain("there is no command '%s'; did you mean '%s'?", name, near->name);
	else
		complain("there is no command '%s'; `privbench help` lists them", name);
	return NULL;
}

const struct command *command_of(const struct argp *argp)
{
	const struct command *c = commands;

	while (c->argp != argp)
		c++;
	return c;
}

int command_run(const struct command *command, int argc, char **argv)
{
	argv[0] = xasprintf("privbench %s", command->name);	/* as argp names it */
	return command->run(argc, argv);
}

void commands_usage(FILE *out)
{
	fputs("Usage: privbench COMMAND [OPTION...]\n\n", out);
	for (const struct command *c = commands; c->name; c++)
		fprintf(out, "  %-12s  %s\n", c->name, c->what);
	fputs("\nSee `privbench help COMMAND`.\n", out);
}
