/* SPDX-License-Identifier: GPL-2.0-only */
/* What makes figures noisy and is not this program's to set. */
#ifndef CONDITIONS_H
#define CONDITIONS_H

#include <stdbool.h>
#include <stddef.h>

struct condition {
	const char *name;
	char *now;		/* malloced */
	bool quiet;
	char *remedy;		/* malloced */
};

/* The same ones in the same order for every machine; malloced. */
struct condition *conditions_find(int cpu, size_t *count);
void conditions_free(struct condition *all, size_t count);

bool irqbalance_runs(void);

#endif
