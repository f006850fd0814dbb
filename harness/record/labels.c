// SPDX-License-Identifier: GPL-2.0-only
#include "labels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define NAME 12			/* characters of a kernel's name, if that is no release */
#define NAMES 36			/* ... of words of its command line */
#define BRAND 24		/* ... of a CPU's */
#define DIGITS "0123456789"

enum field { TARGET, CPU, CORE, KERNEL, CLOCK, WORDS, FILE_NAME, PATH, FIELDS };

static const char *fact(const struct record *r, const char *key)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : "";
}

static bool alike(const struct record *a, const struct record *b)
{
	return !strcmp(a->target ? a->target : "", b->target ? b->target : "") &&
	       !strcmp(fact(a, "cpu_model"), fact(b, "cpu_model")) &&
	       !strcmp(fact(a, "kernel"), fact(b, "kernel")) && a->clock == b->clock;
}

/* The command line of a kernel that was booted for the run; that of a machine may tell too much. */
static const char *booted_with(const struct record *r)
{
	const char *line = fact(r, "command_line");

	return strstr(line, " -- ") ? line : NULL;
}

char *label_mitigations(const struct record *r)
{
	static const char word[] = "mitigations=";
	const char *line = fact(r, "command_line");

	for (line += strspn(line, " "); *line && strncmp(line, "-- ", 3) != 0;
	     line += strspn(line, " ")) {
		size_t length = strcspn(line, " ");

		if (!strncmp(line, word, sizeof(word) - 1))
			return xasprintf("%.*s", (int)length, line);
		line += length;
	}
	return xstrdup("");
}

char *label_words(const struct record *const records[], size_t count, size_t i)
{
	const char *line = booted_with(records[i]);
	char *words = label_mitigations(records[i]);

	for (size_t k = 0; line && k < count; k++) {
		const char *other = booted_with(records[k]);
		char *own, *more;

		if (!other || !alike(records[i], records[k]))
			continue;
		own = changes_words(line, other, "");
		more = changes_words(own, words, "");
		append(&words, "%s", *words ? more : more + strspn(more, " "));
		free(more);
		free(own);
	}
	return text_cut(words, NAMES);
}

const char *label_core(const struct record *r)
{
	static const char *const labels[][2] = {
		{ "P", "P-core" }, { "E", "E-core" }, { "LP-E", "LP-E-core" },
	};
	const char *type = fact(r, "core_type");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(labels); i++)
		if (!strcmp(type, labels[i][0]))
			return labels[i][1];
	return "";
}

static void fill(const struct record *r, const char *fields[FIELDS])
{
	const char *path = r->path ? r->path : "", *slash = strrchr(path, '/');

	fields[TARGET] = r->target ? r->target : "unknown target";
	fields[CPU] = fact(r, "cpu_model");
	fields[CORE] = label_core(r);
	fields[KERNEL] = fact(r, "kernel");
	fields[CLOCK] = clock_names[r->clock];
	fields[FILE_NAME] = slash ? slash + 1 : path;
	fields[PATH] = path;
}

/* Whether another record has the same label so far, and this field tells the two apart. */
static bool helps(const char *fields[][FIELDS], char *const labels[], size_t count, size_t i,
		  enum field which)
{
	for (size_t k = 0; k < count; k++)
		if (!strcmp(labels[k], labels[i]) &&
		    strcmp(fields[k][which], fields[i][which]) != 0)
			return true;
	return false;
}

static void lengthen(const char *fields[][FIELDS], char **labels, size_t count, enum field which)
{
	bool *use = xcalloc(count, sizeof(*use));
	size_t i;

	for (i = 0; i < count; i++)
		use[i] = *fields[i][which] && helps(fields, labels, count, i, which);
	for (i = 0; i < count; i++)
		if (use[i]) {
			if (which == WORDS && !*labels[i])
				append(&labels[i], "%s", fields[i][TARGET]);
			append(&labels[i], "%s%s", *labels[i] ? " " : "", fields[i][which]);
		}
	free(use);
}

char **labels_make(const struct record *const records[], size_t count)
{
	const char *(*fields)[FIELDS] = xcalloc(count, sizeof(*fields));
	char **labels = xcalloc(count, sizeof(*labels));
	size_t i;

	for (i = 0; i < count; i++) {
		fill(records[i], fields[i]);
		fields[i][WORDS] = label_words(records, count, i);
		labels[i] = xstrdup("");
	}
	for (enum field which = TARGET; which < FIELDS; which++)
		lengthen(fields, labels, count, which);
	for (i = 0; i < count; i++) {
		if (!*labels[i])
			append(&labels[i], "%s", fields[i][TARGET]);
		free((char *)fields[i][WORDS]);
	}
	free(fields);
	return labels;
}

void labels_free(char **labels, size_t count)
{
	while (count)
		free(labels[--count]);
	free(labels);
}

char *label_kernel(const struct record *r)
{
	const char *kernel = changes_fact(r, "kernel");
	size_t major = strspn(kernel, DIGITS);
	size_t minor = kernel[major] == '.' ? strspn(kernel + major + 1, DIGITS) : 0;

	if (!strcmp(kernel, "none") || !strcmp(kernel, changes_unknown))
		return NULL;
	if (major && minor)
		return xasprintf("%.*s", (int)(major + 1 + minor), kernel);
	return text_cut(xstrdup(kernel), NAME);
}

char *label_cpu(const struct record *r)
{
	static const char *const trimmings[] = { "(R)", "(TM)", "(tm)", " Processor", " CPU" };
	char *name = xstrdup(changes_fact(r, "cpu_model")), *at;

	for (size_t i = 0; i < ARRAY_SIZE(trimmings); i++)
		while ((at = strstr(name, trimmings[i])))
			memmove(at, at + strlen(trimmings[i]),
				strlen(at + strlen(trimmings[i])) + 1);
	at = strstr(name, " @");
	if (at)
		*at = '\0';
	return text_cut(name, BRAND);
}
