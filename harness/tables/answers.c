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
#include "labels.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define COLUMNS 4		/* of figures */
#define SCREEN_COLUMNS 3	/* ... that a terminal has room for */
#define LINE 80			/* of a fact */
#define ROWS 2			/* of a question, at least */

/* Records whose figures can stand in one column: of one unit, one CPU or none, each target once. */
struct column_of {
	const struct record **records;
	size_t count;
	struct names kernels;		/* "6.1" (malloced) */
	char *heading;
};

struct answers {
	const struct record *const *records;
	size_t count;
	size_t most_columns;
	struct column_of columns[COLUMNS];
	size_t column_count;
	struct names questions;		/* their ids, in order */
	answers_showing *showing;	/* NULL: the same records show all questions */
	const void *arg;
};

static bool same_column(const struct record *a, const struct record *b)
{
	if (a->clock != b->clock || record_counts_hypervisor(a) != record_counts_hypervisor(b))
		return false;
	return a->clock != CLOCK_SILICON ||
	       !strcmp(changes_fact(a, "cpu_model"), changes_fact(b, "cpu_model"));
}

static bool has_target(const struct column_of *c, const char *target)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->records[i]->target, target))
			return true;
	return false;
}

/* A second one of a target is left out: nobody could tell whose figure a cell has. */
static void place_record(struct answers *a, const struct record *r)
{
	struct column_of *c = a->columns;

	while (c < a->columns + a->column_count && !same_column(c->records[0], r))
		c++;
	if (c == a->columns + a->most_columns || has_target(c, r->target))
		return;
	if (c == a->columns + a->column_count)
		a->column_count++;
	*PUSH(c->records, c->count) = r;
}

/* The same kernel's path without the hypervisor that another record counts. */
static bool is_beside_hypervisor(const struct answers *a, const struct record *r)
{
	const char *kernel = changes_fact(r, "kernel");

	if (r->clock != CLOCK_ICOUNT || record_counts_hypervisor(r))
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (record_counts_hypervisor(a->records[i]) &&
		    !strcmp(changes_fact(a->records[i], "kernel"), kernel))
			return true;
	return false;
}

/* Whose figure a column has, of several that could: first those that were booted as most are. */
static int rank_of(const struct answers *a, const struct record *r)
{
	char *mitigations = label_mitigations(r);
	int rank = (*mitigations ? 2 : 0) + !is_beside_hypervisor(a, r);

	free(mitigations);
	return rank;
}

static void place_clock(struct answers *a, enum clock clock)
{
	for (int rank = 0; rank < 4; rank++)
		for (size_t i = 0; i < a->count; i++)
			if (a->records[i]->clock == clock && rank_of(a, a->records[i]) == rank)
				place_record(a, a->records[i]);
}

/* Silicon first; an emulator's ticks only where there is nothing else. */
static void place_records(struct answers *a)
{
	place_clock(a, CLOCK_SILICON);
	place_clock(a, CLOCK_ICOUNT);
	if (!a->column_count)
		place_clock(a, CLOCK_EMULATED);
}

static bool is_placed(const struct answers *a, const struct record *r)
{
	for (size_t i = 0; i < a->column_count; i++)
		for (size_t j = 0; j < a->columns[i].count; j++)
			if (a->columns[i].records[j] == r)
				return true;
	return false;
}

static bool several_cpus(const struct answers *a)
{
	return a->column_count > 1 && a->columns[1].records[0]->clock == CLOCK_SILICON;
}

static void take_kernels(struct column_of *c, const struct column_of *of)
{
	for (size_t i = 0; i < of->count; i++) {
		char *kernel = label_kernel(of->records[i]);

		if (!kernel || !names_add(&c->kernels, kernel))
			free(kernel);
	}
}

/* In one column, or in those of one clock. */
static bool kernels_differ(const struct answers *a, enum clock clock)
{
	const char *first = NULL;

	for (const struct column_of *c = a->columns; c < a->columns + a->column_count; c++)
		for (size_t i = 0; c->records[0]->clock == clock && i < c->kernels.count; i++) {
			first = first ? first : c->kernels.all[i];
			if (strcmp(c->kernels.all[i], first) != 0)
				return true;
		}
	return false;
}

/* "user", "Intel Xeon", "path", "6.1" (malloced), or NULL */
static char *column_place(const struct answers *a, const struct column_of *c)
{
	const struct record *r = c->records[0];
	bool path = r->clock == CLOCK_ICOUNT;
	char *place = path ? NULL : several_cpus(a) ? label_cpu(r) :
		      c->count == 1 ? xstrdup(r->target) : NULL;
	const char *with = record_counts_hypervisor(r);
	char *kernels = kernels_differ(a, r->clock) && c->kernels.count ?
			join(c->kernels.all, c->kernels.count, ", ") : NULL;

	if (kernels && place)
		append(&place, ", %s", kernels);
	else if (kernels)
		place = xstrdup(kernels);
	free(kernels);
	return place || !path || with ? place : xstrdup("path");
}

/* What a column counts; "with Xen's" beside one of instructions (malloced). */
static char *heading_of(const struct answers *a, const struct record *r)
{
	const char *with = record_counts_hypervisor(r);
	bool beside = false;

	for (const struct column_of *c = a->columns; c < a->columns + a->column_count; c++)
		beside |= c->records[0]->clock == CLOCK_ICOUNT &&
			  !record_counts_hypervisor(c->records[0]);
	if (!with)
		return xstrdup(clock_units[r->clock]);
	return xasprintf("%s%swith %s's", beside ? "" : clock_units[r->clock],
			 beside ? "" : " ", with);
}

/* "core cycles (user)", "core cycles (Intel Xeon)", "instructions (path)", "with Xen's (6.1)" */
static void name_columns(struct answers *a)
{
	for (struct column_of *c = a->columns; c < a->columns + a->column_count; c++) {
		const struct record *r = c->records[0];
		char *place = column_place(a, c);

		c->heading = heading_of(a, r);
		if (place)
			append(&c->heading, " (%s)", place);
		free(place);
	}
}

/* What a column has of a bench: measured, if any record did; else the first that has it. */
static const struct record *record_of(const struct column_of *c, const char *bench,
				      const struct result **result)
{
	const struct record *otherwise = NULL;

	*result = NULL;
	for (size_t i = 0; i < c->count; i++) {
		const struct result *its = record_find(c->records[i], bench);

		if (result_measured(its)) {
			*result = its;
			return c->records[i];
		}
		if (its && (!*result || result_has_figure(its))) {
			*result = its;
			otherwise = c->records[i];
		}
	}
	return otherwise;
}

static size_t columns_with(const struct answers *a, const char *bench)
{
	size_t n = 0;

	for (size_t i = 0; i < a->column_count; i++) {
		const struct result *result;

		record_of(&a->columns[i], bench, &result);
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

/* `leading`: of a bench of its headline; others may be there for another question's sake. */
static bool has_figures(const struct answers *a, const char *id, bool leading)
{
	const struct pb_question *q = pb_question(id);

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->result_count; j++) {
			const struct result *result = &a->records[i]->results[j];

			if (!strcmp(result->question, id) && result_has_figure(result) &&
			    (!leading || !q || pb_question_leads(q, result->name)))
				return true;
		}
	return false;
}

static void add_questions_with(struct answers *a, bool leading)
{
	struct names seen = { 0 };

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->result_count; j++) {
			const char *id = a->records[i]->results[j].question;

			if (strcmp(id, PB_CALIBRATION) && names_add(&seen, id) &&
			    has_figures(a, id, leading))
				names_add(&a->questions, id);
		}
	names_free(&seen);
}

/* Calibration is in every run, and answers somebody only if it is alone. */
static void add_questions(struct answers *a)
{
	add_questions_with(a, true);
	if (!a->questions.count)
		add_questions_with(a, false);
	if (!a->questions.count && has_figures(a, PB_CALIBRATION, false))
		names_add(&a->questions, PB_CALIBRATION);
}

static bool counts_exits(const struct answers *a)
{
	for (size_t i = 0; i < a->count; i++) {
		const char *with = record_counts_hypervisor(a->records[i]);

		if (with && !strcmp(with, "KVM"))
			return has_figures(a, PB_EXITS, true);
	}
	return false;
}

/* All with figures; of more than fit what only KVM's record tells, and what most people ask. */
static void choose_questions(struct answers *a, size_t lines)
{
	add_questions(a);
	if (!lines || a->questions.count <= PB_FRONT)
		return;
	names_free(&a->questions);
	a->questions = (struct names){ 0 };
	if (counts_exits(a))
		names_add(&a->questions, PB_EXITS);
	for (size_t i = 0; i < PB_FRONT && a->questions.count < PB_FRONT; i++)
		if (has_figures(a, pb_front[i], true))
			names_add(&a->questions, pb_front[i]);
}

/* Rows */

/* "29.95 ± 0.34", "29.95 contended", "needs ring 0" (malloced) */
static char *cell_text(const struct record *r, const struct result *result)
{
	char *text, *interval;

	if (result->status != STATUS_OK && result->status != STATUS_CONTENDED)
		return table_brief_why(result);
	text = table_estimate(r, result);
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
		const struct record *r = record_of(&a->columns[i], bench, &result);

		if (!result) {
			put_text(row, NULL);
			continue;
		}
		put_number(row, result_measured(result) ? result->estimate : NAN,
			   cell_text(r, result));
		put_tone(row, result->status == STATUS_CONTENDED ? TONE_OPEN : TONE_NONE);
	}
}

static bool in_column_one(const struct answers *a, const char *bench)
{
	const struct result *result;

	record_of(&a->columns[0], bench, &result);
	return result_has_figure(result);
}

/* Somebody has it, be it without a figure. */
static bool in_any(const struct answers *a, const char *bench)
{
	for (size_t i = 0; i < a->count; i++)
		if (record_find(a->records[i], bench))
			return true;
	return false;
}

/*
 * The pair of a headline that is compared: the first of which records know; or a later one of which
 * silicon has the cycles, or nobody has more than that of the first.
 */
static struct pair choose_pair(const struct answers *a, const char *id)
{
	const struct pb_question *q = pb_question(id);
	size_t headline = headline_count(id), best = 0;
	bool silicon = a->column_count && a->columns[0].records[0]->clock == CLOCK_SILICON;
	int most = 0;

	for (size_t i = 0; i + 1 < headline; i += 2) {
		const char *const *of = q->headline + i;
		bool cycles = silicon && in_column_one(a, of[0]) && in_column_one(a, of[1]);
		int score = 4 * cycles +
			    2 * (columns_with(a, of[0]) && (!i || columns_with(a, of[1]))) + 1;

		if (score > most && in_any(a, of[0]) && in_any(a, of[1])) {
			most = score;
			best = i;
		}
	}
	return most ? (struct pair){ q->headline[best], q->headline[best + 1] } :
		      (struct pair){ 0 };
}

/*
 * The pair; if it has nothing in the first column, a bench of the headline that has; and others
 * with figures, while there is room.
 */
static struct names choose_rows(const struct answers *a, const char *id, const struct pair *pair,
				size_t most)
{
	struct names benches = benches_of(a, id), chosen = { 0 };
	size_t headline = headline_count(id);

	if (pair->first) {
		names_add(&chosen, pair->first);
		names_add(&chosen, pair->second);
	}
	if (pair->first && !in_column_one(a, pair->first))
		for (size_t i = 0; i < headline && i < benches.count && chosen.count < 3; i++)
			if (in_column_one(a, benches.all[i]))
				names_add(&chosen, benches.all[i]);
	for (size_t i = 0; i < benches.count && chosen.count < most; i++)
		if (columns_with(a, benches.all[i]))
			names_add(&chosen, benches.all[i]);
	names_free(&benches);
	return chosen;
}

static void add_group(struct table *t, const char *id)
{
	char *anchor = question_anchor(id), *title;

	title = xasprintf("%s (%s)", pb_question_title(id), id);
	table_group(t, title);
	t->rows[t->row_count - 1]->cells[0].url = xasprintf("#%s", anchor);
	free(title);
	free(anchor);
}

static void add_question(const struct answers *a, struct table *t, const char *id, size_t rows)
{
	struct pair pair = choose_pair(a, id);
	struct names benches = choose_rows(a, id, &pair, rows);
	char *text = pair.first ? known_text(a->records, a->count, &pair) : NULL;

	add_group(t, id);
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

static void free_columns(struct answers *a)
{
	for (size_t i = 0; i < a->column_count; i++) {
		while (a->columns[i].kernels.count)
			free((char *)a->columns[i].kernels.all[--a->columns[i].kernels.count]);
		names_free(&a->columns[i].kernels);
		free(a->columns[i].heading);
		free(a->columns[i].records);
	}
}

/* By the records that show a question, if they make the same columns; else without columns. */
static struct answers shown(const struct answers *a, const char *id)
{
	struct answers its = { .count = a->count, .most_columns = a->most_columns };

	if (!a->showing)
		return its;
	its.records = a->showing(a->arg, id);
	place_records(&its);
	if (its.column_count != a->column_count) {
		free_columns(&its);
		its.column_count = 0;
	}
	return its;
}

static void free_shown(struct answers *its)
{
	free_columns(its);
	free((void *)its->records);
}

static void add_shown(const struct answers *a, struct table *t, const char *id, size_t rows)
{
	struct answers its = shown(a, id);

	add_question(its.column_count ? &its : a, t, id, rows);
	free_shown(&its);
}

/* Of the records whose figures columns have, which may be of each question others. */
static void take_all_kernels(struct answers *a)
{
	for (size_t k = 0; k < a->questions.count; k++) {
		struct answers its = shown(a, a->questions.all[k]);
		const struct answers *of = its.column_count ? &its : a;

		for (size_t i = 0; i < a->column_count; i++)
			take_kernels(&a->columns[i], &of->columns[i]);
		free_shown(&its);
	}
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

		add_shown(a, t, a->questions.all[i],
			  lines ? rows_of_each(a, lines) : headline ? headline : ROWS);
	}
}

/* What was measured where */

static bool is_calibration(const struct result *result)
{
	return !strcmp(result->question, PB_CALIBRATION);
}

/* Those that columns show; calibration is in every record. */
static size_t count_measured(const struct answers *a)
{
	struct names names = { 0 };
	size_t count;

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; is_placed(a, a->records[i]) && j < a->records[i]->result_count;
		     j++) {
			const struct result *result = &a->records[i]->results[j];

			if (result_measured(result) && !is_calibration(result))
				names_add(&names, result->name);
		}
	count = names.count;
	names_free(&names);
	return count;
}

static size_t count_status(const struct record *r, enum status status)
{
	size_t count = 0;

	for (size_t i = 0; i < r->result_count; i++)
		count += r->results[i].status == status && !is_calibration(&r->results[i]);
	return count;
}

/* "silicon, core cycles: 125 benches, calibration ok" */
static void add_target(struct document *d, const struct record *r, bool names_cpu)
{
	size_t ok = count_status(r, STATUS_OK), contended = count_status(r, STATUS_CONTENDED);
	char *words = label_mitigations(r);
	char *text = xasprintf("%s, %s: %zu bench%s", clock_names[r->clock], clock_units[r->clock],
			       ok, ok == 1 ? "" : "es");

	if (contended)
		append(&text, ", and %zu contended", contended);
	if (r->clock == CLOCK_SILICON)
		append(&text, "; calibration %s", calibration_failed(r) ? "FAILED" :
		       !strcmp(changes_fact(r, "calibration"), "ok") ? "ok" : "unknown");
	else if (strcmp(changes_fact(r, "kernel"), "none"))
		append(&text, "; Linux %s%s%s", changes_fact(r, "kernel"),
		       *words ? " " : "", words);
	if (names_cpu)
		append(&text, "; %s", changes_fact(r, "cpu_model"));
	text = text_cut(text, 2 * LINE);
	document_fact(d, r->target, "%s", text);
	free(text);
	free(words);
}

static size_t count_benches(void)
{
	size_t n = 0;

	for (unsigned int i = 0; i < pb_bench_count; i++)
		n += strcmp(pb_benches[i]->question, PB_CALIBRATION) != 0;
	return n;
}

/* "3 CPUs, one emulated" (malloced): of the records that columns show */
static char *count_cpus(const struct answers *a)
{
	struct names cpus = { 0 }, emulated = { 0 };
	char *text;

	for (size_t i = 0; i < a->count; i++) {
		const char *cpu = changes_fact(a->records[i], "cpu_model");

		if (!is_placed(a, a->records[i]))
			continue;
		names_add(&cpus, cpu);
		if (a->records[i]->clock == CLOCK_ICOUNT)
			names_add(&emulated, cpu);
	}
	text = xasprintf("%zu CPUs", cpus.count);
	if (emulated.count == 1)
		append(&text, ", one emulated");
	else if (emulated.count)
		append(&text, ", %zu emulated", emulated.count);
	names_free(&cpus);
	names_free(&emulated);
	return text;
}

/* Where a person sits, if a record tells; a guest's CPU is an emulator's. */
static void add_machine(struct document *d, const struct answers *a)
{
	const struct record *r = a->column_count ? a->columns[0].records[0] : a->records[0];
	const char *kernel = changes_fact(r, "kernel");
	char *text = several_cpus(a) ? count_cpus(a) : label_cpu(r), *its;

	if (strcmp(kernel, "none") && !several_cpus(a)) {
		its = text_cut(xstrdup(kernel), LINE);
		append(&text, ", Linux %s", its);
		free(its);
	}
	document_fact(d, several_cpus(a) ? "machines" : "machine",
		      "%s: %zu of %zu benches measured", text, count_measured(a), count_benches());
	free(text);
}

/* Records that are in no column. */
static void add_left_out(struct document *d, const struct answers *a)
{
	char **labels = labels_make(a->records, a->count), *text = xstrdup("");

	for (size_t i = 0; i < a->count; i++)
		if (!is_placed(a, a->records[i]))
			append(&text, "%s%s", *text ? ", " : "", labels[i]);
	if (*text) {
		text = text_cut(text, 3 * LINE);
		document_fact(d, "left out", "%s; `privbench show --beside` has a column for each",
			      text);
	}
	free(text);
	labels_free(labels, a->count);
}

static void add_where(struct document *d, const struct answers *a)
{
	add_machine(d, a);
	for (size_t i = 0; i < a->count; i++)
		add_target(d, a->records[i],
			   a->records[i]->clock == CLOCK_SILICON && several_cpus(a));
	add_left_out(d, a);
}

static void begin(struct answers *a, size_t lines)
{
	place_records(a);
	choose_questions(a, lines);
	take_all_kernels(a);
	name_columns(a);
}

static void end(struct answers *a)
{
	free_columns(a);
	names_free(&a->questions);
}

static void add_answers_in(struct document *d, struct answers *a, size_t lines)
{
	begin(a, lines);
	add_where(d, a);
	add_table(d, a, lines);
	add_verdicts(d, a->records, a->count);
	end(a);
}

void add_answers(struct document *d, const struct record *const records[], size_t count,
		 size_t lines)
{
	struct answers a = { .records = records, .count = count, .most_columns = COLUMNS };

	add_answers_in(d, &a, lines);
}

void add_answers_first(struct document *d, const struct record *const records[], size_t count,
		       size_t lines, answers_showing *showing, const void *arg)
{
	struct answers a = {
		.records = records, .count = count, .most_columns = COLUMNS,
		.showing = showing, .arg = arg,
	};

	begin(&a, lines);
	add_table(d, &a, lines);
	add_verdicts(d, records, count);
	add_where(d, &a);
	end(&a);
}

char *answer_text(const struct record *const records[], size_t count, const char *question)
{
	struct answers a = { .records = records, .count = count, .most_columns = COLUMNS };
	struct pair pair;
	char *text;

	place_records(&a);
	pair = choose_pair(&a, question);
	text = pair.first ? known_text(records, count, &pair) : NULL;
	free_columns(&a);
	return text;
}

struct document *answers_document(const struct record *const records[], size_t count, size_t lines)
{
	struct answers a = { .records = records, .count = count, .most_columns = SCREEN_COLUMNS };
	struct document *d = document_new("answers");

	add_answers_in(d, &a, lines);
	return d;
}
