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
	bool tables;		/* of any document; else of one whose rows are tests, if of any */
	void (*document)(const struct document *d, FILE *out);
	/* Of records as they are; 0, or -errno, said on stderr, if the format cannot hold them. */
	int (*records)(const struct record *const records[], size_t count, FILE *out);
};

/* What a subcommand has to show: tables, those of records, whose rows are tests, or of tests. */
enum subject { SUBJECT_DOCUMENT, SUBJECT_RECORDS, SUBJECT_COMPARISON };

/* The format of that name; if none can show the subject, argp_error() ends the program. */
const struct format *format_named(const char *name, enum subject subject,
				  const struct argp_state *state);

/* The help of --format. */
#define FORMAT_HELP "the default is text; an unknown name lists all"

/* Terminal text. */
extern const struct format *const format_text;

/* To standard output, which is UTF-8 from then on but for text; and free it. */
void format_print(const struct format *format, struct document *d);

/* The writers of documents */
void text_document(const struct document *d, FILE *out);
void markdown_document(const struct document *d, FILE *out);
void html_document(const struct document *d, FILE *out);
void csv_document(const struct document *d, FILE *out);		/* the document's table for CSV */
void json_document(const struct document *d, FILE *out); /* facts, and tables that have ids */
void tap_document(const struct document *d, FILE *out);	/* the tests in its table for CSV */

/*
 * Those of records, for other programs.  A figure goes out with its unit; a bench without one is
 * left out, or skipped if the format has a word for that, and never 0.
 *
 * Trackers keep one figure a bench, so they get one record, and nothing that cannot be told from 0:
 *   github       github-action-benchmark's customSmallerIsBetter (src/extract.ts)
 *   bencher      Bencher Metric Format (https://bencher.dev/bmf.json)
 *   googlebench  google/benchmark's JSON (src/json_reporter.cc), a repetition a batch; times only
 */
int github_records(const struct record *const records[], size_t count, FILE *out);
int bencher_records(const struct record *const records[], size_t count, FILE *out);
int googlebench_records(const struct record *const records[], size_t count, FILE *out);

/* The record itself; of several an array. */
int json_records(const struct record *const records[], size_t count, FILE *out);

#endif
