// SPDX-License-Identifier: GPL-2.0-only
#include "page-report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "form.h"
#include "grid.h"
#include "matrix.h"
#include "page.h"
#include "plot.h"
#include "record.h"
#include "table.h"
#include "util.h"

struct page {
	const struct record *const *records;
	size_t count;
	const char *folder;
	FILE *out;
	int err;			/* of plots */
};

/* A record's plots, to be put where its tables are. */
struct gallery {
	struct pictures pictures;
	char **paths;
	int err;
};

static void put_picture(struct pictures *p, const char *kind, const char *name, FILE *out)
{
	struct gallery *g = (struct gallery *)p;
	const char *path = plot_svg(g->paths, kind, name);
	int err = path ? form_svg(out, path) : 0;

	if (err) {
		complain("cannot read %s: %s", path, strerror(-err));
		g->err = err;
	}
}

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

static void put_tables(struct page *p, const struct record *r, const char *folder)
{
	struct gallery g = { .pictures.put = put_picture };

	if (can_draw(p))
		note_error(p, plot_record(r, folder, &g.paths));
	table_as(r, &form_html, &g.pictures, p->out);
	note_error(p, g.err);
	plot_free(g.paths);
}

/* All that is known of the machine, and what is not, and why. */
static void put_machine(struct page *p, const struct record *r)
{
	static const char *const heads[] = { "what", "as recorded" };
	struct grid g = grid_new(heads, ARRAY_SIZE(heads));
	size_t i;

	g.words = 1;
	for (i = 0; i < r->fact_count; i++) {
		const struct fact *f = &r->facts[i];
		struct grid_line *line = grid_line(&g);

		line->cells[0] = xstrdup(f->key);
		line->cells[1] = f->value ? xstrdup(f->value) : xasprintf("not known: %s", f->missing);
	}
	form_html.part(p->out, "machine");
	if (g.count)
		form_html.table(p->out, &g);
	grid_free(&g);
}

static void put_record(struct page *p, size_t i)
{
	const struct record *r = p->records[i];
	char *folder = p->count > 1 ? plot_own_folder(p->folder, i, r->path) : xstrdup(p->folder);

	form_html.heading(p->out, r->path);
	form_html.line(p->out, "measured", r->utc);
	form_html.line(p->out, "command", r->command);
	put_tables(p, r, folder);
	put_machine(p, r);
	free(folder);
}

static void put_claims(struct page *p)
{
	struct matrix *m = matrix_new(p->records, p->count);
	struct gallery g = { 0 };

	if (m->result_count) {
		form_html.heading(p->out, "claims, record by record");
		if (p->count <= PLOT_RECORDS && can_draw(p))
			note_error(p, plot_claims(p->records, p->count, p->folder, &g.paths));
		put_picture(&g.pictures, "claims", "claims", p->out);
		note_error(p, g.err);
		plot_free(g.paths);
		matrix_as(m, &form_html, p->out);
	}
	matrix_free(m);
}

static void put_page(struct page *p)
{
	char *title = p->count > 1 ? xasprintf("privbench: %zu records", p->count) :
				     xasprintf("privbench at %s, %s", p->records[0]->target, p->records[0]->utc);
	size_t i;

	form_html.begin(p->out, title);
	if (p->count > 1)
		put_claims(p);
	for (i = 0; i < p->count; i++)
		put_record(p, i);
	form_html.end(p->out);
	free(title);
}

int report_page(const struct record *const records[], size_t count, const char *folder, char **page)
{
	struct page p = { .records = records, .count = count, .folder = folder };
	int err = page_folder(folder);
	char *path, *whole;
	size_t size;

	*page = NULL;
	if (err)
		return err;
	p.out = open_memstream(&whole, &size);
	put_page(&p);
	fclose(p.out);
	path = page_path(folder, "report.html");
	err = p.err == -ENOSPC ? p.err : page_write(path, whole);
	free(whole);
	if (err)
		free(path);
	else
		*page = path;
	return err ? err : p.err;
}
