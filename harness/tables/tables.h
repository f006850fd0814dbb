/* SPDX-License-Identifier: GPL-2.0-only */
/* The tables of the subcommands. */
#ifndef TABLES_H
#define TABLES_H

#include <stdbool.h>
#include <stddef.h>

struct comparison;
struct disassembly;
struct document;
struct machine;
struct pb_instruction;
struct record;
struct records;
struct trend;

/*
 * What records of one machine, or of several, answer: where they were measured, and question by
 * question the headline's benches, a column for each unit, with what is now known; then claims by
 * verdict.  `lines`: about how many the questions may take: the first of them, and two rows or more
 * of each; 0: all of them.
 */
void add_answers(struct document *d, const struct record *const records[], size_t count,
		 size_t lines);

/* The records that show a question, as many and of the same places as all (malloced). */
typedef const struct record **answers_showing(const void *arg, const char *question);

/* The same, each question by the records that show it, and where they were measured at the end. */
void add_answers_first(struct document *d, const struct record *const records[], size_t count,
		       size_t lines, answers_showing *showing, const void *arg);

/* What is known of a question, in a line (malloced); NULL: nothing, or no bench has a figure. */
char *answer_text(const struct record *const records[], size_t count, const char *question);

/* Answers as a document; with these lines it fills a screen of 45. */
#define ANSWERS_LINES 32
struct document *answers_document(const struct record *const records[], size_t count, size_t lines);

/*
 * Records, one after another: facts, a table for each question, break-even fault rates, claims,
 * what was not measured, notes; in CSV a row for each bench, with all figures in full.
 * `details`: also samples, batches, counters, and the names of what was not measured; `code`:
 * also the bytes that ran, and the instructions that these are.
 */
struct document *records_document(const struct record *const records[], size_t count, bool details,
				  bool code);

/* The machine in a line, the target, the clock and the unit. */
void add_record_facts(struct document *d, const struct record *r);

/*
 * For a mail: what was asked, figures, and how they came about.  Records of one unit stand side by
 * side.
 */
struct document *mail_of_records(const struct record *const records[], size_t count);

/* All facts of the machine, and why others are unknown. */
void add_machine_facts(struct document *d, const struct record *r);

/*
 * Records of one unit: a table for each question, a row for each bench, a column for each record.
 * A row is marked if the bench differs: under icount by an instruction, on silicon if intervals do
 * not overlap, and always if a record has no figure.  `differ`: only these rows.
 * NULL, said on stderr: the units differ.
 */
struct document *beside_document(const struct record *const records[], size_t count, bool differ);

/* The same, of records that have one unit; how many rows it has. */
size_t add_beside(struct document *d, const struct record *const records[], size_t count,
		  bool differ);

/* Break-even fault rates; nothing if the record has no such bench. */
void add_break_even(struct document *d, const struct record *r);

/*
 * Claims: a table for each measure, a row for each claim, a column
 * for each record.  In CSV and JSON a row for each record and claim.  False: there are no claims.
 */
bool add_claims(struct document *d, const struct record *const records[], size_t count);

/* A line for each record whose file has verdicts on claims that are not ours. */
void add_claims_left_out(struct document *d, const struct record *const records[], size_t count);

/* Those of a question in one table, with links to the mails. */
void add_question_claims(struct document *d, const struct record *const records[], size_t count,
			 const char *question);

/* Worst first. */
struct document *comparison_document(const struct comparison *c, const struct records *a,
				     const struct records *b);

/* Machines, with their epochs and changes; in CSV the changes. */
struct document *trend_document(const struct trend *t);
void add_trend_machine(struct document *d, const struct machine *m);
void add_trend_history(struct document *d, const struct machine *m);	/* without its heading */

/*
 * The relative standard deviations between boots, batches and samples, and what is left out.  The
 * number of benches: 0 under an exact clock.
 */
size_t add_spread(struct document *d, const struct records *all);

/* Does one of its globs match the bench's name? */
bool instruction_has(const struct pb_instruction *in, const char *bench);

/* Every instruction with its benches, where they can run, and where they did in these records. */
struct document *instructions_document(const struct record *const records[], size_t count);

#endif
