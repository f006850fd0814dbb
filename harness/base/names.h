/* SPDX-License-Identifier: GPL-2.0-only */
/* A set of names, with the number of times that each was added. */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct names {
	const char **all;
	size_t *times;
	size_t count;
};

/* False if it is already there.  Keeps only the pointer. */
bool names_add(struct names *n, const char *name);

/* Its index; `count` if it is not there. */
size_t names_find(const struct names *n, const char *name);

void names_free(struct names *n);

#endif
