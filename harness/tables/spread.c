// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "calibration.h"
#include "document.h"
#include "record.h"
#include "records.h"
#include "spread.h"
#include "tables.h"
#include "text.h"
#include "util.h"

static char *percent(double v)
{
	if (isnan(v))
		return NULL;
	return v > 0 ? xasprintf("%.2f %%", 100 * v) : xstrdup("none seen");
}

static void add_left_out(struct document *d, const struct records *all)
{
	size_t i, k, records = 0, figures = 0;

	for (i = 0; i < all->count; i++) {
		const struct record *r = all->records[i];
		bool failed = calibration_failed(r);

		records += failed;
		for (k = 0; k < r->result_count && !failed; k++)
			figures += r->results[k].status != STATUS_OK &&
				   isfinite(r->results[k].estimate);
	}
	if (records)
		document_fact(d, "left out", "%zu record%s whose calibration failed", records,
			      plural(records));
	if (figures)
		document_fact(d, "left out", "%zu figure%s of benches that are not ok", figures,
			      plural(figures));
}

size_t add_spread(struct document *d, const struct records *all)
{
	static const struct column columns[] = {
		SHOWN("bench", "bench"), SHOWN("boots", "from boot to boot"),
		SHOWN("batches", "from batch to batch"), SHOWN("samples", "from sample to sample"),
	};
	const struct record *first = all->records[0];
	struct table *t = document_table(d, "spread", "spread, standard deviations", columns,
					 ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < first->result_count && first->clock != CLOCK_ICOUNT; i++) {
		struct spread s = spread_of(all, first->results[i].name);
		struct row *row;

		if (isnan(s.boots) && isnan(s.batches) && isnan(s.samples))
			continue;
		row = table_row(t);
		put_text(row, first->results[i].name);
		put_number(row, s.boots, percent(s.boots));
		put_number(row, s.batches, percent(s.batches));
		put_number(row, s.samples, percent(s.samples));
	}
	add_left_out(d, all);
	return t->row_count;
}
