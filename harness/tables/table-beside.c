// SPDX-License-Identifier: GPL-2.0-only
#include "table-beside.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "grid.h"
#include "labels.h"
#include "record.h"
#include "table.h"
#include "text.h"
#include "util.h"

struct beside {
	const struct record *const *records;
	size_t count;
	const char **heads;	/* of a table's columns: name, records, mark */
	bool differ;		/* only rows that differ */
};

/* What stands in a cell, and whether two cells differ. */

static char *cell(const struct record *r, const struct result *row)
{
	if (!row)
		return xstrdup("-");
	return row->status == STATUS_OK ? table_figure(r, row->estimate) : xstrdup(status_names[row->status]);
}

static bool figures_differ(enum clock clock, const struct result *a, const struct result *b)
{
	switch (clock) {
	case CLOCK_ICOUNT:
		return a->estimate < b->estimate || a->estimate > b->estimate;
	case CLOCK_EMULATED:
		return false;
	default:
		return a->ci[1] < b->ci[0] || b->ci[1] < a->ci[0];
	}
}

static bool rows_differ(enum clock clock, const struct result *a, const struct result *b)
{
	if (!a || !b || a->status != b->status)
		return a != b;
	return a->status == STATUS_OK && figures_differ(clock, a, b);
}

static bool bench_differs(const struct beside *b, const char *name)
{
	size_t i, j;

	for (i = 0; i < b->count; i++)
		for (j = 0; j < i; j++)
			if (rows_differ(b->records[0]->clock, record_find(b->records[i], name),
					record_find(b->records[j], name)))
				return true;
	return false;
}

/* Each bench once, where it first occurs; each question where its first bench does. */

static bool first_with(const struct beside *b, size_t record, const char *name)
{
	size_t i;

	for (i = 0; i < record; i++)
		if (record_find(b->records[i], name))
			return false;
	return true;
}

static void add_line(const struct beside *b, const char *name, struct grid *g)
{
	struct grid_line *line = grid_line(g);
	size_t i;

	line->cells[0] = xstrdup(name);
	for (i = 0; i < b->count; i++)
		line->cells[1 + i] = cell(b->records[i], record_find(b->records[i], name));
	line->cells[1 + b->count] = xstrdup(bench_differs(b, name) ? "*" : "");
}

static struct grid question_grid(const struct beside *b, const char *question)
{
	struct grid g = grid_new(b->heads, b->count + 2);
	size_t i, j;

	for (i = 0; i < b->count; i++) {
		for (j = 0; j < b->records[i]->result_count; j++) {
			const struct result *row = &b->records[i]->results[j];

			if (!strcmp(row->question, question) && first_with(b, i, row->name) &&
			    (!b->differ || bench_differs(b, row->name)))
				add_line(b, row->name, &g);
		}
	}
	return g;
}

/* How many rows it has. */
static size_t print_question(const struct beside *b, const char *question, FILE *out)
{
	struct grid g = question_grid(b, question);
	size_t count = g.count;

	if (count) {
		fputc('\n', out);
		text_put(question, strlen(question), out);
		fputc('\n', out);
		grid_print(&g, out);
	}
	grid_free(&g);
	return count;
}

/* Where a question has been printed already, its rows are no news. */
static bool opens_question(const struct beside *b, size_t record, size_t row)
{
	const char *question = b->records[record]->results[row].question;
	size_t i, j;

	for (i = 0; i <= record; i++)
		for (j = 0; j < (i == record ? row : b->records[i]->result_count); j++)
			if (!strcmp(b->records[i]->results[j].question, question))
				return false;
	return true;
}

static size_t print_questions(const struct beside *b, FILE *out)
{
	size_t i, j, count = 0;

	for (i = 0; i < b->count; i++)
		for (j = 0; j < b->records[i]->result_count; j++)
			if (opens_question(b, i, j))
				count += print_question(b, b->records[i]->results[j].question, out);
	return count;
}

static const char *what_differs(enum clock clock)
{
	switch (clock) {
	case CLOCK_ICOUNT:
		return "the counts are not the same";
	case CLOCK_EMULATED:
		return "not all have a figure; an emulator's figures are not compared";
	default:
		return "95 % intervals do not overlap";
	}
}

static int same_unit(const struct beside *b)
{
	size_t i;

	for (i = 1; i < b->count; i++) {
		if (b->records[i]->clock == b->records[0]->clock)
			continue;
		complain("%s and %s do not go side by side: %s and %s",
			b->records[0]->path, b->records[i]->path, clock_units[b->records[0]->clock],
			clock_units[b->records[i]->clock]);
		return -EINVAL;
	}
	return 0;
}

int table_beside(const struct record *const records[], size_t count, bool differ, FILE *out)
{
	struct beside b = { .records = records, .count = count, .differ = differ };
	char **labels;
	int err = same_unit(&b);

	if (err)
		return err;
	labels = labels_make(records, count);
	b.heads = xcalloc(count + 2, sizeof(*b.heads));
	b.heads[0] = "bench";
	memcpy(b.heads + 1, labels, count * sizeof(*labels));
	b.heads[1 + count] = "";
	fprintf(out, "unit      %s\n", clock_units[records[0]->clock]);
	fprintf(out, "*         %s\n", what_differs(records[0]->clock));
	if (!print_questions(&b, out))
		fputs("\nno row differs\n", out);
	free(b.heads);
	labels_free(labels, count);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
