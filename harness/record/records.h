/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stddef.h>

struct dirent;
struct record;

/* A record, or those of a folder: a baseline, a candidate; or all that a command was given. */
struct records {
	const char *path;		/* as given, the first of several */
	struct record **records;	/* in order of time, a folder's */
	size_t count;
	size_t unreadable;		/* files that are no records; each was said on stderr */
};

/*
 * Read a record, or every *.json of a folder.  0; or -errno, said on stderr,
 * where there is no such path or not one record in it.  Call records_free() in
 * any case.
 */
int records_read(const char *path, struct records *all);

/*
 * The same of several, in their order: true if all could be read.  What could not, be it a
 * path or a file of a folder, was said on stderr, and counted.
 */
bool records_read_all(char *const paths[], size_t count, struct records *all);
void records_free(struct records *all);

/* By its name: *.json, and not hidden.  For scandir(). */
int records_is_record(const struct dirent *entry);

#endif
