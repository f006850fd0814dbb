// SPDX-License-Identifier: GPL-2.0-only
/* A document for a terminal.  Columns that do not fit stand below, beside the names again. */
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document.h"
#include "escape.h"
#include "formats.h"
#include "util.h"

#define INDENT 2
#define GAP 2
#define LABEL 10
#define WORDS_LEAST 30		/* narrower, words stand below */

/* On a terminal that knows colours, unless the user wants none (https://no-color.org). */
static bool coloured(FILE *out)
{
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return out == stdout && isatty(STDOUT_FILENO) && !(none && *none) && terminal &&
	       *terminal && strcmp(terminal, "dumb") != 0;
}

/* NULL: nothing is to be seen of it. */
static const char *escape_of(enum tone tone, FILE *out)
{
	static const char *const escapes[] = {
		[TONE_GOOD] = "\033[32m", [TONE_BAD] = "\033[31m", [TONE_OPEN] = "\033[33m",
	};

	return coloured(out) ? escapes[tone] : NULL;
}

static void put_toned(const char *text, enum tone tone, FILE *out)
{
	const char *escape = escape_of(tone, out);

	fputs(escape ? escape : "", out);
	put_terminal(text, out);
	fputs(escape ? "\033[m" : "", out);
}

/* The line break stays outside: a terminal's next line is not bold. */
static void put_bold(const char *text, FILE *out)
{
	char *lines = NULL;
	size_t size;
	FILE *to;

	if (!coloured(out)) {
		text_wrap(text, 0, out);
		return;
	}
	to = open_memstream(&lines, &size);
	text_wrap(text, 0, to);
	fclose(to);
	fprintf(out, "\033[1m%.*s\033[m\n", (int)size - 1, lines);
	free(lines);
}

/* By column, of those that stand side by side; 0: it does not. */
static size_t *column_widths(const struct table *t)
{
	size_t *widths = xcalloc(t->column_count, sizeof(*widths)), i, c, n;

	for (c = 0; c < t->column_count; c++) {
		if (t->columns[c].kind == BELOW || !table_shows(t, c))
			continue;
		widths[c] = table_has_figures(t) ? text_width(t->columns[c].heading) : 1;
		for (i = 0; i < t->row_count; i++) {
			n = t->rows[i]->hidden ? 0 : text_width(table_text(t, t->rows[i], c));
			widths[c] = n > widths[c] ? n : widths[c];
		}
	}
	return widths;
}

/* Columns from `first` on that fit beside the names, one at least; words are the last of them. */
static size_t band_end(const struct table *t, const size_t *widths, size_t first)
{
	size_t used = INDENT + widths[0], end;
	bool any = false;

	for (end = first; end < t->column_count; end++) {
		bool words = t->columns[end].kind == WORDS;

		if (!widths[end])
			continue;
		used += GAP + (words && widths[end] > WORDS_LEAST ? WORDS_LEAST : widths[end]);
		if (any && used > text_columns())
			break;
		any = true;
		if (words)
			return end + 1;
	}
	return end;
}

static void put_name(const char *name, size_t width, bool marked, FILE *out)
{
	fputs(marked ? "* " : "  ", out);
	put_terminal(name, out);
	text_spaces(width - text_width(name), out);
}

/* The name and a band of the cells.  What pads a cell is written only before the next. */
static void put_cells(const struct table *t, const struct row *row, const size_t *widths,
		      size_t first, size_t end, FILE *out)
{
	size_t padding = 0, column = INDENT + widths[0], c;

	put_name(table_text(t, row, 0), widths[0], row && row->marked, out);
	for (c = first; c < end; c++) {
		const char *text = table_text(t, row, c);
		size_t slack;

		if (!widths[c])
			continue;
		slack = widths[c] - text_width(text);
		padding += GAP;
		column += GAP;
		if (t->columns[c].kind == WORDS) {
			text_spaces(padding, out);
			text_wrap(text, column, out);
			return;
		}
		if (t->columns[c].kind == FIGURES)
			padding += slack;
		text_spaces(padding, out);
		put_toned(text, row ? row->cells[c].tone : TONE_NONE, out);
		padding = t->columns[c].kind == FIGURES ? 0 : slack;
		column += widths[c];
	}
	fputc('\n', out);
}

static void put_reason(const struct row *row, size_t width, FILE *out)
{
	put_name(row->cells[0].text, width, row->marked, out);
	text_spaces(GAP, out);
	text_wrap(row->reason, INDENT + width + GAP, out);
}

/* A blank line, and a heading; or what is to be said of the rows above. */
static void put_text_row(const struct row *row, bool first, FILE *out)
{
	if (row->kind == ROW_GROUP) {
		fputs(first ? "" : "\n", out);
		put_bold(row->text, out);
	} else {
		text_spaces(INDENT, out);
		text_wrap(row->text, 2 * INDENT, out);
	}
}

/* The cells of columns that stand below, one after another. */
static void put_below(const struct table *t, const struct row *row, size_t indent, FILE *out)
{
	char *all = xstrdup("");
	size_t c;

	for (c = 1; c < t->column_count; c++)
		if (t->columns[c].kind == BELOW && t->columns[c].heading && row->cells[c].text)
			append(&all, "%s%s: %s", *all ? " · " : "", t->columns[c].heading,
			       row->cells[c].text);
	if (*all) {
		text_spaces(indent, out);
		text_wrap(all, indent, out);
	}
	free(all);
}

/* Reasons stand in the first band alone, what stands below in the last. */
static void put_band(const struct table *t, const size_t *widths, size_t first, size_t end,
		     FILE *out)
{
	size_t i;

	if (table_has_figures(t))
		put_cells(t, NULL, widths, first, end, out);
	for (i = 0; i < t->row_count; i++) {
		const struct row *row = t->rows[i];

		if (row->hidden || (row->kind == ROW_REMARK && end < t->column_count))
			continue;
		if (row->kind)
			put_text_row(row, !i, out);
		else if (!row->reason)
			put_cells(t, row, widths, first, end, out);
		else if (first == 1)
			put_reason(row, widths[0], out);
		if (end == t->column_count)
			put_below(t, row, INDENT + widths[0] + GAP, out);
	}
}

static size_t next_shown(const struct table *t, const size_t *widths, size_t column)
{
	while (column < t->column_count && !widths[column])
		column++;
	return column;
}

static void put_table(const struct table *t, FILE *out)
{
	size_t *widths = column_widths(t), first = 1, end;

	if (t->title)
		put_bold(t->title, out);
	do {
		end = next_shown(t, widths, band_end(t, widths, first));
		put_band(t, widths, first, end, out);
		if (end < t->column_count)
			fputc('\n', out);
		first = end;
	} while (end < t->column_count);
	free(widths);
}

static void put_fact(const char *label, const char *text, FILE *out)
{
	size_t width = text_width(label) < LABEL ? LABEL : text_width(label) + 1;

	put_terminal(label, out);
	text_spaces(width - text_width(label), out);
	text_wrap(text, width, out);
}

static void put_block(const struct block *b, FILE *out)
{
	switch (b->kind) {
	case BLOCK_FACT:
		put_fact(b->label, b->text, out);
		break;
	case BLOCK_ITEM:
		fputs("  - ", out);
		text_wrap(b->text, 4, out);
		break;
	case BLOCK_TABLE:
		put_table(&b->table, out);
		break;
	case BLOCK_SECTION:
	case BLOCK_HEADING:
		put_bold(b->text, out);
		break;
	default:
		text_wrap(b->text, 0, out);
	}
}

static bool is_heading(const struct block *b)
{
	return b->kind == BLOCK_SECTION || b->kind == BLOCK_HEADING || b->kind == BLOCK_FOLD;
}

/* A blank line, but not below a heading, nor within a list. */
static bool apart(const struct block *before, const struct block *b)
{
	return before && !is_heading(before) &&
	       (before->kind != b->kind || b->kind == BLOCK_TABLE || b->kind == BLOCK_PARAGRAPH);
}

void text_document(const struct document *d, FILE *out)
{
	const struct block *before = NULL;
	size_t i;

	if (d->title)
		text_wrap(d->title, 0, out);
	for (i = 0; i < d->count; i++) {
		const struct block *b = d->blocks[i];

		if (!block_is_text(b))
			continue;
		if (apart(before, b) || (is_heading(b) && d->title))
			fputc('\n', out);
		put_block(b, out);
		before = b;
	}
}
