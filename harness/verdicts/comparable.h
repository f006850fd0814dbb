/* SPDX-License-Identifier: GPL-2.0-only */
/* Which records of a baseline and a candidate may be compared, and what is left out. */
#ifndef COMPARABLE_H
#define COMPARABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"
#include "records.h"

/* Of a or of b.  Owns the lists, not the records. */
struct chosen {
	struct records counted;	/* the records that count */
	struct records every;	/* all that were read, without copies */
};

struct comparable {
	struct chosen a, b;
	enum clock clock;
	bool paired;		/* they are halves of the same pairs */
	char *apart;		/* why nothing can be compared (malloced), or NULL */
	char *disturbed;	/* why too little counts to pass a gate (malloced), or NULL */
	char **notes;		/* what was left out, and how many */
	size_t note_count;
};

/* Keeps pointers into both.  What is in it is the caller's to free. */
struct comparable comparable_make(const struct records *a, const struct records *b);

/* "SESSION/3", the record's pair; NULL: none, or without a session. */
const char *comparable_pair(const struct record *r);

/*
 * A sentence (malloced) that names records of one run in both a and b, or with different figures,
 * and what to do; or NULL.
 */
char *comparable_refused(const struct records *a, const struct records *b);

#endif
