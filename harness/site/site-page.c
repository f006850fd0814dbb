// SPDX-License-Identifier: GPL-2.0-only
#include "site-page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "claim-words.h"
#include "escape.h"
#include "figures.h"
#include "formats.h"
#include "questions.h"
#include "util.h"

/* Pages */

static const struct {
	const char *text, *file;
} navigation[] = {
	{ "privbench", "index" }, { "Questions", "questions" },
	{ "Instructions", "instructions" }, { "Claims", "claims" }, { "Machines", "machines" },
	{ "Kernels", "kernels" }, { "Records", "records" },
};

static char *page_url(const struct site_page *p, const char *file)
{
	return xasprintf("%s%s.html", p->up, file);
}

struct site_page site_page(const char *file, const char *title)
{
	return site_page_of(document_new("benches"), file, title);
}

struct site_page site_page_of(struct document *d, const char *file, const char *title)
{
	struct site_page p = {
		.d = d, .up = strchr(file, '/') ? "../" : "",
		.file = xstrdup(file),
	};

	document_title(p.d, "%s", title);
	for (size_t i = 0; i < ARRAY_SIZE(navigation); i++) {
		char *url = page_url(&p, navigation[i].file);

		document_navigation(p.d, navigation[i].text, url,
				    !strcmp(navigation[i].file, file));
		free(url);
	}
	return p;
}

static char *file_in(const char *folder, const char *name)
{
	char *page = escape_page_name(name), *file = xasprintf("%s/%s", folder, page);

	free(page);
	return file;
}

char *site_question_file(const char *id)
{
	return file_in("q", id);
}

char *site_bench_file(const char *name)
{
	return file_in("b", name);
}

char *site_kernel_file(const char *release)
{
	return file_in("k", release);
}

/* A question's title above rows leads to its page. */
static void lead_to_question(const struct site *s, const struct site_page *p, struct row *row)
{
	struct cell *first = row->cells;

	for (size_t i = 0; first->url && i < s->questions.count; i++) {
		char *anchor = question_anchor(s->questions.all[i]), *file;

		if (*first->url == '#' && !strcmp(first->url + 1, anchor)) {
			file = site_question_file(s->questions.all[i]);
			free(first->url);
			first->url = page_url(p, file);
			free(file);
		}
		free(anchor);
	}
}

/* A row that a bench begins leads to the bench's page, whichever table it is of. */
static void lead_to_pages(const struct site *s, const struct site_page *p)
{
	for (size_t i = 0; i < p->d->count; i++) {
		const struct table *t = &p->d->blocks[i]->table;

		for (size_t k = 0; k < t->row_count; k++) {
			struct cell *first = t->rows[k]->cells;
			const char *name = t->rows[k]->count ? first->text : NULL;
			char *file;

			if (t->rows[k]->kind == ROW_GROUP)
				lead_to_question(s, p, t->rows[k]);
			if (!name || first->url ||
			    names_find(&s->benches, name) == s->benches.count)
				continue;
			file = site_bench_file(name);
			first->url = page_url(p, file);
			free(file);
		}
	}
}

void site_page_write_stamped(struct site *s, struct site_page *p, uint64_t stamp)
{
	char *name = xasprintf("%s.html", p->file), *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	lead_to_pages(s, p);
	html_document(p->d, out);
	fclose(out);
	site_put(&s->folder, name, stamp, text, size);
	document_free(p->d);
	free(p->file);
	free(text);
	free(name);
}

void site_page_write(struct site *s, struct site_page *p)
{
	site_page_write_stamped(s, p, 0);
}

void site_cell(const struct site_page *p, struct row *row, const char *text, char *file)
{
	char *url = page_url(p, file);

	put_link(row, text, url);
	free(url);
	free(file);
}

void site_leads(const struct site_page *p, char *file)
{
	char *url = page_url(p, file);

	document_url(p->d, "%s", url);
	free(url);
	free(file);
}

void site_kernel_cell(const struct site_page *p, struct row *row, const char *release)
{
	if (release)
		site_cell(p, row, release, site_kernel_file(release));
	else
		put_text(row, "none, or unknown");
}

void site_mail_cell(struct row *row, const struct pb_mail *mail)
{
	char *words = mail_words(mail);

	put_link(row, words, mail ? mail->url : NULL);
	free(words);
}

/* Records */

static void add_record(const struct site_page *p, const struct site_model *m,
		       const struct site_record *of, struct table *t)
{
	const struct site_machine *machine = m->machines[of->machine];
	char *data = xasprintf("%s%s.json", p->up, of->file);
	struct row *row = table_row(t);

	site_cell(p, row, of->utc, xstrdup(of->file));
	site_cell(p, row, machine->name, xstrdup(machine->file));
	put_text(row, of->target);
	put_text(row, clock_units[of->clock]);
	site_kernel_cell(p, row, of->kernel);
	put_own(row, xasprintf("%zu of %zu", of->measured, of->count));
	put_link(row, "JSON", data);
	free(data);
}

void site_add_records(const struct site_page *p, const struct site_model *m, const size_t *which,
		      size_t count)
{
	static const struct column columns[] = {
		SHOWN(NULL, "measured (UTC)"), { NULL, "machine", LEFT }, { NULL, "target", LEFT },
		{ NULL, "unit", LEFT }, { NULL, "kernel", LEFT }, SHOWN(NULL, "benches measured"),
		{ NULL, "data", LEFT },
	};
	struct table *t = document_table(p->d, NULL, NULL, columns, ARRAY_SIZE(columns));

	for (size_t i = 0; i < count; i++)
		add_record(p, m, &m->records[which ? which[i] : i], t);
}

/* What there is */

const struct record **site_mains(const struct site_model *m)
{
	const struct record **all = xcalloc(m->place_count, sizeof(*all));

	for (size_t i = 0; i < m->place_count; i++)
		all[i] = m->records[m->places[i].main].whole;
	return all;
}

const struct record **site_showing_all(const struct site_model *m, const char *question)
{
	const struct record **all = xcalloc(m->place_count, sizeof(*all));

	for (size_t i = 0; i < m->place_count; i++)
		all[i] = site_showing(m, &m->places[i], question);
	return all;
}

const char *site_question_of(const struct site_model *m, const char *bench)
{
	const struct pb_bench *b = pb_find(bench);

	if (b)
		return b->question;
	for (size_t i = 0; i < m->count; i++) {
		const struct result *result =
			m->records[i].whole ? record_find(m->records[i].whole, bench) : NULL;

		if (result)
			return result->question;
	}
	return NULL;
}
