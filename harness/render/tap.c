// SPDX-License-Identifier: GPL-2.0-only
/* The Test Anything Protocol. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "comparison.h"
#include "escape.h"
#include "figures.h"
#include "formats.h"
#include "record.h"
#include "util.h"

static void begin(size_t number, bool fine, const char *name, FILE *out)
{
	fprintf(out, "%s %zu - ", fine ? "ok" : "not ok", number);
	put_tap(name, out);
}

static void directive(const char *word, const char *why, FILE *out)
{
	fprintf(out, " # %s ", word);
	put_tap(why, out);
}

static void put_result(const struct record *r, const struct result *result, size_t number,
		       FILE *out)
{
	char *figure = table_figure(r, result->estimate), *why = table_why(result);

	begin(number, result->status != STATUS_FAILED, result->name, out);
	if (result->status == STATUS_OK) {
		fprintf(out, ": %s %s", figure, clock_units[r->clock]);
	} else if (result->status == STATUS_FAILED) {
		fputs(": ", out);
		put_tap(why, out);
	} else {
		directive("SKIP", why, out);
	}
	fputc('\n', out);
	free(figure);
	free(why);
}

int tap_records(const struct record *const records[], size_t count, FILE *out)
{
	size_t i, k, number = 0, all = 0;

	for (i = 0; i < count; i++)
		all += records[i]->result_count;
	fprintf(out, "TAP version 13\n1..%zu\n", all);
	for (i = 0; i < count; i++) {
		fputs("# ", out);
		put_tap(records[i]->path, out);
		fputs(": target ", out);
		put_tap(records[i]->target, out);
		fprintf(out, ", clock %s\n", clock_names[records[i]->clock]);
		for (k = 0; k < records[i]->result_count; k++)
			put_result(records[i], &records[i]->results[k], ++number, out);
	}
	return 0;
}

static bool fine(const struct comparison *c, enum outcome outcome)
{
	return outcome == OUTCOME_SAME || (outcome == OUTCOME_IMPROVED && !c->exact);
}

static void put_difference(const struct comparison *c, const struct difference *d, size_t number,
			   FILE *out)
{
	char a[32], b[32];

	begin(number, fine(c, d->outcome), d->name, out);
	fprintf(out, ": %s", outcome_names[d->outcome]);
	if (isfinite(d->a) && isfinite(d->b))
		fprintf(out, ", %s then %s %s", record_number(a, d->a), record_number(b, d->b),
			clock_units[c->clock]);
	if (d->outcome == OUTCOME_UNRESOLVED)
		directive("TODO", d->reason ? d->reason : "more boots would resolve it", out);
	else if (d->reason) {
		fputs(": ", out);
		put_tap(d->reason, out);
	}
	fputc('\n', out);
}

static const char *why_nothing(const struct comparison *c)
{
	if (c->apart)
		return c->apart;
	return c->disturbed ? c->disturbed : "neither A nor B has a figure";
}

void tap_comparison(const struct comparison *c, const struct records *a, const struct records *b,
		    FILE *out)
{
	size_t i;

	fputs("TAP version 13\n# ", out);
	put_tap(a->path, out);
	fputs(", then ", out);
	put_tap(b->path, out);
	fputc('\n', out);
	if (c->apart || !c->count) {
		fputs("Bail out! ", out);
		put_tap(why_nothing(c), out);
		fputc('\n', out);
		return;
	}
	fprintf(out, "1..%zu\n", c->count);
	for (i = 0; i < c->count; i++)
		put_difference(c, &c->all[i], i + 1, out);
}
