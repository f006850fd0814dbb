// SPDX-License-Identifier: GPL-2.0-only
#include "plot.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "canvas.h"
#include "complain.h"
#include "escape.h"
#include "kinds.h"
#include "names.h"
#include "output.h"
#include "page.h"
#include "record.h"
#include "series.h"
#include "util.h"

#define TOGETHER 100		/* plots that one gnuplot draws: each takes three open files */

#define KIND_ENTRY(name, needs, build) { name, needs, build },
static const struct kind {
	const char *name;
	enum plot_needs needs;
	bool (*build)(struct canvas *c, const char *question);
} kinds[] = { PLOT_KINDS(KIND_ENTRY) };

/* What gnuplot reads, and what it writes. */
enum { DATA, SVG, PNG, FILES };
static const char *const endings[] = { [SVG] = "svg", [PNG] = "png" };

/* The files of one plot, in memory until they are whole. */
struct plot {
	FILE *files[FILES];
	char *paths[FILES];		/* where they go; the data go nowhere */
};

struct drawing {
	struct subject of;
	const char *folder, *prefix;	/* of the names of files */
	struct plot plots[TOGETHER];	/* to be drawn */
	size_t count;
	char **paths;			/* drawn */
	size_t path_count;
	struct names empty;		/* had nothing to draw */
};

/* The names of files */

/* A question's own, unless a kind of plot has that (malloced). */
static char *file_name(const char *kind, const char *name)
{
	char *plain = escape_file_name(name);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if ((kinds[i].needs == RECORDS || kinds[i].needs == CLAIMS) &&
		    !strcmp(kinds[i].name, plain) && strcmp(kind, plain))
			append(&plain, "=");
	return plain;
}

const char *plot_svg(char *const *paths, const char *kind, const char *name)
{
	char *plain = file_name(kind, name), *wanted = xasprintf("/%s.svg", plain);
	const char *found = NULL;

	for (; paths && *paths && !found; paths++)
		if (!strcmp(strrchr(*paths, '/'), wanted))
			found = *paths;
	free(wanted);
	free(plain);
	return found;
}

char *plot_folder(const char *file)
{
	size_t n = strlen(file);

	if (n > 5 && !strcmp(file + n - 5, ".json"))
		return xasprintf("%.*s", (int)(n - 5), file);
	return xasprintf("%s.plots", file);
}

char *plot_own_folder(const char *into, size_t i, const char *file)
{
	char *own = plot_folder(file), *name = xasprintf("%zu-%s", i + 1, basename(own));
	char *folder = page_path(into, name);

	free(name);
	free(own);
	return folder;
}

/* Running gnuplot */

/* A file without a name: nothing to clean up, and nobody else's, whatever happens. */
static FILE *memory_file(void)
{
	int fd = memfd_create("plot", 0);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");

	if (!file) {
		complain("no file in memory for a plot: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
	}
	return file;
}

/* What it says ends with the reason; before that it repeats the whole command. */
static const char *last_line(char *text)
{
	char *line;

	if (!text)
		return "it said nothing";
	while (*text && isspace((unsigned char)text[strlen(text) - 1]))
		text[strlen(text) - 1] = '\0';
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

/* `calls` calls the script once a plot. */
static int run_gnuplot(FILE *calls, const char *script)
{
	char *name = xasprintf("/proc/self/fd/%d", fileno(calls)), *output;
	const char *argv[] = { "gnuplot", "-d", "-c", name, script, NULL };
	int status = run_program(argv, &output);

	if (status == -ENOENT)
		complain("gnuplot was not found; try: apt-get install gnuplot-nox");
	else if (status < 0)
		complain("gnuplot could not be started: %s", strerror(-status));
	else if (status)
		complain("gnuplot failed with %s (exit status %d): %s", script, status, last_line(output));
	free(output);
	free(name);
	return status > 0 ? -EIO : status;
}

static int call_gnuplot(const struct drawing *d, const char *script)
{
	FILE *calls = memory_file();
	int err;

	if (!calls)
		return -EIO;
	for (const struct plot *p = d->plots; p < d->plots + d->count; p++)
		fprintf(calls, "call ARG1 '/proc/self/fd/%d' '/proc/self/fd/%d' '/proc/self/fd/%d'\n",
			fileno(p->files[DATA]), fileno(p->files[SVG]), fileno(p->files[PNG]));
	err = fflush(calls) ? -errno : 0;
	if (err)
		complain("no room in memory for the plots' names: %s", strerror(-err));
	else
		err = run_gnuplot(calls, script);
	fclose(calls);
	return err;
}

/* gnuplot ends with 0, too, if it could not write all. */
static bool ends_with(int fd, const char *mark)
{
	char tail[16];
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t n = size > 0 ? pread(fd, tail, sizeof(tail), size < 16 ? 0 : size - 16) : 0;

	return n > 0 && memmem(tail, (size_t)n, mark, strlen(mark));
}

/* Copy a picture to where it belongs; what a disk has no room for is seen here. */
static int keep_picture(int fd, const char *path, bool svg)
{
	int err;

	if (!ends_with(fd, svg ? "</svg>" : "IEND")) {
		complain("cannot write %s: gnuplot did not draw all of it; free memory, or raise ulimit -f",
			 path);
		return -EIO;
	}
	err = output_copy(path, fd);
	if (err)
		complain("cannot write %s: %s", path, strerror(-err));
	return err;
}

/* Move the plot's files to where they belong, unless there was an error already. */
static int end_plot(struct drawing *d, struct plot *p, int err)
{
	for (int i = 0; i < FILES; i++) {
		if (p->paths[i] && !err)
			err = keep_picture(fileno(p->files[i]), p->paths[i], i == SVG);
		if (p->paths[i] && !err) {
			d->paths = xreallocarray(d->paths, d->path_count + 2, sizeof(*d->paths));
			d->paths[d->path_count++] = p->paths[i];
			d->paths[d->path_count] = NULL;
		} else {
			free(p->paths[i]);
		}
		if (p->files[i])
			fclose(p->files[i]);
	}
	return err;
}

/* Draw what is to be drawn, unless there was an error already. */
static int flush_plots(struct drawing *d, int err)
{
	const char *set = getenv("PRIVBENCH_PLOTS");
	char *folder = set ? xstrdup(set) : program_file("../plots");
	char *script = xasprintf("%s/canvas.gp", folder);

	if (!err && d->count && access(script, R_OK)) {
		err = -errno;
		complain("%s: %s; PRIVBENCH_PLOTS names the folder with the gnuplot script", script,
			 strerror(-err));
	}
	if (!err && d->count)
		err = call_gnuplot(d, script);
	for (size_t i = 0; i < d->count; i++)
		err = end_plot(d, &d->plots[i], err);
	d->count = 0;
	free(script);
	free(folder);
	return err;
}

/* Laying out */

/* false: the subject has nothing of this kind, measured or not. */
static bool write_plot(FILE *out, const struct kind *kind, const struct subject *of,
		       const char *question, size_t *points)
{
	struct canvas *c = canvas_new(of);
	bool any = kind->build(c, question);

	*points = canvas_finish(c, out);
	return any;
}

size_t plot_write(FILE *out, const char *kind, const struct subject *of, const char *question)
{
	size_t i = 0, points;

	while (strcmp(kinds[i].name, kind))
		i++;
	write_plot(out, &kinds[i], of, question, &points);
	return points;
}

static int open_files(struct drawing *d, struct plot *p, const char *name)
{
	for (int i = 0; i < FILES; i++) {
		char *file;

		p->files[i] = memory_file();
		if (!p->files[i])
			return -EIO;
		if (i == DATA)
			continue;
		file = xasprintf("%s%s.%s", d->prefix, name, endings[i]);
		p->paths[i] = page_path(d->folder, file);
		free(file);
	}
	return 0;
}

/* Lay out a plot; it is drawn when there are enough of them. */
static int add_plot(struct drawing *d, const struct kind *kind, const char *name)
{
	struct plot *p = &d->plots[d->count++];
	char *file = file_name(kind->name, name);
	size_t points = 0;
	bool any = false;
	int err;

	*p = (struct plot){ 0 };
	err = open_files(d, p, file);
	free(file);
	if (!err) {
		any = write_plot(p->files[DATA], kind, &d->of, name, &points);
		err = fflush(p->files[DATA]) ? -errno : 0;
		if (err)
			complain("no room in memory for a plot's data: %s", strerror(-err));
	}
	if (err || !points) {
		end_plot(d, p, -ENODATA);
		d->count--;
		if (any && !err)
			names_add(&d->empty, name);
	}
	return !err && d->count == TOGETHER ? flush_plots(d, 0) : err;
}

/* The questions of the subject, each once. */
static struct names questions_of(const struct subject *of)
{
	struct names names = { 0 };

	for (size_t i = 0; i < of->count; i++)
		for (size_t j = 0; j < of->records[i]->result_count; j++)
			names_add(&names, of->records[i]->results[j].question);
	for (size_t i = 0; of->machine && i < of->machine->series_count; i++)
		names_add(&names, of->machine->series[i].question);
	return names;
}

static int add_kind(struct drawing *d, const struct kind *kind)
{
	struct names questions = { 0 };
	int err = 0;

	if (kind->needs == RECORDS || kind->needs == CLAIMS)
		return add_plot(d, kind, kind->name);
	questions = questions_of(&d->of);
	for (size_t i = 0; i < questions.count && !err; i++)
		err = add_plot(d, kind, questions.all[i]);
	names_free(&questions);
	return err;
}

static void tell_empty(const struct names *empty)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < empty->count; i++)
		append(&all, "%s%s", i ? ", " : "", empty->all[i]);
	if (empty->count)
		complain("nothing measured, so no plot: %s", all);
	free(all);
}

/* Draw all kinds that need what is between these two. */
static int draw(const struct subject *of, enum plot_needs from, enum plot_needs to, const char *prefix,
		const char *folder, char ***paths)
{
	struct drawing *d = xcalloc(1, sizeof(*d));
	int err = page_folder(folder);

	d->of = *of;
	d->folder = folder;
	d->prefix = prefix;
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !err; i++)
		if (kinds[i].needs >= from && kinds[i].needs <= to)
			err = add_kind(d, &kinds[i]);
	err = flush_plots(d, err);
	tell_empty(&d->empty);
	if (!err && !d->path_count && !of->machine) {
		complain("nothing was measured, so there is nothing to plot");
		err = -ENODATA;
	}
	*paths = err ? NULL : d->paths;
	if (err)
		plot_free(d->paths);
	names_free(&d->empty);
	free(d);
	return err;
}

int plot_records(const struct record *const records[], size_t count, const char *folder,
		 char ***paths)
{
	const struct subject of = { .records = records, .count = count };

	return draw(&of, EACH_QUESTION, CLAIMS, "", folder, paths);
}

int plot_record(const struct record *r, const char *folder, char ***paths)
{
	return plot_records(&r, 1, folder, paths);
}

int plot_claims(const struct record *const records[], size_t count, const char *folder, char ***paths)
{
	const struct subject of = { .records = records, .count = count };

	return draw(&of, CLAIMS, CLAIMS, "", folder, paths);
}

int plot_trend(const struct machine *m, const char *prefix, const char *folder, char ***paths)
{
	const struct subject of = { .machine = m };

	return draw(&of, EACH_HISTORY, EACH_HISTORY, prefix, folder, paths);
}

void plot_free(char **paths)
{
	for (char **p = paths; p && *p; p++)
		free(*p);
	free(paths);
}
