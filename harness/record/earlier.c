// SPDX-License-Identifier: GPL-2.0-only
#include "earlier.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "record.h"
#include "records.h"
#include "util.h"

static bool same_cpu(const struct record *a, const struct record *b)
{
	size_t i;

	for (i = 0; i < MACHINE_FACTS; i++)
		if (strcmp(changes_fact(a, machine_keys[i]), changes_fact(b, machine_keys[i])))
			return false;
	return a->clock == b->clock;
}

static double estimate_in(const struct record *r, const struct record *like, const char *bench)
{
	const struct result *result;

	if (!r || !same_cpu(r, like) || !strcmp(changes_fact(r, "calibration"), "failed"))
		return NAN;
	result = record_find(r, bench);
	return result && result->status == STATUS_OK ? result->estimate : NAN;
}

double earlier_least(const char *folder, const struct record *like, const char *bench,
		     bool (*plausible)(double))
{
	struct dirent **names;
	int n = folder ? scandir(folder, &names, records_is_record, alphasort) : -1, i;
	double least = INFINITY;

	for (i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, names[i]->d_name), *error = NULL;
		struct record *r = i < n - EARLIER_RECORDS ? NULL : record_read_brief(path, &error);
		double estimate = estimate_in(r, like, bench);

		if (plausible(estimate))
			least = fmin(least, estimate);
		record_free(r);
		free(error);
		free(path);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return least;
}
