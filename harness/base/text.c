// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "util.h"

size_t text_width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += (*text & 0xc0) != 0x80;
	return n;
}

void text_put(const char *text, size_t bytes, FILE *out)
{
	char *part = xasprintf("%.*s", (int)bytes, text);

	put_terminal(part, out);
	free(part);
}

void text_spaces(size_t n, FILE *out)
{
	fprintf(out, "%*s", (int)n, "");
}

void text_wrap(const char *text, size_t indent, FILE *out)
{
	size_t column = indent, n, bytes;
	const char *blank = " \t\n";
	char *word;

	for (text += strspn(text, blank); *text; text += strspn(text, blank)) {
		bytes = strcspn(text, blank);
		word = xasprintf("%.*s", (int)bytes, text);
		n = text_width(word);
		if (column > indent && column + 1 + n > TEXT_COLUMNS) {
			fputc('\n', out);
			text_spaces(column = indent, out);
		}
		if (column > indent)
			fputc(' ', out);
		column += n + (column > indent);
		text_put(word, bytes, out);
		free(word);
		text += bytes;
	}
	fputc('\n', out);
}
