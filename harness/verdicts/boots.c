// SPDX-License-Identifier: GPL-2.0-only
#include "boots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "complain.h"
#include "delta.h"
#include "judge.h"
#include "record.h"
#include "records.h"
#include "summary.h"
#include "util.h"

/* Boots stand where batches do, so that what takes batches takes boots.  Their figures: v. */
static void take_boots(const struct records *boots, const struct record *like,
		       struct result *result, double *v)
{
	size_t i;

	free(result->batches);
	result->batches = xcalloc(boots->count, sizeof(*result->batches));
	result->batch_count = result->samples = 0;
	for (i = 0; i < boots->count; i++) {
		const struct record *r = boots->records[i];
		const struct result *one = record_find(r, result->name);

		if (!one || one->status != STATUS_OK || r->clock != like->clock ||
		    (calibration_failed(r) && !calibration_failed(like)))
			continue;
		v[result->batch_count] = one->estimate;
		result->batches[result->batch_count++] = (struct batch){
			.pass = (long)i, .samples = one->samples,
			.estimate = one->estimate, .sd = NAN,
		};
		result->samples += one->samples;
		result->min = fmin(result->min, one->min);
		result->max = fmax(result->max, one->max);
	}
}

static void summarise(const struct records *boots, const struct record *all, struct result *result)
{
	bool exact = all->clock == CLOCK_ICOUNT;
	struct estimate e;
	double *v;

	if (result->status != STATUS_OK)
		return;
	v = xcalloc(boots->count, sizeof(*v));
	take_boots(boots, all, result, v);
	e = (exact ? stats_mean : stats_cycles_mean)(v, result->batch_count);
	free(v);
	result->estimate = e.mean;
	result->ci[0] = exact ? NAN : e.lo;
	result->ci[1] = exact ? NAN : e.hi;
	/* Figures of one boot alone do not stand for all. */
	result->p50 = result->p99 = result->estimate_with_dropped = NAN;
	result->bins = 0;
}

struct record *boots_summary(const struct records *boots)
{
	struct record *all;
	char *error;
	size_t i;

	if (!boots->count)
		return NULL;
	all = record_read(boots->records[0]->path, &error);
	if (!all) {
		free(error);
		return NULL;
	}
	if (boots->count == 1)
		return all;
	for (i = 0; i < all->result_count; i++)
		summarise(boots, all, &all->results[i]);
	claims_judge(all);
	record_note(all, "a summary of %zu records; intervals are over them", boots->count);
	return all;
}

size_t boots_unsettled(const struct record *summary, bool say)
{
	size_t i, n = 0;

	if (summary->clock == CLOCK_ICOUNT)
		return 0;
	for (i = 0; i < summary->result_count; i++) {
		const struct result *x = &summary->results[i];
		double half = (x->ci[1] - x->ci[0]) / 2;

		if (x->status != STATUS_OK || half <= delta_of(x->estimate))
			continue;
		n++;
		if (say && isnan(half))
			remark("not settled: %s, %zu records have no interval", x->name,
			       x->batch_count);
		else if (say)
			remark("not settled: %s, %.2f ± %.2f %s after %zu boots", x->name,
			       x->estimate, half, clock_units[summary->clock], x->batch_count);
	}
	return n;
}
