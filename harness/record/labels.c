// SPDX-License-Identifier: GPL-2.0-only
#include "labels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "util.h"

enum field { TARGET, CPU, KERNEL, CLOCK, FILE_NAME, PATH, FIELDS };

static const char *fact(const struct record *r, const char *key)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : "";
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const char *field_of(const struct record *r, enum field which)
{
	const char *path = r->path ? r->path : "";

	switch (which) {
	case TARGET:
		return r->target ? r->target : "unknown target";
	case CPU:
		return fact(r, "cpu_model");
	case KERNEL:
		return fact(r, "kernel");
	case CLOCK:
		return clock_names[r->clock];
	case FILE_NAME:
		return file_name(path);
	default:
		return path;
	}
}

/* Whether another record has the same label so far, and this field tells the two apart. */
static bool helps(const struct record *const records[], char *const labels[], size_t count,
		  size_t i, enum field which)
{
	size_t k;

	for (k = 0; k < count; k++)
		if (!strcmp(labels[k], labels[i]) &&
		    strcmp(field_of(records[k], which), field_of(records[i], which)))
			return true;
	return false;
}

static void lengthen(const struct record *const records[], char **labels, size_t count,
		     enum field which)
{
	bool *use = xcalloc(count, sizeof(*use));
	size_t i;

	for (i = 0; i < count; i++)
		use[i] = *field_of(records[i], which) && helps(records, labels, count, i, which);
	for (i = 0; i < count; i++)
		if (use[i])
			append(&labels[i], "%s%s", *labels[i] ? " " : "",
			       field_of(records[i], which));
	free(use);
}

char **labels_make(const struct record *const records[], size_t count)
{
	char **labels = xcalloc(count, sizeof(*labels));
	size_t i;

	for (i = 0; i < count; i++)
		labels[i] = xstrdup("");
	for (enum field which = TARGET; which < FIELDS; which++)
		lengthen(records, labels, count, which);
	for (i = 0; i < count; i++) {
		if (*labels[i])
			continue;
		free(labels[i]);
		labels[i] = xstrdup(field_of(records[i], TARGET));
	}
	return labels;
}

void labels_free(char **labels, size_t count)
{
	while (count)
		free(labels[--count]);
	free(labels);
}
