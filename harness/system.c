// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "commands.h"
#include "pin.h"
#include "status.h"
#include "system.h"
#include "text.h"

/* Columns of `show`: the mark, the name, what is there now; then what to do. */
enum { MARK = 2, NAME = 19, NOW = 26 };

static void print(const struct condition *c)
{
	size_t now = text_width(c->now);

	printf("%-*s%-*s", MARK, c->quiet ? "" : "!", NAME, c->name);
	text_put(c->now, strlen(c->now), stdout);
	text_spaces(now < NOW ? NOW - now : 1, stdout);
	text_wrap(c->quiet ? "-" : c->remedy, MARK + NAME + NOW, stdout);
}

static int show(int cpu)
{
	char *state = sys_path(STATE_FILE);
	size_t count, i;
	struct condition *all = conditions_find(cpu, &count);

	printf("measuring CPU  %d, the last that this process may use\n\n", cpu);
	for (i = 0; i < count; i++)
		print(&all[i]);
	if (!access(state, F_OK))
		puts("\ntuned; privbench system reset puts back what was there");
	else
		puts("\nprivbench system tune sets what stands before hypervisor; "
		     "reset puts it back");
	conditions_free(all, count);
	free(state);
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **action = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*action)
			argp_error(state, "one action at a time: show, tune or reset");
		if (strcmp(arg, "show") && strcmp(arg, "tune") && strcmp(arg, "reset"))
			argp_error(state, "there is no action '%s'; the actions are show, tune "
				   "and reset", arg);
		*action = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "do what? show, tune or reset");
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.parser = parse, .args_doc = "show|tune|reset",
	.doc = "What makes this machine noisy; make it quiet; put back exactly what was there.",
};

int cmd_system(int argc, char **argv)
{
	const char *action = NULL;
	int err;

	arguments_parse(&argp, argc, argv, &action);
	if (!strcmp(action, "show"))
		err = show(last_cpu());
	else
		err = !strcmp(action, "tune") ? system_tune(last_cpu()) : system_reset();
	return err ? EXIT_RUN_FAILED : EXIT_FINE;
}
