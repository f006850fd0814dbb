/* SPDX-License-Identifier: GPL-2.0-only */
/* The members of a record's JSON: one table for the writer, the reader and record_free(). */
#ifndef RECORD_MEMBERS_H
#define RECORD_MEMBERS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "record.h"

struct json_t;

enum kind {
	TEXT,			/* char * */
	NAME,			/* an enum, by its name */
	WHOLE,			/* an integer, 0 or more */
	FIGURE,			/* double */
	FIGURE_ARRAY,		/* double[], an array; null: all of them are NAN */
	TEXTS,			/* char **, an array */
	COUNTS,			/* struct count *, an object */
	HISTOGRAM,		/* struct bin * */
	BATCHES,		/* ROWS of struct batch: each is like the one before */
	OBJECT,			/* some members of the same struct */
	ROWS,			/* an array of arrays */
	SKIPPED,		/* struct result *: an array of names for each reason */
	FACTS,			/* of the machine */
	UNIT,			/* follows from the clock, which stands before it */
};

enum needed { OPTIONAL, NOT_NULL, NEEDED };	/* NOT_NULL: a text may be left out, and is "" */

/* What figures are rounded to when they are written; by clock. */
enum precision { AS_IT_IS, OF_ESTIMATE, OF_BATCH, OF_DEVIATION, OF_SAMPLE, OF_COUNTER, PRECISIONS };

/* A result, a claim or a record; perhaps incomplete. */
union object {
	struct result result;
	struct claim_result claim;
	struct record record;
};

/* Set the member of `u` (malloced) to the value that it has in `x` if it is left out. */
typedef void usual_fn(const struct record *r, const union object *x, union object *u);

struct member {
	const char *name;
	enum kind kind;
	enum needed needed;
	size_t at, size;	/* in its struct; the size is an element's of a list */
	size_t count;		/* offset of the number of elements */
	size_t most;		/* elements, or bytes of a text; 0: RECORD_TEXT_MAX of these */
	const char *beyond;	/* what to do if there are more; NULL: no run makes so many */
	const void *of;		/* the names of NAME; the members of OBJECT and ROWS */
	size_t columns;		/* of rows: by position; the other members are in an object */
	long null;		/* what null means to WHOLE */
	enum precision precision;
	bool brief;		/* record_read_brief() takes it from the JSON */
	usual_fn *usual;	/* its value if left out, from the members before it */
};

#define MEMBERS_END { .name = NULL }

/* The member `m` of `object`, if it is of that type. */
#define FIELD(type) (*(type *)member_at(object, m->at))

extern const struct member record_members[], result_members[], batch_members[], claim_members[];

static inline void *member_at(const void *object, size_t at)
{
	return (char *)object + at;
}

static inline size_t *member_count(const struct member *m, const void *object)
{
	return member_at(object, m->count);
}

/* Their number of doubles. */
size_t member_figures(const struct member *m);

void members_free(const struct member *members, void *object);
bool member_same(const struct member *m, const void *a, const void *b);

/* Set it to the value that null means. */
void member_set_nothing(const struct member *m, void *object);

/* The value of the k-th bin of a histogram. */
static inline double record_bin_value(double k, double width)
{
	return width < 1 ? k / round(1 / width) : k * width;
}

/*
 * Values that schema 2 leaves out because they follow from the rest of the record.  Writer and
 * reader use the same functions.
 */
usual_fn usual_quantiles, usual_histogram, usual_batches, usual_reason, usual_bytes, usual_cold,
	usual_tables,
	usual_samples, usual_with_dropped, usual_counters, usual_question, usual_what;
usual_fn usual_claim_reason, usual_texts;

/* The usual batch after `before` (NULL: the first one), without figures. */
struct batch usual_batch(const struct record *r, const struct result *result,
			 const struct batch *before);

/*
 * Move the rows of benches from a record's text into `r`: its text ends where they began.  False:
 * some are not as most are, or the file is cut short.
 */
bool record_take_rows(struct record *r, char *text, size_t *length);

/* Benches that were skipped */

/* The place in the table; `from`: where to begin.  pb_bench_count: it is not there. */
size_t bench_index(const char *name, size_t from);

/*
 * All of a result that was skipped, by the table, where it is looked for from `from` on; its place.
 * Without a reason only name and status, for a brief read.
 */
size_t result_set_skipped(struct result *result, const char *name, const char *reason, size_t from);

/*
 * The question that the table has it under now, whatever the record says; `from`: where to begin.
 * Its place.
 */
size_t result_set_question(struct result *result, size_t from);

/* The same record, whose `skipped` have those of its results of which a reason says all. */
struct record record_split(const struct record *r);

/* Put `skipped` among the results, in the order of the table. */
void record_join(struct record *r);

/* Records from before 1.0 */

/*
 * Change names and values of schema 1 to those of schema 2.  Benches and claims stay objects, in
 * which a missing or null member has no value rather than the usual one.  NULL, or what is wrong
 * and where (malloced).
 */
char *record_from_1(struct json_t *root);

/* Change old names to those of today, in records of either schema. */
void rename_old_bench(char **name);

void rename_old_claim(struct claim_result *c);

#endif
