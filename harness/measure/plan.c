// SPDX-License-Identifier: GPL-2.0-only
#include "plan.h"

#include <stdio.h>
#include <string.h>

#include "util.h"

#define BOOTS_MAX 1000
#define BATCHES_MAX 1000
#define SAMPLES_MAX 1000

/*
 * One boot describes and decides nothing; ten resolve 2 % (docs/method.md).
 * Batches and samples are the clock's usual: 20 x 32 on silicon.
 */
static const struct {
	const char *name;
	struct plan plan;
} plans[] = {
	{ "quick", { 1, 0, 0 } },
	{ "compare", { 10, 0, 0 } },
	{ "release", { 20, 0, 0 } },
};

bool plan_parse(const char *text, struct plan *p)
{
	int end = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(plans); i++) {
		if (!strcmp(text, plans[i].name)) {
			*p = plans[i].plan;
			return true;
		}
	}
	return sscanf(text, "%4ux%4ux%5u%n", &p->boots, &p->batches, &p->samples, &end) == 3 && !text[end] &&
	       p->boots && p->boots <= BOOTS_MAX && p->batches && p->batches <= BATCHES_MAX &&
	       p->samples && p->samples <= SAMPLES_MAX;
}
