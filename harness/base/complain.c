// SPDX-License-Identifier: GPL-2.0-only
#include "complain.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"
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

static double started;
static size_t tenth, last_total, last_done;
static int terminal = -1;

/* A guest's console is a terminal in the guest, but a log outside. */
static int on_terminal(void)
{
	if (terminal < 0)
		terminal = isatty(STDERR_FILENO) && !getenv("PRIVBENCH_PLAIN");
	return terminal;
}

void progress(size_t done, size_t total, const char *fmt, ...)
{
	char what[80];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	if (total != last_total || done < last_done) {
		started = wall_seconds();
		tenth = 0;
	}
	last_total = total;
	last_done = done;
	if (on_terminal()) {
		double left = done ? (wall_seconds() - started) / done * (total - done) : 0;

		fprintf(stderr, "\r\033[K%3zu %%  ", 100 * done / total);
		put_terminal(what, stderr);
		if (left >= 1)
			fprintf(stderr, "  (%.0f s left)", left);
		fflush(stderr);
	} else if (10 * done / total >= tenth) {
		remark("%3zu %%  %s", 100 * done / total, what);
		tenth = 10 * done / total + 1;
	}
}

void progress_end(void)
{
	if (on_terminal())
		fputs("\r\033[K", stderr);
}
