// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions with independent work: a curve for the work alone (benches "work-N"), and one for
 * each instruction X ("X-overlap-N").
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "names.h"
#include "record.h"
#include "util.h"

#define OVERLAP "-overlap"
#define HUES GREY
#define MARKERS SMALL_DOT

/* How much of the name stands before "-N"; 0: it is of no such bench. */
static size_t stem_of(const char *name)
{
	const char *end = strstr(name, OVERLAP "-");

	end = end ? end + strlen(OVERLAP) : strncmp(name, "work-", 5) ? NULL : name + 4;
	if (!end || !end[1] || end[1 + strspn(end + 1, "0123456789")])
		return 0;
	return (size_t)(end - name);
}

/* How much of the name tells the curve; 0: it is of none, like one that has a single bench. */
static size_t curve_of(const char *name)
{
	size_t n = stem_of(name), points = 0;

	for (unsigned int i = 0; n && i < pb_bench_count && points < 2; i++)
		points += stem_of(pb_benches[i]->name) == n &&
			  !strncmp(pb_benches[i]->name, name, n);
	return points < 2 ? 0 : n;
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

/*
 * Of the same curve as `of`, which is the n-th.  false: none of it was measured.  Several records
 * have a colour each, and the curve's marker and name once.
 */
static bool add_curve(struct canvas *c, struct chart *s, size_t record, const struct result *of,
		      size_t n, bool named)
{
	const struct record *r = c->records[record];
	struct figure *last = NULL;

	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (!same_curve(result, of))
			continue;
		if (result_measured(result))
			last = chart_add(s, (struct figure){
				.x = atoi(result->name + curve_of(of->name) + 1),
				.y = result->estimate, .lo = result->ci[0], .hi = result->ci[1],
				.joined = last, .marker = (int)(n % MARKERS),
				.colour = c->count > 1 ? canvas_colour(c, record) :
							 (int)(n % HUES),
				.of_several = c->count > 1,
			});
	}
	if (last && named)
		last->label = label_of(of);
	return last;
}

/* How many points of each reason, in all records. */
static void add_gaps(struct canvas *c)
{
	struct names reasons = { 0 };

	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->result_count; j++) {
			const struct result *x = &c->records[i]->results[j];

			if (!result_measured(x) && curve_of(x->name))
				names_add(&reasons,
					  x->reason ? x->reason : status_names[x->status]);
		}
	for (size_t i = 0; i < reasons.count; i++)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("%zu not drawn: %s", reasons.times[i],
							    reasons.all[i]));
	names_free(&reasons);
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
		any |= add_curve(c, s, i, of, n, !any);
	return any;
}

/* What it adds to the work alone, malloced; NULL: one of them was not measured. */
static char *added(const struct record *r, const struct result *with)
{
	char *work = xasprintf("work-%s", with->name + curve_of(with->name) + 1);
	const struct result *alone = record_find(r, work);
	char *text = NULL;

	if (result_measured(with) && result_measured(alone))
		text = table_figure(r, with->estimate - alone->estimate);
	free(work);
	return text;
}

/* How the two lines of an instruction lie apart, which the eye hardly sees: "28.02, 11.13". */
static void tell_added(struct canvas *c, const struct record *r, const struct result *first)
{
	char *all = NULL, *figure;

	for (const struct result *x = r->results; x < r->results + r->result_count; x++) {
		figure = same_curve(x, first) ? added(r, x) : NULL;
		if (figure && !all)
			all = xasprintf("%.*s adds",
					(int)(strstr(x->name, OVERLAP) - x->name), x->name);
		if (figure)
			append(&all, " %s at %s;", figure, x->name + curve_of(x->name) + 1);
		free(figure);
	}
	if (!all)
		return;
	all[strlen(all) - 1] = '\0';
	canvas_note(c, ALL_RECORDS, GREY, all);
}

static void tell_all_added(struct canvas *c)
{
	const struct record *r = c->records[0];

	canvas_note(c, ALL_RECORDS, GREY,
		    xasprintf("What an instruction adds to the work alone, %s:",
			      clock_units[r->clock]));
	for (const struct result *x = r->results; x < r->results + r->result_count; x++)
		if (strstr(x->name, OVERLAP) && begins_curve(c, 0, x))
			tell_added(c, r, x);
}

/* The work alone tells nothing of overlap, nor do path lengths or an emulator's ticks. */
void build_overlap(struct canvas *c)
{
	struct chart s = { 0 };
	bool instructions = false;
	size_t n = 0;

	if (c->records[0]->clock != CLOCK_SILICON)
		return;
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->result_count; j++) {
			const struct result *of = &c->records[i]->results[j];

			if (begins_curve(c, i, of))
				instructions |= add_curves(c, &s, of, n++) &&
						strstr(of->name, OVERLAP);
		}
	add_gaps(c);
	canvas_title(c, xstrdup("An instruction and independent work: how much of it overlaps?"));
	chart_curves(c, &s, "independent work between two of them, core cycles", canvas_unit(c));
	if (c->count == 1)
		tell_all_added(c);
	if (!instructions)
		c->figures = 0;
}
