// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "util.h"

static const char header[] =
	"record,run,utc,place,clock,unit,group,bench,status,reason,insns,bytes,cold_bytes,"
	"estimate,ci_lo,ci_hi,min,p50,p99,max,ns,tsc_ticks,samples,loads,dropped,"
	"estimate_with_dropped,counters,longest_irqs_off_us,code\n";

/* A field, quoted where it has to be, and what ends it. */
static void field(const char *s, char end, FILE *out)
{
	if (!s)
		s = "";
	if (!s[strcspn(s, ",\"\r\n")]) {
		fprintf(out, "%s%c", s, end);
		return;
	}
	fputc('"', out);
	for (; *s; s++) {
		if (*s == '"')
			fputc('"', out);
		fputc(*s, out);
	}
	fprintf(out, "\"%c", end);
}

static void text(const char *s, FILE *out)
{
	field(s, ',', out);
}

/* Empty where there is no figure. */
static void number(double v, FILE *out)
{
	char s[32];

	text(isfinite(v) ? record_number(s, v) : NULL, out);
}

static void length(long n, FILE *out)
{
	number(n < 0 ? NAN : (double)n, out);
}

static void positive(size_t n, FILE *out)
{
	number(n ? (double)n : NAN, out);
}

/* "interrupt=3 nmi=1" */
static void counts(const struct count *c, size_t n, FILE *out)
{
	char *all = xstrdup(""), *longer, s[32];
	size_t i;

	for (i = 0; i < n; i++) {
		if (!isfinite(c[i].value))
			continue;
		longer = xasprintf("%s%s%s=%s", all, *all ? " " : "", c[i].name,
				   record_number(s, c[i].value));
		free(all);
		all = longer;
	}
	text(all, out);
	free(all);
}

static void record_fields(const struct record *r, FILE *out)
{
	text(r->path, out);
	text(r->id, out);
	text(r->utc, out);
	text(r->place, out);
	text(clock_names[r->clock], out);
	text(clock_units[r->clock], out);
}

static void code_fields(const struct row *row, FILE *out)
{
	text(row->group, out);
	text(row->name, out);
	text(status_names[row->status], out);
	text(row->reason, out);
	length(row->insns, out);
	length(row->bytes, out);
	length(row->cold, out);
}

static void figure_fields(const struct record *r, const struct row *row, FILE *out)
{
	const double figures[] = {
		row->estimate, row->ci[0], row->ci[1], row->min, row->p50, row->p99, row->max,
		table_ns(r, row->estimate), table_ticks(r, row->estimate),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(figures); i++)
		number(figures[i], out);
	positive(row->samples, out);
	positive(row->load_count, out);
	counts(row->dropped, row->dropped_count, out);
	number(row->estimate_with_dropped, out);
	counts(row->counters, row->counter_count, out);
	number(row->longest_us, out);
	field(row->code, '\n', out);
}

int table_csv(const struct record *const records[], size_t count, FILE *out)
{
	size_t i, j;

	fputs(header, out);
	for (i = 0; i < count; i++) {
		const struct record *r = records[i];

		for (j = 0; j < r->row_count; j++) {
			record_fields(r, out);
			code_fields(&r->rows[j], out);
			figure_fields(r, &r->rows[j], out);
		}
	}
	return fflush(out) || ferror(out) ? -EIO : 0;
}
