// SPDX-License-Identifier: GPL-2.0-only
#include "charset.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

/*
 * None is longer than what it stands for.  That of ± takes the blank behind it along, so
 * that columns stay.
 */
static const struct {
	const char *utf8, *ascii;
} all[] = {
	{ "±", "+-" }, { "×", "x" }, { "·", "-" }, { "−", "-" }, { "–", "-" }, { "—", "-" },
	{ "µ", "u" }, { "…", "..." }, { "≤", "<=" }, { "≥", ">=" }, { "→", "->" },
};

/* A stream's way to its file. */
struct narrow {
	int fd;
	char held[8];		/* a character that is not whole yet */
	size_t count;
	bool swallow;		/* the next blank */
};

/*
 * By name, not by setlocale(): a locale that is not installed here is the terminal's
 * all the same, as with ssh.
 */
static bool is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const char *locale = getenv(names[i]);

		if (locale && *locale)
			return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
	}
	return false;
}

static size_t character_length(unsigned char first)
{
	return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static char *put_ascii(struct narrow *n, char *to)
{
	const char *ascii = "?";
	size_t i;

	n->held[n->count] = '\0';
	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (!strcmp(n->held, all[i].utf8))
			ascii = all[i].ascii;
	n->swallow = ascii == all[0].ascii;
	n->count = 0;
	return stpcpy(to, ascii);
}

static char *put_byte(struct narrow *n, char byte, char *to)
{
	bool begins = ((unsigned char)byte & 0xc0) != 0x80;

	if (begins && n->count)
		to = put_ascii(n, to);		/* which was cut short */
	if ((unsigned char)byte < 0x80) {
		if (!n->swallow || byte != ' ')
			*to++ = byte;
		n->swallow = false;
		return to;
	}
	n->held[n->count++] = byte;
	return n->count >= character_length((unsigned char)n->held[0]) ? put_ascii(n, to) : to;
}

static int output_err;	/* the first of standard output; a stream remembers that it failed, not why */

static bool write_all(int fd, const char *text, size_t size)
{
	ssize_t n;

	for (; size; text += n, size -= (size_t)n) {
		n = write(fd, text, size);
		if (n < 0 && errno != EINTR) {
			if (fd == STDOUT_FILENO && !output_err)
				output_err = -errno;
			return false;
		}
		if (n < 0)
			n = 0;
	}
	return true;
}

static ssize_t write_narrow(void *cookie, const char *text, size_t size)
{
	struct narrow *n = cookie;
	char *ascii = xcalloc(size + sizeof(n->held), 1), *end = ascii;
	size_t i;
	bool ok;

	for (i = 0; i < size; i++)
		end = put_byte(n, text[i], end);
	ok = write_all(n->fd, ascii, (size_t)(end - ascii));
	free(ascii);
	return ok ? (ssize_t)size : 0;
}

static ssize_t write_plain(void *cookie, const char *text, size_t size)
{
	const struct narrow *n = cookie;

	return write_all(n->fd, text, size) ? (ssize_t)size : 0;
}

static FILE *stream(struct narrow *n, cookie_write_function_t *write, int buffering)
{
	FILE *out = fopencookie(n, "w", (cookie_io_functions_t){ .write = write });

	setvbuf(out, NULL, buffering, BUFSIZ);
	return out;
}

static FILE *plain;

void charset_begin(void)
{
	static struct narrow wide = { .fd = STDOUT_FILENO }, out = { .fd = STDOUT_FILENO },
			     err = { .fd = STDERR_FILENO };
	int buffering = isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF;

	plain = stdout = stream(&wide, write_plain, buffering);
	if (is_utf8())
		return;
	stdout = stream(&out, write_narrow, buffering);
	stderr = stream(&err, write_narrow, _IONBF);
}

void charset_utf8(void)
{
	stdout = plain;
}

int charset_end(void)
{
	fflush(stdout);
	fflush(plain);
	return output_err;
}
