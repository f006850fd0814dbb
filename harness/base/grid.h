/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GRID_H
#define GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * A table of texts.  The first column is a name and stands left; the others
 * right, but those of words left.  A column that is empty throughout is not shown.
 */
struct grid {
	const char *const *heads;
	size_t columns;
	size_t words;			/* from this column on there are words, 0: none; not for a terminal */
	struct grid_line {
		char **cells;		/* `columns` of them, malloced; NULL: empty */
		char *reason;		/* malloced; instead of cells after the first */
	} *lines;
	size_t count;
};

struct grid grid_new(const char *const *heads, size_t columns);

/* A new line with empty cells, to be filled; good until the next call. */
struct grid_line *grid_line(struct grid *g);

/* Does any line have figures, rather than a reason? */
bool grid_has_figures(const struct grid *g);

bool grid_words(const struct grid *g, size_t column);

/* Is there anything in the column? */
bool grid_shows(const struct grid *g, size_t column);

/*
 * For a terminal, indented by two, columns that do not fit below the others, beside
 * the names again; as a Markdown table.
 */
void grid_print(const struct grid *g, FILE *out);
void grid_markdown(const struct grid *g, FILE *out);

void grid_free(struct grid *g);

#endif
