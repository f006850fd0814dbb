// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "document.h"
#include "escape.h"
#include "formats.h"
#include "util.h"

static void put_line(const char *before, const char *text, const char *behind, FILE *out)
{
	fputs(before, out);
	put_markdown(text, out);
	fputs(behind, out);
}

/* Where there are only reasons, they have the first column that could have a figure. */
static bool wanted(const struct table *t, size_t c)
{
	size_t first = 1;

	while (first < t->column_count && !t->columns[first].heading)
		first++;
	return table_shows(t, c) || (c == first && !table_has_figures(t));
}

/* NULL: the headings */
static void put_row(const struct table *t, const struct row *row, FILE *out)
{
	size_t reason_put = 0;

	fputc('|', out);
	for (size_t c = 0; c < t->column_count; c++) {
		const char *text = table_text(t, row, c);

		if (!wanted(t, c))
			continue;
		if (c && row && row->reason)
			text = reason_put++ ? "" : row->reason;
		put_line(!c && row && row->marked ? " \\* " : " ", text, " |", out);
	}
	fputc('\n', out);
}

/* Markdown has no cell over several columns. */
static void put_text_row(const struct row *row, FILE *out)
{
	if (row->kind == ROW_GROUP)
		put_line("| **", row->text, "** |\n", out);
	else
		put_line("| ", row->text, " |\n", out);
}

static void put_table(const struct table *t, FILE *out)
{
	size_t c, i;

	if (t->title)
		put_line("\n### ", t->title, "\n", out);
	fputc('\n', out);
	put_row(t, NULL, out);
	fputc('|', out);
	for (c = 0; c < t->column_count; c++)
		if (wanted(t, c))
			fputs(c && t->columns[c].kind == FIGURES ? "--:|" : ":--|", out);
	fputc('\n', out);
	for (i = 0; i < t->row_count; i++)
		if (t->rows[i]->kind)
			put_text_row(t->rows[i], out);
		else if (!t->rows[i]->hidden)
			put_row(t, t->rows[i], out);
}

static const char *mark_of(enum block_kind kind)
{
	switch (kind) {
	case BLOCK_SECTION:
		return "## ";
	case BLOCK_HEADING:
	case BLOCK_FOLD:
		return "### ";
	case BLOCK_ITEM:
		return "- ";
	default:
		return "";
	}
}

static void put_block(const struct block *b, FILE *out)
{
	if (b->kind == BLOCK_TABLE) {
		put_table(&b->table, out);
		return;
	}
	if (b->kind == BLOCK_FACT)
		put_line("- ", b->label, ": ", out);
	put_line(mark_of(b->kind), b->text, "\n", out);
}

void markdown_document(const struct document *d, FILE *out)
{
	enum block_kind before = BLOCK_FIGURE;
	size_t i;

	if (d->title)
		put_line("# ", d->title, "\n", out);
	for (i = 0; i < d->count; i++) {
		const struct block *b = d->blocks[i];

		if (!block_is_text(b))
			continue;
		if ((i || d->title) && b->kind != BLOCK_TABLE &&
		    (b->kind != before || (b->kind != BLOCK_FACT && b->kind != BLOCK_ITEM)))
			fputc('\n', out);
		put_block(b, out);
		before = b->kind;
	}
}
