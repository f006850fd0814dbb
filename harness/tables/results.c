// SPDX-License-Identifier: GPL-2.0-only
/* The tables of a record: a table per question, a row a bench. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "disassembly.h"
#include "document.h"
#include "figures.h"
#include "labels.h"
#include "names.h"
#include "questions.h"
#include "ratios.h"
#include "record.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define EMULATED "emulated: describes the emulator"

static const char *text_or(const char *text, const char *otherwise)
{
	return text && *text ? text : otherwise;
}

/* A row: which columns people see, and what for. */

enum { ALWAYS, DETAILS, CODE };

static const struct {
	struct column column;
	int shown;
} all_columns[] = {
	{ SHOWN("bench", "bench"), ALWAYS }, { DATA("record"), ALWAYS }, { DATA("run"), ALWAYS },
	{ DATA("utc"), ALWAYS }, { DATA("target"), ALWAYS }, { DATA("clock"), ALWAYS },
	{ DATA("unit"), ALWAYS }, { DATA("question"), ALWAYS }, { DATA("status"), ALWAYS },
	{ DATA("reason"), ALWAYS }, { DATA("insns"), ALWAYS },
	{ SHOWN("estimate", "estimate"), ALWAYS }, { SHOWN(NULL, "interval"), ALWAYS },
	{ DATA("ci_lo"), ALWAYS }, { DATA("ci_hi"), ALWAYS }, { SHOWN("min", "min"), ALWAYS },
	{ DATA("p50"), ALWAYS }, { SHOWN("p99", "p99"), ALWAYS }, { DATA("max"), ALWAYS },
	{ SHOWN(NULL, "bytes"), ALWAYS }, { DATA("bytes"), ALWAYS }, { DATA("cold_bytes"), ALWAYS },
	{ DATA("table_bytes"), ALWAYS },
	{ SHOWN(NULL, "ratio"), ALWAYS }, { SHOWN(NULL, "exits to"), ALWAYS },
	{ SHOWN("ns", "ns"), ALWAYS },
	{ SHOWN("tsc_ticks", "ticks"), ALWAYS }, { SHOWN("samples", "samples"), DETAILS },
	{ DATA("batches"), ALWAYS }, { { "dropped", "dropped", BELOW }, DETAILS },
	{ SHOWN("estimate_with_dropped", "with dropped"), DETAILS },
	{ { "counters", "counters per operation", BELOW }, DETAILS },
	{ SHOWN("longest_irqs_off_us", "irqs off, µs"), DETAILS },
	{ { NULL, "batches", BELOW }, DETAILS }, { { NULL, "code", BELOW }, CODE },
	{ DATA("code"), ALWAYS },
};

/* The columns, those that nobody asked for without a heading. */
static void choose_columns(struct column columns[], bool details, bool code)
{
	const bool asked[] = { [ALWAYS] = true, [DETAILS] = details, [CODE] = code };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all_columns); i++) {
		columns[i] = all_columns[i].column;
		if (!asked[all_columns[i].shown])
			columns[i].heading = NULL;
	}
}

static double known(double v, bool is_known)
{
	return is_known ? v : NAN;
}

/* "interrupt=3 nmi=1" (malloced), or NULL. */
static char *counts(const struct count *c, size_t n)
{
	char *all = NULL, number[32];
	size_t i;

	for (i = 0; i < n; i++) {
		if (!isfinite(c[i].value))
			continue;
		all = all ? all : xstrdup("");
		append(&all, "%s%s=%s", *all ? " " : "", c[i].name,
		       record_number(number, c[i].value));
	}
	return all;
}

/* "20.10 (layout 1, 40 × 1000 loops, sd 0.02), ..." (malloced), or NULL. */
static char *batches_text(const struct record *r, const struct result *result)
{
	char *text = result->batch_count ? xstrdup("") : NULL;
	size_t i;

	for (i = 0; i < result->batch_count; i++) {
		const struct batch *b = &result->batches[i];
		char *v = table_figure(r, b->estimate);
		char *sd = b->sd > 0 ? table_figure(r, b->sd) : NULL;

		append(&text, "%s%s (layout %u, %zu × %" PRIu64 " loops%s%s)", i ? ", " : "",
		       v ? v : "no figure", b->layout, b->samples, b->loops, sd ? ", sd " : "",
		       sd ? sd : "");
		free(sd);
		free(v);
	}
	return text;
}

/* "50 9d: push %rax; popf" (malloced) */
static char *code_text(const struct disassembly *d, const struct result *result)
{
	const char *hex = result->code;
	char *text = xstrdup(hex ? "" : "unknown");
	char *instructions = d ? disassembly_text(d, result) : NULL;

	for (; hex && *hex; hex += strnlen(hex, 2))
		append(&text, "%s%.2s", *text ? " " : "", hex);
	if (instructions)
		append(&text, ": %s", instructions);
	free(instructions);
	return text;
}

/* Whole ones, and those of pages and timers besides are none of the instruction's. */
static void add_exits(char **text, double exits, const char *to)
{
	if (exits >= .5)
		append(text, "%s%s", **text ? ", " : "", to);
	if (exits >= 1.5)
		append(text, " %.0f×", exits);
}

/* "KVM", "KVM 2×, monitor": who handled an operation's VM exits (malloced); NULL: nobody had to. */
static char *exits_text(const struct result *result)
{
	double all = count_of(result->counters, result->counter_count, "vm-exits");
	double user = count_of(result->counters, result->counter_count, "user-exits");
	char *text = xstrdup("");

	add_exits(&text, all - (user > 0 ? user : 0), "KVM");
	add_exits(&text, user, "monitor");
	if (*text)
		return text;
	free(text);
	return NULL;
}

/* Why people do not see figures (malloced), or NULL. */
static char *reason_of(const struct record *r, const struct result *result)
{
	char *figure, *reason;

	if (result->status == STATUS_OK)
		return NULL;
	if (result->status != STATUS_CONTENDED)
		return table_why(result);
	figure = table_estimate(r, result);
	reason = xasprintf("contended: %s, which decides nothing: %s", text_or(figure, "no figure"),
			   result->reason);
	free(figure);
	return reason;
}

/* Failed is a failure; what has no figure for another reason is left out. */
static struct test test_of(const struct record *r, const struct result *result, const char *reason)
{
	char *figure;
	struct test test = { .failed = result->status == STATUS_FAILED };

	if (result->status == STATUS_OK) {
		figure = table_estimate(r, result);
		test.text = xasprintf("%s %s", figure, clock_units[r->clock]);
		free(figure);
	} else if (test.failed) {
		test.text = xstrdup(reason);
	} else {
		test.directive = "SKIP";
		test.why = xstrdup(reason);
	}
	return test;
}

static void put_figure(const struct record *r, struct row *row, double v, bool shown)
{
	put_number(row, v, shown ? table_figure(r, v) : NULL);
}

static void put_origin(const struct record *r, const struct result *result, struct row *row)
{
	PUT_TEXTS(row, result->name, r->path, r->id, r->utc, r->target, clock_names[r->clock],
		  clock_units[r->clock], result->question, status_names[result->status],
		  result->reason);
	PUT_NUMBERS(row, known((double)result->insns, result->insns >= 0));
}

static void put_details(const struct record *r, const struct result *result,
			const struct disassembly *code, struct row *row)
{
	bool late = isfinite(result->longest_us);

	put_number(row, known((double)result->samples, result->samples),
		   xasprintf("%zu", result->samples));
	PUT_NUMBERS(row, known((double)result->batch_count, result->batch_count));
	put_own(row, counts(result->dropped, result->dropped_count));
	put_figure(r, row, result->estimate_with_dropped, true);
	put_own(row, counts(result->counters, result->counter_count));
	put_number(row, result->longest_us, late ? xasprintf("%.1f", result->longest_us) : NULL);
	put_own(row, batches_text(r, result));
	put_own(row, code_text(code, result));
	put_text(row, result->code);
}

/* `base`: what the ratio is to, NULL: nothing; `wide`: min and p99 say more than the estimate. */
static void fill_row(const struct record *r, const struct result *result,
		     const struct result *base, bool wide, const struct disassembly *code,
		     struct row *row)
{
	double v = result->estimate, ratio = base ? v / base->estimate : NAN;

	row->reason = reason_of(r, result);
	row->hidden = result->status == STATUS_SKIPPED;	/* add_skipped() has it */
	row->test = test_of(r, result, row->reason);
	put_origin(r, result, row);
	put_number(row, v, table_estimate(r, result));
	put_own(row, r->clock == CLOCK_ICOUNT ? NULL : table_interval(r, result));
	PUT_NUMBERS(row, result->ci[0], result->ci[1]);
	put_figure(r, row, result->min, wide);
	PUT_NUMBERS(row, result->p50);
	put_figure(r, row, result->p99, wide);
	PUT_NUMBERS(row, result->max);
	put_own(row, table_size(result));
	PUT_NUMBERS(row, known((double)result->bytes, result->bytes >= 0),
		    known((double)result->cold, result->cold >= 0),
		    known((double)result->tables, result->tables >= 0));
	put_own(row, isfinite(ratio) ? text_figure("", ratio, 2, "×") : NULL);
	put_own(row, exits_text(result));
	put_figure(r, row, record_ns(r, v), true);
	put_figure(r, row, record_ticks(r, v), true);
	put_details(r, result, code, row);
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

/* Beside a question's title, so that nobody takes its figures for others (malloced). */
static char *title_of(const struct record *r, const struct result *of)
{
	const char *warning = r->clock == CLOCK_EMULATED ? EMULATED :
			      calibration_failed(r)      ? CALIBRATION_FAILED : NULL;

	const char *title = pb_question_title(question_of(of));

	return warning ? xasprintf("%s (%s)", title, warning) : xstrdup(title);
}

/* What its columns leave open: what ratios are to; once what sizes are made of; who is who. */
static void add_legend(struct document *d, const struct names *bases, bool sizes, bool monitor)
{
	char *others = bases->count > 1 ? join(bases->all + 1, bases->count - 1, ", ") : NULL;

	if (bases->count)
		document_add(d, BLOCK_ITEM, "ratio: to %s%s%s", bases->all[0],
			     others ? "; of other amounts to " : "", others ? others : "");
	if (sizes)
		document_add(d, BLOCK_ITEM, "bytes: in line + out of line + in tables");
	if (monitor)
		document_add(d, BLOCK_ITEM, "monitor: privbench's own, in user space; what that "
			     "adds is out-dx less out-elcr");
	free(others);
}

static bool has_parts(const struct result *result)
{
	return result->status == STATUS_OK && result->bytes >= 0 &&
	       (result->cold > 0 || result->tables > 0);
}

/* Whether it is of the first question that has sizes in parts. */
static bool first_parts(const struct record *r, const struct result *of)
{
	for (size_t i = 0; i < r->result_count; i++)
		if (has_parts(&r->results[i]))
			return same_question(&r->results[i], of);
	return false;
}

static void add_question(struct document *d, const struct record *r, const struct result *of,
			 bool details, const struct disassembly *code)
{
	struct column columns[ARRAY_SIZE(all_columns)];
	const struct result *question_base = ratio_base(r, question_of(of));
	struct names bases = { 0 };
	bool wide = varies(r, of), spread = false, monitor = false;
	char *title = title_of(r, of);
	struct table *t;
	size_t i;

	choose_columns(columns, details, code);
	t = document_table(d, "benches", title, columns, ARRAY_SIZE(columns));
	free(title);
	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];
		const struct result *base = ratio_base_of(r, question_base, result);

		if (!same_question(result, of))
			continue;
		fill_row(r, result, base, wide, code, table_row(t));
		if (base && base != result && result->status == STATUS_OK)
			names_add(&bases, base->name);
		spread |= result_measured(result) && figures_spread(r, result);
		monitor |= count_of(result->counters, result->counter_count, "user-exits") >= .5;
	}
	add_legend(d, &bases, first_parts(r, of), monitor);
	if (spread)
		document_add(d, BLOCK_ITEM, "%s", figures_spreading);
	names_free(&bases);
}

/* What was not measured: a line a reason */

#define NAMED 3			/* so many benches are named, more are counted */

static bool skipped_for(const struct result *result, const char *reason)
{
	return result->status == STATUS_SKIPPED && !strcmp(text_or(result->reason, ""), reason);
}

/* "a, b: why", "17 benches: why" */
static void add_reason(struct document *d, const struct record *r, const char *reason, bool details)
{
	struct names names = { 0 };
	char *all;

	for (size_t i = 0; i < r->result_count; i++)
		if (skipped_for(&r->results[i], reason))
			names_add(&names, r->results[i].name);
	all = join(names.all, names.count, ", ");
	if (names.count <= NAMED)
		document_add(d, BLOCK_ITEM, "%s: %s", all, reason);
	else
		document_add(d, BLOCK_ITEM, "%zu benches: %s%s%s", names.count, reason,
			     details ? ": " : "", details ? all : "");
	free(all);
	names_free(&names);
}

/* Calibration is in every record, and is never skipped. */
static size_t count_benches(const struct record *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->result_count; i++)
		n += strcmp(r->results[i].question, PB_CALIBRATION) != 0;
	return n;
}

static void add_skipped(struct document *d, const struct record *r, bool details)
{
	struct names reasons = { 0 };
	size_t left;

	for (size_t i = 0; i < r->result_count; i++)
		if (r->results[i].status == STATUS_SKIPPED)
			names_add(&reasons, text_or(r->results[i].reason, ""));
	left = reasons.count;
	if (left)
		document_add(d, BLOCK_HEADING, "not measured: %zu of %zu benches",
			     record_count(r, STATUS_SKIPPED), count_benches(r));
	for (size_t times = r->result_count; times && left; times--)
		for (size_t i = 0; i < reasons.count; i++)
			if (reasons.times[i] == times) {
				add_reason(d, r, reasons.all[i], details);
				left--;
			}
	names_free(&reasons);
}

/* A record */

/* A fact, or why it is not known (malloced). */
static char *fact_text(const struct record *r, const char *key, const char *what,
		       const char *before)
{
	const struct fact *f = record_find_fact(r, key);

	if (f && f->value)
		return xasprintf("%s%s", before, f->value);
	return f ? xasprintf("unknown %s (%s)", what, f->missing) : xasprintf("unknown %s", what);
}

void add_record_facts(struct document *d, const struct record *r)
{
	char *cpu = fact_text(r, "cpu_model", "CPU", "");
	char *kernel = fact_text(r, "kernel", "kernel", "kernel ");
	char *words = label_mitigations(r);
	const char *core = label_core(r);

	document_fact(d, "machine", "%s%s%s, %s%s%s", cpu, *core ? ", " : "", core, kernel,
		      *words ? " " : "", words);
	document_fact(d, "target", "%s", text_or(r->target, "unknown"));
	document_fact(d, "clock", "%s%s%s", clock_names[r->clock], r->clock_reason ? ": " : "",
		      r->clock_reason ? r->clock_reason : "");
	document_fact(d, "unit", "%s", table_unit(r));
	free(words);
	free(cpu);
	free(kernel);
}

static void add_record(struct document *d, const struct record *r, bool details,
		       const struct disassembly *code)
{
	struct names questions = { 0 };
	size_t i;

	add_record_facts(d, r);
	for (i = 0; i < r->result_count; i++)
		if (names_add(&questions, question_of(&r->results[i])))
			add_question(d, r, &r->results[i], details, code);
	names_free(&questions);
	add_break_even(d, r);
	add_claims(d, &r, 1);
	add_skipped(d, r, details);
	if (r->note_count)
		document_add(d, BLOCK_HEADING, "notes");
	for (i = 0; i < r->note_count; i++)
		document_add(d, BLOCK_ITEM, "%s", r->notes[i]);
}

struct document *records_document(const struct record *const records[], size_t count, bool details,
				  bool code)
{
	struct disassembly *sites = code ? disassemble(records, count) : NULL;
	struct document *d = document_new("benches");

	for (size_t i = 0; i < count; i++) {
		if (count > 1)
			document_add(d, BLOCK_SECTION, "%s",
				     text_or(records[i]->path, text_or(records[i]->id, "record")));
		add_record(d, records[i], details, sites);
	}
	if (sites)
		disassembly_free(sites);
	return d;
}

void add_machine_facts(struct document *d, const struct record *r)
{
	static const struct column of_fact[] = {
		SHOWN(NULL, "what"), { NULL, "as recorded", WORDS },
	};
	struct table *t = document_table(d, NULL, "machine", of_fact, ARRAY_SIZE(of_fact));
	size_t i;

	for (i = 0; i < r->fact_count; i++) {
		const struct fact *f = &r->facts[i];
		struct row *row = table_row(t);

		put_text(row, f->key);
		put_own(row, f->value ? xstrdup(f->value) : xasprintf("not known: %s", f->missing));
	}
}
