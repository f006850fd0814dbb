// SPDX-License-Identifier: GPL-2.0-only
/* The parts of a report: what records answer, question by question, and what they are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "disassembly.h"
#include "document.h"
#include "escape.h"
#include "figures.h"
#include "labels.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "report.h"
#include "tables.h"
#include "util.h"

struct report *report_new(const struct record *const records[], size_t count)
{
	struct report *r = xcalloc(1, sizeof(*r));

	*r = (struct report){
		.records = records, .count = count, .labels = labels_make(records, count),
		.code = disassemble(records, count), .d = document_new("benches"),
	};
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < records[i]->result_count; j++)
			names_add(&r->questions, records[i]->results[j].question);
	return r;
}

void report_free(struct report *r)
{
	labels_free(r->labels, r->count);
	disassembly_free(r->code);
	names_free(&r->questions);
	free(r);
}

/* What a record's column has: "user: core cycles" (malloced) */
static char *heading(const struct report *r, size_t record)
{
	const struct record *of = r->records[record];
	const char *whose = record_counts_hypervisor(of)   ? " of guest and hypervisor" :
			    of->clock == CLOCK_EMULATED ? " (of the emulator)" : "";

	return xasprintf("%s: %s%s", r->labels[record], clock_units[of->clock], whose);
}

/* Reasons, told once below a table, by their numbers */

/* "[3]" (malloced) */
static char *number_of(struct names *reasons, const char *why)
{
	names_add(reasons, why);
	return xasprintf("[%zu]", names_find(reasons, why) + 1);
}

static void add_reasons(struct document *d, const struct names *reasons)
{
	for (size_t i = 0; i < reasons->count; i++)
		document_add(d, BLOCK_ITEM, "[%zu] %s", i + 1, reasons->all[i]);
}

static const char *why_of(const struct result *result)
{
	return !result		? "the record does not have this bench" :
	       result->reason	? result->reason : "no reason was recorded";
}

/* "29.87 ± 0.30", "skipped [1]", "contended 30.12 [2]" (malloced) */
static char *cell_of(const struct record *of, const struct result *result, struct names *reasons)
{
	bool measured = result_measured(result);
	char *figure = result ? table_estimate(of, result) : NULL, *more, *text;

	if (measured) {
		more = of->clock == CLOCK_ICOUNT ? NULL : table_interval(of, result);
		text = xasprintf("%s%s%s", figure, more ? " " : "", more ? more : "");
	} else {
		more = number_of(reasons, why_of(result));
		text = xasprintf("%s%s%s %s", result ? status_names[result->status] : "none",
				 figure ? " " : "", figure ? figure : "", more);
	}
	free(more);
	free(figure);
	return text;
}

/* Benches */

static struct names benches_of(const struct report *r, const char *question)
{
	struct names benches = { 0 };

	for (size_t i = 0; i < r->count; i++)
		for (size_t j = 0; j < r->records[i]->result_count; j++)
			if (!strcmp(r->records[i]->results[j].question, question))
				names_add(&benches, r->records[i]->results[j].name);
	return benches;
}

static bool any_figure(const struct report *r, const char *bench)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct result *result = record_find(r->records[i], bench);

		if (result && isfinite(result->estimate))
			return true;
	}
	return false;
}

/* Records that measured nothing of the question need no column. */
static bool has_column(const struct report *r, const struct names *benches, size_t record)
{
	for (size_t i = 0; i < benches->count; i++) {
		const struct result *result = record_find(r->records[record], benches->all[i]);

		if (result && isfinite(result->estimate))
			return true;
	}
	return false;
}

static void add_figures(struct report *r, const struct names *benches, struct names *reasons)
{
	struct column *columns = xcalloc(r->count + 1, sizeof(*columns));
	struct table *t;

	columns[0].heading = "bench";
	for (size_t i = 0; i < r->count; i++)
		columns[i + 1].heading = heading(r, i);
	t = document_table(r->d, NULL, "figures with 95 % intervals", columns, r->count + 1);
	for (size_t i = 0; i < benches->count; i++) {
		struct row *row = any_figure(r, benches->all[i]) ? table_row(t) : NULL;

		if (!row)
			continue;
		put_text(row, benches->all[i]);
		for (size_t k = 0; k < r->count; k++) {
			const struct record *of = r->records[k];
			const struct result *its = record_find(of, benches->all[i]);

			put_own(row, has_column(r, benches, k) ? cell_of(of, its, reasons) : NULL);
			if (!result_measured(its))
				put_tone(row, TONE_OPEN);
		}
	}
	for (size_t i = 0; i < r->count; i++)
		free((char *)columns[i + 1].heading);
	free(columns);
}

static bool same_reason(const struct report *r, const char *bench, size_t a, size_t b)
{
	return !strcmp(why_of(record_find(r->records[a], bench)),
		       why_of(record_find(r->records[b], bench)));
}

/* The records before this one that have the reason. */
static size_t told_before(const struct report *r, const char *bench, size_t record)
{
	size_t n = 0;

	for (size_t i = 0; i < record; i++)
		n += same_reason(r, bench, i, record);
	return n;
}

/* Why no record has a figure: "[2]", everywhere; "qemu, xen [1]; user [2]" (malloced) */
static char *why_nowhere(const struct report *r, const char *bench, struct names *reasons)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < r->count; i++) {
		char *number = number_of(reasons, why_of(record_find(r->records[i], bench)));
		size_t with = 0;

		if (told_before(r, bench, r->count - 1) == r->count - 1) {
			free(text);
			return number;
		}
		for (size_t k = i; k < r->count && !told_before(r, bench, i); k++)
			if (same_reason(r, bench, i, k))
				append(&text, "%s%s", with++ ? ", " : *text ? "; " : "",
				       r->labels[k]);
		if (with)
			append(&text, " %s", number);
		free(number);
	}
	return text;
}

/* Those of one reason together: "3 not measured, qemu, xen [1]: a, b, c" */
static void add_unmeasured(struct report *r, const struct names *benches, struct names *reasons)
{
	struct names told = { 0 };
	char **why = xcalloc(benches->count, sizeof(*why));

	for (size_t i = 0; i < benches->count; i++)
		if (!any_figure(r, benches->all[i])) {
			why[i] = why_nowhere(r, benches->all[i], reasons);
			names_add(&told, why[i]);
		}
	for (size_t k = 0; k < told.count; k++) {
		char *names = xstrdup("");

		for (size_t i = 0; i < benches->count; i++)
			if (why[i] && !strcmp(why[i], told.all[k]))
				append(&names, "%s%s", *names ? ", " : "", benches->all[i]);
		document_add(r->d, BLOCK_ITEM, "%zu not measured, %s: %s", told.times[k],
			     told.all[k], names);
		free(names);
	}
	for (size_t i = 0; i < benches->count; i++)
		free(why[i]);
	free(why);
	names_free(&told);
}

/* On demand */

static void put_quantiles(struct table *t, const struct record *of, const char *label,
			  const struct result *result)
{
	struct row *row = table_row(t);

	PUT_TEXTS(row, result->name, label, clock_units[of->clock]);
	for (size_t i = 0; i < ARRAY_SIZE(result->quantiles); i++)
		put_own(row, table_figure(of, result->quantiles[i]));
	put_own(row, xasprintf("%zu", result->samples));
}

/* Of time alone: an exact clock has one figure, and an emulator's say nothing of a CPU. */
static void add_distributions(struct report *r, const char *question, const struct names *benches)
{
	static const struct column columns[] = {
		SHOWN(NULL, "bench"), { NULL, "record", LEFT }, { NULL, "unit", LEFT },
		SHOWN(NULL, "least"), SHOWN(NULL, "median"), SHOWN(NULL, "99th percentile"),
		SHOWN(NULL, "greatest"), SHOWN(NULL, "samples kept"),
	};
	struct table *t = NULL;

	for (size_t i = 0; i < benches->count; i++)
		for (size_t k = 0; k < r->count; k++) {
			const struct record *of = r->records[k];
			const struct result *its = record_find(of, benches->all[i]);

			if (!result_measured(its) || of->clock != CLOCK_SILICON)
				continue;
			if (!t) {
				document_add(r->d, BLOCK_FOLD, "Distributions of the samples");
				document_figure(r->d, "distributions", question,
						"distributions of the samples");
				t = document_table(r->d, NULL, NULL, columns, ARRAY_SIZE(columns));
			}
			put_quantiles(t, of, r->labels[k], its);
		}
	if (t)
		document_unfold(r->d);
}

static void put_site(struct report *r, struct table *t, const struct result *of, const char *label)
{
	char *instructions = disassembly_text(r->code, of);
	struct row *row = table_row(t);

	PUT_TEXTS(row, of->name, label);
	put_own(row, of->bytes < 0 ? NULL : xasprintf("%ld", of->bytes));
	put_own(row, instructions ? instructions : xasprintf("bytes %s", of->code));
	put_text(row, of->what);
}

/* Each site once, of the records in which it is the same. */
static void add_sites(struct report *r, struct table *t, const char *bench)
{
	struct names codes = { 0 };

	for (size_t k = 0; k < r->count; k++) {
		const struct result *its = record_find(r->records[k], bench);
		bool new = its && its->code && *its->code && names_add(&codes, its->code);

		if (new)
			put_site(r, t, its, codes.count > 1 ? r->labels[k] : NULL);
	}
	names_free(&codes);
}

static void add_code(struct report *r, const struct names *benches)
{
	static const struct column columns[] = {
		SHOWN(NULL, "bench"), { NULL, "as in", LEFT }, SHOWN(NULL, "bytes"),
		{ NULL, "instructions", WORDS }, { NULL, "what it is", WORDS },
	};
	struct table *t;

	document_add(r->d, BLOCK_FOLD, "Code of a site");
	t = document_table(r->d, NULL, NULL, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < benches->count; i++)
		add_sites(r, t, benches->all[i]);
	if (!t->row_count)
		document_add(r->d, BLOCK_PARAGRAPH, "No record has the bytes: they depend on where "
			     "the code lies, or are the running kernel's own.");
	document_unfold(r->d);
}

/* A question */

static void add_mail(struct document *d, const struct pb_mail *mail)
{
	if (!mail)
		return;
	document_add(d, BLOCK_PARAGRAPH, "%s, %s %s: %s", mail->author, mail->list, mail->date,
		     mail->subject);
	document_url(d, "%s", mail->url);
}

void report_question(struct report *r, const char *question)
{
	const struct pb_question *known = pb_question(question);
	struct names benches = benches_of(r, question), reasons = { 0 };
	char *id = question_anchor(question);

	document_add(r->d, BLOCK_SECTION, known ? "%s" : "Of another version of privbench: %s",
		     pb_question_title(question));
	document_id(r->d, "%s", id);
	add_mail(r->d, known ? known->mail : NULL);
	document_figure(r->d, "question", question, pb_question_title(question));
	add_figures(r, &benches, &reasons);
	add_unmeasured(r, &benches, &reasons);
	add_reasons(r->d, &reasons);
	add_question_claims(r->d, r->records, r->count, question);
	add_distributions(r, question, &benches);
	add_code(r, &benches);
	free(id);
	names_free(&reasons);
	names_free(&benches);
}

/* The rest */

static bool has_clock(const struct report *r, enum clock clock)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->records[i]->clock == clock)
			return true;
	return false;
}

static void add_reading(const struct report *r)
{
	static const char *const clocks[] = {
		[CLOCK_SILICON] = "Core cycles (clock silicon) are time on a CPU: the mean of an "
			"operation, with an interval of 95 % over batches and boots. Intervals "
			"that overlap decide nothing.",
		[CLOCK_ICOUNT] = "Instructions (clock icount) are path length, counted by QEMU: "
			"exact, without an interval, and not time.",
		[CLOCK_EMULATED] = "Emulated ticks (clock emulated) describe the emulator, not a "
			"CPU. They decide no claim.",
	};

	document_add(r->d, BLOCK_SECTION, "How to read it");
	document_id(r->d, "reading");
	for (enum clock c = CLOCK_SILICON; c <= CLOCK_EMULATED; c++)
		if (has_clock(r, c))
			document_add(r->d, BLOCK_ITEM, "%s", clocks[c]);
	document_add(r->d, BLOCK_ITEM, "Figures of different units are not compared.");
	document_add(r->d, BLOCK_ITEM, "A claim is supported, or refuted, if the interval of its "
		     "effect lies wholly on one side of what was predicted; there is no difference "
		     "if it lies within the margin; else it is unresolved.");
	document_add(r->d, BLOCK_ITEM, "By construction is a fact of the code, decided when it was "
		     "assembled: no measurement could have turned it, and it supports nothing.");
	document_add(r->d, BLOCK_ITEM, "A bench is contended if another guest had the core for "
		     "most of it: its figure decides nothing. Skipped, faulted and failed benches "
		     "have no figure, but a reason.");
}

static void add_run(const struct report *r, size_t i)
{
	const struct record *of = r->records[i];

	document_add(r->d, BLOCK_HEADING, "%s", r->labels[i]);
	document_id(r->d, "run-%zu", i + 1);
	document_fact(r->d, "command", "%s", of->command ? of->command : "not recorded");
	document_fact(r->d, "measured", "%s", of->utc ? of->utc : "not recorded");
	document_fact(r->d, "record", "%s", of->path ? of->path : "not in a file");
	add_record_facts(r->d, of);
	add_break_even(r->d, of);
	for (size_t k = 0; k < of->note_count; k++)
		document_add(r->d, BLOCK_ITEM, "%s", of->notes[k]);
	document_add(r->d, BLOCK_FOLD, "All that is known of the machine");
	add_machine_facts(r->d, of);
	document_unfold(r->d);
}

void report_runs(struct report *r)
{
	add_reading(r);
	document_add(r->d, BLOCK_SECTION, "Machines and runs");
	document_id(r->d, "runs");
	for (size_t i = 0; i < r->count; i++)
		add_run(r, i);
}

/* By verdict, as often as a record has it; and of all whether any decided it. */
static void add_verdicts(const struct report *r)
{
	static const char *const words[] = {
		[VERDICT_SUPPORTED] = "supported", [VERDICT_REFUTED] = "refuted",
		[VERDICT_NO_DIFFERENCE] = "no difference", [VERDICT_UNRESOLVED] = "unresolved",
		[VERDICT_BY_CONSTRUCTION] = "by construction",
		[VERDICT_NOT_MEASURABLE] = "not measurable there",
	};
	struct column columns[VERDICT_NOT_MEASURABLE + 2] = { SHOWN(NULL, "record") };
	struct table *t;

	for (int v = 0; v <= VERDICT_NOT_MEASURABLE; v++)
		columns[v + 1].heading = words[v];
	t = document_table(r->d, NULL, "claims by verdict", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < r->count; i++) {
		size_t counts[VERDICT_NOT_MEASURABLE + 1] = { 0 };
		struct row *row = r->records[i]->claim_count ? table_row(t) : NULL;

		for (size_t k = 0; k < r->records[i]->claim_count; k++)
			counts[r->records[i]->claims[k].verdict]++;
		if (row)
			put_text(row, r->labels[i]);
		for (int v = 0; row && v <= VERDICT_NOT_MEASURABLE; v++)
			put_count(row, counts[v]);
	}
	add_claims_left_out(r->d, r->records, r->count);
}

void report_begin(struct report *r)
{
	if (r->count > 1)
		document_title(r->d, "privbench: %zu records", r->count);
	else
		document_title(r->d, "privbench at %s, %s", r->records[0]->target,
			       r->records[0]->utc);
	document_add(r->d, BLOCK_SECTION, "Answers");
	document_id(r->d, "answers");
	document_add(r->d, BLOCK_PARAGRAPH, "Instructions are path length, not time. \"-\" is a "
		     "bench that no record of the column has.");
	add_answers(r->d, r->records, r->count, ANSWERS_LINES);
	add_verdicts(r);
	document_contents(r->d);
}
