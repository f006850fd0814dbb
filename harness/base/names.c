// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

size_t names_find(const struct names *n, const char *name)
{
	size_t i = 0;

	while (i < n->count && strcmp(n->all[i], name))
		i++;
	return i;
}

bool names_add(struct names *n, const char *name)
{
	size_t i = names_find(n, name);
	bool new = i == n->count;

	if (new) {
		n->times = xreallocarray(n->times, n->count + 1, sizeof(*n->times));
		n->times[i] = 0;
		*PUSH(n->all, n->count) = name;
	}
	n->times[i]++;
	return new;
}

void names_free(struct names *n)
{
	free(n->all);
	free(n->times);
}
