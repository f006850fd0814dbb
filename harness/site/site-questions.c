// SPDX-License-Identifier: GPL-2.0-only
/* The list of questions, a page for each, and the page of instructions. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "claim-words.h"
#include "claims.h"
#include "instructions.h"
#include "plot.h"
#include "questions.h"
#include "site-figures.h"
#include "site-page.h"
#include "tables.h"
#include "util.h"

/* The benches of a question, as the records that show it have them, in their order. */
static struct names benches_of(const struct record *const records[], size_t count,
			       const char *question)
{
	struct names benches = { 0 };

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < records[i]->result_count; k++)
			if (!strcmp(records[i]->results[k].question, question))
				names_add(&benches, records[i]->results[k].name);
	return benches;
}

static bool any_measured(const struct record *r, const struct names *benches)
{
	for (size_t i = 0; i < benches->count; i++)
		if (result_measured(record_find(r, benches->all[i])))
			return true;
	return false;
}

static bool any_has(const struct record *const records[], size_t count, const struct names *benches)
{
	for (size_t i = 0; i < count; i++)
		if (any_measured(records[i], benches))
			return true;
	return false;
}

/* Benches without a figure, together with those that lack it for the same reason. */
static void add_unmeasured(const struct site_page *p, const struct site_figures *f,
			   const struct names *benches)
{
	struct names reasons = { 0 };
	const char **of = xcalloc(benches->count, sizeof(*of)), **same;

	for (size_t i = 0; i < benches->count; i++) {
		if (site_figures_measured(f, benches->all[i]))
			continue;
		of[i] = site_figures_why(record_find(f->records[0], benches->all[i]));
		names_add(&reasons, of[i]);
	}
	same = xcalloc(benches->count, sizeof(*same));
	for (size_t k = 0; k < reasons.count; k++) {
		size_t n = 0;
		char *all;

		for (size_t i = 0; i < benches->count; i++)
			if (of[i] && !strcmp(of[i], reasons.all[k]))
				same[n++] = benches->all[i];
		all = join(same, n, ", ");
		document_add(p->d, BLOCK_ITEM, "%zu without a figure, %s: %s", n, reasons.all[k],
			     all);
		free(all);
	}
	free(same);
	free(of);
	names_free(&reasons);
}

static void add_figures(const struct site_page *p, const struct record *const records[],
			size_t count, const struct names *benches, enum clock clock)
{
	static const struct column own[] = { SHOWN(NULL, "bench") };
	struct site_figures f = site_figures(records, count, clock, benches);
	struct table *t = site_figures_table(&f, p->d, site_clock_heading(clock), own, 1);

	for (size_t i = 0; f.count && i < benches->count; i++) {
		struct row *row;

		if (!site_figures_measured(&f, benches->all[i]))
			continue;
		row = table_row(t);
		site_cell(p, row, benches->all[i], site_bench_file(benches->all[i]));
		site_figures_cells(&f, row, benches->all[i]);
	}
	site_figures_reasons(&f, p->d);
	if (f.count)
		add_unmeasured(p, &f, benches);
	site_figures_free(&f);
}

static void add_sources(const struct site_page *p, const struct site_model *m,
			const struct record *const records[], size_t count)
{
	size_t *which = xcalloc(count, sizeof(*which));

	for (size_t i = 0; i < count; i++)
		which[i] = (size_t)(site_record_of(m, records[i]) - m->records);
	document_add(p->d, BLOCK_HEADING, "Records");
	site_add_records(p, m, which, count);
	free(which);
}

static void add_mail(const struct site_page *p, const char *question)
{
	const struct pb_question *q = pb_question(question);
	char *words = q && q->mail ? mail_words(q->mail) : NULL;

	if (words) {
		document_fact(p->d, "asked by", "%s: %s", words, q->mail->subject);
		document_url(p->d, "%s", q->mail->url);
	}
	document_fact(p->d, "measure it", "privbench run %s", question);
	free(words);
}

static void add_answer(const struct site_page *p, const struct record *const records[],
		       size_t count, const char *question)
{
	char *text = answer_text(records, count, question);

	if (text)
		document_add(p->d, BLOCK_PARAGRAPH, "%s", text);
	free(text);
}

static bool overlaps(const struct site *s, const char *question)
{
	const struct site_model *m = &s->model;

	for (size_t i = 0; i < m->place_count; i++) {
		const struct record *r = m->records[m->places[i].main].whole;

		for (size_t k = 0; k < r->result_count; k++)
			if (!strcmp(r->results[k].question, question) &&
			    result_measured(&r->results[k]) &&
			    strcmp(plot_of(&r->results[k]), question) != 0)
				return true;
	}
	return false;
}

static bool claims_size(const char *question)
{
	for (unsigned int i = 0; i < pb_claim_count; i++)
		if (pb_claims[i].about == PB_BYTES && !strcmp(pb_claims[i].question, question))
			return true;
	return false;
}

static void fold_pictures(const struct site_page *p, struct site *s, const char *kind,
			  const char *question, const char *what)
{
	if (!site_has_pictures(s, kind, question))
		return;
	document_add(p->d, BLOCK_FOLD, "%s", what);
	site_add_pictures(s, p, kind, question, what);
	document_unfold(p->d);
}

static void add_pictures(const struct site_page *p, struct site *s, const char *question)
{
	if (!strcmp(question, PB_EXITS))
		site_add_pictures(s, p, "exits", NULL, "what it costs to leave a guest, by kernel");
	site_add_pictures(s, p, "question", question, pb_question_title(question));
	if (!strcmp(question, SITE_BREAK_EVEN))
		site_add_pictures(s, p, "break-even", NULL,
				  "the cost of a write by how often it faults");
	if (overlaps(s, question))
		fold_pictures(p, s, "overlap", NULL, "Instructions with independent work");
	if (claims_size(question))
		fold_pictures(p, s, "bytes", NULL, "Bytes of a site against its cost");
	fold_pictures(p, s, "distributions", question, "Distributions of the samples");
}

static void add_question(const struct site_page *p, struct site *s, const char *question)
{
	const struct site_model *m = &s->model;
	const struct record **records = site_showing_all(m, question);
	struct names benches = benches_of(records, m->place_count, question);
	size_t count = m->place_count;

	add_answer(p, records, count, question);
	add_mail(p, question);
	add_pictures(p, s, question);
	if (!any_has(records, count, &benches))
		document_add(p->d, BLOCK_PARAGRAPH, "No record here has a figure for it.");
	for (enum clock c = CLOCK_SILICON; c <= CLOCK_EMULATED; c++)
		add_figures(p, records, count, &benches, c);
	site_add_claims(p, s, question, NULL);
	add_sources(p, m, records, count);
	names_free(&benches);
	free(records);
}

static void add_to_list(const struct site_page *p, const struct site_model *m, struct table *t,
			const char *question)
{
	const struct pb_question *q = pb_question(question);
	const struct record **records = site_showing_all(m, question);
	struct names benches = benches_of(records, m->place_count, question);
	struct row *row = table_row(t);
	size_t n[CLOCK_EMULATED + 1] = { 0 };

	for (size_t i = 0; i < m->place_count; i++)
		n[records[i]->clock] += any_measured(records[i], &benches);
	site_cell(p, row, pb_question_title(question), site_question_file(question));
	site_mail_cell(row, q ? q->mail : NULL);
	put_count(row, benches.count);
	for (enum clock c = CLOCK_SILICON; c <= CLOCK_EMULATED; c++)
		put_own(row, n[c] ? xasprintf("%zu", n[c]) : xstrdup("not measured"));
	names_free(&benches);
	free(records);
}

static void write_list(struct site *s)
{
	static const struct column columns[] = {
		SHOWN(NULL, "question"), { NULL, "asked by", WORDS }, SHOWN(NULL, "benches"),
		SHOWN(NULL, "in core cycles, places"), SHOWN(NULL, "in instructions"),
		SHOWN(NULL, "in emulated ticks"),
	};
	struct site_page p = site_page("questions", "Questions");
	struct table *t;

	document_add(p.d, BLOCK_PARAGRAPH, "What kernel developers argue about. A place is a "
		     "machine and a target: where benches ran.");
	t = document_table(p.d, NULL, NULL, columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < s->questions.count; i++)
		add_to_list(&p, &s->model, t, s->questions.all[i]);
	site_page_write(s, &p);
}

void site_question_pages(struct site *s)
{
	for (size_t i = 0; i < s->questions.count; i++) {
		const char *question = s->questions.all[i];
		char *file = site_question_file(question);
		struct site_page p = site_page(file, pb_question_title(question));

		add_question(&p, s, question);
		site_page_write(s, &p);
		free(file);
	}
	write_list(s);
}

/* Instructions */

/* A row for each bench of an instruction; the reason of one that has none. */
static void add_instruction(const struct site_page *p, struct site_figures *f, struct table *t,
			    const struct pb_instruction *in)
{
	bool any = false;

	for (unsigned int i = 0; i < pb_bench_count; i++) {
		const char *bench = pb_benches[i]->name;
		struct row *row;

		if (!instruction_has(in, bench))
			continue;
		row = table_row(t);
		any = true;
		put_text(row, in->name);
		site_cell(p, row, bench, site_bench_file(bench));
		site_figures_cells(f, row, bench);
	}
	if (!any) {
		struct row *row = table_row(t);

		put_text(row, in->name);
		row->reason = xasprintf("no bench: %s",
					in->reason ? in->reason : "none measures it");
	}
}

/*
 * Silicon and icount side by side, each column with its unit; an emulator's ticks say nothing here.
 */
static struct site_figures exact_and_silicon(const struct site *s)
{
	const struct site_model *m = &s->model;
	const struct record **mains = site_mains(m);
	struct site_figures f;
	size_t n = 0;

	for (size_t i = 0; i < m->place_count; i++)
		if (mains[i]->clock != CLOCK_EMULATED)
			mains[n++] = mains[i];
	f = site_figures(mains, n, SITE_ALL_CLOCKS, &s->benches);
	free(mains);
	return f;
}

void site_instruction_page(struct site *s)
{
	static const struct column own[] = { SHOWN(NULL, "instruction"), { NULL, "bench", LEFT } };
	struct site_page p = site_page("instructions", "Instructions");
	struct site_figures f = exact_and_silicon(s);

	document_add(p.d, BLOCK_PARAGRAPH, "Privileged and sensitive instructions, and what each "
		     "of their benches costs, by machine and target. Core cycles are measured on "
		     "silicon; instructions are path length, exact, and no time. Figures of "
		     "emulated ticks are on the pages of benches.");
	for (unsigned int c = 0; c < pb_chapter_count; c++) {
		struct table *t;

		document_add(p.d, BLOCK_SECTION, "%s", pb_chapters[c].title);
		document_id(p.d, "chapter-%u", c + 1);
		t = site_figures_table(&f, p.d, NULL, own, ARRAY_SIZE(own));
		for (unsigned int i = 0; i < pb_chapters[c].count; i++)
			add_instruction(&p, &f, t, &pb_chapters[c].instructions[i]);
	}
	document_add(p.d, BLOCK_SECTION, "Why there is no figure");
	site_figures_reasons(&f, p.d);
	site_figures_free(&f);
	site_page_write(s, &p);
}
