/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All records of a folder, each condensed to its estimates and to what is
 * recorded of the machine.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "changes.h"

/* A record, condensed. */
struct digest {
	char *name;			/* of the file, without the folder */
	char *id, *utc, *boot;		/* boot: its id, or the record's where it is not known */
	const char *facts;		/* history_fact() takes it apart */
	const char *benches;		/* "GROUP\tNAME\n" for each figure */
	double *figures;		/* the estimates; NAN where there is none */
	size_t count;
	bool uncalibrated;		/* its calibration failed */
	size_t unfit;			/* figures of results that are not ok */
};

struct history {
	const char *path;
	struct digest *digests;		/* of its records, by name */
	size_t count;
	size_t unreadable;		/* files that are no records; each was said on stderr */
	void *texts;			/* those of facts and benches, each once */
};

/* A digest's facts: of changes_keys[], from HISTORY_MACHINE on of machine_keys[], the clock. */
enum {
	HISTORY_MACHINE = CHANGES_FACTS,
	HISTORY_CLOCK = HISTORY_MACHINE + MACHINE_FACTS,
	HISTORY_FACTS
};

/*
 * Read *.json of a folder.  What cannot be read is said on stderr.  0, or -errno, said on
 * stderr, where there is no folder or not one record in it.  Call history_free() in any case.
 */
int history_read(const char *folder, struct history *h);
void history_free(struct history *h);

/* The same text, one copy for all (takes a malloced one). */
const char *history_text(struct history *h, char *text);

/* Such texts by address: the order, and each once; how many there are then. */
int history_by_address(const void *a, const void *b);
size_t history_unique(const char **texts, size_t count);

#endif
