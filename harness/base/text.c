// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util.h"

size_t text_columns(void)
{
	const char *asked = getenv("COLUMNS");
	struct winsize size = { 0 };
	long columns = asked ? strtol(asked, NULL, 10) : 0;

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

/* C0, DEL, and U+0080 to U+009F, which are 0xc2 and the byte itself in UTF-8. */
static bool control(const unsigned char *c, size_t bytes)
{
	return *c < ' ' || *c == 0x7f || (bytes > 1 && c[0] == 0xc2 && c[1] < 0xa0);
}

void text_put(const char *text, size_t bytes, FILE *out)
{
	for (; bytes; text++, bytes--) {
		if (!control((const unsigned char *)text, bytes)) {
			fputc(*text, out);
			continue;
		}
		fputc('?', out);
		if ((unsigned char)*text == 0xc2)
			text++, bytes--;
	}
}

void text_spaces(size_t n, FILE *out)
{
	fprintf(out, "%*s", (int)n, "");
}

void text_wrap(const char *text, size_t indent, FILE *out)
{
	size_t column = indent, most = text_columns(), n, bytes;
	const char *blank = " \t\n";
	char *word;

	for (text += strspn(text, blank); *text; text += strspn(text, blank)) {
		bytes = strcspn(text, blank);
		word = xasprintf("%.*s", (int)bytes, text);
		n = text_width(word);
		if (column > indent && column + 1 + n > most) {
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

void text_markdown(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (strchr("\\`*_<>|[]", *text))
			fputc('\\', out);
		text_put(*text == '\n' ? " " : text, 1, out);
	}
}
