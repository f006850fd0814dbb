// SPDX-License-Identifier: GPL-2.0-only
#include "escape.h"

#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

#define NONE UINT32_MAX		/* no UTF-8 */
#define BLANKS " \t\n\v\f\r"

/* Characters that show nothing, or change how others are shown. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x61c, 0x61c },
	{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfdd0, 0xfdef },
	{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb },
	{ 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static bool seen(uint32_t c)
{
	if (c == NONE || (c & 0xfffe) == 0xfffe)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(unseen); i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return false;
	return true;
}

/* The character at `s`, or NONE; *length is of its bytes, or 1. */
static uint32_t decode(const char *s, size_t *length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s;
	size_t i, n = *u < 0x80 ? 1 : *u < 0xc0 || *u > 0xf7 ? 0 :
			*u < 0xe0 ? 2 : *u < 0xf0 ? 3 : 4;
	uint32_t c = n < 2 ? *u : *u & (0xffU >> (n + 1));

	*length = 1;
	for (i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return NONE;
		c = c << 6 | (u[i] & 0x3f);
	}
	if (!n || c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return NONE;
	*length = n;
	return c;
}

static bool one_of(uint32_t c, const char *all)
{
	return c && c < 0x80 && strchr(all, (int)c);
}

/* A character as it may be shown anywhere. */
struct shown {
	uint32_t c;
	const char *bytes;
	size_t length;
};

static struct shown take(const char **text)
{
	struct shown s = { .bytes = *text };

	s.c = decode(*text, &s.length);
	*text += s.length;
	if (one_of(s.c, BLANKS))
		return (struct shown){ ' ', " ", 1 };
	if (!seen(s.c))
		return (struct shown){ '?', "?", 1 };
	return s;
}

static void put(struct shown s, FILE *out)
{
	fwrite(s.bytes, 1, s.length, out);
}

/* With a mark before each of these characters. */
static void put_marked(const char *text, const char *these, char mark, FILE *out)
{
	while (*text) {
		struct shown s = take(&text);

		if (one_of(s.c, these))
			fputc(mark, out);
		put(s, out);
	}
}

void put_terminal(const char *text, FILE *out)
{
	put_marked(text, "", '\0', out);
}

void put_lines(const char *text, FILE *out)
{
	while (*text) {
		if (*text == '\n')
			fputc(*text++, out);
		else if (text[0] == '\r' && text[1] == '\n')
			text++;
		else
			put(take(&text), out);
	}
}

void put_tap(const char *text, FILE *out)
{
	put_marked(text, "#\\", '\\', out);
}

/* A spreadsheet may skip blanks, and in East Asia takes wide forms for the same. */
static bool is_formula(const char *text)
{
	struct shown s;

	text += strspn(text, BLANKS);
	s = take(&text);
	return one_of(s.c, "=+-@") || s.c == 0xff1d || s.c == 0xff0b || s.c == 0xff0d ||
	       s.c == 0xff20;
}

/* Semicolons separate fields where commas are decimal. */
void put_csv(const char *text, FILE *out)
{
	bool quoted = text[strcspn(text, ",;\"")];

	if (quoted)
		fputc('"', out);
	if (is_formula(text))
		fputc('\'', out);
	put_marked(text, "\"", '"', out);
	if (quoted)
		fputc('"', out);
}

/* `@name` and `#1` mean something to a forge even with a backslash before them, but not apart. */
void put_markdown(const char *text, FILE *out)
{
	while (*text) {
		struct shown s = take(&text);
		bool reference = s.c == '@' || (s.c == '#' && isdigit((unsigned char)*text));

		if (one_of(s.c, "\\`*_~<>|[]&$"))
			fputc('\\', out);
		put(s, out);
		if (reference)
			fputs("<!-- -->", out);
	}
}

void put_html(const char *text, FILE *out)
{
	while (*text) {
		struct shown s = take(&text);

		if (one_of(s.c, "&<>\"'"))
			fprintf(out, "&#%u;", s.c);
		else
			put(s, out);
	}
}

void put_gnuplot(const char *text, FILE *out)
{
	while (*text) {
		bool apart = !strncmp(text, "]]>", 3) || !strncmp(text, "&#", 2);
		struct shown s = take(&text);

		if (s.c == '"')
			fputs("”", out);
		else if (s.c == '\\')
			fputs("\\\\", out);
		else
			put(s, out);
		if (apart)
			fputc(' ', out);
	}
}

void put_json(const char *json, FILE *out)
{
	size_t length;
	uint32_t c;

	for (; *json; json += length) {
		c = decode(json, &length);
		if (c == '\n' || seen(c))
			fwrite(json, 1, length, out);
		else if (c == NONE)
			fputc('?', out);
		else if (c > 0xffff)
			fprintf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10), 0xdc00 | (c & 0x3ff));
		else
			fprintf(out, "\\u%04x", c);
	}
}

int put_json_value(const json_t *value, size_t flags, FILE *out)
{
	char *json = json_dumps(value, flags);

	if (!json)
		return -1;
	put_json(json, out);
	free(json);
	return ferror(out) ? -1 : 0;
}

#define NAME_MOST 80		/* of a file; leaves room for a prefix and an ending */

/* `a/b` is `a=2fb`; a long name, and no other, ends in `=-` and its hash; an empty one is `=`. */
char *escape_file_name(const char *name)
{
	char *all = xstrdup(*name ? "" : "=");
	const char *s;

	for (s = name; *s && strlen(all) < NAME_MOST; s++)
		append(&all, isalnum((unsigned char)*s) || *s == '-' || *s == '_' ? "%c" : "=%02x",
		       (unsigned char)*s);
	if (*s)
		append(&all, "=-%016llx", (unsigned long long)hash(HASH, name, strlen(name)));
	return all;
}

/* A dot in front would hide it. */
char *escape_page_name(const char *name)
{
	char *all = xstrdup("");
	bool same = *name != '\0' && *name != '.';
	const char *s;

	for (s = name; *s && strlen(all) < NAME_MOST; s++) {
		bool plain = isalnum((unsigned char)*s) || strchr("-_.", *s);

		same &= plain;
		if (plain ? *s != '.' || *all : *all && all[strlen(all) - 1] != '-')
			append(&all, "%c", plain ? *s : '-');
	}
	if (*s || !same)
		append(&all, "-%016llx", (unsigned long long)hash(HASH, name, strlen(name)));
	return all;
}
