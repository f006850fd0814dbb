// SPDX-License-Identifier: GPL-2.0-only
#include "side.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "record.h"
#include "util.h"

static void add(struct side *s, const char *path)
{
	char *error;
	struct record *r = record_read(path, &error);

	if (r) {
		s->records = xreallocarray(s->records, s->count + 1, sizeof(*s->records));
		s->records[s->count++] = r;
		return;
	}
	fprintf(stderr, "privbench: %s\n", error);
	free(error);
	s->unreadable++;
}

int side_is_record(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return *entry->d_name != '.' && dot && !strcmp(dot, ".json");
}

static int add_folder(struct side *s)
{
	struct dirent **names;
	int n = scandir(s->path, &names, side_is_record, alphasort), i;

	if (n < 0)
		return -errno;
	for (i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", s->path, names[i]->d_name);

		add(s, path);
		free(path);
		free(names[i]);
	}
	free(names);
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;
	int order = strcmp(x->utc, y->utc);

	return order ? order : strcmp(x->id, y->id);
}

int side_read(const char *path, struct side *side)
{
	struct stat st;
	int err = 0;

	*side = (struct side){ .path = path };
	if (stat(path, &st))
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = add_folder(side);
	else
		add(side, path);
	if (err)
		fprintf(stderr, "privbench: %s: %s; give a record, or a folder of records\n", path, strerror(-err));
	else if (!side->count && !side->unreadable)
		fprintf(stderr, "privbench: %s: no record (*.json) in it\n", path);
	if (!err && !side->count)
		err = -ENODATA;
	if (side->count)
		qsort(side->records, side->count, sizeof(*side->records), by_time);
	return err;
}

void side_free(struct side *side)
{
	size_t i;

	for (i = 0; i < side->count; i++)
		record_free(side->records[i]);
	free(side->records);
}
