// SPDX-License-Identifier: GPL-2.0-only
/* The tables of a record: a table per question, a row a bench. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "document.h"
#include "figures.h"
#include "record.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define EMULATED "emulated: describes the emulator"

static const char *unit_text(const struct record *r)
{
	static const char *const units[] = {
		[CLOCK_SILICON] = "core cycles per operation; ns and TSC ticks beside them",
		[CLOCK_ICOUNT] = "instructions, exact (QEMU -icount): path length, not time",
		[CLOCK_EMULATED] = "emulated ticks: they describe the emulator, not a processor",
	};

	if (record_counts_hypervisor(r))
		return "instructions of guest and hypervisor together, exact (QEMU -icount): path length, not time";
	return units[r->clock];
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text && *text ? text : otherwise;
}

/* A row */

enum {
	BENCH, RECORD, RUN, UTC, TARGET, CLOCK, UNIT, QUESTION, STATUS, REASON, INSNS, ESTIMATE, INTERVAL, CI_LO, CI_HI,
	MIN, P50, P99, MAX, BYTES, SIZE, COLD, RATIO, NS, TICKS, SAMPLES, BATCHES, DROPPED, WITH_DROPPED, COUNTERS,
	LONGEST, CODE, COLUMNS
};

static const struct column columns[COLUMNS] = {
	[BENCH] = SHOWN("bench", "bench"), [RECORD] = DATA("record"), [RUN] = DATA("run"), [UTC] = DATA("utc"),
	[TARGET] = DATA("target"), [CLOCK] = DATA("clock"), [UNIT] = DATA("unit"), [QUESTION] = DATA("question"),
	[STATUS] = DATA("status"), [REASON] = DATA("reason"), [INSNS] = DATA("insns"),
	[ESTIMATE] = SHOWN("estimate", "estimate"), [INTERVAL] = SHOWN(NULL, "interval"), [CI_LO] = DATA("ci_lo"),
	[CI_HI] = DATA("ci_hi"), [MIN] = SHOWN("min", "min"), [P50] = DATA("p50"), [P99] = SHOWN("p99", "p99"),
	[MAX] = DATA("max"), [BYTES] = DATA("bytes"), [SIZE] = SHOWN(NULL, "bytes"), [COLD] = DATA("cold_bytes"),
	[RATIO] = SHOWN(NULL, "ratio"), [NS] = SHOWN("ns", "ns"), [TICKS] = SHOWN("tsc_ticks", "ticks"),
	[SAMPLES] = DATA("samples"), [BATCHES] = DATA("batches"), [DROPPED] = DATA("dropped"),
	[WITH_DROPPED] = DATA("estimate_with_dropped"), [COUNTERS] = DATA("counters"),
	[LONGEST] = DATA("longest_irqs_off_us"), [CODE] = DATA("code"),
};

static double known(double v, bool is_known)
{
	return is_known ? v : NAN;
}

/* "interrupt=3 nmi=1" (malloced) */
static char *counts(const struct count *c, size_t n)
{
	char *all = xstrdup(""), number[32];
	size_t i;

	for (i = 0; i < n; i++)
		if (isfinite(c[i].value))
			append(&all, "%s%s=%s", *all ? " " : "", c[i].name, record_number(number, c[i].value));
	return all;
}

/* What CSV has, and people see elsewhere. */
static void fill_data(const struct record *r, const struct result *result, struct row *row)
{
	const struct {
		size_t column;
		const char *text;
	} texts[] = {
		{ RECORD, r->path }, { RUN, r->id }, { UTC, r->utc }, { TARGET, r->target },
		{ CLOCK, clock_names[r->clock] }, { UNIT, clock_units[r->clock] }, { QUESTION, result->question },
		{ STATUS, status_names[result->status] }, { REASON, result->reason }, { CODE, result->code },
	};
	const struct {
		size_t column;
		double number;
	} numbers[] = {
		{ INSNS, known((double)result->insns, result->insns >= 0) },
		{ BYTES, known((double)result->bytes, result->bytes >= 0) },
		{ COLD, known((double)result->cold, result->cold >= 0) },
		{ CI_LO, result->ci[0] }, { CI_HI, result->ci[1] }, { P50, result->p50 }, { MAX, result->max },
		{ SAMPLES, known((double)result->samples, result->samples) },
		{ BATCHES, known((double)result->batch_count, result->batch_count) },
		{ WITH_DROPPED, result->estimate_with_dropped }, { LONGEST, result->longest_us },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		cell_text(row, texts[i].column, texts[i].text);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		cell_number(row, numbers[i].column, numbers[i].number, NULL);
	cell_own(row, DROPPED, counts(result->dropped, result->dropped_count));
	cell_own(row, COUNTERS, counts(result->counters, result->counter_count));
}

/* In line and out of line: "12+14" (malloced) */
static char *size_text(const struct result *result)
{
	if (result->bytes < 0)
		return NULL;
	return result->cold > 0 ? xasprintf("%ld+%ld", result->bytes, result->cold) : xasprintf("%ld", result->bytes);
}

/* Why people do not see figures (malloced), or NULL. */
static char *reason_of(const struct record *r, const struct result *result)
{
	char *figure, *reason;

	if (result->status == STATUS_OK)
		return NULL;
	if (result->status != STATUS_CONTENDED)
		return table_why(result);
	figure = table_figure(r, result->estimate);
	reason = xasprintf("contended: %s, which decides nothing: %s", text_or(figure, "no figure"), result->reason);
	free(figure);
	return reason;
}

static void put_figure(const struct record *r, struct row *row, size_t column, double v, bool shown)
{
	cell_number(row, column, v, shown ? table_figure(r, v) : NULL);
}

/* `base`: what ratios are to, NAN: nothing; `wide`: min and p99 say more than the estimate. */
static void fill_row(const struct record *r, const struct result *result, double base, bool wide, struct row *row)
{
	double v = result->estimate, ratio = base > 0 ? v / base : NAN;

	fill_data(r, result, row);
	cell_text(row, BENCH, text_or(result->name, "?"));
	row->reason = reason_of(r, result);
	put_figure(r, row, ESTIMATE, v, true);
	cell_own(row, INTERVAL, r->clock == CLOCK_ICOUNT ? NULL : table_interval(r, result));
	put_figure(r, row, MIN, result->min, wide);
	put_figure(r, row, P99, result->p99, wide);
	cell_own(row, SIZE, size_text(result));
	cell_own(row, RATIO, isfinite(ratio) ? text_figure("", ratio, 2, "×") : NULL);
	put_figure(r, row, NS, table_ns(r, v), true);
	put_figure(r, row, TICKS, table_ticks(r, v), true);
}

/* A question */

static const char *question_of(const struct result *result)
{
	return text_or(result->question, "no question");
}

static bool same_question(const struct result *a, const struct result *b)
{
	return !strcmp(question_of(a), question_of(b));
}

/* Whether no earlier result is of the same question. */
static bool opens_question(const struct record *r, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (same_question(&r->results[j], &r->results[i]))
			return false;
	return true;
}

/* What its question's results are compared with; NAN where that is nothing, or next to it. */
static double first_measured(const struct record *r, const struct result *of)
{
	size_t i;

	for (i = 0; i < r->result_count; i++)
		if (same_question(&r->results[i], of) && r->results[i].status == STATUS_OK)
			return r->results[i].estimate >= .5 ? r->results[i].estimate : NAN;
	return NAN;
}

/* An exact clock's figures are one, as a rule: then it is shown once. */
static bool varies(const struct record *r, const struct result *of)
{
	const struct result *result;

	for (result = r->results; result < r->results + r->result_count; result++)
		if (same_question(result, of) && result->status == STATUS_OK &&
		    (result->min != result->estimate || result->p99 != result->estimate))
			return true;
	return r->clock != CLOCK_ICOUNT;
}

/* Beside a question's name, so that nobody takes its figures for others (malloced). */
static char *title_of(const struct record *r, const struct result *of)
{
	const char *warning = r->clock == CLOCK_EMULATED ? EMULATED : calibration_failed(r) ? CALIBRATION_FAILED : NULL;

	return warning ? xasprintf("%s (%s)", question_of(of), warning) : xstrdup(question_of(of));
}

static void add_question(struct document *d, const struct record *r, const struct result *of)
{
	double base = first_measured(r, of);
	bool wide = varies(r, of);
	char *title = title_of(r, of);
	struct table *t = document_table(d, "benches", title, columns, COLUMNS);
	size_t i;

	free(title);
	for (i = 0; i < r->result_count; i++)
		if (same_question(&r->results[i], of))
			fill_row(r, &r->results[i], base, wide, table_row(t));
	if (table_has_figures(t))
		document_figure(d, "group", question_of(of));
}

/* A record */

/* A fact under any of its names, or why it is not known (malloced). */
static char *fact_text(const struct record *r, const char *const keys[], const char *what,
		       const char *before)
{
	const struct fact *f = NULL;

	for (; *keys && !f; keys++)
		f = record_find_fact(r, *keys);
	if (f && f->value)
		return xasprintf("%s%s", before, f->value);
	return f ? xasprintf("unknown %s (%s)", what, f->missing) : xasprintf("unknown %s", what);
}

static void add_facts(struct document *d, const struct record *r)
{
	static const char *const cpu_keys[] = { "cpu", "cpu_model", "model", "model_name", NULL };
	static const char *const kernel_keys[] = { "kernel", "kernel_release", NULL };
	char *cpu = fact_text(r, cpu_keys, "CPU", "");
	char *kernel = fact_text(r, kernel_keys, "kernel", "kernel ");

	document_fact(d, "machine", "%s, %s", cpu, kernel);
	document_fact(d, "target", "%s", text_or(r->target, "unknown"));
	document_fact(d, "clock", "%s%s%s", clock_names[r->clock], r->clock_reason ? ": " : "",
		      r->clock_reason ? r->clock_reason : "");
	document_fact(d, "unit", "%s", unit_text(r));
	free(cpu);
	free(kernel);
}

void add_record(struct document *d, const struct record *r)
{
	size_t i;

	add_facts(d, r);
	for (i = 0; i < r->result_count; i++)
		if (opens_question(r, i))
			add_question(d, r, &r->results[i]);
	document_figure(d, "overlap", "overlap");
	add_break_even(d, r);
	document_figure(d, "break-even", "break-even");
	add_claims(d, r);
	document_figure(d, "claims", "claims");
	if (r->note_count)
		document_add(d, BLOCK_HEADING, "notes");
	for (i = 0; i < r->note_count; i++)
		document_add(d, BLOCK_ITEM, "%s", r->notes[i]);
}

struct document *records_document(const struct record *const records[], size_t count, bool details, bool code)
{
	struct document *d = document_new("benches");
	size_t i;

	for (i = 0; i < count; i++) {
		if (count > 1)
			document_add(d, BLOCK_SECTION, "%s", text_or(records[i]->path, text_or(records[i]->id, "record")));
		add_record(d, records[i]);
		if (details)
			add_details(d, records[i]);
		if (code)
			add_code(d, records[i]);
	}
	return d;
}

void add_machine_facts(struct document *d, const struct record *r)
{
	static const struct column of_fact[] = { SHOWN(NULL, "what"), { NULL, "as recorded", WORDS } };
	struct table *t = document_table(d, NULL, "machine", of_fact, ARRAY_SIZE(of_fact));
	size_t i;

	for (i = 0; i < r->fact_count; i++) {
		const struct fact *f = &r->facts[i];
		struct row *row = table_row(t);

		cell_text(row, 0, f->key);
		cell_own(row, 1, f->value ? xstrdup(f->value) : xasprintf("not known: %s", f->missing));
	}
}
