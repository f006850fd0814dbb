// SPDX-License-Identifier: GPL-2.0-only
#include "gnuplot.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "complain.h"
#include "output.h"
#include "palette.h"
#include "util.h"

/* What gnuplot makes, in memory until it is whole: nothing to clean up, whatever happens. */
struct picture {
	char *path;
	enum plot_format format;
	int fd;
	struct hover hover;
};

static int no_file(void)
{
	int err = -errno;

	complain("no temporary file for a plot: %s", strerror(-err));
	return err;
}

int gnuplot_open(struct gnuplot *g)
{
	g->script = tmpfile();
	if (!g->script)
		return no_file();
	palette_write(g->script);
	return 0;
}

int gnuplot_add(struct gnuplot *g, char *path, enum plot_format format, struct hover *hover)
{
	const char *name = format == PLOT_SVG ? "svg" : format == PLOT_PNG ? "png" : "dark";
	int fd = memfd_create(name, 0), err = fd < 0 ? no_file() : 0;
	struct picture *p = PUSH(g->pictures, g->count);

	*p = (struct picture){ .path = path, .format = format, .fd = fd };
	if (format == PLOT_SVG) {
		p->hover = *hover;
		*hover = (struct hover){ 0 };
	}
	fprintf(g->script, "call ARG1 '%s' '/proc/self/fd/%d'\n", name, fd);
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

/* Its last bytes are there.  gnuplot ends with 0, too, if it could not write all. */
static bool whole(const struct picture *p, const char *data, size_t n)
{
	const char *mark = p->format == PLOT_SVG ? "</svg>" : "IEND";
	size_t tail = 16;

	return data && n > tail && memmem(data + n - tail, tail, mark, strlen(mark));
}

static int keep_picture(const struct picture *p)
{
	char *self = xasprintf("/proc/self/fd/%d", p->fd);
	size_t n = 0;
	char *data = read_file(self, &n), *finished = NULL;
	int err = -EIO;

	if (whole(p, data, n) && p->format == PLOT_SVG) {
		finished = svg_finish(data, &p->hover);
		n = finished ? strlen(finished) : 0;
	}
	if (finished || (p->format != PLOT_SVG && whole(p, data, n)))
		err = output_replace(p->path, finished ? finished : data, n);
	if (err == -EIO)
		complain("cannot write %s: gnuplot did not draw all of it; "
			 "free memory, or raise ulimit -f", p->path);
	else if (err)
		complain("cannot write %s: %s", p->path, strerror(-err));
	free(finished);
	free(data);
	free(self);
	return err;
}

int gnuplot_draw(struct gnuplot *g)
{
	const char *set = getenv("PRIVBENCH_PLOTS");
	char *folder = set ? xstrdup(set) : program_file("../plots");
	char *canvas = xasprintf("%s/canvas.gp", folder);
	char *script = xasprintf("/proc/self/fd/%d", fileno(g->script));
	int err = access(canvas, R_OK) ? -errno : 0;

	if (err)
		complain("%s: %s; PRIVBENCH_PLOTS names the folder with the gnuplot script", canvas,
			 strerror(-err));
	else if (fflush(g->script))
		err = no_file();
	else
		err = run_gnuplot(script, canvas);
	for (size_t i = 0; i < g->count && !err; i++)
		err = keep_picture(&g->pictures[i]);
	free(script);
	free(canvas);
	free(folder);
	return err;
}

char **gnuplot_close(struct gnuplot *g)
{
	char **paths = xcalloc(g->count + 1, sizeof(*paths));

	for (size_t i = 0; i < g->count; i++) {
		paths[i] = g->pictures[i].path;
		hover_free(&g->pictures[i].hover);
		if (g->pictures[i].fd >= 0)
			close(g->pictures[i].fd);
	}
	free(g->pictures);
	if (g->script)
		fclose(g->script);
	return paths;
}
