// SPDX-License-Identifier: GPL-2.0-only
#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "document.h"
#include "escape.h"
#include "formats.h"
#include "names.h"
#include "output.h"
#include "plot.h"
#include "record.h"
#include "trend.h"
#include "tables.h"
#include "util.h"

static int read_svg(struct block *b, const char *path)
{
	int err;

	b->svg = read_file(path, NULL);
	err = b->svg ? 0 : -errno;
	if (err)
		complain("cannot read %s: %s", path, strerror(-err));
	return err;
}

struct page {
	const char *folder;
	struct document *document;
	int err;			/* of plots, said on stderr */
};

/* Free the document, and tell the page's name.  0, or -errno, said on stderr. */
static int write_page(struct page *p, const char *name, FILE *to, const char *before)
{
	char *path = plot_path(p->folder, name), *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int err;

	html_document(p->document, out);
	fclose(out);
	document_free(p->document);
	err = output_replace(path, text, size);
	if (!err)
		say_line(to, before, "%s", path);
	else if (err != p->err)		/* that of a full disk is said already */
		complain("cannot write %s: %s", path, strerror(-err));
	free(text);
	free(path);
	return err ? err : p->err;
}

/* Reports */

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

static void put_figure(struct page *p, const char *path)
{
	document_figure(p->document, "file", path, "picture");
	note_error(p, read_svg(p->document->blocks[p->document->count - 1], path));
}

/*
 * Fill the places for figures from block `from` on with what was drawn, and add at the end what
 * has no place; free the paths.
 */
static void put_figures(struct page *p, size_t from, char **paths)
{
	struct names placed = { 0 };

	for (; from < p->document->count; from++) {
		struct block *b = p->document->blocks[from];
		const char *path =
			b->kind == BLOCK_FIGURE ? plot_svg(paths, b->label, b->text, 0) : NULL;

		if (path)
			note_error(p, read_svg(b, path));
		if (path)
			names_add(&placed, path);
	}
	for (char **path = paths; path && *path; path++)
		if (!strcmp(strrchr(*path, '.'), ".svg") &&
		    names_find(&placed, *path) == placed.count)
			put_figure(p, *path);
	names_free(&placed);
	plot_free(paths);
}

static void put_record(struct page *p, const struct record *r, const char *folder)
{
	size_t from = p->document->count;
	char **paths = NULL;

	document_add(p->document, BLOCK_SECTION, "%s", r->path);
	document_fact(p->document, "measured", "%s", r->utc);
	document_fact(p->document, "command", "%s", r->command);
	add_record(p->document, r, false, NULL);
	if (can_draw(p))
		note_error(p, plot_records(&r, 1, folder, PLOT_SVG, &paths));
	put_figures(p, from, paths);
	add_machine_facts(p->document, r);
}

static void put_claims(struct page *p, const struct record *const records[], size_t count)
{
	size_t from = p->document->count;
	char **paths = NULL;

	document_add(p->document, BLOCK_SECTION, "claims, record by record");
	document_figure(p->document, "claims", "claims", "claims, their effects and intervals");
	if (add_claims(p->document, records, count) && count <= PLOT_RECORDS && can_draw(p))
		note_error(p, plot_claims(records, count, p->folder, PLOT_SVG, &paths));
	put_figures(p, from, paths);
}

static void put_records(struct page *p, const struct record *const records[], size_t count)
{
	document_title(p->document, "privbench: %zu records", count);
	put_claims(p, records, count);
	for (size_t i = 0; i < count; i++) {
		char *own = plot_own_folder(p->folder, i, records[i]->path);

		put_record(p, records[i], own);
		free(own);
	}
}

int report_page(const struct record *const records[], size_t count, const char *folder,
		const char *before)
{
	struct page p = { .folder = folder };
	int err = plot_make_folder(folder);

	if (err)
		return err;
	p.document = document_new("benches");
	if (count > 1) {
		put_records(&p, records, count);
	} else {
		document_title(p.document, "privbench at %s, %s", records[0]->target,
			       records[0]->utc);
		put_record(&p, records[0], folder);
	}
	return write_page(&p, "report.html", stdout, before);
}

/* Trends */

/* Its tables, and below them its plots. */
static int put_machine(struct page *page, const struct trend *t, size_t i)
{
	struct document *d = page->document;
	const struct machine *m = &t->machines[i];
	char *target = escape_file_name(m->target), **paths, **p;
	char *prefix = t->count > 1 ? xasprintf("%zu-%s-", i + 1, target) : xstrdup("");
	int err;

	add_trend_machine(d, m);
	err = plot_trend(m, prefix, page->folder, PLOT_SVG | PLOT_PNG, &paths);
	for (p = paths; !err && p && *p; p++) {
		remark("%s", *p);
		if (strcmp(strrchr(*p, '.'), ".svg"))
			continue;
		document_figure(d, "file", *p, "history");
		err = read_svg(d->blocks[d->count - 1], *p);
	}
	plot_free(paths);
	free(prefix);
	free(target);
	return err;
}

int trend_page(const struct trend *t, const char *folder)
{
	struct page p = { .folder = folder };
	int err = plot_make_folder(folder);

	if (err)
		return err;
	p.document = document_new("changes");
	document_title(p.document, "Trend of %s", t->path);
	for (size_t i = 0; i < t->count && !err; i++)
		err = put_machine(&p, t, i);
	if (!err)
		return write_page(&p, "trend.html", stderr, "");
	document_free(p.document);
	return err;
}
