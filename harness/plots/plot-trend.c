// SPDX-License-Identifier: GPL-2.0-only
/* The plot of a question's history: a strip a bench over one axis of time, a dot a boot. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series.h"
#include "canvas.h"
#include "figures.h"
#include "text.h"
#include "util.h"

#define STRIP 52			/* from the least value of a bench to the greatest */
#define FLAT 14			/* where it does not vary */
#define APART 30			/* between two strips: room for what stands above one */
#define HEADING 118			/* characters in a line of the heading */
#define NAMED 8				/* epochs in the heading */
#define DRAWN 60			/* of more epochs than that, those in which something changed */
#define BUCKETS 600			/* of more boots than that, the least and the greatest in each */
#define LABELS_APART 70			/* pixels from a change's label to the next one */
#define NUMBERS_APART 22

/* plots/trend.gp knows these, too. */
enum { BOOT, LEVEL, CHANGE, PLACE, DRIFT };

struct strips {
	struct canvas *sheet;
	const struct machine *machine;
	double *x;			/* of each point: seconds; boots, where a record's time is none */
};

static double *times(const struct machine *m)
{
	double *x = xcalloc(m->count, sizeof(*x));
	bool timed = true;
	size_t i;

	for (i = 0; i < m->count; i++)
		timed &= !isnan(m->points[i].seconds);
	for (i = 0; i < m->count; i++)
		x[i] = timed ? m->points[i].seconds : (double)i;
	return x;
}

static double pixels(const struct canvas *s, double x)
{
	return (x - s->min) / (s->max - s->min) * (WIDTH - s->left - s->right);
}

static struct dot *add_dot(struct canvas *s, double x, double y, int marker, int colour, char *label)
{
	const double none[] = { NAN, NAN };
	struct dot *d = canvas_dot(s, x, none, y, label);

	d->marker = marker;
	d->colour = colour;
	return d;
}

/* A bench's figures between these two are its strip. */
struct range {
	double least, most, top, height;
};

static double height(const struct range *r, double figure)
{
	if (!(r->most > r->least))
		return r->top + r->height / 2;
	return r->top + r->height * (r->most - figure) / (r->most - r->least);
}

static struct range range_of(const struct series *x, size_t points, double top)
{
	struct range r = { INFINITY, -INFINITY, top, STRIP };
	size_t i;

	for (i = 0; i < points; i++) {
		r.least = fmin(r.least, x->figures[i]);
		r.most = fmax(r.most, x->figures[i]);
	}
	if (!(r.most > r.least))
		r.height = FLAT;
	return r;
}

/* As many dots as can be told apart. */
static void add_boots(const struct strips *p, const struct series *x, const struct range *r)
{
	size_t n = p->machine->count, each = n > BUCKETS ? (n + BUCKETS - 1) / BUCKETS : 1, i, k;

	for (i = 0; i < n; i += each) {
		size_t least = SIZE_MAX, most = SIZE_MAX;

		for (k = i; k < i + each && k < n; k++) {
			if (isnan(x->figures[k]))
				continue;
			if (least == SIZE_MAX || x->figures[k] < x->figures[least])
				least = k;
			if (most == SIZE_MAX || x->figures[k] > x->figures[most])
				most = k;
		}
		if (least != SIZE_MAX)
			add_dot(p->sheet, p->x[least], height(r, x->figures[least]), BOOT, BLUE, xstrdup(""));
		if (most != least)
			add_dot(p->sheet, p->x[most], height(r, x->figures[most]), BOOT, BLUE, xstrdup(""));
	}
}

static double mean(const struct machine *m, const struct series *x)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < m->count; i++)
		sum += isnan(x->figures[i]) ? 0 : x->figures[i];
	return sum / (double)x->count;
}

static void add_line(const struct strips *p, double y, int marker, size_t from, size_t to)
{
	struct dot *d = add_dot(p->sheet, p->x[from], y, marker, TEXT_COLOUR, xstrdup(""));

	d->lo = p->x[from];
	d->hi = p->x[to];
}

/* Two dots are a line. */
static void add_drift(const struct strips *p, const struct range *r, const struct change *c)
{
	add_dot(p->sheet, p->x[c->first], height(r, c->from), DRIFT, TEXT_COLOUR, xstrdup(""));
	add_dot(p->sheet, p->x[c->last], height(r, c->to), DRIFT, TEXT_COLOUR, xstrdup(""));
}

static size_t first_figure(const struct series *x)
{
	size_t i = 0;

	while (isnan(x->figures[i]))
		i++;
	return i;
}

/* From change to change, each level up to where the next begins, and where that may be. */
static void add_levels(const struct strips *p, const struct series *x, const struct range *r)
{
	size_t last = x->lost == SIZE_MAX ? p->machine->count - 1 : x->lost - 1, from = first_figure(x), i;
	double level = x->change_count ? x->changes[0].from : mean(p->machine, x);

	if (x->change_count && x->changes->drift) {
		add_drift(p, r, x->changes);
		return;
	}
	for (i = 0; i < x->change_count; i++) {
		const struct change *c = &x->changes[i];

		add_line(p, height(r, level), LEVEL, from, c->at);
		if (c->first != c->last)
			add_line(p, r->top + r->height + 4, PLACE, c->first, c->last);
		from = c->at;
		level = c->to;
	}
	add_line(p, height(r, level), LEVEL, from, last);
}

/* Above the strip, those that have room. */
static void add_labels(const struct strips *p, const struct series *x, const struct range *r)
{
	double before = -INFINITY;
	size_t i;

	for (i = 0; i < x->change_count; i++) {
		const struct change *c = &x->changes[i];
		double x_at = p->x[c->drift ? (c->first + c->last) / 2 : c->at], here = pixels(p->sheet, x_at);

		if (here - before < LABELS_APART)
			continue;
		before = here;
		add_dot(p->sheet, x_at, r->top - 9, CHANGE, c->effect > 0 ? VERMILLION : GREEN, trend_effect(c));
	}
}

static char *figure(const struct machine *m, double v)
{
	return m->clock == CLOCK_ICOUNT ? xasprintf("%.10g", v) : text_figure("", v, fabs(v) < 100 ? 2 : 1, "");
}

static void add_names(const struct strips *p, const struct series *x, const struct range *r)
{
	char *least = figure(p->machine, r->least), *most = figure(p->machine, r->most);
	const char *flat = x->count == 1 ? "of one boot" : "does not vary";
	double level = x->change_count ? x->changes[x->change_count - 1].to : mean(p->machine, x);

	canvas_text(p->sheet, NAMES, r->top + r->height / 2 - 7, TEXT_COLOUR, xstrdup(x->name));
	canvas_text(p->sheet, NAMES, r->top + r->height / 2 + 9, GREY,
		   strcmp(least, most) ? xasprintf("%s to %s", least, most) : xstrdup(flat))->small = true;
	canvas_text(p->sheet, VERDICTS, height(r, level), TEXT_COLOUR, figure(p->machine, level));
	free(most);
	free(least);
}

static void add_strip(const struct strips *p, const struct series *x)
{
	struct canvas *s = p->sheet;
	struct range r = range_of(x, p->machine->count, s->y + APART);

	add_boots(p, x, &r);
	add_levels(p, x, &r);
	add_labels(p, x, &r);
	add_names(p, x, &r);
	s->y = r.top + r.height;
}

static bool drawn(const struct machine *m, size_t epoch)
{
	return epoch && (m->epoch_count <= DRAWN || m->epochs[epoch].moved || m->epochs[epoch].near);
}

static void head(struct canvas *s, int colour, char *text)
{
	canvas_text(s, HEADS, s->y, colour, canvas_shorten(text, HEADING));
	s->y += LINE;
	free(text);
}

static void add_heading(struct canvas *s, const struct machine *m)
{
	char *name = trend_machine_name(m);
	size_t i, named = 0, more = 0;

	head(s, GREY, xasprintf("%s; %zu boot%s", name, m->count, m->count == 1 ? "" : "s"));
	for (i = 1; i < m->epoch_count; i++) {
		char *changed = trend_epoch_text(&m->epochs[i]);

		if (drawn(m, i) && named++ < NAMED)
			head(s, TEXT_COLOUR, xasprintf("%zu  %.10s  %s", i + 1, m->points[m->epochs[i].first].utc, changed));
		else
			more++;
		free(changed);
	}
	if (more)
		head(s, GREY, xasprintf("and %zu epochs more", more));
	if (m->change_count && m->clock != CLOCK_ICOUNT)
		head(s, GREY, xstrdup("A bar below a bench: where its change may be, 95 %; without one, at that boot"));
	free(name);
}

/* An upright line where an epoch begins, its number above. */
static void add_epochs(const struct strips *p)
{
	const struct machine *m = p->machine;
	double before = -INFINITY, here;
	size_t i;

	for (i = 1; i < m->epoch_count; i++) {
		if (!drawn(m, i))
			continue;
		canvas_line(p->sheet, p->x[m->epochs[i].first], GREY);
		here = pixels(p->sheet, p->x[m->epochs[i].first]);
		if (here - before < NUMBERS_APART)
			continue;
		before = here;
		add_dot(p->sheet, p->x[m->epochs[i].first], p->sheet->top + 6, CHANGE, TEXT_COLOUR, xasprintf("%zu", i + 1));
	}
}

static void fit(struct strips *p, const char *question)
{
	struct canvas *s = p->sheet;
	double from = p->x[0], to = p->x[p->machine->count - 1], room;
	size_t i;

	for (i = 0; i < p->machine->series_count; i++)
		if (!strcmp(p->machine->series[i].question, question))
			s->left = fmax(s->left, MARGIN + GAP + MONO * (double)text_width(p->machine->series[i].name));
	s->left = fmin(fmax(s->left, 170), WIDTH / 2.0);
	s->right = 90;
	room = to > from ? (to - from) / 50 : 1;
	s->min = from - room;
	s->max = to + room;
}

size_t plot_write_trend(FILE *out, const struct machine *m, const char *question)
{
	struct canvas *s = canvas_new(NULL, 0);
	struct strips p = { s, m, times(m) };
	char *title;
	size_t i;

	s->y -= 8;
	add_heading(s, m);
	s->y = s->top = s->y + 14;
	fit(&p, question);
	for (i = 0; i < m->series_count; i++)
		if (!strcmp(m->series[i].question, question) && m->series[i].count)
			add_strip(&p, &m->series[i]);
	s->y += 12;
	if (s->dot_count)
		add_epochs(&p);
	title = xasprintf("%s — %s, boot by boot", question, clock_units[m->clock]);
	s->title = canvas_shorten(title, TITLE);
	free(title);
	s->axis = xstrdup(isnan(m->points[0].seconds) ? "boots" : "time, UTC");
	free(p.x);
	return canvas_finish(s, out);
}
