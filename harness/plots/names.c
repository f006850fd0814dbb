// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"

bool names_add(struct names *n, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strcmp(n->all[i], name)) {
			n->times[i]++;
			return false;
		}
	n->all = xreallocarray(n->all, n->count + 1, sizeof(*n->all));
	n->times = xreallocarray(n->times, n->count + 1, sizeof(*n->times));
	n->all[n->count] = name;
	n->times[n->count++] = 1;
	return true;
}

void names_free(struct names *n)
{
	free(n->all);
	free(n->times);
}
