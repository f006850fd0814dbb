/* SPDX-License-Identifier: GPL-2.0-only */
/* Names, each once, and how often each was added. */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct names {
	const char **all;
	size_t *times;
	size_t count;
};

/* false: it was there already.  Only the pointer is kept. */
bool names_add(struct names *n, const char *name);

/* Its index; `count` if it is not there. */
size_t names_find(const struct names *n, const char *name);

void names_free(struct names *n);

#endif
