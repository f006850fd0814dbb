// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "charset.h"
#include "commands.h"
#include "complain.h"
#include "overview.h"
#include "pin.h"
#include "tune.h"

struct arguments {
	const char *action, *format;
};

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "with show: text or json; text if not given", 0 },
	{ 0 },
};

static void check(struct argp_state *state, const struct arguments *a)
{
	if (!a->action)
		argp_error(state, "do what? show, tune or reset");
	else if (strcmp(a->action, "show") && strcmp(a->action, "tune") && strcmp(a->action, "reset"))
		argp_error(state, "there is no action '%s'; the actions are show, tune and reset", a->action);
	else if (a->format && strcmp(a->action, "show"))
		argp_error(state, "--format goes with show only");
	else if (a->format && strcmp(a->format, "text") && strcmp(a->format, "json"))
		argp_error(state, "there is no format '%s'; the formats are text and json", a->format);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'f':
		a->format = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->action)
			argp_error(state, "one action at a time: show, tune or reset");
		a->action = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, a);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "show|tune|reset",
	.doc = "What makes this machine noisy; make it quiet; put back exactly what was there.",
};

int cmd_system(int argc, char **argv)
{
	struct arguments a = { 0 };
	int err = 0;

	arguments_parse(&argp, argc, argv, &a);
	if (!strcmp(a.action, "tune"))
		err = system_tune(last_cpu());
	else if (!strcmp(a.action, "reset"))
		err = system_reset();
	else if (a.format && !strcmp(a.format, "json")) {
		charset_utf8();
		overview_json(last_cpu(), stdout);
	} else
		overview_text(last_cpu(), stdout);
	return err ? 5 : 0;
}
