// SPDX-License-Identifier: GPL-2.0-only
#include "spread.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "calibration.h"
#include "record.h"
#include "records.h"
#include "summary.h"
#include "util.h"
#include "variance.h"

struct data {
	struct moments *batches, *boots;	/* of their samples, of their batches: logarithms */
	size_t *batches_in;			/* each boot */
	size_t boot_count, batch_count;
	bool positive;			/* all figures are above 0 */
	bool samples;			/* all batches say how far their samples lie apart */
};

/* The standard deviation of logarithms that are close together is the relative one. */
static struct moments samples_of(const struct batch *b)
{
	double sd = b->sd / b->estimate;

	return (struct moments){ stats_low_count(b->samples), log(b->estimate), sd * sd };
}

static void add_boot(struct data *d, const struct result *result)
{
	size_t n = result->batch_count, i;
	double *v = xcalloc(n, sizeof(*v));

	d->batches_in = xreallocarray(d->batches_in, d->boot_count + 1, sizeof(*d->batches_in));
	d->batches_in[d->boot_count] = n;
	for (i = 0; i < n; i++) {
		v[i] = result->batches[i].estimate;
		d->positive &= v[i] > 0;
		d->samples &= isfinite(result->batches[i].sd);
		*PUSH(d->batches, d->batch_count) = samples_of(&result->batches[i]);
	}
	*PUSH(d->boots, d->boot_count) = stats_log_moments(v, n);
	free(v);
}

static struct spread spread(const struct data *d)
{
	struct nested all = { d->boot_count, d->batches_in, d->batches };
	struct nested without_samples = { 1, &d->boot_count, d->boots };
	const double *v;
	struct components c;

	c = variance_components(d->samples ? &all : &without_samples);
	v = c.variance;
	if (d->samples)
		return (struct spread){
			sqrt(v[LEVEL_BOOT]), sqrt(v[LEVEL_BATCH]), sqrt(v[LEVEL_SAMPLE]),
		};
	return (struct spread){ sqrt(v[LEVEL_BATCH]), sqrt(v[LEVEL_SAMPLE]), NAN };
}

struct spread spread_of(const struct records *all, const char *bench)
{
	struct data d = { .positive = true, .samples = true };
	struct spread s = { NAN, NAN, NAN };
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct record *r = all->records[i];
		const struct result *result = record_find(r, bench);

		if (result && result->status == STATUS_OK && result->batch_count &&
		    r->clock == all->records[0]->clock && !calibration_failed(r))
			add_boot(&d, result);
	}
	if (d.positive && d.boot_count)
		s = spread(&d);
	free(d.boots);
	free(d.batches_in);
	free(d.batches);
	return s;
}
