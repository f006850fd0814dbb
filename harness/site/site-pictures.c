// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pictures of questions, and those of all questions together, by one gnuplot.  What is there
 * already of the same records by the same program is not drawn again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build-id.h"
#include "complain.h"
#include "escape.h"
#include "plot.h"
#include "site-page.h"
#include "util.h"

#define PAGES_MOST 100		/* of one plot */

/* "q/irq-restore.svg", "q/irq-restore.2.svg", "d/irq-restore.svg", "p/xen.svg" (malloced) */
static char *picture_name(const char *kind, const char *question, size_t page)
{
	char folder = !question ? 'p' : !strcmp(kind, "question") ? 'q' : 'd';
	char *file = escape_page_name(question ? question : kind), *all;

	all = page ? xasprintf("%c/%s.%zu.svg", folder, file, page + 1) :
		     xasprintf("%c/%s.svg", folder, file);
	free(file);
	return all;
}

static uint64_t stamp_of(const struct site *s, const struct plot_wish *w)
{
	char *program = build_id();
	uint64_t stamp = hash(HASH, program ? program : "", program ? strlen(program) : 0);

	for (size_t i = 0; i < w->count; i++)
		stamp = hash(stamp, &site_record_of(&s->model, w->records[i])->stamp,
			     sizeof(stamp));
	if (w->places)
		stamp = hash(stamp, w->places, w->count);
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
		char *name = picture_name(w->kind, w->question, page);

		there = site_has(&s->folder, name, stamp);
		free(name);
	}
	return page > 1;
}

static void keep(struct site *s, const struct plot_wish *w, char *const *paths)
{
	const char *plot = w->question ? w->question : w->kind, *path;

	for (size_t page = 0; (path = plot_svg(paths, w->kind, plot, page)); page++) {
		char *name = picture_name(w->kind, w->question, page);
		char *svg = read_file(path, NULL);

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

/* Those of silicon, which come first. */
static size_t timed(const struct record *const records[], size_t count)
{
	size_t n = 0;

	while (n < count && records[n]->clock == CLOCK_SILICON)
		n++;
	return n;
}

/* Kernels of one place, if those of several fit beside what `records` has; how many more. */
static size_t add_kernels_of(const struct site_model *m, const struct site_place *p,
			     const struct record *records[], size_t has)
{
	const struct record *its[PLOT_RECORDS];
	size_t n = 0;

	for (size_t k = 0; k < m->kernels.count && n < PLOT_RECORDS; k++) {
		its[n] = site_of_kernel(m, p, m->kernels.all[k]);
		n += its[n] != NULL;
	}
	if (n < 2 || n > PLOT_RECORDS - has)
		return 0;
	memcpy(records + has, its, n * sizeof(*its));
	return n;
}

/* Those of places that have several kernels: first where the kernel alone is counted. */
static size_t of_kernels(const struct site_model *m, const struct record *records[])
{
	size_t n = 0;

	for (int hypervisor = 0; hypervisor < 2; hypervisor++)
		for (size_t i = 0; i < m->place_count; i++) {
			const struct site_place *p = &m->places[i];
			const struct record *r = m->records[p->main].whole;

			if (p->clock != CLOCK_EMULATED &&
			    !record_counts_hypervisor(r) == !hypervisor)
				n += add_kernels_of(m, p, records, n);
		}
	return n;
}

/* Xen's guest, and the same kernel without it. */
static size_t of_xen(const struct site_model *m, const struct record *records[])
{
	const char *kernel = NULL;
	size_t n = 0;

	for (size_t i = 0; i < m->place_count && !kernel; i++) {
		const struct site_record *s = &m->records[m->places[i].main];

		if (!strcmp(s->whole->target, "xen"))
			kernel = s->kernel;
	}
	for (size_t i = 0; kernel && i < m->place_count && n < PLOT_RECORDS; i++) {
		records[n] = site_of_kernel(m, &m->places[i], kernel);
		n += records[n] && records[n]->clock != CLOCK_EMULATED;
	}
	return n;
}

/* What ran under KVM to the instruction, of each kernel. */
static size_t of_exits(const struct site_model *m, const struct record *records[])
{
	size_t n = 0;

	for (size_t i = 0; i < m->place_count; i++)
		for (size_t k = 0; k < m->kernels.count && n < PLOT_RECORDS; k++) {
			const struct record *r =
				site_of_kernel(m, &m->places[i], m->kernels.all[k]);

			const char *with = r ? record_counts_hypervisor(r) : NULL;

			if (with && !strcmp(with, "KVM"))
				records[n++] = r;
		}
	return n;
}

/* Xen's kernel everywhere, the flat guest, which has none, and User Mode Linux. */
static size_t of_worlds(const struct site_model *m, const struct record *records[])
{
	size_t n = of_xen(m, records), xen = n;

	for (size_t i = 0; xen && i < m->place_count && n < PLOT_RECORDS; i++) {
		const struct site_record *s = &m->records[m->places[i].main];

		if (s->clock == CLOCK_ICOUNT ? !s->kernel : !strcmp(s->whole->target, "uml"))
			records[n++] = s->whole;
	}
	return n;
}

struct wishes {
	const struct site_model *m;
	struct plot_wish *all;
	size_t count;
};

/* A place's own colour on all pages (malloced); NULL: it is of several records, or has none. */
static unsigned char *colours_of(const struct site_model *m, const struct record *const records[],
				 size_t count)
{
	unsigned char *colours = xcalloc(count, sizeof(*colours));
	unsigned int used = 0;

	for (size_t i = 0; i < count; i++) {
		size_t place = (size_t)(site_place_of(m, site_record_of(m, records[i])) -
					m->places);

		if (place >= PLOT_RECORDS || used & 1U << place) {
			free(colours);
			return NULL;
		}
		used |= 1U << place;
		colours[i] = (unsigned char)place;
	}
	return colours;
}

static void wish(struct wishes *w, const char *kind, const char *question,
		 const struct record *const records[], size_t count)
{
	const struct record **its = xcalloc(count, sizeof(*its));

	memcpy(its, records, count * sizeof(*its));
	if (count)
		*PUSH(w->all, w->count) = (struct plot_wish){
			kind, question, its, count, colours_of(w->m, its, count),
		};
	else
		free(its);
}

/* Of all questions together. */
static void wish_kinds(struct wishes *w)
{
	const struct site_model *m = w->m;
	const struct record **mains = site_mains(m), *records[PLOT_RECORDS];
	size_t n = drawable(mains, m->place_count, NULL);

	wish(w, "cpus", NULL, mains, n);
	wish(w, "bytes", NULL, mains, n);
	wish(w, "overlap", NULL, mains, timed(mains, n));
	n = of_xen(m, records);
	wish(w, "xen", NULL, records, n);
	n = of_worlds(m, records);
	wish(w, "worlds", NULL, records, n);
	n = of_exits(m, records);
	wish(w, "exits", NULL, records, n);
	n = of_kernels(m, records);
	wish(w, "kernels", NULL, records, n);
	free(mains);
}

static void wish_question(struct wishes *w, const char *question)
{
	const struct site_model *m = w->m;
	const struct record **records = site_showing_all(m, question);
	size_t n = drawable(records, m->place_count, question);

	wish(w, "question", question, records, n);
	wish(w, "distributions", question, records, timed(records, n));
	if (!strcmp(question, SITE_BREAK_EVEN))
		wish(w, "break-even", NULL, records, n);
	free(records);
}

int site_pictures(struct site *s)
{
	struct wishes w = { .m = &s->model };
	struct plot_wish *todo;
	size_t lacking = 0;
	int err = 0;

	wish_kinds(&w);
	for (size_t i = 0; i < s->questions.count; i++)
		wish_question(&w, s->questions.all[i]);
	todo = xcalloc(w.count, sizeof(*todo));
	for (size_t i = 0; i < w.count; i++)
		if (!is_there(s, &w.all[i]))
			todo[lacking++] = w.all[i];
	if (lacking)
		err = draw_aside(s, todo, lacking);
	for (size_t i = 0; i < w.count; i++) {
		free((void *)w.all[i].places);
		free((void *)w.all[i].records);
	}
	free(todo);
	free(w.all);
	return err;
}

bool site_has_pictures(struct site *s, const char *kind, const char *question)
{
	char *file = picture_name(kind, question, 0);
	bool has = site_needs(&s->folder, file);

	free(file);
	return has;
}

void site_add_pictures(struct site *s, const struct site_page *p, const char *kind,
		       const char *question, const char *alt)
{
	struct block *figure;
	bool needed = true;

	document_figure(p->d, "file", kind, alt);
	document_id(p->d, "%s", kind);
	figure = p->d->blocks[p->d->count - 1];
	for (size_t page = 0; needed && page < PAGES_MOST; page++) {
		char *file = picture_name(kind, question, page), *svg;

		needed = site_needs(&s->folder, file);
		svg = needed ? site_read(&s->folder, file) : NULL;
		if (svg)
			*PUSH(figure->svgs, figure->svg_count) = svg;
		free(file);
	}
}
