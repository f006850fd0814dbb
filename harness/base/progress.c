// SPDX-License-Identifier: GPL-2.0-only
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "complain.h"
#include "escape.h"
#include "util.h"

static double started;
static size_t tenth;
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
	if (!done) {
		started = wall_seconds();
		tenth = 0;
	}
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
