// SPDX-License-Identifier: GPL-2.0-only
#include "spread.h"

#include <math.h>
#include <stdlib.h>

#include "grid.h"
#include "record.h"
#include "side.h"
#include "util.h"
#include "variance.h"

/* The loads' logarithms, boot by boot.  A record keeps no sample by itself: a load is the last level that there is. */
struct data {
	double *v;
	size_t *loads;			/* of each boot */
	size_t boots, count;
	bool positive;
};

static void add_boot(struct data *d, const struct row *row)
{
	size_t i;

	d->v = xreallocarray(d->v, d->count + row->load_count, sizeof(*d->v));
	d->loads = xreallocarray(d->loads, d->boots + 1, sizeof(*d->loads));
	d->loads[d->boots++] = row->load_count;
	for (i = 0; i < row->load_count; i++) {
		d->positive &= row->loads[i].estimate > 0;
		d->v[d->count++] = log(row->loads[i].estimate);
	}
}

struct spread spread_of(const struct side *side, const char *bench)
{
	struct data d = { .positive = true };
	struct spread s = { NAN, NAN };
	struct components c;
	size_t i;

	for (i = 0; i < side->count; i++) {
		const struct row *row = record_find(side->records[i], bench);

		if (row && row->status == STATUS_OK && row->load_count)
			add_boot(&d, row);
	}
	if (d.positive && d.count) {
		c = variance_components(&(struct nested){ 1, &d.boots, d.loads, d.v });
		s.boots = sqrt(c.variance[LEVEL_LOAD]);
		s.loads = sqrt(c.variance[LEVEL_SAMPLE]);
	}
	free(d.v);
	free(d.loads);
	return s;
}

static char *percent(double v)
{
	if (isnan(v))
		return NULL;
	return v > 0 ? xasprintf("%.2f %%", 100 * v) : xstrdup("none seen");
}

void spread_print(const struct side *side, FILE *out)
{
	static const char *const heads[] = { "bench", "from boot to boot", "from load to load" };
	const struct record *first = side->records[0];
	struct grid g = grid_new(heads, ARRAY_SIZE(heads));
	size_t i;

	for (i = 0; i < first->row_count && first->clock != CLOCK_ICOUNT; i++) {
		struct spread s = spread_of(side, first->rows[i].name);
		struct grid_line *line;

		if (isnan(s.boots) && isnan(s.loads))
			continue;
		line = grid_line(&g);
		line->cells[0] = xstrdup(first->rows[i].name);
		line->cells[1] = percent(s.boots);
		line->cells[2] = percent(s.loads);
	}
	if (g.count) {
		fputs("\nspread, standard deviations\n", out);
		grid_print(&g, out);
	}
	grid_free(&g);
}
