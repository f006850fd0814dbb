// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#include <errno.h>

error_t into_parse(int key, char *arg, struct argp_state *state)
{
	struct into *into = state->input;

	switch (key) {
	case 'o':
		into->folder = arg;
		return 0;
	case ARGP_KEY_ARGS:
		into->files = state->argv + state->next;
		into->count = (size_t)(state->argc - state->next);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which %s?", into->what);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}
