// SPDX-License-Identifier: GPL-2.0-only
#include "plot.h"

#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arguments.h"
#include "break-even.h"
#include "commands.h"
#include "complain.h"
#include "escape.h"
#include "output.h"
#include "page.h"
#include "series.h"
#include "canvas.h"
#include "records.h"
#include "util.h"

bool plot_measured(const struct result *result)
{
	return result->status == STATUS_OK && isfinite(result->estimate);
}

bool names_add(struct names *n, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strcmp(n->all[i], name))
			return false;
	n->all = xreallocarray(n->all, n->count + 1, sizeof(*n->all));
	n->all[n->count++] = name;
	return true;
}

/* Running gnuplot */

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

static int run_gnuplot(const char *script, const char *data, const char *svg, const char *png)
{
	const char *argv[] = { "gnuplot", "-d", "-c", script, data, svg, png, NULL };
	char *output;
	int status = run_program(argv, &output);

	if (status == -ENOENT)
		complain("gnuplot was not found; try: apt-get install gnuplot-nox");
	else if (status < 0)
		complain("gnuplot could not be started: %s", strerror(-status));
	else if (status)
		complain("gnuplot failed with %s (exit status %d): %s", script,
			status, last_line(output));
	free(output);
	return status > 0 ? -EIO : status;
}

struct drawing {
	const struct machine *machine;	/* of a trend, in the place of records */
	const char *prefix;		/* of the names of files */
	const struct record *const *records;
	size_t count;
	const char *folder;
	char **paths;
	size_t path_count;
	struct names empty;		/* had nothing to draw */
};

/* The name of its files: a question's own, unless a plot of no question has that (malloced). */
static char *file_name(const char *kind, const char *name)
{
	static const char *const taken[] = { "claims", "overlap", "break-even" };
	char *plain = escape_file_name(name), *other;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(taken) && strcmp(taken[i], plain); i++)
		;
	if (i == ARRAY_SIZE(taken) || !strcmp(kind, plain))
		return plain;
	other = xasprintf("%s=", plain);
	free(plain);
	return other;
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

static char *add_path(struct drawing *d, const char *kind, const char *name, const char *ending)
{
	char *plain = file_name(kind, name), *path;
	char *file = xasprintf("%s%s.%s", d->prefix, plain, ending);

	path = page_path(d->folder, file);
	free(file);
	free(plain);
	d->paths = xreallocarray(d->paths, d->path_count + 2, sizeof(*d->paths));
	d->paths[d->path_count++] = path;
	d->paths[d->path_count] = NULL;
	return path;
}

static int tell_unwritten(const char *path, int err)
{
	if (err)
		complain("cannot write %s: %s", path, strerror(-err));
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

static int keep_plot(int fd, const char *path)
{
	if (ends_with(fd, page_is_svg(path) ? "</svg>" : "IEND"))
		return tell_unwritten(path, output_copy(path, fd));
	complain("cannot write %s: gnuplot did not draw all of it; free memory, or raise ulimit -f", path);
	return -EIO;
}

/* gnuplot writes into memory, by names that lead nowhere else: what a disk has no room for is seen here. */
static int run_into(const char *script, const char *data, const char *svg, const char *png)
{
	const char *paths[] = { svg, png };
	char *names[2];
	int fds[2], err;

	for (int i = 0; i < 2; i++) {
		fds[i] = memfd_create("plot", 0);
		names[i] = xasprintf("/proc/self/fd/%d", fds[i]);
	}
	err = run_gnuplot(script, data, names[0], names[1]);
	for (int i = 0; i < 2; i++) {
		err = err ? err : keep_plot(fds[i], paths[i]);
		close(fds[i]);
		free(names[i]);
	}
	return err;
}

/* The data are a file without a name: nothing to clean up, whatever happens. */
static int draw_data(struct drawing *d, const char *name, const char *kind, int fd)
{
	const char *set = getenv("PRIVBENCH_PLOTS");
	char *folder = set ? xstrdup(set) : program_file("../plots");
	char *script = xasprintf("%s/%s.gp", folder, kind);
	char *data = xasprintf("/proc/self/fd/%d", fd);
	int err = access(script, R_OK) ? -errno : 0;
	const char *svg, *png;

	if (err) {
		complain("%s: %s; PRIVBENCH_PLOTS names the folder with the gnuplot scripts",
			script, strerror(-err));
	} else {
		svg = add_path(d, kind, name, "svg");
		png = add_path(d, kind, name, "png");
		err = run_into(script, data, svg, png);
	}
	free(data);
	free(script);
	free(folder);
	return err;
}

static size_t write_data(FILE *out, const struct drawing *d, const char *name, const char *kind)
{
	if (d->machine)
		return plot_write_trend(out, d->machine, name);
	if (!strcmp(kind, "claims"))
		return plot_write_claims(out, d->records, d->count);
	if (!strcmp(kind, "break-even"))
		return plot_write_break_even(out, d->records, d->count);
	if (!strcmp(kind, "overlap"))
		return plot_write_overlap(out, d->records, d->count);
	return plot_write_question(out, d->records, d->count, name);
}

static int draw(struct drawing *d, const char *name, const char *kind)
{
	FILE *out = tmpfile();
	size_t dots;
	int err = 0;

	if (!out) {
		err = -errno;
		complain("no temporary file for a plot's data: %s",
			strerror(-err));
		return err;
	}
	dots = write_data(out, d, name, kind);
	if (fflush(out)) {
		err = -errno;
		complain("no room for a plot's data among the temporary files: %s", strerror(-err));
	} else if (dots)
		err = draw_data(d, name, kind, fileno(out));
	else
		names_add(&d->empty, name);
	fclose(out);
	return err;
}

static bool may_break_even(const struct record *r)
{
	struct break_even *all;
	size_t n = break_even(r, &all);

	break_even_free(all, n);
	return n;
}

static int draw_all(struct drawing *d)
{
	struct names plots = { NULL, 0 };
	bool claims = false, rates = false;
	int err = 0;

	for (size_t i = 0; i < d->count; i++) {
		for (size_t j = 0; j < d->records[i]->result_count; j++)
			names_add(&plots, plot_of(&d->records[i]->results[j]));
		claims |= d->records[i]->claim_count > 0;
		rates |= may_break_even(d->records[i]);
	}
	for (size_t i = 0; i < plots.count && !err; i++)
		err = draw(d, plots.all[i], strcmp(plots.all[i], "overlap") ? "question" : "overlap");
	free(plots.all);
	if (!err && rates)
		err = draw(d, "break-even", "break-even");
	if (!err && claims)
		err = draw(d, "claims", "claims");
	if (!err && !d->path_count) {
		complain("nothing was measured, so there is nothing to plot");
		err = -ENODATA;
	}
	return err;
}

static void say_empty(const struct names *empty)
{
	char *all = xstrdup(""), *longer;

	for (size_t i = 0; i < empty->count; i++) {
		longer = xasprintf("%s%s%s", all, i ? ", " : "", empty->all[i]);
		free(all);
		all = longer;
	}
	if (empty->count)
		complain("nothing measured, so no plot: %s", all);
	free(all);
}

static int draw_claims(struct drawing *d)
{
	int err = draw(d, "claims", "claims");

	return !err && !d->path_count ? -ENODATA : err;
}

static int draw_into_folder(struct drawing d, const char *folder, int (*draw_them)(struct drawing *d),
			    char ***paths)
{
	int err = page_folder(folder);

	d.folder = folder;
	if (!err)
		err = draw_them(&d);
	say_empty(&d.empty);
	free(d.empty.all);
	*paths = err ? NULL : d.paths;
	if (err)
		plot_free(d.paths);
	return err;
}

int plot_records(const struct record *const records[], size_t count, const char *folder,
		 char ***paths)
{
	return draw_into_folder((struct drawing){ .records = records, .count = count, .prefix = "" }, folder,
				draw_all, paths);
}

int plot_claims(const struct record *const records[], size_t count, const char *folder, char ***paths)
{
	return draw_into_folder((struct drawing){ .records = records, .count = count, .prefix = "" }, folder,
				draw_claims, paths);
}

static int draw_questions(struct drawing *d)
{
	const struct machine *m = d->machine;
	int err = 0;

	for (size_t i = 0; i < m->series_count && !err; i++)
		if (!i || strcmp(m->series[i].question, m->series[i - 1].question))
			err = draw(d, m->series[i].question, "trend");
	return err;
}

int plot_trend(const struct machine *m, const char *prefix, const char *folder, char ***paths)
{
	return draw_into_folder((struct drawing){ .machine = m, .prefix = prefix }, folder, draw_questions, paths);
}

int plot_record(const struct record *r, const char *folder, char ***paths)
{
	return plot_records(&r, 1, folder, paths);
}

void plot_free(char **paths)
{
	for (char **p = paths; p && *p; p++)
		free(*p);
	free(paths);
}

/* The subcommand */

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "where the files go; a folder beside the first record if not given", 0 },
	{ 0 },
};

static const struct argp argp = {
	options, file_arguments_parse, "FILE|DIR...",
	"Draw records with gnuplot, as SVG and PNG: a plot per question, and the claims."
	"\vSeveral records are drawn together if their figures have one unit; `privbench claims --plot' draws "
	"the claims of any.", 0, 0, 0,
};

/* Why these cannot share a plot, as a sentence; NULL if they can. */
static const char *apart(const struct record *const records[], size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (records[i]->clock != records[0]->clock)
			return "their figures have different units";
	return count > PLOT_RECORDS ? "there are more of them than colours that can be told apart" : NULL;
}

static int draw_into(const struct record *const records[], size_t count, const char *folder)
{
	char **paths;
	int err = plot_records(records, count, folder, &paths);

	for (char **p = paths; p && *p; p++)
		announce("%s", *p);
	plot_free(paths);
	return err;
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

/* Together into one folder, or each into its own: in DIR if that is given. */
static int draw_files(const char *into, const struct record *const records[], size_t count)
{
	const char *why = apart(records, count);
	size_t together = why ? 1 : count;
	int err = why && into ? page_folder(into) : 0;

	if (why)
		complain("one set of plots per record, because %s", why);
	for (size_t i = 0; i < count && !err; i += together) {
		char *own = plot_folder(records[i]->path), *folder;

		if (!into)
			folder = xasprintf("%s%s", own, together > 1 ? "-compared" : "");
		else if (why)
			folder = plot_own_folder(into, i, records[i]->path);
		else
			folder = xstrdup(into);
		err = draw_into(records + i, together, folder);
		free(folder);
		free(own);
	}
	return err;
}

int cmd_plot(int argc, char **argv)
{
	struct file_arguments a = { .what = "records" };
	struct records side;
	bool whole;
	int err = 0;

	arguments_parse(&argp, argc, argv, &a);
	whole = records_read_all(a.files, a.count, &side);
	if (side.count)
		err = draw_files(a.folder, (const struct record *const *)side.records, side.count);
	records_free(&side);
	return err || !whole ? 5 : 0;
}
