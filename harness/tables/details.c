// SPDX-License-Identifier: GPL-2.0-only
/* What is behind a record's figures. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "figures.h"
#include "record.h"
#include "tables.h"
#include "util.h"

static void add_samples(struct document *d, const struct record *r, const struct result *result)
{
	char *without = table_figure(r, result->estimate), *with = table_figure(r, result->estimate_with_dropped);
	char *text = xasprintf("%zu kept; dropped: ", result->samples);
	size_t i;

	for (i = 0; i < result->dropped_count; i++)
		append(&text, "%s%s %.15g", i ? ", " : "", result->dropped[i].name, result->dropped[i].value);
	if (!result->dropped_count)
		append(&text, "none");
	if (without && with)
		append(&text, "; %s without the dropped ones, %s with them", without, with);
	document_fact(d, "samples", "%s", text);
	free(text);
	free(without);
	free(with);
}

static void add_batches(struct document *d, const struct record *r, const struct result *result)
{
	char *text = xstrdup("");
	size_t i;

	for (i = 0; i < result->batch_count; i++) {
		const struct batch *b = &result->batches[i];
		char *v = table_figure(r, b->estimate), *sd = b->sd > 0 ? table_figure(r, b->sd) : NULL;

		append(&text, "%s%s (layout %u, %zu × %" PRIu64 " loops%s%s)", i ? ", " : "", v ? v : "no figure",
		       b->layout, b->samples, b->loops, sd ? ", sd " : "", sd ? sd : "");
		free(sd);
		free(v);
	}
	if (*text)
		document_fact(d, "batches", "%s", text);
	free(text);
}

static void add_counters(struct document *d, const struct result *result)
{
	char *text = xstrdup("");
	size_t i;

	for (i = 0; i < result->counter_count; i++)
		append(&text, "%s%s %.4g", i ? ", " : "", result->counters[i].name, result->counters[i].value);
	if (*text)
		document_fact(d, "counters", "per operation: %s", text);
	free(text);
}

void add_details(struct document *d, const struct record *r)
{
	size_t i;

	document_add(d, BLOCK_SECTION, "behind the figures");
	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (result->status != STATUS_OK && result->status != STATUS_CONTENDED)
			continue;
		document_add(d, BLOCK_HEADING, "%s", result->name);
		add_samples(d, r, result);
		add_batches(d, r, result);
		add_counters(d, result);
		if (isfinite(result->longest_us))
			document_fact(d, "irqs off", "%.1f µs at the longest stretch", result->longest_us);
	}
}

/* "0f30c3" as "0f 30 c3" (malloced) */
static char *pairs(const char *hex)
{
	char *text = xstrdup("");

	for (; *hex; hex += strnlen(hex, 2))
		append(&text, "%s%.2s", *text ? " " : "", hex);
	return text;
}

void add_code(struct document *d, const struct record *r)
{
	static const struct column columns[] = { SHOWN(NULL, "bench"), { NULL, "the bytes that ran", WORDS } };
	struct table *t = document_table(d, NULL, "code", columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];
		struct row *row = table_row(t);

		cell_text(row, 0, result->name);
		cell_own(row, 1, result->code && *result->code ? pairs(result->code) : xstrdup("unknown"));
	}
}
