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
 * Read records, and every *.json of folders: true if all could be read.  What could not, be it
 * a path or a file of a folder, was said on stderr, and counted.  Call records_free() in any case.
 */
bool records_read(char *const paths[], size_t count, struct records *all);
void records_free(struct records *all);

/* By its name: *.json, and not hidden.  For scandir(). */
int records_is_record(const struct dirent *entry);

/*
 * The lowest plausible estimate of a bench in a folder's last records, by name, of those of
 * `like`'s CPU and clock whose calibration did not fail; INFINITY where there is none, or no
 * folder (NULL).  What cannot be read is passed over: whoever wants the records is told then.
 */
double records_least(const char *folder, const struct record *like, const char *bench,
		     bool (*plausible)(double));

#endif
