/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stddef.h>

struct dirent;
struct record;

/* Records of files and folders. */
struct records {
	const char *path;		/* as given, the first of several */
	struct record **records;	/* those of a folder in order of time */
	size_t count;
	size_t unreadable;		/* files that are no records; each is named on stderr */
};

/*
 * Read records, and every *.json of folders.  What cannot be read is named on stderr and counted;
 * then false.  Call records_free() in any case.
 */
bool records_read(char *const paths[], size_t count, struct records *all);
void records_free(struct records *all);

/* Whether there is a record in a folder, readable or not. */
bool records_in(const char *folder);

/* By its name: *.json, and not hidden.  For scandir(). */
int records_is_record(const struct dirent *entry);

/*
 * The lowest plausible estimate of a bench in the last records of a folder, by name, with the CPU
 * and clock of `like` and without a failed calibration; INFINITY if there is none, or no
 * folder (NULL).  Unreadable files are ignored.
 */
double records_least(const char *folder, const struct record *like, const char *bench,
		     bool (*plausible)(double));

#endif
