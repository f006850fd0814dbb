/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All records of a folder, each reduced to its estimates and the facts that may explain them.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "changes.h"
#include "record.h"

/* Texts of a record; records with the same texts share them. */
struct texts {
	size_t count;
	const char *all[];
};

/* A digest's facts: of changes_keys[], then of machine_keys[]. */
enum { HISTORY_MACHINE = CHANGES_FACTS, HISTORY_FACTS = HISTORY_MACHINE + MACHINE_FACTS };

/* Of one record. */
struct digest {
	char *name;			/* file name */
	char *id, *utc, *boot;		/* boot: its id, or the record's if unknown */
	enum clock clock;
	const struct texts *facts;
	const struct texts *benches;	/* question and name of each figure, in turn */
	double *figures;		/* the estimates, or NAN */
	size_t count;
	bool uncalibrated;		/* its calibration failed */
	size_t unfit;			/* figures of results that are not ok */
};

struct history {
	const char *path;
	struct digest *digests;		/* in the order of file names */
	size_t count;
	size_t unreadable;		/* files that are no records; each is named on stderr */
	void *texts;			/* a tree of them */
};

/*
 * Read *.json of a folder.  What cannot be read is named on stderr.  0, or -errno, said on
 * stderr, without a folder or any record in it.  Call history_free() in any case.
 */
int history_read(const char *folder, struct history *h);
/* One more record, from wherever; a history without any is { 0 }. */
void history_add(struct history *h, const struct record *r, const char *name);
void history_drop(struct history *h, const char *name);

void history_free(struct history *h);

/* The history's own copy. */
const struct texts *history_texts(struct history *h, const char *const all[], size_t count);

#endif
