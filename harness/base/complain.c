// SPDX-License-Identifier: GPL-2.0-only
#include "complain.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"
#include "text.h"
#include "util.h"

/* In one piece, so that what others write meanwhile does not get between. */
void say_line(FILE *to, const char *before, const char *fmt, ...)
{
	char *text, *line = NULL;
	va_list args;
	size_t size;
	FILE *out;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	out = open_memstream(&line, &size);
	if (out) {
		fputs(before, out);
		put_terminal(text, out);
		fputc('\n', out);
		fclose(out);
		fputs(line, to);
	}
	free(line);
	free(text);
}

void quote(const char *lines)
{
	size_t n = strlen(lines);

	put_lines(lines, stderr);
	if (n && lines[n - 1] != '\n')
		fputc('\n', stderr);
}

#define FRAMES 20		/* a second */
#define EVERY 10		/* seconds from one line in a log to the next */

static double started, told;
static size_t tenth, last_total, last_done;

/* A guest's console may be a terminal in there, but is read by the program outside. */
static bool in_guest(void)
{
	return getenv("PRIVBENCH_PLAIN");
}

static bool is_dumb(void)
{
	const char *terminal = getenv("TERM");

	return terminal && !strcmp(terminal, "dumb");
}

static bool on_terminal(void)
{
	static int terminal = -1;

	if (terminal < 0)
		terminal = isatty(STDERR_FILENO) && !in_guest() && !is_dumb();
	return terminal;
}

/* "qemu  42 %  3 s left  ...", no longer than the line is wide. */
static void redraw(size_t done, size_t total, const char *what)
{
	static double drawn;
	double left = done ? (wall_seconds() - started) / done * (total - done) : 0;
	char *time = left >= 1 ? xasprintf("%.0f s left  ", left) : xstrdup("");
	char *line = xasprintf("%3zu %%  %s%s", 100 * done / total, time, what);
	size_t most = text_columns() - 1, n = 0;

	if (wall_seconds() - drawn < 1.0 / FRAMES)
		goto out;
	drawn = wall_seconds();
	for (char *c = line; *c; c++)
		if ((*c & 0xc0) != 0x80 && n++ == most)
			*c-- = '\0';
	fputs("\r\033[K", stderr);
	put_terminal(line, stderr);
	fflush(stderr);
out:
	free(line);
	free(time);
}

static void tell_guest(size_t done, size_t total, const char *what)
{
	if (10 * done / total < tenth)
		return;
	remark("%3zu %%  %s", 100 * done / total, what);
	tenth = 10 * done / total + 1;
}

static void tell_log(size_t done, size_t total, const char *what)
{
	if (wall_seconds() - told < EVERY)
		return;
	told = wall_seconds();
	remark("%3zu %%  %s", 100 * done / total, what);
}

void progress(size_t done, size_t total, const char *fmt, ...)
{
	char what[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	if (total != last_total || done < last_done) {
		started = told = wall_seconds();
		tenth = 0;
	}
	last_total = total;
	last_done = done;
	if (on_terminal())
		redraw(done, total, what);
	else if (in_guest())
		tell_guest(done, total, what);
	else
		tell_log(done, total, what);
}

void progress_waited(double seconds)
{
	started += seconds;
}

void progress_end(void)
{
	if (on_terminal())
		fputs("\r\033[K", stderr);
}
