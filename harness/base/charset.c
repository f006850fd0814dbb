// SPDX-License-Identifier: GPL-2.0-only
#include "charset.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/*
 * No replacement is longer than its character.  That of ± swallows the blank behind it, so that
 * columns stay aligned.
 */
static const struct {
	const char *utf8, *ascii;
} all[] = {
	{ "±", "+-" }, { "×", "x" }, { "·", "-" }, { "−", "-" }, { "–", "-" },
	{ "—", "-" }, { "µ", "u" }, { "…", "..." }, { "≤", "<=" }, { "≥", ">=" }, { "→", "->" },
	{ "≈", "~" },
};

struct stream {
	int fd;
	bool ascii;
	char held[8];		/* a character that is not whole yet */
	size_t count;
	bool swallow;		/* the next blank */
	int err;		/* the first; stdio remembers only that there was one */
};

static struct stream out = { .fd = STDOUT_FILENO }, errors = { .fd = STDERR_FILENO };

/*
 * By name, not by setlocale(): a locale that is not installed here is the terminal's
 * all the same, as with ssh.
 */
static bool is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *locale = getenv(names[i]);

		if (locale && *locale)
			return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
	}
	return false;
}

/* The bytes are valid UTF-8: texts that others wrote went through escape.c. */
static void put_ascii(struct stream *s, char byte, FILE *to)
{
	const char *ascii = "?";
	unsigned char first;

	if (!(byte & 0x80)) {
		if (!s->swallow || byte != ' ')
			fputc(byte, to);
		s->swallow = false;
		return;
	}
	s->held[s->count++] = byte;
	first = (unsigned char)s->held[0];
	if (s->count < (first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4))
		return;
	s->held[s->count] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(s->held, all[i].utf8))
			ascii = all[i].ascii;
	fputs(ascii, to);
	s->swallow = ascii == all[0].ascii;
	s->count = 0;
}

static ssize_t write_stream(void *cookie, const char *text, size_t size)
{
	struct stream *s = cookie;
	char *ascii = NULL;
	size_t length = size;
	int err;

	if (s->ascii) {
		FILE *to = open_memstream(&ascii, &length);

		for (size_t i = 0; i < size; i++)
			put_ascii(s, text[i], to);
		fclose(to);
	}
	err = write_all(s->fd, ascii ? ascii : text, length);
	free(ascii);
	s->err = s->err ? s->err : err;
	return err ? 0 : (ssize_t)size;
}

char *charset_ascii(const char *text)
{
	struct stream s = { .ascii = true };
	char *ascii = NULL;
	size_t length;
	FILE *to = open_memstream(&ascii, &length);

	while (*text)
		put_ascii(&s, *text++, to);
	fclose(to);
	return ascii;
}

static FILE *stream(struct stream *s, int buffering)
{
	FILE *f = fopencookie(s, "w", (cookie_io_functions_t){ .write = write_stream });

	setvbuf(f, NULL, buffering, BUFSIZ);
	return f;
}

void charset_begin(void)
{
	stdout = stream(&out, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
	out.ascii = errors.ascii = !is_utf8();
	if (errors.ascii)
		stderr = stream(&errors, _IONBF);
}

void charset_utf8(void)
{
	out.ascii = false;
}

int charset_end(void)
{
	fflush(stdout);
	return out.err;
}
