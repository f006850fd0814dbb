// SPDX-License-Identifier: GPL-2.0-only
#include "disassembly.h"

#include <ctype.h>
#include <stdbool.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "complain.h"
#include "names.h"
#include "record.h"
#include "util.h"

/* Longer than any instruction: after a site that ends within one, the next begins anew. */
#define APART 16
#define NOP 0x90

struct site {
	size_t from, end;		/* in what objdump reads */
	char *text;
	char *last;			/* an instruction that may repeat */
	size_t at, times;		/* where it begins, how often it was there */
	bool unknown;			/* from `at` on */
};

struct disassembly {
	struct names codes;		/* hexadecimal, each once */
	struct site *sites;		/* of each code */
};

/* Writing them */

static void collect(struct names *codes, const struct record *r)
{
	for (size_t i = 0; i < r->result_count; i++)
		if (r->results[i].code && *r->results[i].code)
			names_add(codes, r->results[i].code);
}

static void put_bytes(const char *hex, FILE *out)
{
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		fputc((int)byte, out);
	for (int i = 0; i < APART; i++)
		fputc(NOP, out);
}

/* A file without a name, or -1. */
static int write_sites(struct disassembly *d)
{
	int file = memfd_create("sites", 0), own = file < 0 ? -1 : dup(file);
	FILE *out = own < 0 ? NULL : fdopen(own, "w");
	size_t from = 0;

	for (size_t i = 0; out && i < d->codes.count; i++) {
		size_t size = strlen(d->codes.all[i]) / 2;

		d->sites[i] = (struct site){ .from = from, .end = from + size };
		put_bytes(d->codes.all[i], out);
		from += size + APART;
	}
	if (out)
		fclose(out);
	return file;
}

/* Reading what objdump says */

static void end_run(struct site *s)
{
	if (!s->last)
		return;
	s->text = s->text ? s->text : xstrdup("");
	append(&s->text, "%s", *s->text ? "; " : "");
	if (s->times > 1)
		append(&s->text, "%zu × ", s->times);
	append(&s->text, "%s", s->last);
	free(s->last);
	s->last = NULL;
}

/* The operand of a jump, which objdump gives from the beginning of the file. */
static char *relative(const char *words, size_t from)
{
	const char *target = strrchr(words, ' ');
	unsigned long to;
	char *end;

	if (!target || !strchr("jclx", *words) || strncmp(target, " 0x", 3))
		return xstrdup(words);
	to = strtoul(target, &end, 16);
	if (*end)
		return xstrdup(words);
	return xasprintf("%.*s %s0x%lx", (int)(target - words), words, to < from ? "-" : "",
			 to < from ? from - to : to - from);
}

/* Blanks are one, and there is no comment. */
static void tidy(char *words)
{
	char *to = words, *comment = strchr(words, '#');

	if (comment)
		*comment = '\0';
	for (const char *from = words; *from; from++)
		if (!isspace((unsigned char)*from) || (to > words && to[-1] != ' '))
			*to++ = isspace((unsigned char)*from) ? ' ' : *from;
	while (to > words && to[-1] == ' ')
		to--;
	*to = '\0';
}

static void add_instruction(struct site *s, size_t at, char *words)
{
	char *text;

	if (s->unknown)
		return;
	tidy(words);
	text = relative(words, s->from);
	s->unknown = strstr(words, "(bad)");
	if (s->unknown || !s->last || strcmp(s->last, text) != 0) {
		end_run(s);
		s->last = s->unknown ? NULL : xstrdup(text);
		s->times = 0;
	}
	s->times++;
	s->at = at;
	free(text);
}

/* An instruction that ends behind the site is not one of it. */
static void end_site(struct site *s, size_t next)
{
	if (!s->unknown && next > s->end) {
		s->unknown = true;
		if (!--s->times) {
			free(s->last);
			s->last = NULL;
		}
	}
	end_run(s);
}

/* Lines of "   1f:\tpush   %rax", in ascending order. */
static void read_lines(struct disassembly *d, char *lines)
{
	size_t site = 0, at;
	char *rest = lines, *line, *words;

	while ((line = strsep(&rest, "\n")) && site < d->codes.count) {
		at = strtoul(line, &words, 16);
		if (words == line || strncmp(words, ":\t", 2))
			continue;
		if (at >= d->sites[site].end)
			end_site(&d->sites[site++], at);
		if (site < d->codes.count && at >= d->sites[site].from)
			add_instruction(&d->sites[site], at, words + 2);
	}
}

struct disassembly *disassemble(const struct record *const records[], size_t count)
{
	struct disassembly *d = xcalloc(1, sizeof(*d));
	enum { PATH = 7 };
	const char *argv[] = { "objdump", "-D", "-z", "--no-show-raw-insn", "-b", "binary",
			       "-mi386:x86-64", NULL, NULL };
	char *path, *output = NULL;
	int file, status;

	for (size_t i = 0; i < count; i++)
		collect(&d->codes, records[i]);
	d->sites = xcalloc(d->codes.count + 1, sizeof(*d->sites));
	file = write_sites(d);
	path = xasprintf("/proc/self/fd/%d", file);
	argv[PATH] = path;
	status = file >= 0 && d->codes.count ? run_program(argv, &output) : 0;
	if (status == -ENOENT)
		remark("no objdump here, so bytes stand for instructions; "
		       "apt-get install binutils");
	else if (!status && output)
		read_lines(d, output);
	free(output);
	free(path);
	if (file >= 0)
		close(file);
	return d;
}

char *disassembly_text(const struct disassembly *d, const struct result *result)
{
	size_t i = result->code ? names_find(&d->codes, result->code) : d->codes.count;
	const struct site *s = i < d->codes.count ? &d->sites[i] : NULL;
	char *text;

	if (!s || (!s->text && !s->unknown))
		return NULL;
	text = xstrdup(s->text ? s->text : "");
	for (size_t at = s->at; s->unknown && at < s->end; at++)
		append(&text, "%s%.2s", at > s->at ? " " : *text ? "; " : "",
		       result->code + 2 * (at - s->from));
	if (result->bytes > (long)(s->end - s->from))
		append(&text, "%s …", s->unknown ? "" : ";");
	return text;
}

void disassembly_free(struct disassembly *d)
{
	for (size_t i = 0; i < d->codes.count; i++)
		free(d->sites[i].text);
	free(d->sites);
	names_free(&d->codes);
	free(d);
}
