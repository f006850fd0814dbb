// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "delta.h"
#include "escape.h"
#include "formats.h"
#include "util.h"

static ssize_t put_escaped(void *to, const char *text, size_t size)
{
	char *lines = xasprintf("%.*s", (int)size, text);

	put_lines(lines, to);
	free(lines);
	return (ssize_t)size;
}

/*
 * getopt, which argp calls, knows no stream but stderr, which glibc lets a program set.
 * An exit from within flushes it.
 */
void arguments_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	const cookie_io_functions_t escape = { .write = put_escaped };
	FILE *terminal = stderr, *escaped = fopencookie(terminal, "w", escape);

	if (escaped)
		stderr = escaped;
	argp_parse(argp, argc, argv, 0, NULL, input);
	stderr = terminal;
	if (escaped)
		fclose(escaped);
}

static double share(const char *text, const struct argp_state *state)
{
	double share = delta_parse(text);

	if (!(share > 0))
		argp_error(state, "'%s' is no share; give percent, more than 0 and less than 100",
			   text);
	return share;
}

error_t arguments_option(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'b':
		a->baseline = arg;
		/* fall through */
	case 'd':
		a->beside = true;
		a->differ |= key == 'd';
		return 0;
	case 'c':
		a->code = true;
		return 0;
	case 'f':
		a->format = format_named(arg, a->subject, state);
		return 0;
	case 'j':
		a->format = format_named("json", a->subject, state);
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case 'p':
		a->plot = arg;
		return 0;
	case 's':
		a->spread = true;
		return 0;
	case 'v':
		a->verbose = true;
		return 0;
	case OPT_DELTA:
		a->delta = share(arg, state);
		return 0;
	case OPT_DETECT:
		a->detect = share(arg, state);
		return 0;
	case OPT_EXACT:
		a->exact = true;
		return 0;
	case OPT_SAME:
		a->require_same = true;
		return 0;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		a->count = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_END:
		if (!a->count && a->ask)
			argp_error(state, "%s", a->ask);
		if (a->check)
			a->check(state, a);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}
