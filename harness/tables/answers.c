// SPDX-License-Identifier: GPL-2.0-only
/* What records answer: of each question its headline, targets side by side, and what is known. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "calibration.h"
#include "changes.h"
#include "document.h"
#include "figures.h"
#include "known.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define COLUMNS 3		/* of figures: more do not fit beside the names */
#define ROWS 2			/* of a question, at least */
#define CALIBRATION "calibrate"
#define CELL 28			/* characters of a reason */

/* Records whose figures can stand in one column: of one unit, and of one CPU or of none. */
struct column_of {
	const struct record *first;
	struct names targets;
	char *heading;
};

struct answers {
	const struct record *const *records;
	size_t count;
	struct column_of columns[COLUMNS];
	size_t column_count;
	size_t left_out;		/* records that have no column */
	struct names questions;		/* their ids, in order */
};

static bool same_column(const struct record *a, const struct record *b)
{
	if (a->clock != b->clock || record_counts_hypervisor(a) != record_counts_hypervisor(b))
		return false;
	return a->clock != CLOCK_SILICON ||
	       !strcmp(changes_fact(a, "cpu_model"), changes_fact(b, "cpu_model"));
}

/* One of a target that is there already would only be in its shadow. */
static void place_record(struct answers *a, const struct record *r)
{
	struct column_of *c = a->columns;

	while (c < a->columns + a->column_count && !same_column(c->first, r))
		c++;
	if (c == a->columns + COLUMNS || names_find(&c->targets, r->target) < c->targets.count) {
		a->left_out++;
		return;
	}
	if (c == a->columns + a->column_count) {
		a->column_count++;
		c->first = r;
	}
	names_add(&c->targets, r->target);
}

static bool in_column(const struct column_of *c, const struct record *r)
{
	return same_column(c->first, r);
}

/* Silicon first; an emulator's ticks only where there is nothing else. */
static void place_records(struct answers *a)
{
	for (int clock = CLOCK_SILICON; clock <= CLOCK_EMULATED; clock++)
		for (size_t i = 0; i < a->count; i++)
			if ((int)a->records[i]->clock == clock) {
				if (clock != CLOCK_EMULATED || !a->column_count ||
				    a->columns[0].first->clock == CLOCK_EMULATED)
					place_record(a, a->records[i]);
				else
					a->left_out++;
			}
}

static bool several_cpus(const struct answers *a)
{
	return a->column_count > 1 && a->columns[1].first->clock == CLOCK_SILICON;
}

/* "core cycles (user)", "instructions" of several targets, "instructions with Xen's (xen)" */
static void name_columns(struct answers *a)
{
	for (struct column_of *c = a->columns; c < a->columns + a->column_count; c++) {
		const struct record *r = c->first;

		c->heading = xasprintf("%s%s", clock_units[r->clock],
				       record_counts_hypervisor(r) ? " with Xen's" : "");
		if (several_cpus(a) && r->clock == CLOCK_SILICON)
			append(&c->heading, " (%s)", changes_fact(r, "cpu_model"));
		else if (c->targets.count == 1)
			append(&c->heading, " (%s)", r->target);
	}
}

/* What a column has of a bench: measured, if any record did; else the first that has it. */
static const struct record *record_of(const struct answers *a, const struct column_of *c,
				      const char *bench, const struct result **result)
{
	const struct record *otherwise = NULL;

	*result = NULL;
	for (size_t i = 0; i < a->count; i++) {
		const struct result *its = in_column(c, a->records[i]) ?
			record_find(a->records[i], bench) : NULL;

		if (result_measured(its)) {
			*result = its;
			return a->records[i];
		}
		if (its && (!*result || result_has_figure(its))) {
			*result = its;
			otherwise = a->records[i];
		}
	}
	return otherwise;
}

static size_t columns_with(const struct answers *a, const char *bench)
{
	size_t n = 0;

	for (size_t i = 0; i < a->column_count; i++) {
		const struct result *result;

		record_of(a, &a->columns[i], bench, &result);
		n += result_has_figure(result);
	}
	return n;
}

/* Questions */

/* The benches of a question: its headline, then the others that records have. */
static struct names benches_of(const struct answers *a, const char *id)
{
	const struct pb_question *q = pb_question(id);
	struct names benches = { 0 };

	for (size_t i = 0; q && i < PB_HEADLINE && q->headline[i]; i++)
		names_add(&benches, q->headline[i]);
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->result_count; j++)
			if (!strcmp(a->records[i]->results[j].question, id))
				names_add(&benches, a->records[i]->results[j].name);
	return benches;
}

static size_t headline_count(const char *id)
{
	const struct pb_question *q = pb_question(id);
	size_t n = 0;

	while (q && n < PB_HEADLINE && q->headline[n])
		n++;
	return n;
}

static bool has_figures(const struct answers *a, const char *id)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->result_count; j++) {
			const struct result *result = &a->records[i]->results[j];

			if (!strcmp(result->question, id) && result_has_figure(result))
				return true;
		}
	return false;
}

/* Calibration is in every run, and answers somebody only if it is alone. */
static void add_questions(struct answers *a)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->result_count; j++) {
			const char *id = a->records[i]->results[j].question;

			if (strcmp(id, CALIBRATION) &&
			    names_find(&a->questions, id) == a->questions.count &&
			    has_figures(a, id))
				names_add(&a->questions, id);
		}
	if (!a->questions.count && has_figures(a, CALIBRATION))
		names_add(&a->questions, CALIBRATION);
}

/* All that have figures; of more than fit those that most people ask. */
static void choose_questions(struct answers *a, size_t lines)
{
	add_questions(a);
	if (!lines || a->questions.count <= PB_FRONT)
		return;
	names_free(&a->questions);
	a->questions = (struct names){ 0 };
	for (size_t i = 0; i < PB_FRONT; i++)
		if (has_figures(a, pb_front[i]))
			names_add(&a->questions, pb_front[i]);
}

/* Rows */

/* "no WRMSRNS" of "this CPU has no WRMSRNS (CPUID...)" (malloced) */
static char *brief_why(const struct result *result)
{
	static const char this_cpu[] = "this CPU has ";
	const char *why = result->reason ? result->reason : status_names[result->status];
	char *brief;
	size_t n;

	if (!strncmp(why, this_cpu, strlen(this_cpu)))
		why += strlen(this_cpu);
	n = strcspn(why, ":(");
	while (n && why[n - 1] == ' ')
		n--;
	brief = xasprintf("%.*s", (int)n, why);
	if (text_width(brief) > CELL) {
		free(brief);
		brief = xstrdup(status_names[result->status]);
	}
	return brief;
}

/* "29.95 ± 0.34", "29.95 contended", "needs ring 0" (malloced) */
static char *cell_text(const struct record *r, const struct result *result)
{
	char *text, *interval;

	if (result->status != STATUS_OK && result->status != STATUS_CONTENDED)
		return brief_why(result);
	text = table_figure(r, result->estimate);
	if (!text)
		return xstrdup("no figure");
	interval = r->clock == CLOCK_ICOUNT ? NULL : table_interval(r, result);
	if (result->status == STATUS_CONTENDED)
		append(&text, " contended");
	else if (interval)
		append(&text, " %s", interval);
	free(interval);
	return text;
}

static void add_row(const struct answers *a, struct table *t, const char *id, const char *bench)
{
	struct row *row = table_row(t);

	PUT_TEXTS(row, bench, id);
	for (size_t i = 0; i < a->column_count; i++) {
		const struct result *result;
		const struct record *r = record_of(a, &a->columns[i], bench, &result);

		if (!result) {
			put_text(row, NULL);
			continue;
		}
		put_number(row, result_measured(result) ? result->estimate : NAN,
			   cell_text(r, result));
		put_tone(row, result->status == STATUS_CONTENDED ? TONE_OPEN : TONE_NONE);
	}
}

static bool measured_first(const struct answers *a, const char *bench)
{
	const struct result *result;

	record_of(a, &a->columns[0], bench, &result);
	return result_has_figure(result);
}

/*
 * The benches that answer the question, at most so many, in their order.  They stand in pairs: the
 * first of the headline, unless another has more figures in the first column; further rows need a
 * figure.
 */
static struct names choose_rows(const struct answers *a, const char *id, size_t most)
{
	struct names benches = benches_of(a, id), chosen = { 0 };
	size_t headline = headline_count(id), pair = 0, best = 0;
	bool *in = xcalloc(benches.count + 2, sizeof(*in));

	for (size_t i = 0; i + 1 < headline && i + 1 < benches.count; i += 2) {
		size_t n = measured_first(a, benches.all[i]) + measured_first(a, benches.all[i + 1]);

		if (n > best) {
			best = n;
			pair = i;
		}
	}
	in[pair] = in[pair + 1] = headline > 1;
	for (size_t i = 0, n = headline > 1 ? 2 : 0; i < benches.count && n < most; i++)
		if (!in[i] && columns_with(a, benches.all[i])) {
			in[i] = true;
			n++;
		}
	for (size_t i = 0; i < benches.count; i++)
		if (in[i])
			names_add(&chosen, benches.all[i]);
	free(in);
	names_free(&benches);
	return chosen;
}

static void add_question(const struct answers *a, struct table *t, const char *id, size_t rows)
{
	struct names benches = choose_rows(a, id, rows);
	char *text = known_text(a->records, a->count, id, &benches), *anchor;

	table_group(t, pb_question_title(id));
	anchor = question_anchor(id);
	t->rows[t->row_count - 1]->cells[0].url = xasprintf("#%s", anchor);
	free(anchor);
	for (size_t i = 0; i < benches.count; i++)
		add_row(a, t, id, benches.all[i]);
	if (text)
		table_remark(t, text);
	free(text);
	names_free(&benches);
}

/* As many as there is room for, if each question has a title, a remark and a blank line. */
static size_t rows_of_each(const struct answers *a, size_t lines)
{
	size_t rows = lines / (a->questions.count ? a->questions.count : 1);

	return rows > ROWS + 3 ? (rows - 3) / 2 * 2 : ROWS;
}

static void add_table(struct document *d, const struct answers *a, size_t lines)
{
	struct column columns[2 + COLUMNS] = { SHOWN("bench", ""), DATA("question") };
	struct table *t;

	for (size_t i = 0; i < a->column_count; i++)
		columns[2 + i] = (struct column){ .id = a->columns[i].heading,
						  .heading = a->columns[i].heading };
	t = document_table(d, "answers", NULL, columns, 2 + a->column_count);
	for (size_t i = 0; i < a->questions.count; i++) {
		size_t headline = headline_count(a->questions.all[i]);

		add_question(a, t, a->questions.all[i],
			     lines ? rows_of_each(a, lines) : headline ? headline : ROWS);
	}
}

/* What was measured where */

static size_t count_measured(const struct answers *a)
{
	struct names names = { 0 };
	size_t count;

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->result_count; j++)
			if (result_measured(&a->records[i]->results[j]))
				names_add(&names, a->records[i]->results[j].name);
	count = names.count;
	names_free(&names);
	return count;
}

/* "silicon, core cycles: 125 benches, calibration ok" */
static void add_target(struct document *d, const struct record *r, bool names_cpu)
{
	size_t ok = record_count(r, STATUS_OK), contended = record_count(r, STATUS_CONTENDED);
	char *text = xasprintf("%s, %s: %zu bench%s", clock_names[r->clock], clock_units[r->clock],
			       ok, ok == 1 ? "" : "es");

	if (contended)
		append(&text, ", and %zu contended, which decide nothing", contended);
	if (r->clock == CLOCK_SILICON)
		append(&text, "; calibration %s", calibration_failed(r) ? "FAILED" : "ok");
	else if (strcmp(changes_fact(r, "kernel"), "none"))
		append(&text, "; Linux %s", changes_fact(r, "kernel"));
	if (names_cpu)
		append(&text, "; %s", changes_fact(r, "cpu_model"));
	document_fact(d, r->target, "%s", text);
	free(text);
}

/* Where a person sits; a guest's CPU is an emulator's. */
static const struct record *machine_of(const struct answers *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->records[i]->clock == CLOCK_SILICON)
			return a->records[i];
	return a->records[0];
}

void add_answers(struct document *d, const struct record *const records[], size_t count,
		 size_t lines)
{
	struct answers a = { .records = records, .count = count };
	const struct record *machine = machine_of(&a);

	place_records(&a);
	name_columns(&a);
	choose_questions(&a, lines);
	document_fact(d, "machine", "%s, Linux %s: %zu of %u benches measured",
		      changes_fact(machine, "cpu_model"), changes_fact(machine, "kernel"),
		      count_measured(&a), pb_bench_count);
	for (size_t i = 0; i < count; i++)
		add_target(d, records[i], records[i]->clock == CLOCK_SILICON && several_cpus(&a));
	add_table(d, &a, lines);
	add_verdicts(d, records, count);
	for (size_t i = 0; i < a.column_count; i++) {
		free(a.columns[i].heading);
		names_free(&a.columns[i].targets);
	}
	names_free(&a.questions);
}

char *answer_text(const struct record *const records[], size_t count, const char *question)
{
	struct answers a = { .records = records, .count = count };
	struct names benches;
	char *text;

	place_records(&a);
	benches = choose_rows(&a, question, ROWS);
	text = known_text(records, count, question, &benches);
	names_free(&benches);
	for (size_t i = 0; i < a.column_count; i++)
		names_free(&a.columns[i].targets);
	return text;
}

struct document *answers_document(const struct record *const records[], size_t count, size_t lines)
{
	struct document *d = document_new("answers");

	add_answers(d, records, count, lines);
	return d;
}
