// SPDX-License-Identifier: GPL-2.0-only
#include "table-beside.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "record.h"
#include "table.h"
#include "text.h"
#include "util.h"

struct beside {
	const struct record *const *records;
	size_t count;
	char **labels;		/* a column's heading */
	size_t *widths;		/* a column's */
	size_t name_width;
	bool differ;		/* only rows that differ */
};

/* What a record can be told by. */

static char *label_kernel(const struct record *r)
{
	const struct fact *f = record_find_fact(r, "kernel");

	return xstrdup(f && f->value ? f->value : "kernel?");
}

static char *label_place(const struct record *r)
{
	return xstrdup(r->place ? r->place : "place?");
}

static char *label_file(const struct record *r)
{
	const char *slash = r->path ? strrchr(r->path, '/') : NULL;

	return xstrdup(slash ? slash + 1 : r->path ? r->path : "record");
}

static bool all_differ(char *const labels[], size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++)
		for (j = 0; j < i; j++)
			if (!strcmp(labels[i], labels[j]))
				return false;
	return true;
}

static void free_labels(const struct beside *b)
{
	size_t i;

	for (i = 0; i < b->count; i++)
		free(b->labels[i]);
}

/* The first that tells them all apart; file names if none does. */
static void make_labels(struct beside *b)
{
	static char *(*const ways[])(const struct record *) = { label_kernel, label_place, label_file };
	size_t way, i;

	for (way = 0; way < ARRAY_SIZE(ways); way++) {
		for (i = 0; i < b->count; i++)
			b->labels[i] = ways[way](b->records[i]);
		if (way + 1 == ARRAY_SIZE(ways) || all_differ(b->labels, b->count))
			return;
		free_labels(b);
	}
}

/* What stands in a cell, and whether two cells differ. */

static char *cell(const struct record *r, const struct row *row)
{
	if (!row)
		return xstrdup("-");
	return row->status == STATUS_OK ? table_figure(r, row->estimate) : xstrdup(status_names[row->status]);
}

static bool figures_differ(enum clock clock, const struct row *a, const struct row *b)
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

static bool rows_differ(enum clock clock, const struct row *a, const struct row *b)
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

/* Each bench once, where it first occurs; each group where its first bench does. */

static bool first_with(const struct beside *b, size_t record, const char *name)
{
	size_t i;

	for (i = 0; i < record; i++)
		if (record_find(b->records[i], name))
			return false;
	return true;
}

struct walk {
	const char *group;	/* NULL: every one */
	void (*each)(struct beside *b, const struct row *row, FILE *out);
};

static size_t walk(struct beside *b, const struct walk *w, FILE *out)
{
	size_t i, j, n = 0;

	for (i = 0; i < b->count; i++) {
		for (j = 0; j < b->records[i]->row_count; j++) {
			const struct row *row = &b->records[i]->rows[j];

			if ((w->group && strcmp(row->group, w->group)) || !first_with(b, i, row->name) ||
			    (b->differ && !bench_differs(b, row->name)))
				continue;
			w->each(b, row, out);
			n++;
		}
	}
	return n;
}

static void measure_widths(struct beside *b, const struct row *row, FILE *out)
{
	size_t i, width = text_width(row->name);
	char *text;

	(void)out;
	if (width > b->name_width)
		b->name_width = width;
	for (i = 0; i < b->count; i++) {
		text = cell(b->records[i], record_find(b->records[i], row->name));
		width = text ? text_width(text) : 0;
		if (width > b->widths[i])
			b->widths[i] = width;
		free(text);
	}
}

static void print_cell(const struct beside *b, size_t column, const char *text, FILE *out)
{
	text_spaces(2 + b->widths[column] - text_width(text), out);
	text_put(text, strlen(text), out);
}

static void print_row(struct beside *b, const struct row *row, FILE *out)
{
	size_t i;

	text_spaces(2, out);
	text_put(row->name, strlen(row->name), out);
	text_spaces(b->name_width - text_width(row->name), out);
	for (i = 0; i < b->count; i++) {
		char *text = cell(b->records[i], record_find(b->records[i], row->name));

		print_cell(b, i, text ? text : "-", out);
		free(text);
	}
	fputs(bench_differs(b, row->name) ? "  *\n" : "\n", out);
}

static void print_group(struct beside *b, const char *group, FILE *out)
{
	const struct walk rows = { group, print_row };
	size_t i;

	fputc('\n', out);
	text_put(group, strlen(group), out);
	fputs("\n  bench", out);
	text_spaces(b->name_width - strlen("bench"), out);
	for (i = 0; i < b->count; i++)
		print_cell(b, i, b->labels[i], out);
	fputc('\n', out);
	walk(b, &rows, out);
}

/* Where a group has been printed already, its rows are no news. */
static bool opens_group(const struct beside *b, size_t record, size_t row)
{
	const char *group = b->records[record]->rows[row].group;
	size_t i, j;

	for (i = 0; i <= record; i++)
		for (j = 0; j < (i == record ? row : b->records[i]->row_count); j++)
			if (!strcmp(b->records[i]->rows[j].group, group))
				return false;
	return true;
}

static void ignore(struct beside *b, const struct row *row, FILE *out)
{
	(void)b;
	(void)row;
	(void)out;
}

static void print_groups(struct beside *b, FILE *out)
{
	size_t i, j;

	for (i = 0; i < b->count; i++) {
		for (j = 0; j < b->records[i]->row_count; j++) {
			const struct walk members = { b->records[i]->rows[j].group, ignore };

			if (opens_group(b, i, j) && walk(b, &members, out))
				print_group(b, members.group, out);
		}
	}
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

static void print_all(struct beside *b, FILE *out)
{
	const struct walk every = { NULL, measure_widths };
	size_t i;

	b->name_width = strlen("bench");
	for (i = 0; i < b->count; i++)
		b->widths[i] = text_width(b->labels[i]);
	fprintf(out, "unit      %s\n", clock_units[b->records[0]->clock]);
	fprintf(out, "*         %s\n", what_differs(b->records[0]->clock));
	if (walk(b, &every, out))
		print_groups(b, out);
	else
		fputs("\nno row differs\n", out);
}

int table_beside(const struct record *const records[], size_t count, bool differ, FILE *out)
{
	struct beside b = { .records = records, .count = count, .differ = differ };
	int err = same_unit(&b);

	if (err)
		return err;
	b.labels = xcalloc(count, sizeof(*b.labels));
	b.widths = xcalloc(count, sizeof(*b.widths));
	make_labels(&b);
	print_all(&b, out);
	free_labels(&b);
	free(b.labels);
	free(b.widths);
	return fflush(out) || ferror(out) ? -EIO : 0;
}
