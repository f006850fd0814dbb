// SPDX-License-Identifier: GPL-2.0-only
/* The facts and the tables of a document, an array of objects each. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "document.h"
#include "escape.h"
#include "formats.h"
#include "record.h"

#define WHOLE 9007199254740992.0	/* up to here a double holds every integer */

/* The name of a file need not be UTF-8. */
static json_t *text_json(const char *text)
{
	json_t *value = text ? json_string(text) : NULL;

	return value ? value : json_null();
}

static json_t *cell_json(const struct cell *cell)
{
	if (cell->kind == CELL_TEXT)
		return text_json(cell->text);
	if (cell->kind == CELL_TRUTH)
		return json_boolean(cell->number != 0);
	if (!isfinite(cell->number))
		return json_null();
	if (cell->number == rint(cell->number) && fabs(cell->number) < WHOLE)
		return json_integer((json_int_t)cell->number);
	return json_real(cell->number);
}

static json_t *row_json(const struct table *t, const struct row *row)
{
	json_t *value = json_object();
	size_t c;

	for (c = 0; c < t->column_count; c++)
		if (t->columns[c].id)
			json_object_set_new(value, t->columns[c].id, cell_json(&row->cells[c]));
	return value;
}

static void put_rows(json_t *all, const struct table *t)
{
	size_t i;

	for (i = 0; i < t->row_count; i++)
		if (t->rows[i]->kind == ROW_CELLS)
			json_array_append_new(all, row_json(t, t->rows[i]));
}

/* The array that is the member, made if need be. */
static json_t *array_of(json_t *root, const char *id)
{
	if (!json_object_get(root, id))
		json_object_set_new(root, id, json_array());
	return json_object_get(root, id);
}

static json_t *fact_json(const char *section, const struct block *b)
{
	return json_pack("{s:o*, s:o, s:o}", "section", section ? text_json(section) : NULL,
			 "name", text_json(b->label), "text", text_json(b->text));
}

void json_document(const struct document *d, FILE *out)
{
	json_t *root = json_object();
	const char *section = NULL;
	size_t i;

	for (i = 0; i < d->count; i++) {
		const struct block *b = d->blocks[i];
		const struct table *t = &b->table;

		if (b->kind == BLOCK_SECTION)
			section = b->text;
		if (b->kind == BLOCK_FACT)
			json_array_append_new(array_of(root, "facts"), fact_json(section, b));
		if (b->kind == BLOCK_TABLE && t->id)
			put_rows(array_of(root, t->id), t);
	}
	put_json_value(root, JSON_INDENT(1), out);
	fputc('\n', out);
	json_decref(root);
}

int json_records(const struct record *const records[], size_t count, FILE *out)
{
	if (count != 1)
		fputs("[\n", out);
	for (size_t i = 0; i < count; i++) {
		char *text = record_text((struct record *)records[i]);

		if (i)
			fputs(",\n", out);
		put_json(text, out);
		free(text);
	}
	if (count != 1)
		fputs("]\n", out);
	return 0;
}
