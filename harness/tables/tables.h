/* SPDX-License-Identifier: GPL-2.0-only */
/* What the subcommands show, added to a document: what decides is in verdicts/. */
#ifndef TABLES_H
#define TABLES_H

#include <stdbool.h>
#include <stddef.h>

struct comparison;
struct document;
struct machine;
struct record;
struct records;
struct trend;

/*
 * What a record says: its facts, a table for each question, break-even fault rates, claims, notes;
 * and places for figures.  On demand with what is behind the results (samples, batches, counters),
 * and with the bytes that ran.
 */
void add_record(struct document *d, const struct record *r, bool details, bool code);

/* The same of several records; in CSV a row for each bench, with all figures in full. */
struct document *records_document(const struct record *const records[], size_t count, bool details,
				  bool code);

/* All that is known of the machine, and what is not, and why. */
void add_machine_facts(struct document *d, const struct record *r);

/*
 * Of records of one unit a table for each question, a row for each bench, a column for each record.
 * A row is marked if the bench differs: by an instruction under icount, by intervals that do not
 * overlap on silicon, in whether there is a figure anywhere.  `differ`: those rows alone.
 * NULL, said on stderr: the units differ.
 */
struct document *beside_document(const struct record *const records[], size_t count, bool differ);

/* Break-even fault rates; nothing if the record has no such bench. */
void add_break_even(struct document *d, const struct record *r);

/*
 * What records make of the same claims: a table for each measure, a row for each claim, a column
 * for each record.  In CSV and JSON a row for each record and claim.  False: there are no claims.
 */
bool add_claims(struct document *d, const struct record *const records[], size_t count);

/* B against A, worst first. */
struct document *comparison_document(const struct comparison *c, const struct records *a,
				     const struct records *b);

/* A history's machines, with their epochs and changes; in CSV the changes. */
struct document *trend_document(const struct trend *t);
void add_trend_machine(struct document *d, const struct machine *m);

/*
 * How far boots, batches and samples lie apart, and what is left out.  How many benches that is of:
 * none under an exact clock.
 */
size_t add_spread(struct document *d, const struct records *all);

#endif
