/* SPDX-License-Identifier: GPL-2.0-only */
/* What several records make of the same claims: a row a claim, a column a record. */
#ifndef MATRIX_H
#define MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct claim_result;
struct form;
struct record;

struct matrix_row {
	const struct claim_result *claim;	/* one of the cells: what is claimed */
	const struct claim_result **cells;	/* by column; NULL: that record does not have it */
	size_t *reasons;			/* by column, their numbers from 1; 0: decided, or not there */
	bool decided;				/* in one record at least */
	bool turns;				/* supported in one, refuted in another */
};

struct matrix {
	const struct record *const *records;
	size_t columns;
	char **labels;			/* as much of a record as tells it from the others: "qemu 6.1.0" */
	struct matrix_row *rows;	/* in the order of the records */
	size_t result_count;
	const char **reasons;		/* why claims were not decided, each once */
	size_t reason_count;
};

/*
 * Claims are one row if they have the same id and compare the same benches by
 * the same measure, as the records say; what this program would claim today
 * plays no part.  The matrix refers to the records.
 */
struct matrix *matrix_new(const struct record *const records[], size_t count);
void matrix_free(struct matrix *m);

/* The labels of the columns with this verdict, with commas between (malloced). */
char *matrix_where(const struct matrix *m, const struct matrix_row *row, unsigned int verdict);

/*
 * For a terminal, as Markdown, as JSON (docs/record.md).  0, or
 * -EIO if `out` could not be written.
 */
int matrix_print(const struct matrix *m, FILE *out);
int matrix_markdown(const struct matrix *m, FILE *out);
int matrix_json(const struct matrix *m, FILE *out);

/* As a part of a document. */
void matrix_as(const struct matrix *m, const struct form *form, FILE *out);

#endif
