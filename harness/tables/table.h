/* SPDX-License-Identifier: GPL-2.0-only */
/* Records as tables, for a terminal and for other programs. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdio.h>

struct form;
struct record;
struct result;

/* Of what a table shows. */
struct pictures {
	/* Of a "group" by its name; the others have that of their kind.  Nothing if there is none. */
	void (*put)(struct pictures *p, const char *kind, const char *name, FILE *out);
};

/*
 * For a terminal: what was measured where, in which unit, a
 * table per question, the claims, the notes.  What has no figure shows its
 * reason.  `ratio` is to the first measured row of the question.
 */
void table_print(const struct record *r, FILE *out);

/*
 * The same as a document.  `pictures`, or NULL, is asked for one of each question that
 * has figures, and for "overlap", "break-even" and "claims".
 */
void table_as(const struct record *r, const struct form *form, struct pictures *pictures, FILE *out);

/* A figure of the record as its tables show it (malloced), or NULL where there is none. */
char *table_figure(const struct record *r, double v);

/* The same for the interval of a row's estimate; and why a row has no estimate. */
char *table_interval(const struct record *r, const struct result *row);
char *table_why(const struct result *row);

/* Core cycles in TSC ticks and in nanoseconds; NAN unless on silicon. */
double table_ticks(const struct record *r, double cycles);
double table_ns(const struct record *r, double cycles);

/*
 * Several records as CSV (RFC 4180's quoting, lines end in \n), a row a bench
 * with all its figures in full; or as Markdown, the tables of table_print().
 * 0, or -EIO if `out` could not be written.
 */
int table_csv(const struct record *const records[], size_t count, FILE *out);
int table_markdown(const struct record *const records[], size_t count, FILE *out);

#endif
