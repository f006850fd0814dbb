// SPDX-License-Identifier: GPL-2.0-only
/* One table of a document, in full; lines end in \n. */
#include <math.h>

#include "document.h"
#include "escape.h"
#include "formats.h"
#include "record.h"

static void put_cell(const struct cell *cell, FILE *out)
{
	char number[32];

	if (cell->kind == CELL_TEXT && cell->text)
		put_csv(cell->text, out);
	else if (cell->kind != CELL_TEXT && isfinite(cell->number))
		fputs(record_number(number, cell->number), out);
}

/* NULL: the header */
static void put_row(const struct table *t, const struct row *row, FILE *out)
{
	const char *comma = "";

	for (size_t c = 0; c < t->column_count; c++) {
		if (!t->columns[c].id)
			continue;
		fputs(comma, out);
		comma = ",";
		if (row)
			put_cell(&row->cells[c], out);
		else
			put_csv(t->columns[c].id, out);
	}
	fputc('\n', out);
}

void csv_document(const struct document *d, FILE *out)
{
	bool begun = false;
	size_t i, k;

	for (i = 0; i < d->count; i++) {
		const struct table *t = &d->blocks[i]->table;

		if (!table_is_csv(d, d->blocks[i]))
			continue;
		if (!begun)
			put_row(t, NULL, out);
		begun = true;
		for (k = 0; k < t->row_count; k++)
			if (t->rows[k]->kind == ROW_CELLS)
				put_row(t, t->rows[k], out);
	}
}
