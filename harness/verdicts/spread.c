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
	struct moments *batches, *boots;	/* of each load its samples', of each boot its batches'; logarithms */
	size_t *batches_in;		/* each boot */
	size_t boot_count, batch_count;
	bool positive, samples;		/* all figures are above 0; all batches say how far their samples lie apart */
};

/* Of what is close together: the logarithms' standard deviation is the relative one. */
static struct moments samples_of(const struct batch *l)
{
	double relative = l->sd / l->estimate;

	return (struct moments){ stats_low_count(l->samples), log(l->estimate), relative * relative };
}

static struct moments batches_of(const struct result *result)
{
	double *v = xcalloc(result->batch_count, sizeof(*v));
	struct moments m;
	size_t i;

	for (i = 0; i < result->batch_count; i++)
		v[i] = result->batches[i].estimate;
	m = stats_log_moments(v, result->batch_count);
	free(v);
	return m;
}

static void add_boot(struct data *d, const struct result *result)
{
	size_t i;

	d->boots = xreallocarray(d->boots, d->boot_count + 1, sizeof(*d->boots));
	d->batches_in = xreallocarray(d->batches_in, d->boot_count + 1, sizeof(*d->batches_in));
	d->batches = xreallocarray(d->batches, d->batch_count + result->batch_count, sizeof(*d->batches));
	d->boots[d->boot_count] = batches_of(result);
	d->batches_in[d->boot_count++] = result->batch_count;
	for (i = 0; i < result->batch_count; i++) {
		d->positive &= result->batches[i].estimate > 0;
		d->samples &= isfinite(result->batches[i].sd);
		d->batches[d->batch_count++] = samples_of(&result->batches[i]);
	}
}

static struct spread spread(const struct data *d)
{
	struct components c;

	if (d->samples) {
		c = variance_components(&(struct nested){ d->boot_count, d->batches_in, d->batches });
		return (struct spread){
			sqrt(c.variance[LEVEL_BOOT]), sqrt(c.variance[LEVEL_BATCH]), sqrt(c.variance[LEVEL_SAMPLE]),
		};
	}
	/* One level less: batches are then the last. */
	c = variance_components(&(struct nested){ 1, &d->boot_count, d->boots });
	return (struct spread){ sqrt(c.variance[LEVEL_BATCH]), sqrt(c.variance[LEVEL_SAMPLE]), NAN };
}

/* Does its result of the bench count? */
static const struct result *counted(const struct record *r, const char *bench, enum clock clock)
{
	const struct result *result = record_find(r, bench);

	return r->clock == clock && !calibration_failed(r) && result && result->status == STATUS_OK && result->batch_count ?
	       result : NULL;
}

struct spread spread_of(const struct records *side, const char *bench)
{
	struct data d = { .positive = true, .samples = true };
	struct spread s = { NAN, NAN, NAN };
	size_t i;

	for (i = 0; i < side->count; i++) {
		const struct result *result = counted(side->records[i], bench, side->records[0]->clock);

		if (result)
			add_boot(&d, result);
	}
	if (d.positive && d.boot_count)
		s = spread(&d);
	free(d.boots);
	free(d.batches_in);
	free(d.batches);
	return s;
}
