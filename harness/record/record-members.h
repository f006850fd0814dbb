/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The members of a record's JSON, one table for the writer and the reader:
 * what is written is what is understood.
 */
#ifndef RECORD_MEMBERS_H
#define RECORD_MEMBERS_H

#include <stdarg.h>
#include <stddef.h>

struct claim_result;
struct json_t;
struct record;

enum kind {
	TEXT,			/* char * */
	NAME,			/* an enum, by its name */
	WHOLE,			/* an integer, 0 or more */
	OBJECT,			/* some members of the same struct */
	ARRAY,			/* of objects */
	FACTS,			/* of the machine */
	UNIT,			/* follows from the clock, which stands before it */
	/* From here on null, or none at all, is read as nothing. */
	TEXT_OR_NULL,
	TEXTS,			/* char **, an array */
	WHOLE_OR_NULL,
	FIGURE,			/* double */
	INTERVAL,		/* double[2], an array of two */
	COUNTS,			/* struct count *, an object */
	HISTOGRAM,		/* struct bin *, an object */
	ARRAY_OR_NULL,
};

struct member {
	const char *name;	/* NULL: the table ends */
	enum kind kind;
	size_t at, size;	/* in its struct; the size is an element's for ARRAY */
	size_t count;		/* where the number of elements is */
	size_t most;		/* elements, or bytes of a text; 0: RECORD_TEXT_MAX of these */
	const char *beyond;	/* what to do about more; NULL: no run makes so many */
	const void *of;		/* the names of NAME; the members of OBJECT and ARRAY */
	long null;		/* what null means to WHOLE_OR_NULL */
};

extern const struct member record_members[], claim_members[];

static inline void *member_at(const void *object, size_t at)
{
	return (char *)object + at;
}

/*
 * Where the record itself keeps a number that stands among the facts in the
 * file: "tsc_khz" or "core_tsc_ratio".  NULL: an ordinary fact.
 */
double *record_own_fact(struct record *r, const char *key);

char *record_format(const char *fmt, va_list args);

/* A claim, and what is known of the machine, as they stand in a record: jansson's, the caller's. */
struct json_t *record_put_claim(const struct claim_result *c);
struct json_t *record_put_facts(const struct record *r);

#endif
