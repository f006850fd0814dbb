// SPDX-License-Identifier: GPL-2.0-only
/* Records as a reviewer on a mailing list asks for them: figures, and how they came about. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "claim-words.h"
#include "document.h"
#include "figures.h"
#include "known.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "tables.h"
#include "util.h"

#define FEW 40			/* benches: with more, of several questions only the headlines */

/* Records of one unit, whose figures stand side by side. */
struct group {
	const struct record **records;
	size_t count;
	struct names questions;
	size_t measured;		/* benches with a figure in any of them */
	bool few;
};

static bool same_unit(const struct record *a, const struct record *b)
{
	return a->clock == b->clock && record_counts_hypervisor(a) == record_counts_hypervisor(b);
}

/* Contended ones have figures, and a reason beside them. */
static bool is_headline(const struct result *result)
{
	return pb_question_leads(pb_question(result->question), result->name);
}

static void add_names(const struct group *g, struct names *benches, struct names *questions)
{
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->records[i]->result_count; k++) {
			const struct result *result = &g->records[i]->results[k];

			if (result_has_figure(result) && names_add(benches, result->name))
				names_add(questions, result->question);
		}
}

static struct group group_of(const struct record *const records[], size_t count, size_t first)
{
	struct group g = { 0 };
	struct names benches = { 0 };

	for (size_t i = first; i < count; i++)
		if (same_unit(records[first], records[i]))
			*PUSH(g.records, g.count) = records[i];
	add_names(&g, &benches, &g.questions);
	g.measured = benches.count;
	g.few = g.measured <= FEW || g.questions.count <= 2;
	names_free(&benches);
	return g;
}

/* Figures */

static const char *unit_of(const struct record *r)
{
	return r->clock == CLOCK_SILICON ? "core cycles per operation, with 95 % intervals" :
					   table_unit(r);
}

/* "needs ring 0"; in a narrow column "skipped", whose reason stands below (malloced) */
static char *no_figure(const struct result *result, bool narrow)
{
	if (!result)
		return xstrdup("-");
	return narrow ? xstrdup(status_names[result->status]) : table_brief_why(result);
}

/* "2.01 ± 0.01", "2.01, contended" (malloced) */
static char *cell_of(const struct record *r, const struct result *result, bool narrow)
{
	char *figure = result_has_figure(result) ? table_estimate(r, result) : NULL;
	char *interval = figure && r->clock == CLOCK_SILICON ? table_interval(r, result) : NULL;

	if (!figure)
		return no_figure(result, narrow);
	if (interval)
		append(&figure, " %s", interval);
	if (result->status == STATUS_CONTENDED)
		append(&figure, ", contended");
	free(interval);
	return figure;
}

/* One for all; or as of a kernel's own code, by record: "17 / 12 / 12" (malloced) */
static char *sizes_of(const struct group *g, const char *bench)
{
	char *all = xstrdup(""), *one = NULL, *size;
	bool differ = false;

	for (size_t i = 0; i < g->count; i++) {
		const struct result *result = record_find(g->records[i], bench);

		size = result_has_figure(result) ? table_size(result) : NULL;
		append(&all, "%s%s", i ? " / " : "", size ? size : "-");
		differ |= one && size && strcmp(one, size) != 0;
		if (one)
			free(size);
		else
			one = size;
	}
	if (!differ) {
		free(all);
		return one;
	}
	free(one);
	return all;
}

static void fill_row(const struct group *g, const struct result *of, struct row *row)
{
	put_text(row, of->name);
	for (size_t i = 0; i < g->count; i++)
		put_own(row, cell_of(g->records[i], record_find(g->records[i], of->name),
				     g->count > 1));
	put_own(row, sizes_of(g, of->name));
}

/* The figures' unit heads their column; of several records it stands above, and numbers here. */
static struct column *columns_of(const struct group *g)
{
	struct column *columns = xcalloc(g->count + 2, sizeof(*columns));

	columns[0].heading = "bench";
	for (size_t i = 0; i < g->count; i++)
		columns[1 + i].heading = g->count > 1 ? xasprintf("[%zu]", i + 1) :
					 xstrdup(clock_units[g->records[0]->clock]);
	columns[1 + g->count].heading = "bytes";
	return columns;
}

/* "POPF, or a test and STI? (Lutomirski, LKML 2020-11-13)" (malloced) */
static char *title_of(const char *question)
{
	const struct pb_question *q = pb_question(question);
	char *title = xstrdup(pb_question_title(question)), *mail;

	if (q && q->mail) {
		mail = mail_words(q->mail);
		append(&title, " (%s)", mail);
		free(mail);
	}
	return title;
}

static bool has_figure(const struct group *g, const char *bench)
{
	for (size_t i = 0; i < g->count; i++)
		if (result_has_figure(record_find(g->records[i], bench)))
			return true;
	return false;
}

/* The pair that a question compares, of which a missing figure has a reason. */
static bool is_compared(const char *question, const char *bench)
{
	const struct pb_question *q = pb_question(question);

	return q && q->headline[0] &&
	       (!strcmp(q->headline[0], bench) ||
		(q->headline[1] && !strcmp(q->headline[1], bench)));
}

static bool is_shown(const struct group *g, const struct result *result, const char *question)
{
	if (strcmp(result->question, question) != 0)
		return false;
	return has_figure(g, result->name) ? g->few || is_headline(result) :
					     is_compared(question, result->name);
}

static bool shows_figure(const struct group *g, const char *question)
{
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->records[i]->result_count; k++) {
			const struct result *of = &g->records[i]->results[k];

			if (is_shown(g, of, question) && has_figure(g, of->name))
				return true;
		}
	return false;
}

static void add_question(struct table *t, const struct group *g, const char *question,
			 struct names *shown)
{
	char *title = title_of(question), *known = answer_text(g->records, g->count, question);

	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->records[i]->result_count; k++) {
			const struct result *of = &g->records[i]->results[k];

			if (!is_shown(g, of, question) || !names_add(shown, of->name))
				continue;
			if (title)
				table_group(t, title);
			free(title);
			title = NULL;
			fill_row(g, of, table_row(t));
		}
	if (known)
		table_remark(t, known);
	free(known);
	free(title);
}

static size_t count_figures(const struct group *g, const struct names *benches)
{
	size_t count = 0;

	for (size_t i = 0; i < benches->count; i++)
		count += has_figure(g, benches->all[i]);
	return count;
}

/* Calibration, which every record has, comes last. */
static void add_questions(struct table *t, const struct group *g, struct names *shown)
{
	for (int calibration = 0; calibration <= 1; calibration++)
		for (size_t i = 0; i < g->questions.count; i++)
			if (calibration == !strcmp(g->questions.all[i], PB_CALIBRATION) &&
			    shows_figure(g, g->questions.all[i]))
				add_question(t, g, g->questions.all[i], shown);
}

static bool is_spread(const struct group *g, const struct names *shown)
{
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < shown->count; k++) {
			const struct result *its = record_find(g->records[i], shown->all[k]);

			if (result_measured(its) && figures_spread(g->records[i], its))
				return true;
		}
	return false;
}

static void add_figures(struct document *d, const struct group *g)
{
	struct column *columns = columns_of(g);
	struct table *t = document_table(d, NULL, NULL, columns, g->count + 2);
	struct names shown = { 0 };
	size_t left_out;

	add_questions(t, g, &shown);
	if (is_spread(g, &shown))
		document_add(d, BLOCK_PARAGRAPH, "%s", figures_spreading);
	left_out = g->measured - count_figures(g, &shown);
	if (left_out)
		document_add(d, BLOCK_PARAGRAPH, "%zu more benches have figures; the record has "
			     "them, and --only GLOB shows them.", left_out);
	names_free(&shown);
	for (size_t i = 0; i < g->count; i++)
		free((char *)columns[1 + i].heading);
	free(columns);
}

/* Method */

/* "what VALUE", or "what unknown" (malloced), behind `text`. */
static void append_fact(char **text, const struct record *r, const char *key, const char *what)
{
	const struct fact *f = record_find_fact(r, key);

	append(text, "%s%s %s", **text ? ", " : "", what, f && f->value ? f->value : "unknown");
}

static void add_fact(struct document *d, const struct record *r, const char *label,
		     const char *key)
{
	const struct fact *f = record_find_fact(r, key);

	if (f && f->value)
		document_fact(d, label, "%s", f->value);
	else
		document_fact(d, label, "unknown%s%s", f ? ": " : "", f ? f->missing : "");
}

/* Those that are there or vulnerable: "spectre_v2: Mitigation: Retpolines; ..." (malloced). */
static char *mitigations(const char *all)
{
	static const char not[] = ": Not affected";
	char *text = xstrdup("");
	size_t others = 0, n;

	for (; *all; all += n + strspn(all + n, "; ")) {
		n = strcspn(all, ";");
		if (n >= strlen(not) && !strncmp(all + n - strlen(not), not, strlen(not)))
			others++;
		else
			append(&text, "%s%.*s", *text ? "; " : "", (int)n, all);
	}
	if (others)
		append(&text, "%sall others: not affected", *text ? "; " : "");
	return text;
}

static void add_machine(struct document *d, const struct record *r)
{
	static const char *const of_cpu[][2] = {
		{ "cpu_family", "family" }, { "cpu_model_number", "model" },
		{ "cpu_stepping", "stepping" }, { "microcode", "microcode" },
	};
	static const char *const of_core[][2] = {
		{ "cpu_pinned", "pinned to CPU" }, { "isolated_cpus", "isolated CPUs" },
		{ "governor", "governor" }, { "turbo", "turbo" }, { "smt", "SMT" },
		{ "steal_ms", "stolen ms" },
	};
	const struct fact *f = record_find_fact(r, "mitigations");
	char *cpu = xstrdup(""), *core = xstrdup(""), *text;

	for (size_t i = 0; i < ARRAY_SIZE(of_cpu); i++)
		append_fact(&cpu, r, of_cpu[i][0], of_cpu[i][1]);
	for (size_t i = 0; i < ARRAY_SIZE(of_core); i++)
		append_fact(&core, r, of_core[i][0], of_core[i][1]);
	add_fact(d, r, "CPU", "cpu_model");
	document_fact(d, "", "%s", cpu);
	document_fact(d, "core", "%s", core);
	add_fact(d, r, "kernel", "kernel");
	add_fact(d, r, "compiler", "compiler");
	add_fact(d, r, "virt", "virt");
	if (record_find_fact(r, "hypervisor"))
		add_fact(d, r, "hypervisor", "hypervisor");
	text = f && f->value ? mitigations(f->value) : xstrdup("unknown");
	document_fact(d, "mitigations", "%s", text);
	free(text);
	free(core);
	free(cpu);
}

/* "1 boot, 3 to 6 batches, 79 to 600 samples a bench" (malloced) */
static char *sample_words(const struct record *r)
{
	static const char *const of[][2] = {
		{ "batch", "batches" }, { "sample a bench", "samples a bench" },
	};
	size_t least[] = { SIZE_MAX, SIZE_MAX }, most[] = { 0, 0 };
	char *text = xstrdup("1 boot");

	for (const struct result *b = r->results; b < r->results + r->result_count; b++) {
		const size_t n[] = { b->batch_count, b->samples };

		for (size_t i = 0; result_has_figure(b) && i < ARRAY_SIZE(n); i++) {
			least[i] = n[i] < least[i] ? n[i] : least[i];
			most[i] = n[i] > most[i] ? n[i] : most[i];
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(most) && most[1]; i++) {
		append(&text, ", %zu", least[i]);
		if (most[i] != least[i])
			append(&text, " to %zu", most[i]);
		append(&text, " %s", of[i][most[i] != 1]);
	}
	return text;
}

/* Of all benches: "frequency 17, contention 93" (malloced) */
static char *dropped_words(const struct record *r)
{
	struct names causes = { 0 };
	char *text = xstrdup("");

	for (size_t i = 0; i < r->result_count; i++)
		for (size_t k = 0; k < r->results[i].dropped_count; k++)
			names_add(&causes, r->results[i].dropped[k].name);
	for (size_t c = 0; c < causes.count; c++) {
		double sum = 0, n;

		for (size_t i = 0; i < r->result_count; i++) {
			n = count_of(r->results[i].dropped, r->results[i].dropped_count,
				     causes.all[c]);
			sum += isfinite(n) ? n : 0;
		}
		append(&text, "%s%s %.0f", c ? ", " : "", causes.all[c], sum);
	}
	if (!causes.count)
		append(&text, "no sample");
	names_free(&causes);
	return text;
}

static const char *or_unknown(const char *text)
{
	return text && *text ? text : "unknown";
}

static void add_method(struct document *d, const struct record *r)
{
	char *samples = sample_words(r), *dropped = dropped_words(r);

	document_fact(d, "target", "%s", or_unknown(r->target));
	document_fact(d, "clock", "%s: %s", clock_names[r->clock], or_unknown(r->clock_reason));
	document_fact(d, "unit", "%s", unit_of(r));
	document_fact(d, "bytes", "in line + out of line + in tables");
	if (isfinite(r->core_ratio))
		document_fact(d, "frequency", "%.4f core cycles a TSC tick, TSC at %.1f MHz",
			      r->core_ratio, r->tsc_khz / 1000);
	document_fact(d, "samples", "%s", samples);
	document_fact(d, "dropped", "%s", dropped);
	document_fact(d, "privbench", "%s, record %s of %s, seed %llu", or_unknown(r->version),
		      or_unknown(r->id), or_unknown(r->utc), (unsigned long long)r->seed);
	document_fact(d, "command", "%s", or_unknown(r->command));
	free(dropped);
	free(samples);
}

/* What was not measured */

static void add_reason(struct document *d, const struct record *r, const char *why)
{
	const char *first = NULL, *last = NULL;
	size_t count = 0;

	for (const struct result *b = r->results; b < r->results + r->result_count; b++) {
		char *its = result_has_figure(b) ? NULL : table_why(b);

		if (its && !strcmp(its, why)) {
			first = first ? first : b->name;
			last = b->name;
			count++;
		}
		free(its);
	}
	document_add(d, BLOCK_ITEM, count > 2 ? "%s: %zu benches, %s to %s" :
		     count > 1 ? "%s: %zu benches, %s and %s" : "%s: %zu bench, %s", why, count,
		     first, last);
}

static void add_unmeasured(struct document *d, const struct record *r)
{
	struct names reasons = { 0 };
	size_t i;

	for (i = 0; i < r->result_count; i++) {
		char *why = result_has_figure(&r->results[i]) ? NULL : table_why(&r->results[i]);

		if (!why || !names_add(&reasons, why))
			free(why);
	}
	if (reasons.count)
		document_add(d, BLOCK_HEADING, "Not measured:");
	for (i = 0; i < reasons.count; i++) {
		add_reason(d, r, reasons.all[i]);
		free((char *)reasons.all[i]);
	}
	names_free(&reasons);
}

/* Claims */

static bool is_decided(const struct claim_result *c)
{
	return c->verdict != VERDICT_NOT_MEASURABLE && c->verdict != VERDICT_BY_CONSTRUCTION;
}

static void add_claim(struct document *d, const struct claim_result *c)
{
	char *effect = claims_effect(c), *source = claims_source(c), *ratio = claims_ratio(c);

	document_add(d, BLOCK_ITEM, "%s: %s (%s; %s: %s, %s)", claims_verdict(c), c->text, source,
		     or_unknown(ratio), c->measure ? c->measure : "effect", effect);
	free(ratio);
	free(source);
	free(effect);
}

static void add_decided(struct document *d, const struct record *r)
{
	add_verdicts(d, (const struct record *const[]){ r }, 1);
	for (size_t i = 0; i < r->claim_count; i++)
		if (is_decided(&r->claims[i]))
			add_claim(d, &r->claims[i]);
}

static void add_notes(struct document *d, const struct record *r)
{
	if (r->note_count)
		document_add(d, BLOCK_HEADING, "Notes:");
	for (size_t i = 0; i < r->note_count; i++)
		document_add(d, BLOCK_ITEM, "%s", r->notes[i]);
}

/* Above all figures, so that nobody takes them for what they are not. */
static void add_warning(struct document *d, const struct record *r)
{
	if (r->clock == CLOCK_EMULATED)
		document_add(d, BLOCK_PARAGRAPH, "%s.", unit_of(r));
	else if (calibration_failed(r))
		document_add(d, BLOCK_PARAGRAPH, CALIBRATION_FAILED);
}

static void add_group(struct document *d, const struct group *g, const char *unit)
{
	document_add(d, BLOCK_SECTION, "%s%s", unit, g->count > 1 ? "; by record:" : "");
	for (size_t i = 0; i < g->count; i++) {
		const struct fact *cpu = record_find_fact(g->records[i], "cpu_model");
		const struct fact *kernel = record_find_fact(g->records[i], "kernel");
		char *label = g->count > 1 ? xasprintf("[%zu]", i + 1) : xstrdup("machine");

		document_fact(d, label, "%s, kernel %s, target %s", cpu ? or_unknown(cpu->value) :
			      "unknown CPU", kernel ? or_unknown(kernel->value) : "unknown",
			      or_unknown(g->records[i]->target));
		free(label);
		add_warning(d, g->records[i]);
	}
	add_figures(d, g);
	for (size_t i = 0; i < g->count; i++) {
		if (g->count > 1)
			document_add(d, BLOCK_SECTION, "How [%zu] was measured:", i + 1);
		else
			document_add(d, BLOCK_SECTION, "How it was measured:");
		add_method(d, g->records[i]);
		add_machine(d, g->records[i]);
		add_unmeasured(d, g->records[i]);
		add_decided(d, g->records[i]);
		add_notes(d, g->records[i]);
	}
}

static bool is_first(const struct record *const records[], size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same_unit(records[k], records[i]))
			return false;
	return true;
}

struct document *mail_of_records(const struct record *const records[], size_t count)
{
	struct document *d = document_new(NULL);

	for (size_t i = 0; i < count; i++) {
		struct group g;

		if (!is_first(records, i))
			continue;
		g = group_of(records, count, i);
		add_group(d, &g, unit_of(records[i]));
		names_free(&g.questions);
		free(g.records);
	}
	return d;
}
