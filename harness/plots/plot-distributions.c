// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the samples of a question's benches lie around the estimates: a strip a bench, from none of
 * the samples at its bottom to all of them at its top, a curve a record.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"
#include "chart.h"
#include "figures.h"
#include "names.h"
#include "questions.h"
#include "record.h"
#include "text.h"
#include "util.h"

#define STRIPS PB_HEADLINE	/* as many as a headline has */
#define STRIP 34		/* of one record */
#define APART 14
#define LABELS 185		/* the column of the figures */
#define LABEL 15		/* from one to the next */
#define LEAST 0.5		/* cycles: below, a percent is less than can be seen */
#define NARROW 10.0		/* the axis shows so many percent at least, */
#define WIDE 100.0		/* and so many at most */

struct distributions {
	struct canvas *canvas;
	struct names benches;
	struct axis x;			/* percent more than the estimate */
	size_t small, others;		/* benches that are not drawn */
};

static bool drawn(const struct result *result)
{
	return result_measured(result) && result->bins && result->estimate >= LEAST;
}

static bool any(const struct canvas *c, const char *name, bool (*is)(const struct result *))
{
	for (size_t i = 0; i < c->count; i++) {
		const struct result *result = record_find(c->records[i], name);

		if (result && is(result))
			return true;
	}
	return false;
}

static void add_bench(struct distributions *d, const char *name)
{
	if (names_find(&d->benches, name) < d->benches.count)
		return;
	if (!any(d->canvas, name, drawn))
		d->small += any(d->canvas, name, result_measured);
	else if (d->benches.count < STRIPS)
		names_add(&d->benches, name);
	else
		d->others++;
}

static void find_benches(struct distributions *d)
{
	const struct canvas *c = d->canvas;
	const struct pb_question *q = pb_question(c->question);
	struct names seen = { 0 };

	for (size_t i = 0; q && i < PB_HEADLINE && q->headline[i]; i++)
		if (names_add(&seen, q->headline[i]))
			add_bench(d, q->headline[i]);
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->records[i]->result_count; j++) {
			const struct result *r = &c->records[i]->results[j];

			if (!strcmp(plot_of(r), c->question) && names_add(&seen, r->name))
				add_bench(d, r->name);
		}
	names_free(&seen);
}

static double percent(const struct result *result, double value)
{
	return 100 * (value / result->estimate - 1);
}

/* From the least sample to the 99th percentile of the widest. */
static void fit(struct distributions *d)
{
	struct axis *x = &d->x;

	x->from = MARGIN;
	x->to = WIDTH - MARGIN - LABELS;
	x->min = -NARROW / 2;
	x->max = NARROW;
	for (size_t i = 0; i < d->benches.count; i++) {
		x->from = fmax(x->from, canvas_beside(d->benches.all[i]));
		for (size_t k = 0; k < d->canvas->count; k++) {
			const struct result *r = record_find(d->canvas->records[k],
							     d->benches.all[i]);

			if (!drawn(r))
				continue;
			x->min = fmin(x->min, percent(r, r->histogram[0].value));
			x->max = fmax(x->max, 1.05 * percent(r, r->p99));
		}
	}
	x->min = fmax(x->min, -100);
	x->max = fmin(x->max, WIDE);
}

static double samples_of(const struct result *result)
{
	double n = 0;

	for (size_t i = 0; i < result->bins; i++)
		n += (double)result->histogram[i].count;
	return n;
}

/* The next point; false: it is beyond the axis, where the curve ends. */
static bool draw_point(const struct distributions *d, int colour, const struct result *result,
		       double value, double y)
{
	double at = percent(result, value);

	canvas_curve(d->canvas, MEDIUM, colour,
		     axis_at(&d->x, fmin(fmax(at, d->x.min), d->x.max)), y);
	return at <= d->x.max;
}

/* Within a bin the samples may lie anywhere.  The share of them that is beyond the axis. */
static double draw_curve(const struct distributions *d, int colour, const struct result *result,
			 double bottom, double height)
{
	double all = samples_of(result), sum = 0, half = result->bin_width / 2, end = -HUGE_VAL;

	for (size_t i = 0; i < result->bins; i++) {
		const struct bin *bin = &result->histogram[i];
		double before = bottom - height * sum / all;

		if (bin->value - half > end * (1 + 1e-9) &&
		    !draw_point(d, colour, result, bin->value - half, before))
			break;
		end = bin->value + half;
		sum += (double)bin->count;
		if (!draw_point(d, colour, result, end, bottom - height * sum / all))
			break;
	}
	canvas_curve_end(d->canvas);
	return 1 - sum / all;
}

/* The share of the samples that are less. */
static double share_below(const struct result *result, double value)
{
	double sum = 0;

	for (size_t i = 0; i < result->bins; i++) {
		const struct bin *bin = &result->histogram[i];
		double within = (value - bin->value) / result->bin_width + .5;

		sum += (double)bin->count * fmin(fmax(within, 0), 1);
	}
	return sum / samples_of(result);
}

/* The mark at `y`, and beside the strip what it is. */
static void draw_estimate(const struct distributions *d, size_t record, const struct result *result,
			  double y, double label, double beyond)
{
	const struct record *r = d->canvas->records[record];
	struct canvas *c = d->canvas;
	char *text = table_figure(r, result->estimate), *interval = table_interval(r, result);
	double x = axis_at(&d->x, 0);
	int colour = canvas_colour(c, record);

	if (interval)
		append(&text, " %s", interval);
	free(interval);
	canvas_mark(c, x, y, colour, colour, false);
	canvas_tip(c, xasprintf("%s: %s core cycles, at %s; 99 %% of %.0f samples are below %.10g",
				result->name, text, c->labels[record], samples_of(result),
				result->p99));
	if (beyond >= .0005)
		append(&text, ", %.1f %% →", 100 * beyond);
	canvas_wrap(c, d->x.to + GAP, label, TEXT_LEFT, colour, text,
		    (size_t)(LABELS / SANS) + 2, 1);
	free(text);
	c->figures++;
}

static void draw_strip(const struct distributions *d, const char *name)
{
	struct canvas *c = d->canvas;
	double height = fmax(STRIP, (double)c->count * LABEL), top = c->y + APART;
	double bottom = top + height, label = top + LABEL / 2.0, beyond;

	canvas_line(c, GUIDE, PALE, d->x.from, bottom, d->x.to, bottom);
	canvas_line(c, GUIDE, PALE, d->x.from, top, d->x.to, top);
	canvas_text(c, d->x.from - 8, top + height / 2, canvas_name_style(c, name), INK,
		    name);
	for (size_t i = 0; i < c->count; i++) {
		const struct result *result = record_find(c->records[i], name);

		if (!drawn(result))
			continue;
		beyond = draw_curve(d, canvas_colour(c, i), result, bottom, height);
		draw_estimate(d, i, result,
			      bottom - height * share_below(result, result->estimate), label,
			      beyond);
		label += LABEL;
	}
	c->y = bottom;
}

static void add_notes(const struct distributions *d)
{
	struct canvas *c = d->canvas;

	canvas_note(c, ALL_RECORDS, GREY, xstrdup("a curve rises from none of the samples to "
						  "all of them; the mark is the estimate"));
	canvas_note(c, ALL_RECORDS, GREY, xstrdup("→: so many are beyond the axis"));
	if (d->others)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu more bench%s, which the question's figure has",
				      d->others, d->others == 1 ? "" : "es"));
	if (d->small)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu not drawn: less than half a cycle, or no samples", d->small));
	if (c->exact)
		canvas_note(c, ALL_RECORDS, GREY,
			    xasprintf("%zu record%s not drawn: not measured in a CPU's cycles",
				      c->exact, plural(c->exact)));
}

void build_distributions(struct canvas *c)
{
	struct distributions d = { .canvas = c };
	double zero, top = c->y;

	find_benches(&d);
	if (d.benches.count) {
		fit(&d);
		zero = axis_at(&d.x, 0);
		for (size_t i = 0; i < d.benches.count; i++)
			draw_strip(&d, d.benches.all[i]);
		d.x.at = c->y + APART;
		canvas_line(c, DASHED, GREY, zero, top + APART, zero, d.x.at);
		axis_draw(c, &d.x, "core cycles of a sample, in percent more than the estimate");
		add_notes(&d);
		canvas_title(c, xasprintf("%s — samples, core cycles",
					  pb_question_title(c->question)));
	}
	names_free(&d.benches);
}
