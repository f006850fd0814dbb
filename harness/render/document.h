/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output of a subcommand: headings, facts, paragraphs, lists and tables.  The formats in
 * formats.h write it.
 */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "util.h"

struct column {
	const char *id;			/* in CSV and JSON; NULL: not there */
	const char *heading;		/* for people; NULL: only in CSV and JSON */
	enum {
		FIGURES,		/* right-aligned; the first column is not */
		LEFT,
		WORDS,			/* left-aligned, wrapped in the rest of the line */
		BELOW,			/* on a terminal below the row: "heading: cell" */
	} kind;
};

#define DATA(name) { .id = (name) }
#define SHOWN(name, text) { .id = (name), .heading = (text) }

struct cell {
	enum { CELL_TEXT, CELL_NUMBER, CELL_TRUTH } kind;
	enum tone { TONE_NONE, TONE_GOOD, TONE_BAD, TONE_OPEN } tone;	/* beside its words */
	char *text;			/* for people (malloced); NULL: "-" */
	double number;			/* in CSV and JSON; none if not finite */
	char *url;			/* where the text leads, only in HTML; NULL: nowhere */
};

/* A row in TAP: "ok 1 - NAME: TEXT # DIRECTIVE WHY". */
struct test {
	bool failed;
	char *text;			/* malloced; NULL: none */
	const char *directive;		/* SKIP, TODO, or NULL */
	char *why;			/* malloced */
};

struct row {
	enum row_kind {
		ROW_CELLS,
		ROW_GROUP,		/* a heading of the rows below it */
		ROW_REMARK,		/* a sentence on the rows above it */
	} kind;
	char *text;			/* of a group or a remark, only for people (malloced) */
	struct cell *cells;
	size_t count;			/* cells so far */
	char *id;			/* for links to the row; NULL: none */
	char *reason;			/* for people, instead of cells 1, ... (malloced) */
	bool hidden;			/* only in CSV and JSON */
	bool marked;			/* with a `*` before it */
	struct test test;
};

struct table {
	const char *id;			/* in JSON, of one or more tables; NULL: not there */
	char *title;			/* a heading; NULL: none */
	struct column *columns;
	size_t column_count;
	struct row **rows;
	size_t row_count;
};

struct block {
	enum block_kind {
		BLOCK_SECTION, BLOCK_HEADING,	/* a heading, and one below it */
		BLOCK_FACT,			/* "unit      core cycles" */
		BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_TABLE,
		BLOCK_FIGURE,			/* an SVG, only in HTML */
		BLOCK_CONTENTS,			/* links to the sections with an id, only in HTML */
		BLOCK_FOLD, BLOCK_UNFOLD,	/* what lies between is shown on demand */
	} kind;
	char *label;			/* of a fact; the kind of a figure */
	char *text;			/* the name of a figure */
	char *alt;			/* what a figure shows, where it cannot be seen */
	char *id;			/* for links to the block; NULL: none */
	char *url;			/* where the text leads, only in HTML; NULL: nowhere */
	char **svgs;			/* of a figure, one or more; none: it was not drawn */
	size_t svg_count;
	struct table table;
};

struct document_link {
	char *text, *url;
	bool here;			/* it leads to this document */
};

struct document {
	char *title;			/* NULL: none */
	struct document_link *navigation;	/* other pages of its site, only in HTML */
	size_t navigation_count;
	const char *csv;		/* the id of the tables for CSV and TAP */
	struct block **blocks;
	size_t count;
};

struct document *document_new(const char *csv);
void document_free(struct document *d);

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

void document_title(struct document *d, const char *fmt, ...) PRINTF(2, 3);
void document_navigation(struct document *d, const char *text, const char *url, bool here);
void document_add(struct document *d, enum block_kind kind, const char *fmt, ...) PRINTF(3, 4);
void document_fact(struct document *d, const char *label, const char *fmt, ...) PRINTF(3, 4);
void document_figure(struct document *d, const char *kind, const char *name, const char *alt);
void document_contents(struct document *d);
void document_unfold(struct document *d);	/* ends the last BLOCK_FOLD */

/* Of the last block: its id; where its text leads. */
void document_id(struct document *d, const char *fmt, ...) PRINTF(2, 3);
void document_url(struct document *d, const char *fmt, ...) PRINTF(2, 3);

/* A table without rows is not shown, nor is its title.  Title and columns are copied. */
struct table *document_table(struct document *d, const char *id, const char *title,
			     const struct column *columns, size_t count);

/* A new row.  Put its cells in the order of the columns; the others are empty. */
struct row *table_row(struct table *t);
void table_group(struct table *t, const char *text);
void table_remark(struct table *t, const char *text);
void put_text(struct row *row, const char *text);		/* copied; NULL: none */
void put_own(struct row *row, char *text);			/* takes ownership; NULL: none */
void put_link(struct row *row, const char *text, const char *url);	/* copied; NULL: none */
void put_number(struct row *row, double number, char *text);	/* text for people, owned */
void put_count(struct row *row, size_t count);
void put_truth(struct row *row, bool truth);
void put_tone(struct row *row, enum tone tone);		/* of the last cell */

/* Several cells; numbers are only in CSV and JSON. */
#define PUT_TEXTS(row, ...) \
	put_texts((row), (const char *const[]){ __VA_ARGS__ }, \
		  ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))
#define PUT_NUMBERS(row, ...) \
	put_numbers((row), (const double[]){ __VA_ARGS__ }, \
		    ARRAY_SIZE(((const double[]){ __VA_ARGS__ })))
void put_texts(struct row *row, const char *const texts[], size_t count);
void put_numbers(struct row *row, const double numbers[], size_t count);

/*
 * For the formats: whether a block is text, or a table that shows anything; whether a column has
 * any cell, and a table any row without a reason; whether it is the document's table for CSV.
 */
bool block_is_text(const struct block *b);
bool table_shows(const struct table *t, size_t column);
bool table_has_figures(const struct table *t);
bool table_is_csv(const struct document *d, const struct block *b);

/* The text of a cell; of the heading if `row` is NULL. */
const char *table_text(const struct table *t, const struct row *row, size_t column);

#endif
