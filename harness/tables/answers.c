// SPDX-License-Identifier: GPL-2.0-only
/* What records answer: of each question its headline, targets side by side, and what is known. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "calibration.h"
#include "changes.h"
#include "claim-words.h"
#include "claims.h"
#include "document.h"
#include "figures.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "tables.h"
#include "text.h"
#include "util.h"

#define COLUMNS 3		/* of figures: more do not fit beside the names */
#define ROWS 2			/* of a question, at least */
#define CELL 28			/* characters of a reason */
#define REASONS 3		/* that are told */

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

/* "core cycles (user)", "instructions" of several targets, "instructions with Xen's (xen)" */
static void name_columns(struct answers *a)
{
	bool cpus = a->column_count > 1 && a->columns[1].first->clock == CLOCK_SILICON;

	for (struct column_of *c = a->columns; c < a->columns + a->column_count; c++) {
		const struct record *r = c->first;

		c->heading = xasprintf("%s%s", clock_units[r->clock],
				       record_counts_hypervisor(r) ? " with Xen's" : "");
		if (cpus && r->clock == CLOCK_SILICON)
			append(&c->heading, " (%s)", changes_fact(r, "cpu_model"));
		else if (c->targets.count == 1)
			append(&c->heading, " (%s)", r->target);
	}
}

/* Contended figures are shown, too, as such. */
static bool has_figure(const struct result *result)
{
	return result && isfinite(result->estimate);
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
		if (its && (!*result || has_figure(its))) {
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
		n += has_figure(result);
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

			if (!strcmp(result->question, id) && has_figure(result))
				return true;
		}
	return false;
}

/* Calibration is in every run, and answers somebody only if it is alone. */
static void drop_calibration(struct answers *a)
{
	size_t i = names_find(&a->questions, "calibrate");

	if (i == a->questions.count || a->questions.count == 1)
		return;
	a->questions.count--;
	memmove(a->questions.all + i, a->questions.all + i + 1,
		(a->questions.count - i) * sizeof(*a->questions.all));
}

static void add_questions(struct answers *a)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->result_count; j++) {
			const char *id = a->records[i]->results[j].question;

			if (names_find(&a->questions, id) == a->questions.count &&
			    has_figures(a, id))
				names_add(&a->questions, id);
		}
	drop_calibration(a);
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

/* "29.95 ± 0.34", "29.95 contended", "needs ring 0" (malloced); NULL: the record has no such bench */
static char *cell_text(const struct record *r, const struct result *result)
{
	char *text, *interval;

	if (!result)
		return NULL;
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

		put_number(row, result_measured(result) ? result->estimate : NAN,
			   result ? cell_text(r, result) : NULL);
		if (result && result->status == STATUS_CONTENDED)
			put_tone(row, TONE_OPEN);
	}
}

static bool measured_first(const struct answers *a, const char *bench)
{
	const struct result *result;

	record_of(a, &a->columns[0], bench, &result);
	return has_figure(result);
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

	for (size_t i = 0; i + 1 < headline; i += 2) {
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

/* What is known */

static bool is_decided(const struct claim_result *c)
{
	return c->verdict != VERDICT_NOT_MEASURABLE && c->verdict != VERDICT_BY_CONSTRUCTION;
}

/* A claim may have been on another measure in an older record. */
static bool is_verdict_on(const struct claim_result *c, const struct pb_claim *claim)
{
	return !strcmp(c->id, claim->id) && !strcmp(c->measure, measure_names[claim->about]);
}

/* The verdict of the first record that decided the claim; else of silicon, or the first. */
static const struct claim_result *best_of(const struct answers *a, const struct pb_claim *claim)
{
	const struct claim_result *otherwise = NULL;

	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < a->records[i]->claim_count; j++) {
			const struct claim_result *c = &a->records[i]->claims[j];

			if (!is_verdict_on(c, claim))
				continue;
			if (is_decided(c))
				return c;
			if (!otherwise || a->records[i]->clock == CLOCK_SILICON)
				otherwise = c;
		}
	return otherwise;
}

/* Of the question's claims on time the first that is decided; else the first. */
static const struct claim_result *time_claim(const struct answers *a, const char *question)
{
	const struct claim_result *first = NULL;

	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct claim_result *c = pb_claims[i].about == PB_CYCLES &&
			!strcmp(pb_claims[i].question, question) ?
			best_of(a, &pb_claims[i]) : NULL;

		if (c && is_decided(c))
			return c;
		if (!first)
			first = c;
	}
	return first;
}

#define NEEDS_SILICON "needs silicon in ring 0"

/* What would decide it. */
static const char *time_why(const struct claim_result *c)
{
	const char *why = claims_why(c);

	return strstr(why, "decided on silicon only") || !strncmp(why, "needs ", 6) ?
		NEEDS_SILICON : why;
}

/* Whether a record counts the instructions of both. */
static bool counted(const struct answers *a, const struct names *benches,
		    const struct result *of[2])
{
	for (size_t i = 0; i < a->count && benches->count > 1; i++) {
		for (int k = 0; k < 2; k++)
			of[k] = record_find(a->records[i], benches->all[k]);
		if (a->records[i]->clock == CLOCK_ICOUNT && result_measured(of[0]) &&
		    result_measured(of[1]))
			return true;
	}
	return false;
}

/* "test-sti-if-0-1: 1 instruction more" (malloced); NULL: nobody counted */
static char *paths_text(const struct answers *a, const struct names *benches)
{
	const struct result *of[2];
	double more;

	if (!counted(a, benches, of))
		return NULL;
	more = of[1]->estimate - of[0]->estimate;
	if (!more)
		return xasprintf("%s: as many instructions", of[1]->name);
	return xasprintf("%s: %.10g instruction%s %s", of[1]->name, fabs(more),
			 fabs(more) == 1 ? "" : "s", more > 0 ? "more" : "fewer");
}

/* "supported: to ... costs less (0.62×)", "time needs silicon in ring 0" (malloced); or NULL */
static char *time_text(const struct claim_result *c)
{
	char *effect, *text;

	if (!c)
		return NULL;
	if (!is_decided(c))
		return xasprintf("time %s%s",
				 strncmp(time_why(c), "needs", 5) ? "not decided: " : "",
				 time_why(c));
	effect = claims_effect(c);
	text = xasprintf("%s: %s (%s)", claims_verdict(c), c->text, effect);
	free(effect);
	return text;
}

/* Why nobody has a figure of the second row (malloced); NULL: somebody has. */
static char *missing_text(const struct answers *a, const struct names *benches)
{
	const struct result *its = NULL;

	for (size_t i = 0; benches->count > 1 && i < a->count; i++) {
		const struct result *result = record_find(a->records[i], benches->all[1]);

		if (has_figure(result))
			return NULL;
		if (result && (!its || strstr(result->reason ? result->reason : "", "CPUID")))
			its = result;
	}
	return its && its->reason ? xasprintf("%s: %s", its->name, its->reason) : NULL;
}

/* What is known, and what is not, of a question (malloced); NULL: there is nothing to say. */
static char *known(const struct answers *a, const char *id, const struct names *benches)
{
	const struct claim_result *c = time_claim(a, id);
	char *paths = paths_text(a, benches), *missing = missing_text(a, benches), *text = NULL;
	char *time = missing && !(c && is_decided(c)) ? xstrdup(missing) : time_text(c);

	if (time || paths)
		text = xasprintf("→ %s%s%s", paths ? paths : "", time && paths ? "; " : "",
				 time ? time : "");
	free(missing);
	free(paths);
	free(time);
	return text;
}

static void add_question(const struct answers *a, struct table *t, const char *id, size_t rows)
{
	struct names benches = choose_rows(a, id, rows);
	char *text = known(a, id, &benches);

	table_group(t, pb_question_title(id));
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

	return rows > ROWS + 3 ? rows - 3 : ROWS;
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
static void add_target(struct document *d, const struct record *r)
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

/* Claims by verdict */

/* The commonest reasons, and what would help. */
static void add_reasons(struct document *d, const struct names *reasons)
{
	char *text = xstrdup("");
	size_t most = SIZE_MAX;

	for (size_t told = 0; told < REASONS && told < reasons->count; told++) {
		size_t next = 0, i;

		for (i = 0; i < reasons->count; i++)
			if (reasons->times[i] < most && reasons->times[i] > next)
				next = reasons->times[i];
		for (i = 0; i < reasons->count && next; i++)
			if (reasons->times[i] == next)
				append(&text, "%s%zu: %s", *text ? "; " : "", next,
				       reasons->all[i]);
		most = next;
	}
	if (*text)
		document_fact(d, "undecided", "%s", text);
	if (names_find(reasons, NEEDS_SILICON) < reasons->count)
		document_fact(d, "to decide", "run as root where modules load (--on kernel), or "
			      "where /dev/kvm runs guests on silicon (--on kvm)");
	free(text);
}

static void add_verdicts(struct document *d, const struct answers *a)
{
	static const char *const words[] = {
		[VERDICT_SUPPORTED] = "supported", [VERDICT_REFUTED] = "refuted",
		[VERDICT_NO_DIFFERENCE] = "no difference", [VERDICT_UNRESOLVED] = "unresolved",
		[VERDICT_BY_CONSTRUCTION] = "by construction",
		[VERDICT_NOT_MEASURABLE] = "undecided",
	};
	size_t counts[VERDICT_NOT_MEASURABLE + 1] = { 0 };
	struct names reasons = { 0 };
	char *text = xstrdup("");

	for (unsigned int i = 0; i < pb_claim_count; i++) {
		const struct claim_result *c = best_of(a, &pb_claims[i]);

		if (!c)
			continue;
		counts[c->verdict]++;
		if (c->verdict == VERDICT_NOT_MEASURABLE)
			names_add(&reasons, time_why(c));
	}
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		if (counts[i])
			append(&text, "%s%zu %s", *text ? " · " : "", counts[i], words[i]);
	if (*text)
		document_fact(d, "claims", "%s", text);
	add_reasons(d, &reasons);
	names_free(&reasons);
	free(text);
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
		add_target(d, records[i]);
	add_table(d, &a, lines);
	add_verdicts(d, &a);
	for (size_t i = 0; i < a.column_count; i++) {
		free(a.columns[i].heading);
		names_free(&a.columns[i].targets);
	}
	names_free(&a.questions);
}

struct document *answers_document(const struct record *const records[], size_t count, size_t lines)
{
	struct document *d = document_new("answers");

	add_answers(d, records, count, lines);
	return d;
}
