// SPDX-License-Identifier: GPL-2.0-only
#include "arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "escape.h"
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

error_t file_arguments_parse(int key, char *arg, struct argp_state *state)
{
	struct file_arguments *a = state->input;

	switch (key) {
	case 'o':
		a->folder = arg;
		return 0;
	case ARGP_KEY_ARGS:
		a->files = state->argv + state->next;
		a->count = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which %s?", a->what);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}
