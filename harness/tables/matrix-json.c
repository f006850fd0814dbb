// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of claims as JSON: the members of docs/record.md, what the records share told once. */
#include <errno.h>
#include <jansson.h>

#include "matrix.h"
#include "escape.h"
#include "record-members.h"
#include "record.h"
#include "util.h"

/* What differs between the records; the rest of a claim's members is the row's. */
static const char *const of_result[] = { "delta", "effect", "ci", "verdict", "reason" };

/* A file's name need not be UTF-8. */
static json_t *text_or_null(const char *text)
{
	json_t *value = text ? json_string(text) : NULL;

	return value ? value : json_null();
}

static json_t *record_json(const struct matrix *m, size_t column)
{
	const struct record *r = m->records[column];
	json_t *value = json_object();

	json_object_set_new(value, "label", text_or_null(m->labels[column]));
	json_object_set_new(value, "file", text_or_null(r->path));
	json_object_set_new(value, "id", text_or_null(r->id));
	json_object_set_new(value, "utc", text_or_null(r->utc));
	json_object_set_new(value, "place", text_or_null(r->target));
	json_object_set_new(value, "clock", json_string(clock_names[r->clock]));
	json_object_set_new(value, "machine", record_put_facts(r));
	return value;
}

static json_t *result_json(const struct claim_result *c, size_t column)
{
	json_t *all = record_put_claim(c), *value = json_object();

	json_object_set_new(value, "record", json_integer((json_int_t)column));
	for (size_t i = 0; i < ARRAY_SIZE(of_result); i++)
		json_object_set(value, of_result[i], json_object_get(all, of_result[i]));
	json_decref(all);
	return value;
}

static json_t *row_json(const struct matrix *m, const struct matrix_row *row)
{
	json_t *value = record_put_claim(row->claim), *results = json_array();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(of_result); i++)
		json_object_del(value, of_result[i]);
	for (i = 0; i < m->columns; i++)
		if (row->cells[i])
			json_array_append_new(results, result_json(row->cells[i], i));
	json_object_set_new(value, "turns", json_boolean(row->turns));
	json_object_set_new(value, "results", results);
	return value;
}

int matrix_json(const struct matrix *m, FILE *out)
{
	json_t *records = json_array(), *claims = json_array(), *all = json_object();
	size_t i;
	int err;

	for (i = 0; i < m->columns; i++)
		json_array_append_new(records, record_json(m, i));
	for (i = 0; i < m->result_count; i++)
		json_array_append_new(claims, row_json(m, &m->rows[i]));
	json_object_set_new(all, "records", records);
	json_object_set_new(all, "claims", claims);
	err = put_json_value(all, JSON_INDENT(1) | JSON_REAL_PRECISION(17), out);
	fputc('\n', out);
	json_decref(all);
	return err || fflush(out) || ferror(out) ? -EIO : 0;
}
