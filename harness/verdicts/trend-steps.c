// SPDX-License-Identifier: GPL-2.0-only
/* Where the histories of a machine's benches change. */
#include "trend.h"

#include <math.h>
#include <stdlib.h>

#include "delta.h"
#include "effect.h"
#include "parallel.h"
#include "steps.h"
#include "summary.h"
#include "util.h"

#define FAR_APART 1e100		/* squares of greater differences may be beyond a double */
#define MOST_FALSE .05		/* the chance of any change where nothing changes on a machine */

/* A history without its gaps. */
struct dense {
	struct bench_history *history;
	double *v;			/* what is compared: logarithms, asinh, or the values */
	size_t *at;			/* their points */
	bool absolute, far;
	struct margin margin;
	struct steps steps;
};

static struct dense dense_of(const struct machine *m, struct bench_history *x)
{
	struct dense d = {
		.history = x,
		.v = xcalloc(x->count, sizeof(*d.v)), .at = xcalloc(x->count, sizeof(*d.at)),
	};
	size_t i, n = 0;

	for (i = 0; i < m->count; i++)
		if (!isnan(x->figures[i])) {
			d.v[n] = x->figures[i];
			d.at[n++] = i;
		}
	d.steps = (struct steps){
		.v = d.v, .n = n, .starts = xcalloc(n, sizeof(*d.steps.starts)),
		.x = xcalloc(n, sizeof(*d.steps.x)),
	};
	return d;
}

/* The epochs that begin where the change may be, gaps and all; and the nearest to `at`. */
static void take_near(const struct machine *m, const struct dense *d, struct change *c,
		      size_t first)
{
	const struct epoch *e;

	for (e = m->epochs + 1; e < m->epochs + m->epoch_count; e++) {
		if (e->first <= d->at[first - 1] || e->first > c->last)
			continue;
		if (!c->epoch_count++)
			c->epochs = c->epoch = e;
		else if (labs((long)e->first - (long)c->at) <
			 labs((long)c->epoch->first - (long)c->at))
			c->epoch = e;
	}
}

static double unscaled(const struct dense *d, double v)
{
	if (d->far)
		return sinh(v);
	return d->absolute ? v : exp(v);
}

static void add_change(struct dense *d, struct change c)
{
	struct bench_history *x = d->history;

	c.history = x;
	c.absolute = d->absolute;
	c.effect = c.absolute ? c.to - c.from : c.to / c.from - 1;
	*PUSH(x->changes, x->change_count) = c;
}

static void add_steps(const struct machine *m, struct dense *d, double tests)
{
	const struct steps *s = &d->steps;
	size_t i;

	for (i = 1; i < s->count; i++) {
		struct step step = steps_step(s, i);
		struct change c = {
			.at = d->at[s->starts[i]],
			.first = d->at[step.first], .last = d->at[step.last],
			.before = s->starts[i] - s->starts[i - 1],
			.after = (i + 1 < s->count ? s->starts[i + 1] : s->n) - s->starts[i],
			.from = unscaled(d, step.from), .to = unscaled(d, step.to),
			.p = fmin(1, step.p * tests),
		};

		take_near(m, d, &c, step.first);
		add_change(d, c);
	}
}

static void add_drift(struct dense *d, const struct step *line, double tests)
{
	add_change(d, (struct change){
		.drift = true, .at = d->at[0], .first = d->at[0], .last = d->at[d->steps.n - 1],
		.after = d->steps.n, .from = unscaled(d, line->from), .to = unscaled(d, line->to),
		.p = fmin(1, line->p * tests),
	});
}

/* An exact clock: equal to the one before, or not. */
static void add_exact(const struct machine *m, struct dense *d)
{
	size_t i, from = 0, to;

	d->absolute = true;
	for (i = 1; i < d->steps.n; i++) {
		struct change c = { .at = d->at[i], .first = d->at[i], .last = d->at[i], .p = NAN };

		if (d->v[i] == d->v[i - 1])
			continue;
		for (to = i + 1; to < d->steps.n && d->v[to] == d->v[i]; to++)
			;
		c.from = d->v[from];
		c.to = d->v[i];
		c.before = i - from;
		c.after = to - i;
		take_near(m, d, &c, i);
		add_change(d, c);
		from = i;
	}
}

/*
 * Logarithms; below a cycle, where a ratio means nothing, and at 0, where there is none, cycles.
 * Of these asinh where they are too far apart for squares: about the value below a cycle, the
 * logarithm of twice it above.
 */
static void scale(struct dense *d, double delta)
{
	size_t i, n = d->steps.n;
	double *copy = xcalloc(n, sizeof(*copy)), middle, share;

	d->absolute = d->far = false;
	for (i = 0; i < n; i++) {
		copy[i] = d->v[i];
		d->absolute |= !(copy[i] >= 1);
		d->far |= fabs(copy[i]) > FAR_APART;
	}
	d->far &= d->absolute;
	middle = stats_median(copy, n);
	free(copy);
	share = delta > 0 ? delta : d->far ? DELTA_RELATIVE : delta_of(middle) / middle;
	d->margin = (struct margin){ -log_below(share), log1p(share) };
	if (d->absolute && !d->far)
		d->margin.below = d->margin.above = delta_of(middle);
	for (i = 0; i < n && (d->far || !d->absolute); i++)
		d->v[i] = d->far ? asinh(d->v[i]) : log(d->v[i]);
}

/*
 * All benches of a machine together tell how far neighbouring boots are alike.  A change is
 * looked for at every boot of every bench, and held against as many tests.
 */
struct search {
	struct machine *machine;
	struct dense *all;
	double *rho;			/* of each */
	double delta, tests;
	double alike;			/* the mean rho, of differences */
};

static bool noisy(const struct machine *m)
{
	return m->clock != CLOCK_ICOUNT && m->clock != CLOCK_EMULATED;
}

static void prepare(void *arg, size_t i)
{
	const struct search *s = arg;
	struct dense *d = &s->all[i];

	*d = dense_of(s->machine, &s->machine->histories[i]);
	if (noisy(s->machine) && d->steps.n)
		scale(d, s->delta);
	s->rho[i] = noise_rho(d->v, d->steps.n);
}

static void cut(void *arg, size_t i)
{
	const struct search *s = arg;
	struct steps *x = &s->all[i].steps;

	if (x->n && steps_cut(x, s->alike))
		s->rho[i] = steps_rho(x);
	if (isnan(s->rho[i]))
		s->rho[i] = s->alike;
}

/* What the noise does not explain; and of that what is beyond delta. */
static void find_noisy(const struct search *s, struct dense *d)
{
	static const struct margin none = { 0, 0 };
	double p_most = MOST_FALSE / s->tests;
	struct step line;

	if (!steps_filter(&d->steps, &none, p_most))
		return;
	if (!steps_line(&d->steps, p_most, &line)) {
		if (steps_filter(&d->steps, &d->margin, p_most))
			add_steps(s->machine, d, s->tests);
	} else if (steps_beyond(line.to - line.from, &d->margin)) {
		add_drift(d, &line, s->tests);
	}
}

static void find_changes(void *arg, size_t i)
{
	const struct search *s = arg;
	struct dense *d = &s->all[i];

	if (s->machine->clock == CLOCK_ICOUNT)
		add_exact(s->machine, d);
	if (!noisy(s->machine) || !d->steps.count)
		return;
	steps_take_noise(&d->steps, s->rho[i]);
	find_noisy(s, d);
}

void trend_find_changes(struct machine *m, double delta)
{
	size_t i, count = m->history_count, *n = xcalloc(count, sizeof(*n));
	struct search s = {
		.machine = m, .all = xcalloc(count, sizeof(*s.all)),
		.rho = xcalloc(count, sizeof(*s.rho)), .delta = delta,
	};

	parallel(count, prepare, &s);
	/* A cut before each value but the first, and a line. */
	for (i = 0; i < count; i++)
		s.tests += (double)(n[i] = s.all[i].steps.n);
	s.alike = noise_mean_rho(s.rho, n, count);
	parallel(noisy(m) ? count : 0, cut, &s);
	noise_shrink(s.rho, n, count);
	parallel(count, find_changes, &s);
	for (i = 0; i < count; i++) {
		free(s.all[i].steps.starts);
		free(s.all[i].steps.x);
		free(s.all[i].at);
		free(s.all[i].v);
	}
	free(s.rho);
	free(s.all);
	free(n);
}
