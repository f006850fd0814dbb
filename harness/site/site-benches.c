// SPDX-License-Identifier: GPL-2.0-only
/* A page for each bench: its figures everywhere, their history, and the claims about it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "figures.h"
#include "labels.h"
#include "questions.h"
#include "site-figures.h"
#include "site-page.h"
#include "util.h"

#define HISTORY_SHOWN 12	/* the newest figures of a place */

/* A result of it, for what the code is: a measured one, because what was skipped may be older. */
static const struct result *any_result(const struct record *const records[], size_t count,
				       const char *bench)
{
	const struct result *found = NULL;

	for (size_t i = 0; i < count && !result_measured(found); i++) {
		const struct result *result = record_find(records[i], bench);

		found = !found || result_measured(result) ? result : found;
	}
	return found;
}

static void add_picture(const struct site_page *p, const char *question)
{
	char *file = site_question_file(question);

	document_fact(p->d, "picture", "beside the other benches of its question");
	document_url(p->d, "%s%s.html#question", p->up, file);
	free(file);
}

/* "12", or "17, or 12" of a kernel's own code, which differs: where it ran (malloced) */
static char *sizes_of(const struct record *const records[], size_t count, const char *bench)
{
	struct names sizes = { 0 };
	char *text;

	for (size_t i = 0; i < count; i++) {
		const struct result *result = record_find(records[i], bench);
		char *size = result_measured(result) ? table_size(result) : NULL;

		if (!size || !names_add(&sizes, size))
			free(size);
	}
	text = sizes.count ? join(sizes.all, sizes.count, ", or ") : NULL;
	while (sizes.count)
		free((char *)sizes.all[--sizes.count]);
	names_free(&sizes);
	return text;
}

static void add_size(const struct site_page *p, const struct record *const records[], size_t count,
		     const char *bench)
{
	const struct result *any = any_result(records, count, bench);
	char *size = sizes_of(records, count, bench);

	if (!size && any)
		size = table_size(any);
	if (size)
		document_fact(p->d, "size", "%s byte%s a site%s", size,
			      strcmp(size, "1") ? "s" : "",
			      strchr(size, '+') ? ": in line + out of line + in tables" : "");
	free(size);
}

static void add_facts(const struct site_page *p, struct site *s, const struct result *result,
		      const char *question)
{
	if (result)
		document_fact(p->d, "what", "%s", result->what);
	if (question) {
		document_fact(p->d, "question", "%s", pb_question_title(question));
		site_leads(p, site_question_file(question));
	}
	if (question && site_has_pictures(s, "question", question))
		add_picture(p, question);
	if (result && result->insns >= 0)
		document_fact(p->d, "executes", "%ld instruction%s", result->insns,
			      result->insns == 1 ? "" : "s");
}

static void put_quantiles(struct row *row, const struct record *r, const struct result *result)
{
	for (size_t i = 0; i < ARRAY_SIZE(result->quantiles); i++)
		put_own(row, table_figure(r, result->quantiles[i]));
}

static void add_place(const struct site_page *p, const struct site_model *m, struct table *t,
		      const struct record *r, const struct result *result)
{
	const struct site_record *of = site_record_of(m, r);
	const struct site_machine *machine = m->machines[of->machine];
	struct row *row = table_row(t);

	site_cell(p, row, machine->name, xstrdup(machine->file));
	put_text(row, of->target);
	put_own(row, xasprintf("%s%s", site_unit(r),
			       of->calibrated ? "" : "; calibration failed"));
	put_own(row, table_estimate(r, result));
	put_own(row, r->clock == CLOCK_ICOUNT ? NULL : table_interval(r, result));
	put_quantiles(row, r, result);
	site_kernel_cell(p, row, of->kernel);
	site_cell(p, row, of->utc, xstrdup(of->file));
}

/* Places without a figure, together with those that lack it for the same reason. */
static void add_without(const struct site_page *p, const struct site_model *m,
			const struct record *const records[], const char *bench)
{
	struct names reasons = { 0 };
	char **labels = labels_make(records, m->place_count);

	for (size_t i = 0; i < m->place_count; i++)
		if (!result_measured(record_find(records[i], bench)))
			names_add(&reasons, site_figures_why(record_find(records[i], bench)));
	for (size_t k = 0; k < reasons.count; k++) {
		char *where = xstrdup("");

		for (size_t i = 0; i < m->place_count; i++) {
			const struct result *result = record_find(records[i], bench);

			if (!result_measured(result) &&
			    !strcmp(site_figures_why(result), reasons.all[k]))
				append(&where, "%s%s", *where ? ", " : "", labels[i]);
		}
		document_add(p->d, BLOCK_ITEM, "no figure at %s: %s", where, reasons.all[k]);
		free(where);
	}
	labels_free(labels, m->place_count);
	names_free(&reasons);
}

static void add_places(const struct site_page *p, const struct site_model *m,
		       const struct record *const records[], const char *bench)
{
	static const struct column columns[] = {
		SHOWN(NULL, "machine"), { NULL, "target", LEFT }, { NULL, "unit", LEFT },
		SHOWN(NULL, "figure"), SHOWN(NULL, "95 % interval"), SHOWN(NULL, "least"),
		SHOWN(NULL, "median"), SHOWN(NULL, "p99"), SHOWN(NULL, "most"),
		{ NULL, "kernel", LEFT }, { NULL, "measured (UTC)", LEFT },
	};
	struct table *t = document_table(p->d, NULL, "figures", columns, ARRAY_SIZE(columns));
	bool spread = false;

	for (size_t i = 0; i < m->place_count; i++) {
		const struct result *result = record_find(records[i], bench);

		if (!result_measured(result))
			continue;
		add_place(p, m, t, records[i], result);
		spread |= figures_spread(records[i], result);
	}
	if (spread)
		document_add(p->d, BLOCK_ITEM, "%s", figures_spreading);
	add_without(p, m, records, bench);
}

/* History */

static const struct bench_history *history_of(const struct machine *machine, const char *bench)
{
	for (size_t i = 0; i < machine->history_count; i++)
		if (!strcmp(machine->histories[i].name, bench))
			return &machine->histories[i];
	return NULL;
}

static void add_figures(struct table *t, const struct machine *machine,
			const struct bench_history *h, const char *name)
{
	size_t shown = 0;

	for (size_t i = machine->count; i-- && shown < HISTORY_SHOWN;) {
		struct row *row;

		if (isnan(h->figures[i]))
			continue;
		shown++;
		row = table_row(t);
		put_text(row, machine->points[i].utc);
		put_text(row, name);
		put_own(row, figures_value(machine->clock == CLOCK_ICOUNT, h->figures[i]));
		put_text(row, clock_units[machine->clock]);
	}
}

static void add_changes(struct table *t, const struct machine *machine,
			const struct bench_history *h, const char *name)
{
	for (size_t i = 0; i < h->change_count; i++) {
		const struct change *c = &h->changes[i];
		struct row *row = table_row(t);

		put_text(row, machine->points[c->at].utc);
		put_text(row, name);
		put_own(row, figures_value(isnan(c->p), c->from));
		put_own(row, figures_value(isnan(c->p), c->to));
		put_text(row, clock_units[machine->clock]);
		put_own(row, trend_effect(c));
		put_own(row, c->epoch ? trend_epoch_text(c->epoch) :
			xstrdup(c->drift ? "a drift, no step" : "nothing that is recorded"));
	}
}

/* What its table holds (malloced): "history, the newest 12 of each place: 24 of 60 figures" */
static char *history_title(const struct trend *trend, const char *bench)
{
	size_t shown = 0, all = 0;

	for (size_t i = 0; i < trend->count; i++) {
		const struct bench_history *h = history_of(&trend->machines[i], bench);
		size_t n = h && h->count > 1 ? h->count : 0;

		shown += n < HISTORY_SHOWN ? n : HISTORY_SHOWN;
		all += n;
	}
	if (shown == all)
		return xasprintf("history, newest first: all %zu figures", all);
	return xasprintf("history, the newest %d of each place: %zu of %zu figures",
			 HISTORY_SHOWN, shown, all);
}

static void add_history(const struct site_page *p, const struct trend *trend, const char *bench)
{
	static const struct column of_changes[] = {
		SHOWN(NULL, "when (UTC)"), { NULL, "where", LEFT }, SHOWN(NULL, "from"),
		SHOWN(NULL, "to"), { NULL, "unit", LEFT }, SHOWN(NULL, "change"),
		{ NULL, "what else changed there or near", WORDS },
	};
	static const struct column of_figures[] = {
		SHOWN(NULL, "boot (UTC)"), { NULL, "where", LEFT }, SHOWN(NULL, "figure"),
		{ NULL, "unit", LEFT },
	};
	struct table *changes = document_table(p->d, NULL, "changes over time", of_changes,
					       ARRAY_SIZE(of_changes));
	char *title = history_title(trend, bench);
	struct table *figures = document_table(p->d, NULL, title, of_figures,
					       ARRAY_SIZE(of_figures));

	for (size_t i = 0; i < trend->count; i++) {
		const struct machine *machine = &trend->machines[i];
		const struct bench_history *h = history_of(machine, bench);
		char *name = trend_machine_name(machine);

		if (h && h->count > 1) {
			add_figures(figures, machine, h, name);
			add_changes(changes, machine, h, name);
		}
		free(name);
	}
	free(title);
}

static void write_bench(struct site *s, const char *bench)
{
	const char *question = site_question_of(&s->model, bench);
	const struct record **records = site_showing_all(&s->model, question ? question : "");
	char *file = site_bench_file(bench);
	struct site_page p = site_page(file, bench);

	add_facts(&p, s, any_result(records, s->model.place_count, bench), question);
	add_size(&p, records, s->model.place_count, bench);
	add_places(&p, &s->model, records, bench);
	add_history(&p, &s->model.trend, bench);
	site_add_claims(&p, s, question ? question : "", bench);
	site_page_write(s, &p);
	free(file);
	free(records);
}

void site_bench_pages(struct site *s)
{
	for (size_t i = 0; i < s->benches.count; i++)
		write_bench(s, s->benches.all[i]);
}
