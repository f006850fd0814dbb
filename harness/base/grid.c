// SPDX-License-Identifier: GPL-2.0-only
#include "grid.h"

#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "text.h"
#include "util.h"

struct grid grid_new(const char *const *heads, size_t columns)
{
	return (struct grid){ .heads = heads, .columns = columns };
}

struct grid_line *grid_line(struct grid *g)
{
	struct grid_line *line;

	g->lines = xreallocarray(g->lines, g->count + 1, sizeof(*g->lines));
	line = &g->lines[g->count++];
	*line = (struct grid_line){ .cells = xcalloc(g->columns, sizeof(*line->cells)) };
	return line;
}

bool grid_has_figures(const struct grid *g)
{
	size_t i;

	for (i = 0; i < g->count; i++)
		if (!g->lines[i].reason)
			return true;
	return false;
}

bool grid_words(const struct grid *g, size_t column)
{
	return g->words && column >= g->words;
}

bool grid_shows(const struct grid *g, size_t column)
{
	size_t i;

	for (i = 0; i < g->count; i++)
		if (g->lines[i].cells[column])
			return true;
	return false;
}

void grid_free(struct grid *g)
{
	size_t i, c;

	for (i = 0; i < g->count; i++) {
		for (c = 0; c < g->columns; c++)
			free(g->lines[i].cells[c]);
		free(g->lines[i].cells);
		free(g->lines[i].reason);
	}
	free(g->lines);
}

/* Terminal */

/* 0 for a column that is not shown. */
static size_t *column_widths(const struct grid *g)
{
	size_t *widths = xcalloc(g->columns, sizeof(*widths)), i, c, n;

	for (c = 0; c < g->columns; c++) {
		if (!grid_shows(g, c))
			continue;
		widths[c] = text_width(g->heads[c]);
		for (i = 0; i < g->count; i++) {
			n = g->lines[i].cells[c] ? text_width(g->lines[i].cells[c]) : 1;
			if (n > widths[c])
				widths[c] = n;
		}
	}
	return widths;
}

static void print_name(const char *name, size_t width, FILE *out)
{
	text_spaces(2, out);
	text_put(name, strlen(name), out);
	text_spaces(width - text_width(name), out);
}

/* Columns from `first` on that fit the terminal beside the names; one at least. */
static size_t band_end(const struct grid *g, const size_t *widths, size_t first)
{
	size_t used = 2 + widths[0], end;
	bool any = false;

	for (end = first; end < g->columns; end++) {
		if (!widths[end])
			continue;
		used += 2 + widths[end];
		if (any && used > text_columns())
			break;
		any = true;
	}
	return end;
}

/* The name, and a band of the cells; what pads an empty one is printed only before the next. */
static void print_cells(const char *const *cells, const size_t *widths, size_t first, size_t end,
			FILE *out)
{
	size_t padding = 0, c;

	print_name(cells[0], widths[0], out);
	for (c = first; c < end; c++) {
		const char *text = cells[c] ? cells[c] : "-";

		if (!widths[c])
			continue;
		padding += 2 + widths[c] - text_width(text);
		if (!*text)
			continue;
		text_spaces(padding, out);
		text_put(text, strlen(text), out);
		padding = 0;
	}
	fputc('\n', out);
}

static void print_reason(const struct grid_line *line, size_t width, FILE *out)
{
	print_name(line->cells[0], width, out);
	text_spaces(2, out);
	text_wrap(line->reason, 2 + width + 2, out);
}

/* Reasons stand in the first band alone. */
static void print_band(const struct grid *g, const size_t *widths, size_t first, size_t end,
		       FILE *out)
{
	size_t i;

	if (grid_has_figures(g))
		print_cells(g->heads, widths, first, end, out);
	for (i = 0; i < g->count; i++) {
		const struct grid_line *line = &g->lines[i];

		if (!line->reason)
			print_cells((const char *const *)line->cells, widths, first, end, out);
		else if (first == 1)
			print_reason(line, widths[0], out);
	}
}

void grid_print(const struct grid *g, FILE *out)
{
	size_t *widths = column_widths(g), first, end;

	for (first = 1; first < g->columns; first = end) {
		end = band_end(g, widths, first);
		if (first > 1)
			fputc('\n', out);
		print_band(g, widths, first, end, out);
	}
	free(widths);
}

/* Markdown: a reason stands in the second column, which is there in any case. */

static void markdown_line(const struct grid_line *line, const bool *wanted, size_t columns, FILE *out)
{
	const char *text;
	size_t c;

	fputc('|', out);
	for (c = 0; c < columns; c++) {
		if (!wanted[c])
			continue;
		text = line->cells[c] ? line->cells[c] : "-";
		if (c && line->reason)
			text = c == 1 ? line->reason : "";
		fputc(' ', out);
		put_markdown(text, out);
		fputs(" |", out);
	}
	fputc('\n', out);
}

void grid_markdown(const struct grid *g, FILE *out)
{
	bool *wanted = xcalloc(g->columns, sizeof(*wanted));
	size_t c, i;

	fputs("\n|", out);
	for (c = 0; c < g->columns; c++) {
		wanted[c] = c < 2 || grid_shows(g, c);
		if (!wanted[c])
			continue;
		fputc(' ', out);
		put_markdown(g->heads[c], out);
		fputs(" |", out);
	}
	fputs("\n|:--|", out);
	for (c = 1; c < g->columns; c++)
		if (wanted[c])
			fputs(grid_words(g, c) ? ":--|" : "--:|", out);
	fputc('\n', out);
	for (i = 0; i < g->count; i++)
		markdown_line(&g->lines[i], wanted, g->columns, out);
	free(wanted);
}
