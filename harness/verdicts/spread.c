// SPDX-License-Identifier: GPL-2.0-only
#include "spread.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "calibration.h"
#include "grid.h"
#include "record.h"
#include "side.h"
#include "summary.h"
#include "util.h"
#include "variance.h"

struct data {
	struct moments *loads, *boots;	/* of each load its samples', of each boot its loads'; logarithms */
	size_t *loads_in;		/* each boot */
	size_t boot_count, load_count;
	bool positive, samples;		/* all figures are above 0; all loads say how far their samples lie apart */
};

/* Of what is close together: the logarithms' standard deviation is the relative one. */
static struct moments samples_of(const struct load *l)
{
	double relative = l->sd / l->estimate;

	return (struct moments){ stats_low_count(l->samples), log(l->estimate), relative * relative };
}

static struct moments loads_of(const struct row *row)
{
	double *v = xcalloc(row->load_count, sizeof(*v));
	struct moments m;
	size_t i;

	for (i = 0; i < row->load_count; i++)
		v[i] = row->loads[i].estimate;
	m = stats_log_moments(v, row->load_count);
	free(v);
	return m;
}

static void add_boot(struct data *d, const struct row *row)
{
	size_t i;

	d->boots = xreallocarray(d->boots, d->boot_count + 1, sizeof(*d->boots));
	d->loads_in = xreallocarray(d->loads_in, d->boot_count + 1, sizeof(*d->loads_in));
	d->loads = xreallocarray(d->loads, d->load_count + row->load_count, sizeof(*d->loads));
	d->boots[d->boot_count] = loads_of(row);
	d->loads_in[d->boot_count++] = row->load_count;
	for (i = 0; i < row->load_count; i++) {
		d->positive &= row->loads[i].estimate > 0;
		d->samples &= isfinite(row->loads[i].sd);
		d->loads[d->load_count++] = samples_of(&row->loads[i]);
	}
}

static struct spread spread(const struct data *d)
{
	struct components c;

	if (d->samples) {
		c = variance_components(&(struct nested){ d->boot_count, d->loads_in, d->loads });
		return (struct spread){
			sqrt(c.variance[LEVEL_BOOT]), sqrt(c.variance[LEVEL_LOAD]), sqrt(c.variance[LEVEL_SAMPLE]),
		};
	}
	/* One level less: loads are then the last. */
	c = variance_components(&(struct nested){ 1, &d->boot_count, d->boots });
	return (struct spread){ sqrt(c.variance[LEVEL_LOAD]), sqrt(c.variance[LEVEL_SAMPLE]), NAN };
}

/* Does its row of the bench count? */
static const struct row *counted(const struct record *r, const char *bench, enum clock clock)
{
	const struct row *row = record_find(r, bench);

	return r->clock == clock && !calibration_failed(r) && row && row->status == STATUS_OK && row->load_count ?
	       row : NULL;
}

struct spread spread_of(const struct side *side, const char *bench)
{
	struct data d = { .positive = true, .samples = true };
	struct spread s = { NAN, NAN, NAN };
	size_t i;

	for (i = 0; i < side->count; i++) {
		const struct row *row = counted(side->records[i], bench, side->records[0]->clock);

		if (row)
			add_boot(&d, row);
	}
	if (d.positive && d.boot_count)
		s = spread(&d);
	free(d.boots);
	free(d.loads_in);
	free(d.loads);
	return s;
}

static char *percent(double v)
{
	if (isnan(v))
		return NULL;
	return v > 0 ? xasprintf("%.2f %%", 100 * v) : xstrdup("none seen");
}

static void put_left_out(const struct side *side, FILE *out)
{
	size_t i, k, records = 0, figures = 0;

	for (i = 0; i < side->count; i++) {
		const struct record *r = side->records[i];
		bool failed = calibration_failed(r);

		records += failed;
		for (k = 0; k < r->row_count && !failed; k++)
			figures += r->rows[k].status != STATUS_OK && isfinite(r->rows[k].estimate);
	}
	if (records)
		fprintf(out, "left out: %zu record%s whose calibration failed\n", records, records == 1 ? "" : "s");
	if (figures)
		fprintf(out, "left out: %zu figure%s of benches that are not ok\n", figures, figures == 1 ? "" : "s");
}

size_t spread_print(const struct side *side, FILE *out)
{
	static const char *const heads[] = {
		"bench", "from boot to boot", "from load to load", "from sample to sample",
	};
	const struct record *first = side->records[0];
	struct grid g = grid_new(heads, ARRAY_SIZE(heads));
	size_t i;

	for (i = 0; i < first->row_count && first->clock != CLOCK_ICOUNT; i++) {
		struct spread s = spread_of(side, first->rows[i].name);
		struct grid_line *line;

		if (isnan(s.boots) && isnan(s.loads) && isnan(s.samples))
			continue;
		line = grid_line(&g);
		line->cells[0] = xstrdup(first->rows[i].name);
		line->cells[1] = percent(s.boots);
		line->cells[2] = percent(s.loads);
		line->cells[3] = percent(s.samples);
	}
	i = g.count;
	if (i) {
		fputs("\nspread, standard deviations\n", out);
		grid_print(&g, out);
	}
	put_left_out(side, out);
	grid_free(&g);
	return i;
}
