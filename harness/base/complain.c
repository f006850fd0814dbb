// SPDX-License-Identifier: GPL-2.0-only
#include "complain.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"

/* In one piece, so that what others write meanwhile does not get between. */
static void say(FILE *to, const char *before, const char *fmt, va_list args)
{
	char *text, *line;
	size_t size;
	FILE *out;

	if (vasprintf(&text, fmt, args) < 0)
		return;
	out = open_memstream(&line, &size);
	if (out) {
		fputs(before, out);
		put_terminal(text, out);
		fputc('\n', out);
		fclose(out);
		fputs(line, to);
		free(line);
	}
	free(text);
}

void complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(stderr, "privbench: ", fmt, args);
	va_end(args);
}

void remark(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(stderr, "", fmt, args);
	va_end(args);
}

void announce(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(stdout, "", fmt, args);
	va_end(args);
}

void quote(const char *lines)
{
	size_t n = strlen(lines);

	put_lines(lines, stderr);
	if (n && lines[n - 1] != '\n')
		fputc('\n', stderr);
}
