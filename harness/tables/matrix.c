// SPDX-License-Identifier: GPL-2.0-only
#include "matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "table-claims.h"
#include "util.h"

/* Labels */

static const char *fact(const struct record *r, const char *key)
{
	const struct fact *f = record_find_fact(r, key);

	return f && f->value ? f->value : "";
}

enum { PLACE, KERNEL, CLOCK, CPU, FILE_NAME, FIELDS };

static const char *field(const struct record *r, int which)
{
	switch (which) {
	case PLACE:
		return r->place ? r->place : "unknown place";
	case KERNEL:
		return fact(r, "kernel");
	case CLOCK:
		return clock_names[r->clock];
	case CPU:
		return fact(r, "cpu_model");
	default:
		return r->path ? r->path : "";
	}
}

/* Whether a column has the same label and this field tells the two apart. */
static bool helps(const struct matrix *m, size_t column, int which)
{
	for (size_t i = 0; i < m->columns; i++)
		if (!strcmp(m->labels[i], m->labels[column]) &&
		    strcmp(field(m->records[i], which), field(m->records[column], which)))
			return true;
	return false;
}

static void lengthen(struct matrix *m, int which)
{
	char **longer = xcalloc(m->columns, sizeof(*longer));
	size_t i;

	for (i = 0; i < m->columns; i++) {
		const char *more = field(m->records[i], which);
		bool use = *more && helps(m, i, which);

		longer[i] = xasprintf("%s%s%s", m->labels[i], use ? " " : "", use ? more : "");
	}
	for (i = 0; i < m->columns; i++)
		free(m->labels[i]);
	free(m->labels);
	m->labels = longer;
}

static void add_labels(struct matrix *m)
{
	m->labels = xcalloc(m->columns, sizeof(*m->labels));
	for (size_t i = 0; i < m->columns; i++)
		m->labels[i] = xstrdup(field(m->records[i], PLACE));
	for (int which = KERNEL; which < FIELDS; which++)
		lengthen(m, which);
}

/* Rows */

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* Older records do not say what was predicted, nor name a base. */
static bool same_prediction(const struct claim_result *a, const struct claim_result *b)
{
	return !a->predicted || !b->predicted ||
	       (same_text(a->base, b->base) && same_text(a->predicted, b->predicted) && a->factor == b->factor);
}

static bool same_claim(const struct claim_result *a, const struct claim_result *b)
{
	return same_text(a->id, b->id) && same_text(a->measure, b->measure) && same_text(a->a, b->a) &&
	       same_text(a->b, b->b) && same_prediction(a, b);
}

static struct matrix_row *row_of(struct matrix *m, const struct claim_result *c, size_t column)
{
	struct matrix_row *row;

	for (size_t i = 0; i < m->row_count; i++)
		if (!m->rows[i].cells[column] && same_claim(m->rows[i].claim, c))
			return &m->rows[i];
	m->rows = xreallocarray(m->rows, m->row_count + 1, sizeof(*m->rows));
	row = &m->rows[m->row_count++];
	*row = (struct matrix_row){
		.claim = c, .cells = xcalloc(m->columns, sizeof(*row->cells)),
		.reasons = xcalloc(m->columns, sizeof(*row->reasons)),
	};
	return row;
}

/* Its number, from 1. */
static size_t add_reason(struct matrix *m, const char *reason)
{
	for (size_t i = 0; i < m->reason_count; i++)
		if (!strcmp(m->reasons[i], reason))
			return i + 1;
	m->reasons = xreallocarray(m->reasons, m->reason_count + 1, sizeof(*m->reasons));
	m->reasons[m->reason_count++] = reason;
	return m->reason_count;
}

static void add_cell(struct matrix *m, const struct claim_result *c, size_t column)
{
	struct matrix_row *row = row_of(m, c, column);

	row->cells[column] = c;
	if (!row->claim->predicted)
		row->claim = c;
	if (c->verdict == VERDICT_NOT_MEASURABLE)
		row->reasons[column] = add_reason(m, claims_why(c));
	else
		row->decided = true;
}

static bool has(const struct matrix *m, const struct matrix_row *row, enum verdict verdict)
{
	for (size_t i = 0; i < m->columns; i++)
		if (row->cells[i] && row->cells[i]->verdict == verdict)
			return true;
	return false;
}

struct matrix *matrix_new(const struct record *const records[], size_t count)
{
	struct matrix *m = xcalloc(1, sizeof(*m));

	m->records = records;
	m->columns = count;
	add_labels(m);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < records[i]->claim_count; j++)
			add_cell(m, &records[i]->claims[j], i);
	for (size_t i = 0; i < m->row_count; i++)
		m->rows[i].turns = has(m, &m->rows[i], VERDICT_SUPPORTED) &&
				   has(m, &m->rows[i], VERDICT_REFUTED);
	return m;
}

void matrix_free(struct matrix *m)
{
	while (m->row_count) {
		free(m->rows[--m->row_count].cells);
		free(m->rows[m->row_count].reasons);
	}
	for (size_t i = 0; i < m->columns; i++)
		free(m->labels[i]);
	free(m->labels);
	free(m->rows);
	free(m->reasons);
	free(m);
}

char *matrix_where(const struct matrix *m, const struct matrix_row *row, unsigned int verdict)
{
	char *all = xstrdup(""), *longer;

	for (size_t i = 0; i < m->columns; i++) {
		if (!row->cells[i] || row->cells[i]->verdict != verdict)
			continue;
		longer = xasprintf("%s%s%s", all, *all ? ", " : "", m->labels[i]);
		free(all);
		all = longer;
	}
	return all;
}
