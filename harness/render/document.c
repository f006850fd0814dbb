// SPDX-License-Identifier: GPL-2.0-only
#include "document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

struct document *document_new(const char *csv)
{
	struct document *d = xcalloc(1, sizeof(*d));

	d->csv = csv;
	return d;
}

static void table_free(struct table *t)
{
	size_t i, c;

	for (i = 0; i < t->row_count; i++) {
		for (c = 0; c < t->column_count; c++) {
			free(t->rows[i]->cells[c].text);
			free(t->rows[i]->cells[c].url);
		}
		free(t->rows[i]->cells);
		free(t->rows[i]->id);
		free(t->rows[i]->reason);
		free(t->rows[i]->text);
		free(t->rows[i]->test.text);
		free(t->rows[i]->test.why);
		free(t->rows[i]);
	}
	for (c = 0; c < t->column_count; c++) {
		free((char *)t->columns[c].id);
		free((char *)t->columns[c].heading);
	}
	free(t->columns);
	free(t->title);
	free(t->rows);
}

void document_free(struct document *d)
{
	while (d->count) {
		struct block *b = d->blocks[--d->count];

		table_free(&b->table);
		free(b->label);
		free(b->text);
		free(b->alt);
		free(b->id);
		free(b->url);
		while (b->svg_count)
			free(b->svgs[--b->svg_count]);
		free(b->svgs);
		free(b);
	}
	for (size_t i = 0; i < d->navigation_count; i++) {
		free(d->navigation[i].text);
		free(d->navigation[i].url);
	}
	free(d->navigation);
	free(d->blocks);
	free(d->title);
	free(d);
}

static struct block *add(struct document *d, enum block_kind kind)
{
	struct block *b = xcalloc(1, sizeof(*b));

	b->kind = kind;
	*PUSH(d->blocks, d->count) = b;
	return b;
}

#define FORMAT(text, fmt) do { \
	va_list args; \
	va_start(args, fmt); \
	(text) = xvasprintf(fmt, args); \
	va_end(args); \
} while (0)

void document_title(struct document *d, const char *fmt, ...)
{
	FORMAT(d->title, fmt);
}

void document_navigation(struct document *d, const char *text, const char *url, bool here)
{
	*PUSH(d->navigation, d->navigation_count) = (struct document_link){
		xstrdup(text), xstrdup(url), here,
	};
}

void document_add(struct document *d, enum block_kind kind, const char *fmt, ...)
{
	struct block *b = add(d, kind);

	FORMAT(b->text, fmt);
}

void document_fact(struct document *d, const char *label, const char *fmt, ...)
{
	struct block *b = add(d, BLOCK_FACT);

	b->label = xstrdup(label);
	FORMAT(b->text, fmt);
}

void document_figure(struct document *d, const char *kind, const char *name, const char *alt)
{
	struct block *b = add(d, BLOCK_FIGURE);

	b->label = xstrdup(kind);
	b->text = xstrdup(name);
	b->alt = xstrdup(alt);
}

void document_contents(struct document *d)
{
	add(d, BLOCK_CONTENTS);
}

void document_unfold(struct document *d)
{
	add(d, BLOCK_UNFOLD);
}

void document_id(struct document *d, const char *fmt, ...)
{
	FORMAT(d->blocks[d->count - 1]->id, fmt);
}

void document_url(struct document *d, const char *fmt, ...)
{
	FORMAT(d->blocks[d->count - 1]->url, fmt);
}

struct table *document_table(struct document *d, const char *id, const char *title,
			     const struct column *columns, size_t count)
{
	struct table *t = &add(d, BLOCK_TABLE)->table;
	size_t i;

	*t = (struct table){
		.id = id, .title = title ? xstrdup(title) : NULL,
		.columns = xcalloc(count, sizeof(*columns)), .column_count = count,
	};
	for (i = 0; i < count; i++)
		t->columns[i] = (struct column){
			.id = columns[i].id ? xstrdup(columns[i].id) : NULL,
			.heading = columns[i].heading ? xstrdup(columns[i].heading) : NULL,
			.kind = columns[i].kind,
		};
	return t;
}

struct row *table_row(struct table *t)
{
	struct row *row = xcalloc(1, sizeof(*row));

	row->cells = xcalloc(t->column_count, sizeof(*row->cells));
	*PUSH(t->rows, t->row_count) = row;
	return row;
}

static void add_text_row(struct table *t, enum row_kind kind, const char *text)
{
	struct row *row = table_row(t);

	row->kind = kind;
	row->text = xstrdup(text);
}

void table_group(struct table *t, const char *text)
{
	add_text_row(t, ROW_GROUP, text);
}

void table_remark(struct table *t, const char *text)
{
	add_text_row(t, ROW_REMARK, text);
}

static void put(struct row *row, struct cell cell)
{
	row->cells[row->count++] = cell;
}

void put_own(struct row *row, char *text)
{
	put(row, (struct cell){ .kind = CELL_TEXT, .text = text });
}

void put_text(struct row *row, const char *text)
{
	put_own(row, text ? xstrdup(text) : NULL);
}

void put_link(struct row *row, const char *text, const char *url)
{
	put(row, (struct cell){
		.kind = CELL_TEXT, .text = text ? xstrdup(text) : NULL,
		.url = url ? xstrdup(url) : NULL,
	});
}

void put_number(struct row *row, double number, char *text)
{
	put(row, (struct cell){ .kind = CELL_NUMBER, .text = text, .number = number });
}

void put_count(struct row *row, size_t count)
{
	put_number(row, (double)count, xasprintf("%zu", count));
}

void put_texts(struct row *row, const char *const texts[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_text(row, texts[i]);
}

void put_numbers(struct row *row, const double numbers[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_number(row, numbers[i], NULL);
}

void put_truth(struct row *row, bool truth)
{
	put(row, (struct cell){ .kind = CELL_TRUTH, .number = truth });
}

void put_tone(struct row *row, enum tone tone)
{
	row->cells[row->count - 1].tone = tone;
}

bool table_shows(const struct table *t, size_t column)
{
	size_t i;

	for (i = 0; i < t->row_count && t->columns[column].heading; i++)
		if (!t->rows[i]->hidden && t->rows[i]->cells[column].text)
			return true;
	return false;
}

bool table_has_figures(const struct table *t)
{
	size_t i;

	for (i = 0; i < t->row_count; i++)
		if (!t->rows[i]->hidden && !t->rows[i]->kind && !t->rows[i]->reason)
			return true;
	return false;
}

bool block_is_text(const struct block *b)
{
	if (b->kind == BLOCK_TABLE)
		return table_shows(&b->table, 0);
	return b->kind != BLOCK_FIGURE && b->text;
}

bool table_is_csv(const struct document *d, const struct block *b)
{
	return b->kind == BLOCK_TABLE && b->table.id && !strcmp(b->table.id, d->csv);
}

const char *table_text(const struct table *t, const struct row *row, size_t column)
{
	if (!row)
		return t->columns[column].heading;
	return row->cells[column].text ? row->cells[column].text : "-";
}
