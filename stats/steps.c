// SPDX-License-Identifier: GPL-2.0-only
#include "steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "potts.h"
#include "student.h"
#include "summary.h"

#define RHO_MOST .95
#define FAR_STEP 3			/* standard deviations: of neighbours' differences */
#define FAR 4				/* the same: of values from their level */
#define INNER_LEAST 3			/* values of a level */
#define LAST_LEAST 2			/* of the last one, which may yet go on */
#define PLACE_COST 7.352		/* -2 log(1 - sqrt(.95)): Hansen 2000 */

/* Noise */

double noise_scale(const double *v, size_t n, size_t lag)
{
	size_t count = n > lag ? n - lag : 0, i;
	double *steps = count ? malloc(count * sizeof(*steps)) : NULL, s;

	if (!steps)
		return NAN;
	for (i = 0; i < count; i++)
		steps[i] = fabs(v[i + lag] - v[i]);
	/* |a - b| of two normal values: median .954 s, mean 1.128 s. */
	s = stats_median(steps, count) / .9538725524089398;
	if (s == 0)
		s = stats_moments(steps, count).mean / 1.1283791670955126;
	free(steps);
	return s;
}

static double mean_square(const double *v, size_t n, size_t lag)
{
	double most = FAR_STEP * M_SQRT2 * noise_scale(v, n, lag), sum = 0;
	size_t i, count = 0;

	for (i = lag; i < n; i++) {
		double step = fabs(v[i] - v[i - lag]);

		if (step > most)
			continue;
		sum += step * step;
		count++;
	}
	return sum / (double)count;
}

double noise_rho(const double *v, size_t n)
{
	double once = mean_square(v, n, 1), twice = mean_square(v, n, 2);

	return once > 0 && twice > 0 ? fmin(twice / once - 1, RHO_MOST) : NAN;
}

static double within(double rho)
{
	return fmin(fmax(rho, 0), RHO_MOST);
}

double noise_mean_rho(const double *rho, const size_t *n, size_t count)
{
	double weights = 0, mean = 0;
	size_t i;

	for (i = 0; i < count; i++)
		if (!isnan(rho[i]) && n[i]) {
			weights += (double)n[i];
			mean += (rho[i] - mean) * (double)n[i] / weights;
		}
	return within(mean);
}

void noise_shrink(double *rho, const size_t *n, size_t count)
{
	double mean = noise_mean_rho(rho, n, count), chance = 1 - mean * mean;
	double squares = 0, weights = 0, between;
	size_t i;

	for (i = 0; i < count; i++)
		if (!isnan(rho[i]) && n[i]) {
			weights += (double)n[i];
			squares += (double)n[i] * (rho[i] - mean) * (rho[i] - mean) - chance;
		}
	between = weights > 0 ? fmax(0, squares / weights) : 0;
	for (i = 0; i < count; i++)
		if (!isnan(rho[i]) && n[i]) {
			double share = between / (between + chance / (double)n[i]);

			rho[i] = within(mean + share * (rho[i] - mean));
		}
}

double noise_mean_variance(double rho, size_t n)
{
	double m = (double)n, rest = 1 - rho;

	return ((1 + rho) / rest - 2 * rho * (1 - pow(rho, m)) / (m * rest * rest)) / m;
}

/* How many times the variance of a mean of many values is what it were with rho 0. */
static double noise_inflation(double rho)
{
	return (1 + rho) / (1 - rho);
}

double noise_se(const struct noise *noise, size_t a, size_t b)
{
	double na = (double)a, nb = (double)b, rho = noise->rho, rest = (1 - rho) * (1 - rho);
	double shared = rho * (1 - pow(rho, na)) * (1 - pow(rho, nb)) / (rest * na * nb);

	return noise->sd *
	       sqrt(noise_mean_variance(rho, a) + noise_mean_variance(rho, b) - 2 * shared);
}

/* Steps */

static size_t end_of(const struct steps *s, size_t i)
{
	return i + 1 < s->count ? s->starts[i + 1] : s->n;
}

/* Values of a segment beyond the reach of its median count as at that distance. */
static void limit(struct steps *s, size_t from, size_t to)
{
	double middle;
	size_t i;

	memcpy(s->x + from, s->v + from, (to - from) * sizeof(*s->x));
	middle = stats_median(s->x + from, to - from);
	for (i = from; i < to; i++)
		s->x[i] = fmin(fmax(s->v[i], middle - s->reach), middle + s->reach);
}

void steps_limit(struct steps *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		limit(s, s->starts[i], end_of(s, i));
}

/*
 * Few values are no level: they go to the segment before them, the first ones of all to the
 * one after.  A single last one, which may go on or not, is left out.
 */
static void join_short(struct steps *s)
{
	size_t i, n = 1;

	if (s->count > 1 && s->starts[s->count - 1] + 1 == s->n)
		s->n = s->starts[--s->count];
	while (s->count > 1 && s->starts[1] < INNER_LEAST)
		memmove(s->starts + 1, s->starts + 2, (--s->count - 1) * sizeof(*s->starts));
	for (i = 1; i < s->count; i++)
		if (end_of(s, i) - s->starts[i] >= (i + 1 < s->count ? INNER_LEAST : LAST_LEAST))
			s->starts[n++] = s->starts[i];
	s->count = n;
}

bool steps_cut(struct steps *s, double rho)
{
	double scale = noise_scale(s->v, s->n, 1);

	s->reach = FAR * scale / sqrt(1 - rho);
	s->count = potts_segments(s->v, s->n, potts_gamma(scale, rho, s->n), s->starts);
	if (s->count)
		join_short(s);
	steps_limit(s);
	return s->count;
}

/* A segment's mean, and the squares and products of neighbours' residuals. */
struct sums {
	double mean, squares, products;
};

static struct sums sums_of(const struct steps *s, size_t from, size_t to)
{
	struct sums m = { 0, 0, 0 };
	double last = 0, r;
	size_t i;

	for (i = from; i < to; i++)
		m.mean += (s->x[i] - m.mean) / (double)(i - from + 1);
	for (i = from; i < to; i++) {
		r = s->x[i] - m.mean;
		m.squares += r * r;
		m.products += r * last;
		last = r;
	}
	return m;
}

static struct sums residuals(const struct steps *s)
{
	struct sums all = { 0, 0, 0 }, one;
	size_t i;

	for (i = 0; i < s->count; i++) {
		one = sums_of(s, s->starts[i], end_of(s, i));
		all.squares += one.squares;
		all.products += one.products;
	}
	return all;
}

double steps_rho(const struct steps *s)
{
	double n = (double)s->n, count = (double)s->count;
	struct sums r = residuals(s);

	if (n < 10 * count || !(r.squares > 0))
		return NAN;
	/* The mean of what is estimated is rho - (1 + 4 rho) count / n. */
	return (r.products / r.squares + count / n) / (1 - 4 * count / n);
}

static double df_of(double n, double rho)
{
	return fmax(1, n * (1 - rho * rho) / (1 + rho * rho));
}

void steps_take_noise(struct steps *s, double rho)
{
	double left = 0, n;
	size_t i;

	for (i = 0; i < s->count; i++) {
		n = (double)(end_of(s, i) - s->starts[i]);
		left += n * (1 - noise_mean_variance(rho, end_of(s, i) - s->starts[i]));
	}
	s->noise.sd = left > 0 ? sqrt(residuals(s).squares / left) : 0;
	s->noise.rho = rho;
	s->noise.df = df_of((double)(s->n - s->count), rho);
}

static double p_of(double difference, double se, double df)
{
	return se > 0 ? 2 * student_cdf(-fabs(difference / se), df) : difference == 0;
}

bool steps_beyond(double difference, const struct margin *m)
{
	return difference > m->above || difference < -m->below;
}

struct cut {			/* a segment and the cut that ends it */
	size_t start;
	double mean, p, step;
};

struct filter {
	struct steps *s;
	const struct margin *margin;
	struct cut *cuts;
	size_t count;
};

static size_t cut_end(const struct filter *f, size_t i)
{
	return i + 1 < f->count ? f->cuts[i + 1].start : f->s->n;
}

static void test_cut(struct filter *f, size_t i)
{
	struct cut *c = &f->cuts[i];
	double difference, se;

	c->p = 0;
	c->step = INFINITY;
	if (i + 1 == f->count)
		return;
	difference = c[1].mean - c->mean;
	se = noise_se(&f->s->noise, c[1].start - c->start, cut_end(f, i + 1) - c[1].start);
	c->step = fabs(difference);
	c->p = steps_beyond(difference, f->margin) ? p_of(difference, se, f->s->noise.df) : 1;
}

static size_t least_founded(const struct cut *c, size_t count)
{
	size_t i, worst = 0;

	for (i = 1; i < count; i++)
		if (c[i].p > c[worst].p || (c[i].p == c[worst].p && c[i].step < c[worst].step))
			worst = i;
	return worst;
}

static void undo_cut(struct filter *f, size_t i)
{
	memmove(&f->cuts[i + 1], &f->cuts[i + 2], (--f->count - i - 1) * sizeof(*f->cuts));
	limit(f->s, f->cuts[i].start, cut_end(f, i));
	f->cuts[i].mean = sums_of(f->s, f->cuts[i].start, cut_end(f, i)).mean;
	test_cut(f, i);
	if (i)
		test_cut(f, i - 1);
}

bool steps_filter(struct steps *s, const struct margin *margin, double p_most)
{
	struct filter f = { s, margin, calloc(s->count, sizeof(*f.cuts)), s->count };
	size_t i;

	if (!f.cuts)
		return false;
	for (i = 0; i < f.count; i++) {
		f.cuts[i].start = s->starts[i];
		f.cuts[i].mean = sums_of(s, s->starts[i], end_of(s, i)).mean;
	}
	for (i = 0; i < f.count; i++)
		test_cut(&f, i);
	while (i = least_founded(f.cuts, f.count), f.cuts[i].p > p_most)
		undo_cut(&f, i);
	for (i = 0; i < f.count; i++)
		s->starts[i] = f.cuts[i].start;
	s->count = f.count;
	free(f.cuts);
	return true;
}

/* What two levels explain of values less their mean, by the sum of those of the first one. */
static double explained(double sum, size_t before, size_t after)
{
	return sum * sum / (double)before + sum * sum / (double)after;
}

/* Each place whose cost is above the least by no more than noise makes it. */
static void find_place(const struct steps *s, size_t from, size_t to, struct step *step)
{
	double cost = PLACE_COST * s->noise.sd * s->noise.sd * noise_inflation(s->noise.rho);
	double mean = sums_of(s, from, to).mean, most = 0, sum = 0;
	size_t i;

	for (i = from + 1; i < to; i++) {
		sum += s->x[i - 1] - mean;
		most = fmax(most, explained(sum, i - from, to - i));
	}
	for (sum = 0, i = from + 1; i < to; i++) {
		sum += s->x[i - 1] - mean;
		if (most - explained(sum, i - from, to - i) > cost)
			continue;
		step->first = i < step->first ? i : step->first;
		step->last = i > step->last ? i : step->last;
	}
}

struct step steps_step(const struct steps *s, size_t i)
{
	size_t from = s->starts[i - 1], at = s->starts[i], to = end_of(s, i);
	struct step step = { sums_of(s, from, at).mean, sums_of(s, at, to).mean, NAN, at, at };

	step.p = p_of(step.to - step.from, noise_se(&s->noise, at - from, to - at), s->noise.df);
	find_place(s, from, to, &step);
	return step;
}

/* A straight line: its value at the middle, its slope, and the squares that it leaves. */
struct line {
	double middle, slope, squares;
};

static struct line fit_line(const struct steps *s)
{
	double n = (double)s->n, centre = (n - 1) / 2, r;
	struct line l = { stats_moments(s->x, s->n).mean, 0, 0 };
	size_t i;

	for (i = 0; i < s->n; i++)
		l.slope += ((double)i - centre) * (s->x[i] - l.middle);
	l.slope /= n * (n * n - 1) / 12;
	for (i = 0; i < s->n; i++) {
		r = s->x[i] - l.middle - l.slope * ((double)i - centre);
		l.squares += r * r;
	}
	return l;
}

/* By Schwarz's criterion: two numbers against the segments' levels and places. */
static bool fits_no_worse(const struct steps *s, const struct line *l)
{
	double alike = (double)s->n / noise_inflation(s->noise.rho);

	return alike * log(l->squares / residuals(s).squares) <=
	       (2 * (double)s->count - 3) * log(alike);
}

static double line_p(const struct steps *s, const struct line *l)
{
	double n = (double)s->n, variance = l->squares / (n - 2) * noise_inflation(s->noise.rho);
	double se = sqrt(variance / (n * (n * n - 1) / 12));

	return p_of(l->slope, se, df_of(n - 2, s->noise.rho));
}

bool steps_line(const struct steps *s, double p_most, struct step *line)
{
	struct line l;
	double half;

	if (s->n < 4)
		return false;
	l = fit_line(s);
	half = l.slope * (double)(s->n - 1) / 2;
	*line = (struct step){ l.middle - half, l.middle + half, line_p(s, &l), 0, s->n - 1 };
	return s->count == 1 ? line->p <= p_most : fits_no_worse(s, &l);
}
