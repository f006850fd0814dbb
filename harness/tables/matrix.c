// SPDX-License-Identifier: GPL-2.0-only
#include "matrix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "labels.h"
#include "record.h"
#include "table-claims.h"
#include "util.h"

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

	for (size_t i = 0; i < m->result_count; i++)
		if (!m->rows[i].cells[column] && same_claim(m->rows[i].claim, c))
			return &m->rows[i];
	m->rows = xreallocarray(m->rows, m->result_count + 1, sizeof(*m->rows));
	row = &m->rows[m->result_count++];
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
	m->labels = labels_make(records, count);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < records[i]->claim_count; j++)
			add_cell(m, &records[i]->claims[j], i);
	for (size_t i = 0; i < m->result_count; i++)
		m->rows[i].turns = has(m, &m->rows[i], VERDICT_SUPPORTED) &&
				   has(m, &m->rows[i], VERDICT_REFUTED);
	return m;
}

void matrix_free(struct matrix *m)
{
	while (m->result_count) {
		free(m->rows[--m->result_count].cells);
		free(m->rows[m->result_count].reasons);
	}
	labels_free(m->labels, m->columns);
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
