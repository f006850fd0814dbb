/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <argp.h>
#include <stddef.h>

/* argp_parse(), but what it says of an argument is escaped for a terminal. */
void arguments_parse(const struct argp *argp, int argc, char **argv, void *input);

/* The command line [-o DIR] FILE... */
struct file_arguments {
	const char *what;	/* the files are, to ask for them: "records" */
	const char *folder;	/* NULL: not given */
	char **files;
	size_t count;
};

/* argp's parser of it, for the option 'o' and an input of that type. */
error_t file_arguments_parse(int key, char *arg, struct argp_state *state);

#endif
