/* SPDX-License-Identifier: GPL-2.0-only */
/* Which records of a baseline and a candidate may be compared, and what is left out. */
#ifndef COMPARABLE_H
#define COMPARABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"
#include "records.h"

/* Of a or of b.  Only the lists are its own. */
struct chosen {
	struct records counted;	/* the records that count */
	struct records every;	/* all that were read, but copies */
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

/* "SESSION/3", the pair that the record is half of; NULL: none, or one of no known session. */
const char *comparable_pair(const struct record *r);

/*
 * Records of one run in a and in b, or in one of them with other figures: a sentence that names
 * them, and says what to do (malloced); NULL: there are none.
 */
char *comparable_refused(const struct records *a, const struct records *b);

#endif
