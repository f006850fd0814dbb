/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ONCE_H
#define ONCE_H

#include <stdbool.h>

#include "request.h"

struct run_arguments {
	const char *output, *against;
	bool plot, adaptive, force;
	struct request request;
};

/*
 * Measure at the target that was asked for; or, if none was, at each that can measure what those
 * before it could not.  Write a record of each, and print what was found and where it is.  An exit
 * status.
 */
int run_once(const struct run_arguments *a, int argc, char **argv);

/* Whether -o names a file, or nothing: beside it there can be others. */
bool once_is_file(const char *output);

/* A name of a run alone, or as good as; the time in UTC by strftime().  Both are malloced. */
char *once_name(void);
char *once_utc(const char *format);

#endif
