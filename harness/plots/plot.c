// SPDX-License-Identifier: GPL-2.0-only
#include "plot.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "canvas.h"
#include "complain.h"
#include "escape.h"
#include "names.h"
#include "output.h"
#include "record.h"
#include "trend.h"
#include "util.h"

/* A new kind of plot is a line here, and a file with the function that lays it out. */
#define KINDS(_)						\
	_("question", EACH_QUESTION, build_question)		\
	_("overlap", RECORDS, build_overlap)			\
	_("break-even", RECORDS, build_break_even)		\
	_("xen", RECORDS, build_xen)				\
	_("cpus", RECORDS, build_cpus)				\
	_("bytes", RECORDS, build_bytes)			\
	_("claims", CLAIMS, build_claims)			\
	_("trend", EACH_HISTORY, build_trend)			\
	_("comparison", COMPARISON, build_comparison)

#define DECLARE(name, drawn, build) void build(struct canvas *c);
KINDS(DECLARE)

#define ENTRY(name, drawn, build) { name, drawn, build },
static const struct kind {
	const char *name;
	enum drawn {
		EACH_QUESTION,	/* of records; the plot is named after the question */
		RECORDS,	/* once, of records of one unit */
		CLAIMS,		/* once, of any records */
		EACH_HISTORY,	/* once a question that a machine's history has */
		COMPARISON,	/* once, of a comparison */
	} drawn;
	void (*build)(struct canvas *c);
} kinds[] = { KINDS(ENTRY) };

static bool once(const struct kind *kind)
{
	return kind->drawn != EACH_QUESTION && kind->drawn != EACH_HISTORY;
}

/* What gnuplot makes, in memory until it is whole: nothing to clean up, whatever happens. */
struct picture {
	char *path;
	const char *mark;		/* it is whole if this is in its last bytes */
	int fd;
};

struct drawing {
	struct plot_source of;
	const char *folder, *prefix;	/* of the names of files */
	FILE *script;			/* the data of each plot, and a call of canvas.gp */
	struct picture *pictures;	/* of each plot an SVG and a PNG */
	size_t count;
	struct names empty, contended;	/* questions with nothing to draw */
};

/* The names of files */

/* A question's own, unless a kind of plot has that (malloced). */
static char *file_name(const char *kind, const char *name)
{
	char *plain = escape_file_name(name);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (once(&kinds[i]) && !strcmp(kinds[i].name, plain) && strcmp(kind, plain))
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

/* Where a link with a trailing slash leads (malloced); NULL: it is no link. */
static char *meant(const char *folder)
{
	char *name = xasprintf("%.*s", (int)strlen(folder) - 1, folder), to[1];
	char *real = readlink(name, to, sizeof(to)) > 0 ? realpath(folder, NULL) : NULL;

	free(name);
	return real;
}

char *plot_path(const char *folder, const char *name)
{
	size_t n = strlen(folder);
	bool slash = n && folder[n - 1] == '/';
	char *real = slash ? meant(folder) : NULL, *path;

	path = real ? xasprintf("%s/%s", real, name) :
		      xasprintf("%s%s%s", folder, slash ? "" : "/", name);
	free(real);
	return path;
}

int plot_make_folder(const char *folder)
{
	int err = output_folder(folder);

	if (err == -ELOOP)
		complain("%s is a symbolic link; say %s/ to write where it leads", folder, folder);
	else if (err)
		complain("cannot write into %s: %s; name another folder", folder, strerror(-err));
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
	char *folder = plot_path(into, name);

	free(name);
	free(own);
	return folder;
}

/* Running gnuplot */

static int no_file(void)
{
	int err = -errno;

	complain("no temporary file for a plot: %s", strerror(-err));
	return err;
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

static int run_gnuplot(const char *script, const char *canvas)
{
	const char *argv[] = { "gnuplot", "-d", "-c", script, canvas, NULL };
	char *output;
	int status = run_program(argv, &output);

	if (status == -ENOENT)
		complain("gnuplot was not found; try: apt-get install gnuplot-nox");
	else if (status < 0)
		complain("gnuplot could not be started: %s", strerror(-status));
	else if (status)
		complain("gnuplot failed with %s (exit status %d): %s", canvas, status,
			 last_line(output));
	free(output);
	return status > 0 ? -EIO : status;
}

/* gnuplot ends with 0, too, if it could not write all. */
static int keep_picture(const struct picture *p)
{
	char *self = xasprintf("/proc/self/fd/%d", p->fd);
	size_t n = 0, tail = 16;
	char *data = read_file(self, &n);
	int err = -EIO;

	if (data && n > tail && memmem(data + n - tail, tail, p->mark, strlen(p->mark)))
		err = output_replace(p->path, data, n);
	if (err == -EIO)
		complain("cannot write %s: gnuplot did not draw all of it; "
			 "free memory, or raise ulimit -f", p->path);
	else if (err)
		complain("cannot write %s: %s", p->path, strerror(-err));
	free(data);
	free(self);
	return err;
}

/* Draw what was laid out, and keep it. */
static int draw_plots(struct drawing *d)
{
	const char *set = getenv("PRIVBENCH_PLOTS");
	char *folder = set ? xstrdup(set) : program_file("../plots");
	char *canvas = xasprintf("%s/canvas.gp", folder);
	char *script = xasprintf("/proc/self/fd/%d", fileno(d->script));
	int err = access(canvas, R_OK) ? -errno : 0;

	if (err)
		complain("%s: %s; PRIVBENCH_PLOTS names the folder with the gnuplot script", canvas,
			 strerror(-err));
	else if (fflush(d->script))
		err = no_file();
	else
		err = run_gnuplot(script, canvas);
	for (size_t i = 0; i < d->count && !err; i++)
		err = keep_picture(&d->pictures[i]);
	free(script);
	free(canvas);
	free(folder);
	return err;
}

/* Laying out */

size_t plot_write(FILE *out, const char *kind, const struct plot_source *of, const char *question)
{
	struct canvas c = canvas_begin(of, question, out);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, kind))
			kinds[i].build(&c);
	canvas_end(&c);
	return c.figures;
}

/* A file descriptor for it, or -errno, said on stderr. */
static int add_picture(struct drawing *d, const char *name, const char *ending, const char *mark)
{
	char *file = xasprintf("%s%s.%s", d->prefix, name, ending);
	int fd = memfd_create(ending, 0);

	if (fd < 0)
		fd = no_file();
	*PUSH(d->pictures, d->count) = (struct picture){ plot_path(d->folder, file), mark, fd };
	free(file);
	return fd;
}

static bool any(const struct plot_source *of, bool (*is)(const struct result *, const char *),
		const char *name)
{
	for (size_t i = 0; i < of->count; i++)
		for (size_t j = 0; j < of->records[i]->result_count; j++)
			if (is(&of->records[i]->results[j], name))
				return true;
	return false;
}

static bool is_contended(const struct result *result, const char *question)
{
	return result->status == STATUS_CONTENDED && !strcmp(result->question, question);
}

static int add_plot(struct drawing *d, const struct kind *kind, const char *name)
{
	char *file;
	int svg, png;

	fputs("$DATA << END\n", d->script);
	if (!plot_write(d->script, kind->name, &d->of, name)) {
		if (!once(kind))
			names_add(any(&d->of, is_contended, name) ? &d->contended : &d->empty,
				  name);
		fputs("END\n", d->script);
		return 0;
	}
	file = file_name(kind->name, name);
	svg = add_picture(d, file, "svg", "</svg>");
	png = svg < 0 ? svg : add_picture(d, file, "png", "IEND");
	fprintf(d->script, "END\ncall ARG1 '/proc/self/fd/%d' '/proc/self/fd/%d'\n", svg, png);
	free(file);
	return png < 0 ? png : 0;
}

/* The questions of the source, each once. */
static struct names questions_of(const struct plot_source *of)
{
	struct names names = { 0 };

	for (size_t i = 0; i < of->count; i++)
		for (size_t j = 0; j < of->records[i]->result_count; j++)
			names_add(&names, of->records[i]->results[j].question);
	for (size_t i = 0; of->machine && i < of->machine->history_count; i++)
		names_add(&names, of->machine->histories[i].question);
	return names;
}

static int add_kind(struct drawing *d, const struct kind *kind)
{
	struct names questions = { 0 };
	int err = 0;

	if (once(kind))
		return add_plot(d, kind, kind->name);
	questions = questions_of(&d->of);
	for (size_t i = 0; i < questions.count && !err; i++)
		err = add_plot(d, kind, questions.all[i]);
	names_free(&questions);
	return err;
}

static void tell_empty(const struct names *empty, const char *why)
{
	char *all = join(empty->all, empty->count, ", ");

	if (empty->count)
		complain("%s, so no plot: %s", why, all);
	free(all);
}

static bool is_of_overlap(const struct result *result, const char *name)
{
	return result_measured(result) && !strcmp(plot_of(result), name);
}

/* Once, however many records are drawn. */
static void tell_path_lengths(const struct plot_source *of)
{
	static bool told;

	if (told || !of->count || of->records[0]->clock != CLOCK_ICOUNT ||
	    !any(of, is_of_overlap, "overlap"))
		return;
	complain("path lengths do not overlap, so no plot: overlap");
	told = true;
}

/* The paths of what was drawn (malloced, NULL at the end). */
static char **close_drawing(struct drawing *d)
{
	char **paths = xcalloc(d->count + 1, sizeof(*paths));

	for (size_t i = 0; i < d->count; i++) {
		paths[i] = d->pictures[i].path;
		if (d->pictures[i].fd >= 0)
			close(d->pictures[i].fd);
	}
	free(d->pictures);
	names_free(&d->empty);
	names_free(&d->contended);
	if (d->script)
		fclose(d->script);
	return paths;
}

/* Draw the kinds from one `drawn` to another, in their order. */
static int draw(struct drawing *d, enum drawn from, enum drawn to, char ***paths)
{
	int err = plot_make_folder(d->folder);

	if (!err) {
		d->script = tmpfile();
		err = d->script ? 0 : no_file();
	}
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !err; i++)
		if (kinds[i].drawn >= from && kinds[i].drawn <= to)
			err = add_kind(d, &kinds[i]);
	tell_empty(&d->empty, "nothing measured");
	tell_empty(&d->contended, "contended: the core was not ours");
	if (from == EACH_QUESTION)
		tell_path_lengths(&d->of);
	if (!err && d->count) {
		err = draw_plots(d);
	} else if (!err && !d->of.machine) {
		complain("nothing was measured, so there is nothing to plot");
		err = -ENODATA;
	}
	*paths = close_drawing(d);
	if (err) {
		plot_free(*paths);
		*paths = NULL;
	}
	return err;
}

int plot_records(const struct record *const records[], size_t count, const char *folder,
		 char ***paths)
{
	struct drawing d = { .of = { .records = records, .count = count }, .folder = folder, .prefix = "" };

	return draw(&d, EACH_QUESTION, CLAIMS, paths);
}

int plot_claims(const struct record *const records[], size_t count, const char *folder,
		char ***paths)
{
	struct drawing d = { .of = { .records = records, .count = count }, .folder = folder, .prefix = "" };

	return draw(&d, CLAIMS, CLAIMS, paths);
}

int plot_trend(const struct machine *m, const char *prefix, const char *folder, char ***paths)
{
	struct drawing d = { .of = { .machine = m }, .folder = folder, .prefix = prefix };

	return draw(&d, EACH_HISTORY, EACH_HISTORY, paths);
}

int plot_comparison(const struct comparison *c, const struct records *a, const struct records *b,
		    const char *folder, char ***paths)
{
	struct drawing d = {
		.of = { .comparison = c, .baseline = a, .candidate = b },
		.folder = folder, .prefix = "",
	};

	return draw(&d, COMPARISON, COMPARISON, paths);
}

void plot_free(char **paths)
{
	for (char **p = paths; p && *p; p++)
		free(*p);
	free(paths);
}
