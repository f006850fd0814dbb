// SPDX-License-Identifier: GPL-2.0-only
#include "page-report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "document.h"
#include "page.h"
#include "plot.h"
#include "record.h"
#include "tables.h"
#include "util.h"

struct page {
	const struct record *const *records;
	size_t count;
	const char *folder;
	struct document *document;
	int err;			/* of plots */
};

/* What keeps plots of any record from being drawn is told once. */
static bool can_draw(const struct page *p)
{
	return !p->err || p->err == -EIO;
}

/* Nothing to draw is nothing wrong. */
static void note_error(struct page *p, int err)
{
	if (err && err != -ENODATA)
		p->err = err;
}

static void put_record(struct page *p, size_t i)
{
	const struct record *r = p->records[i];
	char *folder = p->count > 1 ? plot_own_folder(p->folder, i, r->path) : xstrdup(p->folder), **paths = NULL;
	size_t from = p->document->count;

	document_add(p->document, BLOCK_SECTION, "%s", r->path);
	document_fact(p->document, "measured", "%s", r->utc);
	document_fact(p->document, "command", "%s", r->command);
	add_record(p->document, r);
	if (can_draw(p))
		note_error(p, plot_record(r, folder, &paths));
	note_error(p, page_fill(p->document, from, paths));
	add_machine_facts(p->document, r);
	plot_free(paths);
	free(folder);
}

static void put_claims(struct page *p)
{
	char **paths = NULL;
	size_t from = p->document->count;

	document_add(p->document, BLOCK_SECTION, "claims, record by record");
	document_figure(p->document, "claims", "claims");
	if (add_claims_across(p->document, p->records, p->count) && p->count <= PLOT_RECORDS && can_draw(p))
		note_error(p, plot_claims(p->records, p->count, p->folder, &paths));
	note_error(p, page_fill(p->document, from, paths));
	plot_free(paths);
}

static void put_page(struct page *p)
{
	size_t i;

	if (p->count > 1) {
		document_title(p->document, "privbench: %zu records", p->count);
		put_claims(p);
	} else {
		document_title(p->document, "privbench at %s, %s", p->records[0]->target, p->records[0]->utc);
	}
	for (i = 0; i < p->count; i++)
		put_record(p, i);
}

int report_page(const struct record *const records[], size_t count, const char *folder, char **page)
{
	struct page p = { .records = records, .count = count, .folder = folder };
	int err = page_folder(folder);
	char *path;

	*page = NULL;
	if (err)
		return err;
	p.document = document_new("benches");
	put_page(&p);
	path = page_path(folder, "report.html");
	err = p.err == -ENOSPC ? p.err : page_write(p.document, path);
	document_free(p.document);
	if (err)
		free(path);
	else
		*page = path;
	return err ? err : p.err;
}
