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
#include "side.h"
#include "summary.h"
#include "util.h"

/* The boots take the place of the loads, so that whatever takes loads takes boots. */
static void take_boots(const struct side *side, const struct record *like, struct row *row)
{
	size_t i;

	free(row->loads);
	row->loads = xcalloc(side->count, sizeof(*row->loads));
	row->load_count = row->samples = 0;
	for (i = 0; i < side->count; i++) {
		const struct row *one = record_find(side->records[i], row->name);

		if (!one || one->status != STATUS_OK || side->records[i]->clock != like->clock ||
		    (calibration_failed(side->records[i]) && !calibration_failed(like)))
			continue;
		row->loads[row->load_count++] = (struct load){
			.pass = (long)i, .samples = one->samples, .estimate = one->estimate, .sd = NAN,
		};
		row->samples += one->samples;
		row->min = fmin(row->min, one->min);
		row->max = fmax(row->max, one->max);
	}
}

/* What is of one boot alone does not stand for all. */
static void forget(struct row *row)
{
	row->p50 = row->p99 = row->estimate_with_dropped = NAN;
	free(row->histogram);
	row->histogram = NULL;
	row->bins = 0;
}

static void summarise(const struct side *side, const struct record *all, struct row *row)
{
	struct estimate e;
	double *v;
	size_t i;

	if (row->status != STATUS_OK)
		return;
	take_boots(side, all, row);
	forget(row);
	v = xcalloc(row->load_count, sizeof(*v));
	for (i = 0; i < row->load_count; i++)
		v[i] = row->loads[i].estimate;
	e = all->clock == CLOCK_ICOUNT ? stats_mean(v, row->load_count) : stats_log_mean(v, row->load_count);
	free(v);
	row->estimate = e.mean;
	row->ci[0] = all->clock == CLOCK_ICOUNT ? NAN : e.lo;
	row->ci[1] = all->clock == CLOCK_ICOUNT ? NAN : e.hi;
}

struct record *boots_summary(const struct side *side)
{
	struct record *all;
	char *error;
	size_t i;

	if (!side->count)
		return NULL;
	all = record_read(side->records[0]->path, &error);
	if (!all) {
		free(error);
		return NULL;
	}
	if (side->count == 1)
		return all;
	for (i = 0; i < all->row_count; i++)
		summarise(side, all, &all->rows[i]);
	claims_judge(all);
	record_note(all, "a summary of %zu records; intervals are over them", side->count);
	return all;
}

size_t boots_unsettled(const struct record *summary, bool say)
{
	size_t i, n = 0;

	for (i = 0; i < summary->row_count; i++) {
		const struct row *row = &summary->rows[i];
		double half = (row->ci[1] - row->ci[0]) / 2;

		if (row->status != STATUS_OK || summary->clock == CLOCK_ICOUNT || half <= delta_of(row->estimate))
			continue;
		n++;
		if (say && isnan(half))
			remark("not settled: %s, %zu records have no interval", row->name, row->load_count);
		else if (say)
			remark("not settled: %s, %.2f ± %.2f %s after %zu boots", row->name, row->estimate,
				half, clock_units[summary->clock], row->load_count);
	}
	return n;
}
