/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a subcommand prints: headings, facts, paragraphs, lists and tables.  A format of
 * formats.h writes it.
 */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

enum column_kind {
	FIGURES,	/* right-aligned; the first column is left-aligned, whatever its kind */
	LEFT,
	WORDS,		/* left-aligned, wrapped in what is left of the line */
	BELOW,		/* on a terminal below the row's other cells, without a heading */
};

struct column {
	const char *id;			/* in CSV and JSON; NULL: it is not there */
	const char *heading;		/* for people; NULL: it is in CSV and JSON alone */
	enum column_kind kind;
};

#define DATA(name) { .id = (name) }
#define SHOWN(name, text) { .id = (name), .heading = (text) }

struct cell {
	enum { CELL_TEXT, CELL_NUMBER, CELL_TRUTH } kind;
	char *text;			/* as people see it (malloced); NULL: not at all */
	double number;			/* as CSV and JSON have it; none if it is not finite */
};

struct row {
	struct cell *cells;
	char *reason;			/* for people, in place of the cells after the first (malloced) */
	bool hidden;			/* in CSV and JSON alone */
	bool marked;			/* with a `!` before it */
};

struct table {
	const char *id;			/* a member of JSON; tables with one id are one there.  NULL: for people alone */
	char *title;			/* a heading; NULL: none */
	struct column *columns;
	size_t column_count;
	struct row **rows;
	size_t row_count;
};

enum block_kind {
	BLOCK_SECTION, BLOCK_HEADING,	/* a heading, and one below it */
	BLOCK_FACT,			/* "unit      core cycles" */
	BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_TABLE,
	BLOCK_FIGURE,			/* a place for an SVG, which only HTML shows */
};

struct block {
	enum block_kind kind;
	char *label;			/* of a fact; the kind of a figure */
	char *text;			/* the name of a figure */
	char *svg;			/* of a figure; NULL: it was not drawn */
	struct table table;
};

struct document {
	char *title;			/* NULL: none */
	const char *csv;		/* the table that is written as CSV */
	struct block **blocks;
	size_t count;
};

struct document *document_new(const char *csv);
void document_free(struct document *d);

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

void document_title(struct document *d, const char *fmt, ...) PRINTF(2, 3);
void document_add(struct document *d, enum block_kind kind, const char *fmt, ...) PRINTF(3, 4);
void document_fact(struct document *d, const char *label, const char *fmt, ...) PRINTF(3, 4);
void document_figure(struct document *d, const char *kind, const char *name);

/* A table without rows is not shown, nor is its title, which may be NULL.  Title and columns are copied. */
struct table *document_table(struct document *d, const char *id, const char *title, const struct column *columns,
			     size_t count);

/* A new row, its cells empty. */
struct row *table_row(struct table *t);

/* The text is copied; NULL: none. */
void cell_text(struct row *row, size_t column, const char *text);
/* The text is taken; NULL: none. */
void cell_own(struct row *row, size_t column, char *text);

/* A number, and how people see it, which is taken. */
void cell_number(struct row *row, size_t column, double number, char *text);
void cell_count(struct row *row, size_t column, size_t count);
void cell_truth(struct row *row, size_t column, bool truth);

/* For the formats */

/* For people: is there a column with this number, and anything in it; is any row's not a reason? */
bool table_shows(const struct table *t, size_t column);
bool table_has_figures(const struct table *t);

/* Is there a row for people? */
bool table_visible(const struct table *t);

/* A cell as people see it; "-" where there is nothing. */
const char *cell_shown(const struct cell *cell);

#endif
