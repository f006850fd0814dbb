// SPDX-License-Identifier: GPL-2.0-only
#include "page.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "document.h"
#include "escape.h"
#include "formats.h"
#include "names.h"
#include "output.h"
#include "plot.h"
#include "report.h"
#include "trend.h"
#include "tables.h"
#include "util.h"

#define HEAD 1024		/* bytes, in which a page says whose it is */

static int read_svg(struct block *b, const char *path)
{
	char *svg = read_file(path, NULL);
	int err = svg ? 0 : -errno;

	if (svg)
		*PUSH(b->svgs, b->svg_count) = svg;
	else
		complain("cannot read %s: %s", path, strerror(-err));
	return err;
}

struct page {
	const char *folder;
	struct document *document;
	int err;			/* of plots, said on stderr */
};

/* What another program wrote stays; a link goes, where it leads stays.  0, or -errno, said. */
static int spare_others(const char *folder, const char *name)
{
	char *path = plot_path(folder, name), head[HEAD + 1] = "";
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), err = 0;
	struct stat st;

	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) && read(fd, head, HEAD) > 0 &&
	    !strstr(head, HTML_OURS)) {
		complain("%s is of another program; move it away, or name another folder", path);
		err = -EEXIST;
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return err;
}

static int open_page(const char *folder, const char *name)
{
	int err = plot_make_folder(folder);

	return err ? err : spare_others(folder, name);
}

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

/* A picture that is too tall goes on in the next. */
static void put_figure(struct page *p, struct block *b, char **paths, struct names *placed)
{
	const char *path;

	for (size_t page = 0; (path = plot_svg(paths, b->label, b->text, page)); page++) {
		int err = read_svg(b, path);

		p->err = err ? err : p->err;
		names_add(placed, path);
	}
}

/* What was drawn, and no question has a place for. */
static void put_others(struct page *p, char **paths, const struct names *placed)
{
	bool any = false;

	for (char **path = paths; path && *path; path++) {
		int err;

		if (names_find(placed, *path) < placed->count)
			continue;
		if (!any) {
			document_add(p->document, BLOCK_SECTION, "All questions together");
			document_id(p->document, "pictures");
		}
		any = true;
		document_figure(p->document, "file", *path, basename(*path));
		err = read_svg(p->document->blocks[p->document->count - 1], *path);
		p->err = err ? err : p->err;
	}
}

static void put_figures(struct page *p, char **paths)
{
	struct names placed = { 0 };

	for (size_t i = 0; i < p->document->count; i++)
		if (p->document->blocks[i]->kind == BLOCK_FIGURE)
			put_figure(p, p->document->blocks[i], paths, &placed);
	put_others(p, paths, &placed);
	names_free(&placed);
}

int report_page(const struct record *const records[], size_t count, const char *folder,
		const char *before)
{
	struct page p = { .folder = folder };
	int err = open_page(folder, "report.html");
	struct report *r;
	char **paths = NULL;

	if (err)
		return err;
	r = report_new(records, count);
	p.document = r->d;
	report_begin(r);
	for (size_t i = 0; i < r->questions.count; i++)
		report_question(r, r->questions.all[i]);
	err = plot_records(records, count, folder, PLOT_SVG, &paths);
	if (err != -ENODATA)		/* nothing to draw is nothing wrong */
		p.err = err;
	put_figures(&p, paths);
	report_runs(r);
	plot_free(paths);
	report_free(r);
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
		document_figure(d, "file", *p, basename(*p));
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
	int err = open_page(folder, "trend.html");

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
