// SPDX-License-Identifier: GPL-2.0-only
/* The plot of an MSR write amid independent work: a curve each for the work alone and with a write. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sheet.h"
#include "util.h"

static const struct {
	const char *stem, *name;
} curves[] = {
	{ "work-", "the work alone" },
	{ "wrmsr-amid-", "with WRMSR" },
	{ "wrmsrns-amid-", "with WRMSRNS" },
};

/* The N of a row that is named after the curve's stem; -1: it is of no such curve. */
static int work_of(const struct row *row, size_t curve)
{
	size_t n = strlen(curves[curve].stem);

	if (strncmp(row->name, curves[curve].stem, n) || !row->name[n] ||
	    row->name[n + strspn(row->name + n, "0123456789")])
		return -1;
	return atoi(row->name + n);
}

const char *plot_of(const struct row *row)
{
	for (size_t i = 0; i < ARRAY_SIZE(curves) && !strcmp(row->group, "msr-write"); i++)
		if (work_of(row, i) >= 0)
			return "overlap";
	return row->group;
}

static void add_missing(struct sheet *s, size_t record, size_t curve, const struct row *row,
			size_t points)
{
	char *why = xasprintf("%s: %zu points missing: %s", curves[curve].name, points,
			      row->reason ? row->reason : status_names[row->status]);

	sheet_text(s, HEADS, s->y - 8, GREY, sheet_whose(s, record, why));
	s->y += LINE;
	s->top += LINE;
	free(why);
}

static void add_curve(struct sheet *s, size_t record, size_t curve)
{
	const struct record *r = s->records[record];
	const struct row *gap = NULL;
	struct dot *d = NULL;
	size_t missing = 0;

	for (size_t i = 0; i < r->row_count; i++) {
		const struct row *row = &r->rows[i];

		if (strcmp(plot_of(row), "overlap") || work_of(row, curve) < 0)
			continue;
		if (!plot_measured(row)) {
			missing++;
			gap = row;
			continue;
		}
		d = sheet_dot(s, work_of(row, curve), row->ci, row->estimate, xstrdup(""));
		d->colour = (int)(s->count > 1 ? record : curve);
		d->marker = (int)curve;
	}
	if (d)
		sheet_text(s, NAMES, d->y, d->colour, sheet_whose(s, record, curves[curve].name))
			->marker = (int)d->x;
	if (gap)
		add_missing(s, record, curve, gap, missing);
}

/* The axis goes up here. */
static void fit(struct sheet *s)
{
	for (size_t i = 0; i < s->dot_count; i++)
		s->max = fmax(s->max, 1.08 * fmax(s->dots[i].y, s->dots[i].hi));
	sheet_name_curves(s);
}

size_t plot_write_overlap(FILE *out, const struct record *const records[], size_t count)
{
	struct sheet *s = sheet_new(records, count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(curves); j++)
			add_curve(s, i, j);
	s->y += CURVES;
	fit(s);
	s->title = xasprintf("An MSR write amid independent work: %s",
			     records[0]->clock == CLOCK_ICOUNT ? "path length; overlap needs a CPU" :
			     "how much of it overlaps");
	s->axis = sheet_upward_axis(s);
	return sheet_finish(s, out);
}
