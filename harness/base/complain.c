// SPDX-License-Identifier: GPL-2.0-only
#include "complain.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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
