// SPDX-License-Identifier: GPL-2.0-only
#include "records.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "complain.h"
#include "record.h"
#include "util.h"

static void add(struct records *s, const char *path)
{
	char *error;
	struct record *r = record_read(path, &error);

	if (r) {
		*PUSH(s->records, s->count) = r;
		return;
	}
	complain("%s", error);
	free(error);
	s->unreadable++;
}

int records_is_record(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return *entry->d_name != '.' && dot && !strcmp(dot, ".json");
}

bool records_in(const char *folder)
{
	struct dirent **names;
	int n = scandir(folder, &names, records_is_record, NULL), i;

	for (i = 0; i < n; i++)
		free(names[i]);
	if (n >= 0)
		free(names);
	return n > 0;
}

static int by_time(const void *a, const void *b)
{
	const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;
	int order = strcmp(x->utc, y->utc);

	return order ? order : strcmp(x->id, y->id);
}

/* What record_write() has to give a name before it is whole. */
static int is_beginning(const struct dirent *entry)
{
	return !strncmp(entry->d_name, ".privbench-", strlen(".privbench-")) &&
	       strlen(entry->d_name) == strlen(".privbench-XXXXXX");
}

static int is_either(const struct dirent *entry)
{
	return records_is_record(entry) || is_beginning(entry);
}

/* Whether there is such a path, and a record in it, be it readable or not. */
static bool add_path(struct records *s, const char *path)
{
	size_t first = s->count, found = 0;
	struct dirent **names;
	int n = scandir(path, &names, is_either, alphasort), i;

	if (n < 0 && errno == ENOTDIR) {
		add(s, path);
		return true;
	}
	if (n < 0) {
		complain("%s: %s; give a record, or a folder of records", path, strerror(errno));
		return false;
	}
	for (i = 0; i < n; i++) {
		char *name = xasprintf("%s/%s", path, names[i]->d_name);

		if (is_beginning(names[i])) {
			complain("%s: no record, but the beginning of one; delete it unless a run "
				 "writes it", name);
		} else {
			add(s, name);
			found++;
		}
		free(name);
		free(names[i]);
	}
	free(names);
	if (!found)
		complain("%s: no record (*.json) in it", path);
	if (s->count > first)
		qsort(s->records + first, s->count - first, sizeof(*s->records), by_time);
	return found;
}

bool records_read(char *const paths[], size_t count, struct records *all)
{
	bool whole = true;
	size_t i;

	*all = (struct records){ .path = count ? paths[0] : NULL };
	for (i = 0; i < count; i++)
		whole &= add_path(all, paths[i]);
	if (all->unreadable)
		complain("%zu skipped, %zu read", all->unreadable, all->count);
	return whole && !all->unreadable;
}

void records_free(struct records *all)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		record_free(all->records[i]);
	free(all->records);
}

#define LAST_RECORDS 8

static bool same_cpu(const struct record *a, const struct record *b)
{
	size_t i;

	for (i = 0; i < MACHINE_FACTS; i++)
		if (strcmp(changes_fact(a, machine_keys[i]), changes_fact(b, machine_keys[i])))
			return false;
	return a->clock == b->clock;
}

static double estimate_in(const struct record *r, const struct record *like, const char *bench)
{
	const struct result *result;

	if (!r || !same_cpu(r, like) || !strcmp(changes_fact(r, "calibration"), "failed"))
		return NAN;
	result = record_find(r, bench);
	return result && result->status == STATUS_OK ? result->estimate : NAN;
}

double records_least(const char *folder, const struct record *like, const char *bench,
		     bool (*plausible)(double))
{
	struct dirent **names;
	int n = folder ? scandir(folder, &names, records_is_record, alphasort) : -1, i;
	double least = INFINITY;

	for (i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, names[i]->d_name), *error = NULL;
		struct record *r = i < n - LAST_RECORDS ? NULL : record_read_brief(path, &error);
		double estimate = estimate_in(r, like, bench);

		if (plausible(estimate))
			least = fmin(least, estimate);
		record_free(r);
		free(error);
		free(path);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return least;
}
