// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "escape.h"
#include "util.h"

static size_t set_columns;

void text_set_columns(size_t columns)
{
	set_columns = columns;
}

size_t text_columns(void)
{
	const char *asked = getenv("COLUMNS");
	struct winsize size = { 0 };
	long columns = asked ? strtol(asked, NULL, 10) : 0;

	if (set_columns)
		return set_columns;
	if (columns <= 0 && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		columns = size.ws_col;
	if (columns <= 0)
		return TEXT_COLUMNS;
	if (columns < TEXT_COLUMNS_MIN)
		return TEXT_COLUMNS_MIN;
	return columns > TEXT_COLUMNS_MAX ? TEXT_COLUMNS_MAX : (size_t)columns;
}

size_t text_width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

char *text_cut(char *text, size_t columns)
{
	const char *at = text;
	char *cut;

	if (text_width(text) <= columns)
		return text;
	for (size_t n = 0; *at; at++)
		if ((*at & 0xc0) != 0x80 && ++n == columns)
			break;
	cut = xasprintf("%.*s…", (int)(at - text), text);
	free(text);
	return cut;
}

char *text_figure(const char *before, double v, int digits, const char *after)
{
	if (fabs(v) < 1e15)
		return xasprintf("%s%.*f%s", before, digits, v, after);
	return xasprintf("%s%.6g%s", before, v, after);
}

const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

void text_spaces(size_t n, FILE *out)
{
	fprintf(out, "%*s", (int)n, "");
}

void text_wrap(const char *text, size_t indent, FILE *out)
{
	size_t column = indent, most = text_columns(), farthest = most - most / 3, bytes, n;
	size_t begin = indent < farthest ? indent : farthest;
	const char *blank = " \t\n";
	bool first = true;
	char *word;

	for (text += strspn(text, blank); *text; text += strspn(text, blank)) {
		bytes = strcspn(text, blank);
		word = xasprintf("%.*s", (int)bytes, text);
		n = text_width(word);
		if (column + !first + n > most && (!first || column > begin)) {
			fputc('\n', out);
			text_spaces(column = begin, out);
			first = true;
		}
		if (!first)
			fputc(' ', out);
		column += n + !first;
		first = false;
		put_terminal(word, out);
		free(word);
		text += bytes;
	}
	fputc('\n', out);
}
