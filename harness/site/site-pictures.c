// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pictures of questions, and those of kernels, Xen and CPUs, all by one gnuplot.  What is
 * there already of the same records by the same program is not drawn again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build-id.h"
#include "complain.h"
#include "plot.h"
#include "site-page.h"
#include "util.h"

#define PAGES_MOST 100		/* of one plot */

/* "q/irq-restore.svg", "q/irq-restore.2.svg" (malloced) */
static char *picture_name(const char *name, size_t page)
{
	char *file = site_question_file(name), *all;

	all = page ? xasprintf("%s.%zu.svg", file, page + 1) : xasprintf("%s.svg", file);
	free(file);
	return all;
}

static const char *name_of(const struct plot_wish *w)
{
	return w->question ? w->question : w->kind;
}

static uint64_t stamp_of(const struct site *s, const struct plot_wish *w)
{
	char *program = build_id();
	uint64_t stamp = hash(HASH, program ? program : "", program ? strlen(program) : 0);

	for (size_t i = 0; i < w->count; i++)
		stamp = hash(stamp, &site_record_of(&s->model, w->records[i])->stamp,
			     sizeof(stamp));
	free(program);
	return stamp;
}

/* Whether there is a picture of it that can stay, with all its pages. */
static bool is_there(struct site *s, const struct plot_wish *w)
{
	uint64_t stamp = stamp_of(s, w);
	size_t page = 0;
	bool there = true;

	for (; there && page < PAGES_MOST; page++) {
		char *name = picture_name(name_of(w), page);

		there = site_has(&s->folder, name, stamp);
		free(name);
	}
	return page > 1;
}

static void keep(struct site *s, const struct plot_wish *w, char *const *paths)
{
	const char *path;

	for (size_t page = 0; (path = plot_svg(paths, w->kind, name_of(w), page)); page++) {
		char *name = picture_name(name_of(w), page), *svg = read_file(path, NULL);

		if (svg)
			site_put(&s->folder, name, stamp_of(s, w), svg, strlen(svg));
		free(svg);
		free(name);
	}
}

static int draw(struct site *s, const struct plot_wish wishes[], size_t count, const char *folder)
{
	char **paths;
	int err = plot_wishes(wishes, count, folder, &paths);

	for (size_t i = 0; i < count && !err; i++)
		keep(s, &wishes[i], paths);
	for (char **path = paths; path && *path; path++)
		unlink(*path);
	plot_free(paths);
	return err;
}

static int draw_aside(struct site *s, const struct plot_wish wishes[], size_t count)
{
	const char *set = getenv("TMPDIR");
	char *folder = xasprintf("%s/privbench-XXXXXX", set && *set ? set : "/tmp");
	int err = 0;

	if (!mkdtemp(folder)) {
		err = -errno;
		complain("no temporary folder for pictures: %s; TMPDIR names another",
			 strerror(-err));
	} else {
		err = draw(s, wishes, count, folder);
		rmdir(folder);
	}
	free(folder);
	return err;
}

static bool has_figure(const struct record *r, const char *question)
{
	for (size_t i = 0; i < r->result_count; i++)
		if (r->results[i].status == STATUS_OK &&
		    (!question || !strcmp(r->results[i].question, question)))
			return true;
	return false;
}

/* Of silicon and icount, silicon first, as many as have colours; they move to the front. */
static size_t drawable(const struct record *records[], size_t count, const char *question)
{
	size_t n = 0;

	for (size_t i = 0; i < count && n < PLOT_RECORDS; i++)
		if (records[i]->clock != CLOCK_EMULATED && has_figure(records[i], question))
			records[n++] = records[i];
	return n;
}

/* The records of the place that has most kernels, each kernel's; how many. */
static size_t of_kernels(const struct site_model *m, const struct record *records[])
{
	const struct record *its[PLOT_RECORDS];
	size_t most = 0;

	for (size_t i = 0; i < m->place_count; i++) {
		size_t n = 0;

		if (m->places[i].clock == CLOCK_EMULATED)
			continue;
		for (size_t k = 0; k < m->kernels.count && n < PLOT_RECORDS; k++) {
			its[n] = site_of_kernel(m, &m->places[i], m->kernels.all[k]);
			n += its[n] != NULL;
		}
		if (n > most)
			memcpy(records, its, n * sizeof(*its));
		most = n > most ? n : most;
	}
	return most;
}

/* Xen's guest, and the same kernel without it. */
static size_t of_xen(const struct site_model *m, const struct record *records[])
{
	const char *kernel = NULL;
	size_t n = 0;

	for (size_t i = 0; i < m->place_count && !kernel; i++) {
		const struct site_record *s = &m->records[m->places[i].main];

		if (record_counts_hypervisor(s->whole))
			kernel = s->kernel;
	}
	for (size_t i = 0; kernel && i < m->place_count && n < PLOT_RECORDS; i++) {
		records[n] = site_of_kernel(m, &m->places[i], kernel);
		n += records[n] && records[n]->clock != CLOCK_EMULATED;
	}
	return n;
}

/* Takes over the records. */
static void wish(struct plot_wish **wishes, size_t *count, struct plot_wish w)
{
	if (w.count)
		*PUSH(*wishes, *count) = w;
	else
		free((void *)w.records);
}

static struct plot_wish *all_wishes(const struct site *s, size_t *count)
{
	const struct site_model *m = &s->model;
	const struct record **records = site_mains(m);
	struct plot_wish *all = NULL;
	size_t n = drawable(records, m->place_count, NULL);

	wish(&all, count, (struct plot_wish){ "cpus", NULL, records, n });
	records = xcalloc(PLOT_RECORDS, sizeof(*records));
	n = of_xen(m, records);
	wish(&all, count, (struct plot_wish){ "xen", NULL, records, n });
	records = xcalloc(PLOT_RECORDS, sizeof(*records));
	n = of_kernels(m, records);
	wish(&all, count, (struct plot_wish){ "kernels", NULL, records, n < 2 ? 0 : n });
	for (size_t i = 0; i < s->questions.count; i++) {
		const char *question = s->questions.all[i];

		records = site_showing_all(m, question);
		n = drawable(records, m->place_count, question);
		wish(&all, count, (struct plot_wish){ "question", question, records, n });
	}
	return all;
}

int site_pictures(struct site *s)
{
	size_t count = 0, lacking = 0;
	struct plot_wish *all = all_wishes(s, &count);
	struct plot_wish *todo = xcalloc(count, sizeof(*todo));
	int err = 0;

	for (size_t i = 0; i < count; i++)
		if (!is_there(s, &all[i]))
			todo[lacking++] = all[i];
	if (lacking)
		err = draw_aside(s, todo, lacking);
	for (size_t i = 0; i < count; i++)
		free((void *)all[i].records);
	free(todo);
	free(all);
	return err;
}

void site_add_pictures(struct site *s, const struct site_page *p, const char *name,
		       const char *alt)
{
	struct block *figure;
	bool needed = true;

	document_figure(p->d, "file", name, alt);
	figure = p->d->blocks[p->d->count - 1];
	for (size_t page = 0; needed && page < PAGES_MOST; page++) {
		char *file = picture_name(name, page), *svg;

		needed = site_needs(&s->folder, file);
		svg = needed ? site_read(&s->folder, file) : NULL;
		if (svg)
			*PUSH(figure->svgs, figure->svg_count) = svg;
		free(file);
	}
}
