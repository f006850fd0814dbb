// SPDX-License-Identifier: GPL-2.0-only
#include "placement.h"

#include <math.h>
#include <string.h>

#include "calibration.h"
#include "record.h"
#include "records.h"

#define LAYOUTS_MAX 64

struct mean {
	double n, sum;
};

static void add_records(struct mean *means, const struct records *s, const char *bench)
{
	const struct result *result;
	const struct batch *b;
	size_t i;

	for (i = 0; i < s->count; i++) {
		result = record_find(s->records[i], bench);
		if (!result || result->status != STATUS_OK || calibration_failed(s->records[i]))
			continue;
		for (b = result->batches; b < result->batches + result->batch_count; b++)
			if (b->layout < LAYOUTS_MAX) {
				means[b->layout].n++;
				means[b->layout].sum += b->estimate;
			}
	}
}

static const char *build_of(const struct records *s)
{
	const struct fact *f = record_find_fact(s->records[0], "build");

	return f ? f->value : NULL;
}

static bool is_beyond(const struct shift *s, double a, double b)
{
	double effect = s->absolute ? b - a : b / a - 1;

	return s->effect > 0 ? effect > s->delta : effect < -s->delta;
}

struct placement placement_of(const struct records *a, const struct records *b,
			      const char *bench, const struct shift *shift)
{
	const char *built_a = build_of(a), *built_b = build_of(b);
	struct mean x[LAYOUTS_MAX] = { 0 }, y[LAYOUTS_MAX] = { 0 };
	struct placement p = { 0 };
	size_t i;

	if (!built_a || !built_b || !strcmp(built_a, built_b))
		return p;
	add_records(x, a, bench);
	add_records(y, b, bench);
	for (i = 0; i < LAYOUTS_MAX; i++) {
		if (!(x[i].n > 0 && y[i].n > 0))
			continue;
		p.layouts++;
		p.beyond += is_beyond(shift, x[i].sum / x[i].n, y[i].sum / y[i].n);
	}
	return p;
}

bool placement_explains(const struct placement *p)
{
	return p->layouts > 1 && 2 * p->beyond <= p->layouts;
}
