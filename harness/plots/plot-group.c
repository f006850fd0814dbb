// SPDX-License-Identifier: GPL-2.0-only
/* The plot of a group: a row a bench, a dot a record, their values beside them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sheet.h"
#include "table.h"
#include "text.h"
#include "util.h"

#define ROW 24			/* from one row to the next */

static void place_note(struct sheet *s, size_t record, const struct row *row, double y)
{
	double room = (WIDTH - s->left - s->right) / SANS - 2;
	char *why = row ? table_why(row) : xstrdup("not in this record");
	char *all = sheet_whose(s, record, why);

	sheet_text(s, NOTES, y, GREY, sheet_shorten(all, (size_t)room));
	free(all);
	free(why);
}

/* "9", "23.41 ± 0.10" */
static char *label(const struct record *r, const struct row *row)
{
	char *v = table_figure(r, row->estimate), *half = table_interval(r, row), *all;

	all = half ? xasprintf("%s %s", v, half) : xstrdup(v);
	free(half);
	free(v);
	return all;
}

static bool place_row(struct sheet *s, size_t record, const struct row *row, double y)
{
	struct dot *d;

	if (!row || !plot_measured(row)) {
		place_note(s, record, row, y);
		return false;
	}
	d = sheet_dot(s, row->estimate, row->ci, y, label(s->records[record], row));
	d->colour = d->marker = (int)record;
	return true;
}

static void add_row(struct sheet *s, const char *name)
{
	double y = s->y + ROW / 2.0, more = (double)(s->count - 1) * LINE;
	bool any = false;

	for (size_t i = 0; i < s->count; i++)
		any |= place_row(s, i, record_find(s->records[i], name), y + (double)i * LINE);
	sheet_text(s, NAMES, y + more / 2, any ? TEXT_COLOUR : GREY, xstrdup(name));
	s->y += ROW + more + (s->count > 1 ? 6 : 0);
}

/* The names of the group's rows in all records, and the column they take. */
static struct names row_names(struct sheet *s, const char *group)
{
	struct names names = { NULL, 0 };

	for (size_t i = 0; i < s->count; i++)
		for (size_t j = 0; j < s->records[i]->row_count; j++) {
			const struct row *row = &s->records[i]->rows[j];

			if (!strcmp(plot_of(row), group) && names_add(&names, row->name))
				s->left = fmax(s->left, MARGIN + GAP +
					       MONO * (double)text_width(row->name));
		}
	s->left = fmin(s->left, WIDTH / 2.0);
	return names;
}

/* Parts of a unit are no range that would be worth a log axis. */
static void fit(struct sheet *s)
{
	double least = HUGE_VAL, most = 0;

	for (size_t i = 0; i < s->dot_count; i++) {
		const struct dot *d = &s->dots[i];

		if (d->x > 0)
			least = fmin(least, d->x);
		most = fmax(most, fmax(d->x, d->hi));
	}
	least = fmax(least, 1);
	if (most / least > 50) {
		s->min = 0.8 * least;
		sheet_fit_log(s);
	} else {
		sheet_fit_linear(s);
	}
}

/* A line at the value of the group's first row. */
static void add_references(struct sheet *s, const char *first)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct row *row = record_find(s->records[i], first);

		if (row && plot_measured(row) && row->estimate >= s->min)
			sheet_line(s, row->estimate, s->count > 1 ? (int)i : GREY);
	}
}

size_t plot_write_group(FILE *out, const struct record *const records[], size_t count,
			const char *group)
{
	struct sheet *s = sheet_new(records, count);
	struct names names = row_names(s, group);
	char *before;

	for (size_t i = 0; i < names.count; i++)
		add_row(s, names.all[i]);
	fit(s);
	if (names.count)
		add_references(s, names.all[0]);
	free(names.all);
	before = xasprintf("%s — ", group);
	s->title = sheet_with_unit(s, before, "", TITLE);
	free(before);
	s->axis = xasprintf("%s%s", sheet_unit(s), s->log ? " — LOG SCALE" : "");
	return sheet_finish(s, out);
}
