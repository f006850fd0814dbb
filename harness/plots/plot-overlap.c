// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions with independent work: a curve for the work alone (benches "work-N"), and one for
 * each instruction X ("X-overlap-N").
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "record.h"
#include "util.h"

#define OVERLAP "-overlap"
#define COLOURS GREY
#define MARKERS 4

/* How much of the name tells the curve, up to "-N"; 0: it is of none. */
static size_t curve_of(const char *name)
{
	const char *end = strstr(name, OVERLAP "-");

	end = end ? end + strlen(OVERLAP) : strncmp(name, "work-", 5) ? NULL : name + 4;
	if (!end || !end[1] || end[1 + strspn(end + 1, "0123456789")])
		return 0;
	return (size_t)(end - name);
}

static bool same_curve(const struct result *a, const struct result *b)
{
	size_t n = curve_of(a->name);

	return n && n == curve_of(b->name) && !strncmp(a->name, b->name, n);
}

const char *plot_of(const struct result *result)
{
	return curve_of(result->name) ? "overlap" : result->question;
}

/* "the work alone", "with wrmsr" (malloced) */
static char *label_of(const struct result *of)
{
	const char *end = strstr(of->name, OVERLAP);

	return end ? xasprintf("with %.*s", (int)(end - of->name), of->name) :
		     xstrdup("the work alone");
}

/* Of the same curve as `of`, which is the n-th.  false: none of it was measured. */
static bool add_curve(struct canvas *c, struct chart *s, size_t record, const struct result *of,
		      size_t n)
{
	const struct record *r = c->records[record];
	const struct result *gap = NULL;
	struct figure *last = NULL;
	char *label = label_of(of);

	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (!same_curve(result, of))
			continue;
		if (!result_measured(result))
			gap = result;
		else
			last = chart_add(s, (struct figure){
				.x = atoi(result->name + curve_of(of->name) + 1),
				.y = result->estimate, .lo = result->ci[0], .hi = result->ci[1],
				.joined = last, .marker = (int)(n % MARKERS),
				.colour = (int)((c->count > 1 ? record : n) % COLOURS),
			});
	}
	if (last)
		last->label = canvas_whose(c, record, xstrdup(label));
	if (gap)
		canvas_note(c, (int)record, GREY, xasprintf("%s: points are missing: %s", label,
			    gap->reason ? gap->reason : status_names[gap->status]));
	free(label);
	return last;
}

/* No curve has it before. */
static bool begins_curve(const struct canvas *c, size_t record, const struct result *result)
{
	for (size_t i = 0; i <= record; i++)
		for (const struct result *x = c->records[i]->results;
		     x < c->records[i]->results + c->records[i]->result_count; x++)
			if (x == result)
				return curve_of(result->name);
			else if (same_curve(x, result))
				return false;
	return false;
}

static bool add_curves(struct canvas *c, struct chart *s, const struct result *of, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < c->count; i++)
		any |= add_curve(c, s, i, of, n);
	return any;
}

/* The work alone tells nothing of overlap. */
void build_overlap(struct canvas *c)
{
	struct chart s = { 0 };
	bool instructions = false;
	size_t n = 0;

	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->result_count; j++) {
			const struct result *of = &c->records[i]->results[j];

			if (begins_curve(c, i, of))
				instructions |= add_curves(c, &s, of, n++) &&
						strstr(of->name, OVERLAP);
		}
	canvas_title(c, xasprintf("An instruction and independent work: %s",
				  c->records[0]->clock == CLOCK_ICOUNT ?
				  "path length; overlap needs a CPU" : "how much of it overlaps"));
	chart_curves(c, &s, "independent work between two of them, core cycles");
	if (!instructions)
		c->figures = 0;
}
