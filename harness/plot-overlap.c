// SPDX-License-Identifier: GPL-2.0-only
/* The plot of an MSR write amid independent work: a curve each for the work alone and with a write. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sheet.h"
#include "text.h"
#include "util.h"

#define OVERLAP_HEIGHT 420

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

static int by_y(const void *a, const void *b)
{
	double x = ((const struct text *)a)->y, y = ((const struct text *)b)->y;

	return (x > y) - (x < y);
}

/* The names at the ends of the curves, pushed apart; the axis, which goes up here, ends above them. */
static void fit(struct sheet *s)
{
	struct texts *names = &s->texts[NAMES];
	double step;

	for (size_t i = 0; i < s->dot_count; i++)
		s->max = fmax(s->max, 1.08 * fmax(s->dots[i].y, s->dots[i].hi));
	step = s->max * LINE / OVERLAP_HEIGHT;
	if (names->count)
		qsort(names->all, names->count, sizeof(*names->all), by_y);
	for (size_t i = 0; i < names->count; i++) {
		if (i)
			names->all[i].y = fmax(names->all[i].y, names->all[i - 1].y + step);
		s->max = fmax(s->max, names->all[i].y + step);
		s->right = fmax(s->right, SANS * (double)text_width(names->all[i].text) + GAP + MARGIN);
	}
	s->left = 56 + 9 * ceil(log10(fmax(s->max, 10)));	/* the figures of its axis */
}

size_t plot_write_overlap(FILE *out, const struct record *const records[], size_t count)
{
	struct sheet *s = sheet_new(records, count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(curves); j++)
			add_curve(s, i, j);
	s->y += OVERLAP_HEIGHT;
	fit(s);
	s->title = xasprintf("An MSR write amid independent work: %s",
			     records[0]->clock == CLOCK_ICOUNT ? "path length; overlap needs a CPU" :
			     "how much of it overlaps");
	s->axis = xstrdup(sheet_unit(s));
	return sheet_finish(s, out);
}
