/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of what makes files of files: [-o DIR] FILE... */
#ifndef INTO_H
#define INTO_H

#include <argp.h>
#include <stddef.h>

struct into {
	const char *what;	/* to ask for where no file is given: "records" */
	const char *folder;	/* NULL: not given */
	char **files;
	size_t count;
};

/* argp's parser, for an input of that kind and the option 'o'. */
error_t into_parse(int key, char *arg, struct argp_state *state);

#endif
