// SPDX-License-Identifier: GPL-2.0-only
/* A document for a mailing list: ASCII, and no line that a mailer would wrap. */
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "formats.h"
#include "text.h"

#define WIDTH 72

/* How many bytes of a line fit: up to a blank behind its indentation, if there is one. */
static size_t fitting(const char *line, size_t length, size_t indent, size_t most)
{
	size_t n = most;

	if (length <= most)
		return length;
	while (n > indent && line[n] != ' ')
		n--;
	return n > indent ? n : most;
}

/* A name may be longer than the line: then it goes on below. */
static void put_folded(const char *line, size_t length, FILE *out)
{
	size_t indent = strspn(line, " "), n;

	indent = indent < WIDTH / 2 ? indent : WIDTH / 2;
	n = fitting(line, length, indent, WIDTH);
	fprintf(out, "%.*s\n", (int)n, line);
	while (n < length) {
		line += n + (line[n] == ' ');
		length -= n + (line[-1] == ' ');
		n = fitting(line, length, 0, WIDTH - indent);
		fprintf(out, "%*s%.*s\n", (int)indent, "", (int)n, line);
	}
}

void mail_document(const struct document *d, FILE *out)
{
	char *text = NULL, *ascii, *line, *end;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	text_set_columns(WIDTH);
	text_document(d, memory);
	text_set_columns(0);
	fclose(memory);
	ascii = charset_ascii(text);
	for (line = ascii; *line; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		put_folded(line, (size_t)(end - line), out);
	}
	free(ascii);
	free(text);
}
