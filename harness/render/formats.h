/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats of --format, by name. */
#ifndef FORMATS_H
#define FORMATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct argp_state;
struct document;
struct record;

struct format {
	const char *name;
	bool tables;		/* writes any document; else those of records and verdicts */
	void (*document)(const struct document *d, FILE *out);
	/* Records themselves; 0, or -errno, said on stderr, if it cannot write these. */
	int (*records)(const struct record *const records[], size_t count, FILE *out);
	bool letter;		/* of records: what a reader asks for who was not there */
};

/* What a subcommand prints: tables, records (rows are tests), verdicts (rows are tests). */
enum subject { SUBJECT_DOCUMENT, SUBJECT_RECORDS, SUBJECT_COMPARISON };

/* The format of that name; if none can show the subject, argp_error() ends the program. */
const struct format *format_named(const char *name, enum subject subject,
				  const struct argp_state *state);

/* "text, json and csv", if `between` is ", " and `last` " and " (malloced). */
char *format_names(enum subject subject, const char *between, const char *last);

/* The help of --format. */
#define FORMAT_HELP "the default is text; an unknown name lists all"

/* In the head of every page, so that its writer knows it again. */
#define HTML_OURS "<meta name=\"generator\" content=\"privbench\">"

/* Terminal text. */
extern const struct format *const format_text;

/* Print and free it.  Standard output is UTF-8 from then on, except for text. */
void format_print(const struct format *format, struct document *d);

/* The writers of documents */
void text_document(const struct document *d, FILE *out);
void markdown_document(const struct document *d, FILE *out);
void html_document(const struct document *d, FILE *out);
void csv_document(const struct document *d, FILE *out);		/* its table for CSV */
void json_document(const struct document *d, FILE *out); /* facts, and tables with ids */
void mail_document(const struct document *d, FILE *out);	/* ASCII, 72 columns */
void tap_document(const struct document *d, FILE *out);	/* tests in its table for CSV */

/*
 * Records for other programs.  A bench without a figure is left out or skipped, and never 0.
 *
 * Trackers keep one figure for each bench, so they get one record, and no figure that cannot be
 * distinguished from 0:
 *   github       github-action-benchmark's customSmallerIsBetter (src/extract.ts)
 *   bencher      Bencher Metric Format (https://bencher.dev/bmf.json)
 *   googlebench  google/benchmark's JSON (src/json_reporter.cc), a repetition a batch; times only
 */
int github_records(const struct record *const records[], size_t count, FILE *out);
int bencher_records(const struct record *const records[], size_t count, FILE *out);
int googlebench_records(const struct record *const records[], size_t count, FILE *out);

/* The record itself, or an array of several. */
int json_records(const struct record *const records[], size_t count, FILE *out);

#endif
