// SPDX-License-Identifier: GPL-2.0-only
#include "records.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "complain.h"
#include "record.h"
#include "util.h"

static void add(struct records *s, const char *path)
{
	char *error;
	struct record *r = record_read(path, &error);

	if (r) {
		s->records = xreallocarray(s->records, s->count + 1, sizeof(*s->records));
		s->records[s->count++] = r;
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

static int by_time(const void *a, const void *b)
{
	const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;
	int order = strcmp(x->utc, y->utc);

	return order ? order : strcmp(x->id, y->id);
}

static int is_left_over(const struct dirent *entry)
{
	return !strncmp(entry->d_name, ".privbench-", strlen(".privbench-")) &&
	       strlen(entry->d_name) == strlen(".privbench-XXXXXX");
}

/* Where record_write() has to give a file a name before it is whole. */
static void name_left_overs(const char *folder)
{
	struct dirent **names;
	int n = scandir(folder, &names, is_left_over, alphasort), i;

	for (i = 0; i < n; i++) {
		complain("%s/%s: no record, but the beginning of one; delete it unless a "
			 "run writes it",
			 folder, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static int add_folder(struct records *s, const char *folder)
{
	struct dirent **names;
	size_t first = s->count;
	int n = scandir(folder, &names, records_is_record, alphasort), i;

	if (n < 0)
		return -errno;
	for (i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, names[i]->d_name);

		add(s, path);
		free(path);
		free(names[i]);
	}
	free(names);
	name_left_overs(folder);
	if (s->count > first)
		qsort(s->records + first, s->count - first, sizeof(*s->records), by_time);
	return 0;
}

static int add_path(struct records *s, const char *path)
{
	size_t before = s->count + s->unreadable;
	struct stat st;
	int err = 0;

	if (stat(path, &st))
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = add_folder(s, path);
	else
		add(s, path);
	if (err)
		complain("%s: %s; give a record, or a folder of records", path, strerror(-err));
	else if (s->count + s->unreadable == before)
		complain("%s: no record (*.json) in it", path);
	return !err && s->count + s->unreadable == before ? -ENODATA : err;
}

int records_read(const char *path, struct records *all)
{
	int err;

	*all = (struct records){ .path = path };
	err = add_path(all, path);
	return !err && !all->count ? -ENODATA : err;
}

bool records_read_all(char *const paths[], size_t count, struct records *all)
{
	bool whole = true;
	size_t i;

	*all = (struct records){ .path = count ? paths[0] : NULL };
	for (i = 0; i < count; i++)
		whole &= !add_path(all, paths[i]);
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
