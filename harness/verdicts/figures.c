// SPDX-License-Identifier: GPL-2.0-only
#include "figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparable.h"
#include "record.h"
#include "records.h"
#include "util.h"

/* Records of one boot are one figure, unless they are halves of pairs. */
static void add_figure(struct figures *f, const struct record *r, double value, bool paired)
{
	const struct fact *boot = record_find_fact(r, "boot_id");
	const char *key = paired ? comparable_pair(r) : boot && boot->value ? boot->value : r->id;
	size_t i;

	f->least = fmin(f->least, value);
	for (i = 0; i < f->count && strcmp(f->all[i].boot, key); i++)
		;
	if (i == f->count) {
		f->all = xreallocarray(f->all, f->count + 1, sizeof(*f->all));
		f->all[f->count++] = (struct figure){ .boot = key };
	}
	f->all[i].mean += (value - f->all[i].mean) / (double)++f->all[i].records;
}

static bool has_figure(const struct result *result)
{
	return result && (result->status == STATUS_OK || result->status == STATUS_CONTENDED);
}

static void lose(struct figures *f, const struct result *result)
{
	if (!f->lost++)
		f->why = !result ? xstrdup("not measured") :
			 xasprintf("%s: %s", status_names[result->status], result->reason);
}

struct figures figures_of(const struct records *counted, const struct records *every,
			  const char *bench, bool paired)
{
	struct figures f = { .counted = counted, .every = every, .least = INFINITY };
	const struct result *result;
	size_t i;

	for (i = 0; i < counted->count; i++) {
		result = record_find(counted->records[i], bench);
		if (result && result->status == STATUS_OK)
			add_figure(&f, counted->records[i], result->estimate, paired);
		f.contended += result && result->status == STATUS_CONTENDED;
	}
	for (i = 0; i < every->count; i++) {
		result = record_find(every->records[i], bench);
		if (!has_figure(result))
			lose(&f, result);
	}
	return f;
}

void figures_free(struct figures *f)
{
	free(f->all);
	free(f->why);
}

static void swap(struct figure *a, struct figure *b)
{
	struct figure t = *a;

	*a = *b;
	*b = t;
}

size_t figures_match(struct figures *a, struct figures *b)
{
	size_t i, j, n = 0;

	for (i = 0; i < a->count; i++) {
		for (j = n; j < b->count && strcmp(a->all[i].boot, b->all[j].boot); j++)
			;
		if (j == b->count)
			continue;
		swap(&a->all[n], &a->all[i]);
		swap(&b->all[n++], &b->all[j]);
	}
	return n;
}

bool figures_agree(const struct figures *f)
{
	size_t i;

	for (i = 1; i < f->count; i++)
		if (f->all[i].mean != f->all[0].mean)
			return false;
	return true;
}

double figures_exact(const struct figures *f)
{
	double sum = 0;
	size_t i;

	if (figures_agree(f))
		return f->all[0].mean;
	for (i = 0; i < f->count; i++)
		sum += f->all[i].mean;
	return sum / (double)f->count;
}
