// SPDX-License-Identifier: GPL-2.0-only
/* An MSR write with independent work: a curve each for the work alone and with a write. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "record.h"
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

/* false: none of it was measured. */
static bool add_curve(struct canvas *c, struct chart *s, size_t record, size_t curve)
{
	const struct record *r = c->records[record];
	const struct result *gap = NULL;
	struct figure *last = NULL;

	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (strcmp(plot_of(result), "overlap") || work_of(result, curve) < 0)
			continue;
		if (!result_measured(result))
			gap = result;
		else
			last = chart_add(s, (struct figure){
				.x = work_of(result, curve), .y = result->estimate,
				.lo = result->ci[0], .hi = result->ci[1], .joined = last,
				.colour = (int)(c->count > 1 ? record : curve),
				.marker = (int)curve,
			});
	}
	if (last)
		last->label = canvas_whose(c, record, xstrdup(curves[curve].name));
	if (gap)
		canvas_note(c, (int)record, GREY, xasprintf(
			"%s: points are missing: %s", curves[curve].name,
			gap->reason ? gap->reason : status_names[gap->status]));
	return last;
}

/* The work alone tells nothing of overlap. */
void build_overlap(struct canvas *c)
{
	struct chart s = { 0 };
	bool writes = false;

	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(curves); j++)
			writes |= add_curve(c, &s, i, j) && j;
	canvas_title(c, xasprintf("An MSR write and independent work: %s",
				  c->records[0]->clock == CLOCK_ICOUNT ?
				  "path length; overlap needs a CPU" : "how much of it overlaps"));
	chart_curves(c, &s, "independent work between two writes, core cycles");
	if (!writes)
		c->figures = 0;
}
