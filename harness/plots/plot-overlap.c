// SPDX-License-Identifier: GPL-2.0-only
/* The plot of an MSR write amid independent work: a curve each for the work alone and with a write. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "util.h"

static const struct {
	const char *stem, *name;
} curves[] = {
	{ "work-", "the work alone" },
	{ "wrmsr-overlap-", "with WRMSR" },
	{ "wrmsrns-overlap-", "with WRMSRNS" },
};

/* The N of a result that is named after the curve's stem; -1: it is of no such curve. */
static int work_of(const struct result *result, size_t curve)
{
	size_t n = strlen(curves[curve].stem);

	if (strncmp(result->name, curves[curve].stem, n) || !result->name[n] ||
	    result->name[n + strspn(result->name + n, "0123456789")])
		return -1;
	return atoi(result->name + n);
}

const char *plot_of(const struct result *result)
{
	for (size_t i = 0; i < ARRAY_SIZE(curves) && !strcmp(result->question, "msr-write"); i++)
		if (work_of(result, i) >= 0)
			return "overlap";
	return result->question;
}

static void add_missing(struct canvas *s, size_t record, size_t curve, const struct result *result,
			size_t points)
{
	char *why = xasprintf("%s: %zu points missing: %s", curves[curve].name, points,
			      result->reason ? result->reason : status_names[result->status]);

	canvas_text(s, HEADS, s->y - 8, GREY, canvas_whose(s, record, why));
	s->y += LINE;
	s->top += LINE;
	free(why);
}

static void add_curve(struct canvas *s, size_t record, size_t curve)
{
	const struct record *r = s->records[record];
	const struct result *gap = NULL;
	struct dot *d = NULL;
	size_t missing = 0;

	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (strcmp(plot_of(result), "overlap") || work_of(result, curve) < 0)
			continue;
		if (!plot_measured(result)) {
			missing++;
			gap = result;
			continue;
		}
		d = canvas_dot(s, work_of(result, curve), result->ci, result->estimate, xstrdup(""));
		d->colour = (int)(s->count > 1 ? record : curve);
		d->marker = (int)curve;
	}
	if (d)
		canvas_text(s, NAMES, d->y, d->colour, canvas_whose(s, record, curves[curve].name))
			->marker = (int)d->x;
	if (gap)
		add_missing(s, record, curve, gap, missing);
}

/* The axis goes up here. */
static void fit(struct canvas *s)
{
	for (size_t i = 0; i < s->dot_count; i++)
		s->max = fmax(s->max, 1.08 * fmax(s->dots[i].y, s->dots[i].hi));
	canvas_name_curves(s);
}

size_t plot_write_overlap(FILE *out, const struct record *const records[], size_t count)
{
	struct canvas *s = canvas_new(records, count);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(curves); j++)
			add_curve(s, i, j);
	s->y += CURVES;
	fit(s);
	s->title = xasprintf("An MSR write amid independent work: %s",
			     records[0]->clock == CLOCK_ICOUNT ? "path length; overlap needs a CPU" :
			     "how much of it overlaps");
	s->axis = canvas_upward_axis(s);
	return canvas_finish(s, out);
}
