/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All records of a folder, each condensed to its estimates and to what is
 * recorded of the machine.  An index in the folder spares reading them again; it
 * is never the truth: without it, or with a broken one, the history is the same.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "changes.h"

/* Beside the records. */
#define HISTORY_INDEX ".privbench-index"

/* A file that has the same one has the same content. */
struct stamp {
	int64_t size, modified, changed, inode;		/* bytes; ns since 1970 twice */
};

/* A record, condensed. */
struct digest {
	char *name;			/* of the file, without the folder */
	struct stamp stamp;
	char *id, *utc, *boot;		/* boot: its id, or the record's where it is not known */
	const char *facts;		/* history_fact() takes it apart */
	const char *benches;		/* "GROUP\tNAME\n" for each figure */
	double *figures;		/* the estimates; NAN where there is none */
	size_t count;
	uint64_t uncalibrated, unfit;	/* its calibration failed: 1 or 0; figures of results that are not ok */
};

struct history {
	const char *path;
	struct digest *digests;		/* of its records, by name */
	size_t count;
	size_t unreadable;		/* files that are no records; each was said on stderr */
	size_t read;			/* records that the index did not have as they are */
	void *texts;			/* those of facts and benches, each once */
};

/* The facts of an entry: those of changes_keys[], from HISTORY_MACHINE on those of machine_keys[], and the clock. */
enum {
	HISTORY_MACHINE = CHANGES_FACTS, HISTORY_CLOCK = HISTORY_MACHINE + MACHINE_FACTS, HISTORY_FACTS
};

/*
 * Read *.json of a folder.  What cannot be read is said on stderr, and so is
 * an index that cannot be kept.  0, or -errno, said on stderr, where there is no folder or
 * not one record in it.  Call history_free() in any case.
 */
int history_read(const char *folder, struct history *h);
void history_free(struct history *h);

/* The same text, one copy for all (takes a malloced one). */
const char *history_text(struct history *h, char *text);

/* Such texts by address: the order, and each once; how many there are then. */
int history_by_address(const void *a, const void *b);
size_t history_unique(const char **texts, size_t count);

void history_free_digest(struct digest *e);

#endif
