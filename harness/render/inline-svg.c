// SPDX-License-Identifier: GPL-2.0-only
#include "inline-svg.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "util.h"

/* A tag, or the text between two. */
struct token {
	const char *at;
	size_t size;
	enum { TEXT, OPEN, CLOSE, ALONE, OTHER } kind;	/* other: declarations, comments */
	size_t close;			/* of an open tag: its end's index */
	bool left_out;
};

struct svg {
	struct token *tokens;
	size_t count;
};

/* Taking it apart */

static const char *behind(const char *at, const char *end)
{
	const char *found = strstr(at, end);

	return found ? found + strlen(end) : at + strlen(at);
}

/* A quoted value may have a '>'. */
static const char *tag_end(const char *at)
{
	char quote = 0;

	for (; *at && (quote || *at != '>'); at++)
		if (quote)
			quote = *at == quote ? 0 : quote;
		else if (*at == '"' || *at == '\'')
			quote = *at;
	return *at ? at + 1 : at;
}

static struct token next(const char *at)
{
	struct token t = { .at = at };
	const char *end;

	if (*at != '<') {
		end = at + strcspn(at, "<");
	} else if (!strncmp(at, "<!--", 4)) {
		t.kind = OTHER;
		end = behind(at, "-->");
	} else {
		end = tag_end(at);
		t.kind = at[1] == '?' || at[1] == '!' ? OTHER : at[1] == '/' ? CLOSE :
			 end - at > 2 && end[-2] == '/' ? ALONE : OPEN;
	}
	t.size = (size_t)(end - at);
	return t;
}

static bool blank(const struct token *t)
{
	return strspn(t->at, " \t\n\r") >= t->size;
}

static bool is_element(const struct token *t, const char *name)
{
	size_t n = strlen(name);

	return (t->kind == OPEN || t->kind == ALONE) && t->size > n + 1 &&
	       !strncmp(t->at + 1, name, n) && strchr(" \t\n/>", t->at[n + 1]);
}

static void find_ends(struct svg *s)
{
	size_t *open = xcalloc(s->count + 1, sizeof(*open)), depth = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct token *t = &s->tokens[i];

		t->close = i;
		if (t->kind == OPEN)
			open[depth++] = i;
		else if (t->kind == CLOSE && depth)
			s->tokens[open[--depth]].close = i;
	}
	free(open);
}

static struct svg parse(const char *text)
{
	struct svg s = { 0 };

	for (text = strstr(text, "<svg"); text && *text; text += s.tokens[s.count - 1].size)
		*PUSH(s.tokens, s.count) = next(text);
	find_ends(&s);
	return s;
}

/* What nobody sees */

static void leave_out(struct svg *s, size_t from)
{
	for (size_t i = from; i <= s->tokens[from].close; i++)
		s->tokens[i].left_out = true;
}

/* gnuplot's name for each, which hovering would tell. */
static bool is_untold(const struct svg *s, size_t i)
{
	const struct token *t = &s->tokens[i];

	if (is_element(t, "desc"))
		return true;
	return is_element(t, "title") && i + 1 < s->count &&
	       (t->close == i + 1 || blank(t + 1) || !strncmp(t[1].at, "privbench<", 10));
}

static void leave_out_texts(struct svg *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct token *t = &s->tokens[i];

		if (t->kind == OTHER || (t->kind == TEXT && blank(t)))
			t->left_out = true;
		else if (is_untold(s, i) || is_element(t, "style"))
			leave_out(s, i);
	}
}

/* From the inside out: a group of empty groups is empty, too. */
static void leave_out_groups(struct svg *s)
{
	for (size_t i = s->count; i-- > 0;) {
		size_t inside = i + 1;

		if (!is_element(&s->tokens[i], "g") || s->tokens[i].kind != OPEN)
			continue;
		while (inside < s->tokens[i].close && s->tokens[inside].left_out)
			inside++;
		if (inside >= s->tokens[i].close)
			leave_out(s, i);
	}
}

/* The value of an attribute of a tag: its size, 0 if there is none. */
static size_t value_of(const struct token *t, const char *name, const char **value)
{
	const char *at = memmem(t->at, t->size, name, strlen(name));
	const char *end;

	if (!at)
		return 0;
	*value = at + strlen(name);
	end = memchr(*value, (*value)[-1] == '(' ? ')' : (*value)[-1],
		     t->size - (size_t)(*value - t->at));
	return end ? (size_t)(end - *value) : 0;
}

static const char *const ids[] = { " id='", " id=\"" };
static const char *const references[] = { "href='", "href=\"", "url(" };

static bool refers(const struct token *t, const char *id, size_t size)
{
	const char *to = "";

	for (size_t k = 0; k < ARRAY_SIZE(references); k++)
		if (value_of(t, references[k], &to) == size + 1 && *to == '#' &&
		    !memcmp(to + 1, id, size))
			return true;
	return false;
}

/* Anywhere that is shown. */
static bool used(const struct svg *s, const struct token *definition)
{
	const char *id = "";
	size_t size = 0;

	for (size_t k = 0; k < ARRAY_SIZE(ids) && !size; k++)
		size = value_of(definition, ids[k], &id);
	for (size_t i = 0; i < s->count && size; i++)
		if (!s->tokens[i].left_out && refers(&s->tokens[i], id, size))
			return true;
	return !size;
}

/* The last first: it may be what uses another. */
static void leave_out_definitions(struct svg *s)
{
	size_t from = 0, to;

	while (from < s->count && !(is_element(&s->tokens[from], "defs")))
		from++;
	to = from < s->count ? s->tokens[from].close : 0;
	for (size_t i = to; i-- > from + 1;)
		if ((is_element(&s->tokens[i], "filter") || s->tokens[i].kind == ALONE) &&
		    !s->tokens[i].left_out && !used(s, &s->tokens[i]))
			leave_out(s, i);
}

/* Writing it */

/* "120.90" is 120.9, "98.00" is 98: how much of the digits stays. */
static size_t digits_kept(const char *at, size_t size)
{
	const char *point = memchr(at, '.', size);

	if (size && at[size - 1] == '.')
		return size;
	while (point && size && at[size - 1] == '0')
		size--;
	return size > 1 && at + size - 1 == point ? size - 1 : size;
}

/* rgb( 32,  32,  32) is #202020; how much of it was read, 0: it is none. */
static size_t put_colour(const char *at, FILE *out)
{
	unsigned int red, green, blue;
	int size = 0;

	if (strncmp(at, "rgb(", 4) ||
	    sscanf(at, "rgb(%3u,%3u,%3u)%n", &red, &green, &blue, &size) != 3 || size <= 0)
		return 0;
	fprintf(out, "#%02x%02x%02x", red & 255, green & 255, blue & 255);
	return (size_t)size;
}

/* Attributes behind a blank whose value is usual, or in page.css, or which HTML does not need. */
static size_t needless(const char *at)
{
	static const char *const usual[] = {
		"stroke-linecap=\"butt\"", "stroke-linejoin=\"miter\"",
		"text-anchor=\"start\"", "font-family=\"sans-serif\"",
		"font-size=\"13.00\"",
		"xmlns=\"http://www.w3.org/2000/svg\"",
		"xmlns:xlink=\"http://www.w3.org/1999/xlink\"",
	};

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		if (!strncmp(at + 1, usual[i], strlen(usual[i])))
			return 1 + strlen(usual[i]);
	return 0;
}

/* What is an id in one picture may be one in the next. */
static size_t put_number(const char *at, size_t number, FILE *out)
{
	static const char *const before[] = { " id='", " id=\"", "href='#", "href=\"#", "url(#" };

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		size_t n = strlen(before[i]);

		if (strncmp(at, before[i], n))
			continue;
		fprintf(out, "%sp%zu-", before[i], number);
		return n;
	}
	return 0;
}

/* Of several blanks the last stays, unless a value or the tag ends there. */
static size_t put_blank(const char *at, const char *end, FILE *out)
{
	bool stays = at + 1 < end && !isspace((unsigned char)at[1]) && !strchr("'\"/>", at[1]);

	fputs(stays ? " " : "", out);
	return strncmp(at + 1, "xlink:", 6) ? 1 : 7;
}

static size_t put_part(const char *at, const char *end, size_t number, FILE *out)
{
	bool blank = isspace((unsigned char)*at);
	size_t n = blank ? needless(at) : put_colour(at, out);

	if (!n)
		n = put_number(at, number, out);
	if (n)
		return n;
	if (blank)
		return put_blank(at, end, out);
	while (at + n < end && (isdigit((unsigned char)at[n]) || at[n] == '.'))
		n++;
	if (n) {
		fwrite(at, 1, digits_kept(at, n), out);
		return n;
	}
	fputc(*at, out);
	return 1;
}

static void put_tag(const char *at, const char *end, size_t number, FILE *out)
{
	while (at < end)
		at += put_part(at, end, number, out);
}

static void put_root(const struct token *t, const char *label, size_t number, FILE *out)
{
	fputs("<svg", out);
	if (!memmem(t->at, t->size, " role=", strlen(" role="))) {
		fputs(" role=\"img\" aria-label=\"", out);
		put_html(label, out);
		fputc('"', out);
	}
	put_tag(t->at + strlen("<svg"), t->at + t->size, number, out);
}

void put_svg_style(const char *svg, FILE *out)
{
	struct svg s = parse(svg);

	for (size_t i = 0; i + 1 < s.count; i++)
		if (is_element(&s.tokens[i], "style") && s.tokens[i + 1].kind == TEXT)
			fwrite(s.tokens[i + 1].at, 1, s.tokens[i + 1].size, out);
	free(s.tokens);
}

void put_svg(const char *svg, const char *label, size_t number, FILE *out)
{
	struct svg s = parse(svg);

	leave_out_texts(&s);
	leave_out_groups(&s);
	leave_out_definitions(&s);
	for (size_t i = 0; i < s.count; i++) {
		const struct token *t = &s.tokens[i];

		if (t->left_out)
			continue;
		if (t->kind == TEXT)
			fwrite(t->at, 1, t->size, out);
		else if (i)
			put_tag(t->at, t->at + t->size, number, out);
		else
			put_root(t, label, number, out);
	}
	free(s.tokens);
}
