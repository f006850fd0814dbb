// SPDX-License-Identifier: GPL-2.0-only
/*
 * The size of a site against its cost: the benches that claims about size compare, and
 * the headlines of their questions.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "claims.h"
#include "figures.h"
#include "judge.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define BELOW 80		/* room for the axis */
#define LEAST 0.1		/* below that a figure is next to nothing */

/* Benches with the same size and cost are one point. */
struct site {
	double bytes, cost;
	char *names;
	const struct result *first;	/* of them */
};

struct sites {
	struct site *all;
	size_t count;
};

static void add_wanted(struct names *wanted, const struct pb_claim *claim)
{
	const struct pb_question *q = pb_question(claim->question);

	names_add(wanted, claim->a);
	names_add(wanted, claim->b);
	for (size_t i = 0; q && i < PB_HEADLINE && q->headline[i]; i++)
		names_add(wanted, q->headline[i]);
}

static void add_site(struct sites *s, const struct result *result, double bytes)
{
	double cost = result->estimate;

	for (struct site *x = s->all; s->count && x < s->all + s->count; x++)
		if (x->bytes == bytes && x->cost == cost) {
			append(&x->names, ", %s", result->name);
			return;
		}
	*PUSH(s->all, s->count) = (struct site){ bytes, cost, xstrdup(result->name), result };
}

static const char *add_bench(struct sites *s, const struct record *r, const char *name)
{
	const struct result *result = record_find(r, name);
	double bytes;

	if (!result)
		return "not in this record";
	if (!result_measured(result))
		return "not measured";
	if (strcmp(plot_of(result), result->question))
		return "measured with other work around it";
	if (strstr(name, "-faults"))
		return "the exception is the cost";
	bytes = site_bytes(result);
	if (!(bytes > 0))
		return "of unknown size";
	if (!(result->estimate >= LEAST))
		return "costs next to nothing";
	add_site(s, result, bytes);
	return NULL;
}

/* From the costliest down. */
static int by_cost(const void *x, const void *y)
{
	const struct site *a = x, *b = y;

	if (a->cost != b->cost)
		return a->cost < b->cost ? 1 : -1;
	return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

static struct sites find_sites(const struct record *r, struct names *reasons)
{
	struct names wanted = { 0 };
	struct sites s = { 0 };

	for (size_t i = 0; i < pb_claim_count; i++)
		if (pb_claims[i].about == PB_BYTES)
			add_wanted(&wanted, &pb_claims[i]);
	for (size_t i = 0; i < wanted.count; i++) {
		const char *why = add_bench(&s, r, wanted.all[i]);

		if (why)
			names_add(reasons, why);
	}
	names_free(&wanted);
	if (s.count)
		qsort(s.all, s.count, sizeof(*s.all), by_cost);
	return s;
}

/* The end of its interval, if a log scale has it. */
static double least(const struct site *site)
{
	double lo = site->first->ci[0];

	return lo > 0 ? fmin(site->cost, lo) : site->cost;
}

/* Both on log scales: from a byte to kilobytes, and from an instruction to an exception. */
static void fit(const struct canvas *c, const struct sites *s, struct axis *x, struct axis *y,
		size_t names)
{
	x->min = y->min = INFINITY;
	for (const struct site *site = s->all; site < s->all + s->count; site++) {
		x->min = fmin(x->min, site->bytes / 1.3);
		x->max = fmax(x->max, site->bytes * 1.3);
		y->min = fmin(y->min, least(site) / 1.3);
		y->max = fmax(y->max, fmax(site->cost, site->first->ci[1]) * 1.3);
	}
	y->up = true;
	y->at = x->from = MARGIN + 60;
	x->to = WIDTH * 0.55;
	y->to = c->y + 4;
	y->from = x->at = c->y + 4 + fmax(360, LINE * (double)names);
}

/* "popf-if-1-1: 3 bytes, 14.06 ± 0.02 core cycles, at user" (malloced) */
static char *tip(const struct canvas *c, const struct site *site)
{
	const struct record *r = c->records[0];
	char *figure = table_figure(r, site->cost), *around = table_interval(r, site->first);
	char *text = xasprintf("%s: %g byte%s, %s%s%s %s, at %s", site->names, site->bytes,
			       site->bytes == 1 ? "" : "s", figure, around ? " " : "",
			       around ? around : "", canvas_unit_name(canvas_unit_of(r)),
			       c->labels[0]);

	free(around);
	free(figure);
	return text;
}

/* Names at the right, pushed apart, each with a line to its point. */
static void draw_sites(struct canvas *c, const struct sites *s, const struct axis *x,
		       const struct axis *y, size_t names)
{
	double label = y->to + LINE / 2.0, spare = y->from - y->to - LINE * (double)names;

	for (size_t i = 0; i < s->count; i++) {
		const struct site *site = &s->all[i];
		int colour = canvas_colour(c, 0);
		double across = axis_at(x, site->bytes), up = axis_at(y, site->cost);

		c->figures++;
		if (isfinite(site->first->ci[1]))
			canvas_interval(c, colour, across,
					axis_at(y, fmax(site->first->ci[0], y->min)), across,
					axis_at(y, site->first->ci[1]));
		canvas_mark(c, across, up, colour, colour, false);
		canvas_tip(c, tip(c, site));
		if (i >= names)
			continue;
		if (up > label) {
			double down = fmin(up - label, spare);

			label += down;
			spare -= down;
		}
		canvas_line(c, GUIDE, PALE, across, up, x->to + GAP, label);
		canvas_wrap(c, x->to + 2 * GAP, label, TEXT_VALUE, INK, site->names,
			    (size_t)((WIDTH - MARGIN - x->to - 2 * GAP) / SANS), 1);
		label += LINE;
	}
}

static void draw(struct canvas *c, const struct sites *s, size_t names)
{
	struct axis x = { .scale = LOG }, y = { .scale = LOG };

	c->y += 8;
	canvas_title(c, xasprintf("What does a larger site save? — bytes against %s",
				  clock_units[c->records[0]->clock]));
	fit(c, s, &x, &y, names);
	draw_sites(c, s, &x, &y, names);
	axis_draw(c, &y, canvas_unit(c));
	axis_draw(c, &x, "bytes of a site: in line, out of line and in tables");
}

void build_bytes(struct canvas *c)
{
	struct names reasons = { 0 };
	struct sites s = find_sites(c->records[0], &reasons);
	double room = HEIGHT_MAX - BELOW - c->y - LINE * ((double)reasons.count + 2);
	size_t names = (size_t)fmin((double)s.count, room / LINE);

	if (s.count)
		draw(c, &s, names);
	if (c->records[0]->clock != CLOCK_ICOUNT)
		canvas_note(c, ALL_RECORDS, GREY, xstrdup("Bars: 95 % intervals"));
	if (s.count > names)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("%zu without a name, for want of room",
							    s.count - names));
	for (size_t i = 0; i < reasons.count; i++)
		canvas_note(c, ALL_RECORDS, GREY, xasprintf("%zu not drawn: %s", reasons.times[i],
							    reasons.all[i]));
	names_free(&reasons);
	while (s.count)
		free(s.all[--s.count].names);
	free(s.all);
}
