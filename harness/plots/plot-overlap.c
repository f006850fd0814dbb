// SPDX-License-Identifier: GPL-2.0-only
/* An MSR write with independent work: a curve each for the work alone and with a write. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "curves.h"
#include "kinds.h"
#include "record.h"
#include "util.h"

static const struct {
	const char *stem, *name;
} kinds[] = {
	{ "work-", "the work alone" },
	{ "wrmsr-overlap-", "with WRMSR" },
	{ "wrmsrns-overlap-", "with WRMSRNS" },
};

/* The N of a result that is named after the curve's stem; -1: it is of no such curve. */
static int work_of(const struct result *result, size_t kind)
{
	size_t n = strlen(kinds[kind].stem);

	if (strncmp(result->name, kinds[kind].stem, n) || !result->name[n] ||
	    result->name[n + strspn(result->name + n, "0123456789")])
		return -1;
	return atoi(result->name + n);
}

const char *plot_of(const struct result *result)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !strcmp(result->question, "msr-write"); i++)
		if (work_of(result, i) >= 0)
			return "overlap";
	return result->question;
}

static void add_point(struct curves *s, struct curve *curve, int work, const struct result *result)
{
	curve_add(curve, work, result->estimate, result->ci);
	s->x.max = fmax(s->x.max, 1.03 * work);
	s->y.max = fmax(s->y.max, 1.08 * fmax(result->estimate, result->ci[1]));
}

/* false: none of it was measured. */
static bool add_curve(struct canvas *c, struct curves *s, size_t record, size_t kind)
{
	const struct record *r = c->of.records[record];
	const struct result *gap = NULL;
	struct curve *curve = NULL;
	size_t missing = 0;

	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (strcmp(plot_of(result), "overlap") || work_of(result, kind) < 0)
			continue;
		if (result->status != STATUS_OK || !isfinite(result->estimate)) {
			missing++;
			gap = result;
			continue;
		}
		if (!curve)
			curve = curves_add(s, (int)(c->of.count > 1 ? record : kind), (int)kind,
					   canvas_whose(c, record, xstrdup(kinds[kind].name)));
		add_point(s, curve, work_of(result, kind), result);
	}
	if (gap)
		canvas_heading(c, GREY, canvas_whose(c, record, xasprintf(
			"%s: %zu point%s missing: %s", kinds[kind].name, missing, missing == 1 ? "" : "s",
			gap->reason ? gap->reason : status_names[gap->status])));
	return curve;
}

/* The work alone tells nothing of overlap. */
bool build_overlap(struct canvas *c, const char *question)
{
	struct curves s = { 0 };
	bool writes = false;

	(void)question;
	for (size_t i = 0; i < c->of.count; i++)
		for (size_t j = 0; j < ARRAY_SIZE(kinds); j++)
			writes |= add_curve(c, &s, i, j) && j;
	canvas_title(c, xasprintf("An MSR write and independent work: %s",
				  c->of.records[0]->clock == CLOCK_ICOUNT ?
				  "path length; overlap needs a CPU" : "how much of it overlaps"));
	if (writes)
		curves_draw(c, &s, "independent work between two writes, core cycles");
	curves_free(&s);
	return writes;
}
