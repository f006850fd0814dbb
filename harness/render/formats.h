/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats of --format, by name. */
#ifndef FORMATS_H
#define FORMATS_H

#include <stddef.h>
#include <stdio.h>

struct argp_state;
struct comparison;
struct document;
struct record;
struct records;

struct format {
	const char *name;
	void (*document)(const struct document *d, FILE *out);	/* of what any subcommand prints */
	/* Of records as they are; 0, or -errno, said on stderr, if the format cannot hold them. */
	int (*records)(const struct record *const records[], size_t count, FILE *out);
	void (*comparison)(const struct comparison *c, const struct records *a,
			   const struct records *b, FILE *out);
};

/* What a subcommand has to show beside its document. */
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

/* TAP 13, a test a bench: failed is `not ok`; skipped and faulted are skipped, with reasons. */
int tap_records(const struct record *const records[], size_t count, FILE *out);

/*
 * TAP 13, a test a verdict: REGRESSED and INCOMPARABLE are `not ok`, and so is IMPROVED where
 * nothing may move; UNRESOLVED is `not ok # TODO`: not shown to be fine, and no failure.
 */
void tap_comparison(const struct comparison *c, const struct records *a, const struct records *b,
		    FILE *out);

#endif
