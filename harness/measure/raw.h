/* SPDX-License-Identifier: GPL-2.0-only */
/* Raw samples that the flat guest sent or wrote: bench/raw-format.h. */
#ifndef RAW_H
#define RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi.h"

struct pb_bench;
struct record;

/* An answer; they are in the guest's order. */
struct raw_answer {
	struct pb_run run;		/* samples 0: skipped, or failed */
	struct pb_sample *samples;
	bool used;
};

struct raw {
	uint64_t id;			/* a hash of the lines */
	struct raw_value {		/* a word that occurs once, and the text after it */
		char *word, *text;
	} *values;
	size_t value_count;
	unsigned int planned, passes;	/* passes that are used: of an unfinished run fewer */
	unsigned int samples;
	bool unfinished;		/* no `end`: all is here up to its last checkpoint */
	unsigned int whole;		/* passes of such a run that came to their end */
	const struct pb_bench *lost;	/* what the machine did not come back from; or NULL */
	struct raw_answer *answers;
	size_t answer_count;
	size_t *pass_ends;		/* after the last answer of each pass */
	size_t pass_count;
	struct pb_site *sites;
	size_t site_count;
};

/*
 * Parse the first raw samples in a file; other text before and after them is ignored.  NULL with
 * `*error` (malloced: file, line, reason).
 */
struct raw *raw_parse(const char *text, size_t length, const char *name, char **error);
void raw_free(struct raw *raw);

/* Of a run that did not end, how far it came, as a sentence (malloced); else NULL. */
char *raw_unfinished(const struct raw *raw);

/* "" if the word is missing. */
const char *raw_value(const struct raw *raw, const char *word);
uint64_t raw_number(const struct raw *raw, const char *word);

/* Facts about the machine that measured, and notes on it. */
void raw_describe(const struct raw *raw, struct record *r);

/*
 * Fill in the record's facts and results, as suite_run() does.  `store`: as in struct request.
 * 0 or -errno, said on stderr.
 */
int replay(struct raw *raw, const char *store, struct record *r);

#endif
