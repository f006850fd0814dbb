// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "record.h"
#include "util.h"

static const char header[] =
	"record,run,utc,target,clock,unit,question,bench,status,reason,insns,bytes,cold_bytes,"
	"estimate,ci_lo,ci_hi,min,p50,p99,max,ns,tsc_ticks,samples,batches,dropped,"
	"estimate_with_dropped,counters,longest_irqs_off_us,code\n";

static void length(long n, FILE *out)
{
	csv_number(n < 0 ? NAN : (double)n, out);
}

static void positive(size_t n, FILE *out)
{
	csv_number(n ? (double)n : NAN, out);
}

/* "interrupt=3 nmi=1" */
static void counts(const struct count *c, size_t n, FILE *out)
{
	const char *blank = "";
	char *all, s[32];
	size_t size, i;
	FILE *text = open_memstream(&all, &size);

	for (i = 0; i < n; i++) {
		if (!isfinite(c[i].value))
			continue;
		fprintf(text, "%s%s=%s", blank, c[i].name, record_number(s, c[i].value));
		blank = " ";
	}
	fclose(text);
	csv_text(all, out);
	free(all);
}

static void record_fields(const struct record *r, FILE *out)
{
	csv_text(r->path, out);
	csv_text(r->id, out);
	csv_text(r->utc, out);
	csv_text(r->target, out);
	csv_text(clock_names[r->clock], out);
	csv_text(clock_units[r->clock], out);
}

static void code_fields(const struct result *row, FILE *out)
{
	csv_text(row->question, out);
	csv_text(row->name, out);
	csv_text(status_names[row->status], out);
	csv_text(row->reason, out);
	length(row->insns, out);
	length(row->bytes, out);
	length(row->cold, out);
}

static void figure_fields(const struct record *r, const struct result *row, FILE *out)
{
	const double figures[] = {
		row->estimate, row->ci[0], row->ci[1], row->min, row->p50, row->p99, row->max,
		table_ns(r, row->estimate), table_ticks(r, row->estimate),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures); i++)
		csv_number(figures[i], out);
	positive(row->samples, out);
	positive(row->batch_count, out);
	counts(row->dropped, row->dropped_count, out);
	csv_number(row->estimate_with_dropped, out);
	counts(row->counters, row->counter_count, out);
	csv_number(row->longest_us, out);
	csv_text(row->code, out);
	csv_end(out);
}

int table_csv(const struct record *const records[], size_t count, FILE *out)
{
	size_t i, j;

	fputs(header, out);
	for (i = 0; i < count; i++) {
		const struct record *r = records[i];

		for (j = 0; j < r->result_count; j++) {
			record_fields(r, out);
			code_fields(&r->results[j], out);
			figure_fields(r, &r->results[j], out);
		}
	}
	return fflush(out) || ferror(out) ? -EIO : 0;
}
