// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the mathematics of comparisons makes of data whose truth is known:
 * how often it finds what is not there, and what is.  Seeded: the same figures
 * every time.
 *
 * usage: simulate [EXPERIMENTS]; simulate speed
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "effect.h"
#include "power.h"
#include "random.h"
#include "student.h"
#include "summary.h"
#include "util.h"

#define BOOTS 10
#define BATCHES 6
#define SAMPLES 100
#define BASE 24.0	/* ticks; one more is 4 % */

/* Standard deviations, relative: of boots, of batches in a boot, of samples in a batch, of the drift in a boot. */
#define BOOT_SD .011
#define BATCH_SD .015
#define SAMPLE_SD .04
#define DRIFT_SD .01

static double normal_quantile(double p)
{
	return student_quantile(p, INFINITY);
}

static double bell(double p)
{
	return 1 + SAMPLE_SD * normal_quantile(p);
}

/* 1 at the least, and a long way up. */
static double skewed(double p)
{
	return 1 + .5 * SAMPLE_SD * exp(normal_quantile(p));
}

static const struct model {
	const char *name;
	double (*quantile)(double p);	/* of a sample, of what the batch makes of it */
	double tick;			/* samples are whole ones of these; 0: any value */
	double spikes, evident;		/* share of samples that are disturbed; of these, seen to be */
	double shifted, shift;		/* share of batches with another layout; what it costs */
} models[] = {
	{ .name = "plain", .quantile = bell },
	{ .name = "discrete", .quantile = bell, .tick = 1 },
	{ .name = "skewed", .quantile = skewed },
	{ .name = "contaminated", .quantile = bell, .spikes = .05, .evident = .6 },
	{ .name = "layout-shifted", .quantile = bell, .shifted = .25, .shift = .04 },
};

/* To look up a quantile is quicker than to compute it. */
#define QUANTILES 4096
static double quantiles[QUANTILES];
static double normals[QUANTILES];

static uint64_t state = 20230914;

static double unit(void)
{
	return (double)(random_next(&state) >> 11) * 0x1p-53;
}

static double drawn(const double *table)
{
	return table[random_next(&state) >> 52];
}

static void prepare(const struct model *m)
{
	int i;

	for (i = 0; i < QUANTILES; i++) {
		quantiles[i] = m->quantile((i + .5) / QUANTILES);
		normals[i] = normal_quantile((i + .5) / QUANTILES);
	}
}

/* One of a, or of b at one of its true ratios, in an experiment: logs by boot and by batch, and all samples. */
struct arm {
	double boots[BOOTS], batches[BOOTS * BATCHES];
	size_t n;
	double sum, squares;
};

/* Spikes go up, to five times the value; those with evidence are dropped. */
static size_t draw_samples(const struct model *m, double level, double *v)
{
	size_t i, n = 0;

	for (i = 0; i < SAMPLES; i++) {
		v[n] = level * drawn(quantiles);
		if (m->spikes > 0 && unit() < m->spikes) {
			v[n] *= 1 + 4 * unit();
			if (unit() < m->evident)
				continue;
		}
		if (m->tick > 0)
			v[n] = m->tick * round(v[n] / m->tick);
		n++;
	}
	return n;
}

static double draw_batch(const struct model *m, double level, struct arm *arm)
{
	double v[SAMPLES];
	size_t i, n;

	level *= exp(BATCH_SD * drawn(normals));
	if (m->shifted > 0 && unit() < m->shifted)
		level *= 1 + m->shift;
	n = draw_samples(m, level, v);
	for (i = 0; i < n; i++) {
		arm->sum += v[i] - BASE;
		arm->squares += (v[i] - BASE) * (v[i] - BASE);
	}
	arm->n += n;
	stats_sort(v, n);
	return log(stats_low_mean(v, n));
}

static const double ratios[] = { 1, 1.01, 1.02 };

#define RATIOS ARRAY_SIZE(ratios)

struct experiment {
	struct arm a, b[RATIOS];
};

/* In the order a b b a: what drifts evenly meets both alike. */
static void draw_boot(const struct model *m, struct experiment *x, size_t boot)
{
	double level = BASE * exp(BOOT_SD * drawn(normals)), drift = DRIFT_SD * drawn(normals);
	size_t i, k, at = boot * BATCHES;

	for (i = 0; i < BATCHES; i++) {
		double outer = i < BATCHES / 2 ? (double)i : (double)(i + BATCHES);
		double inner = (double)(i + BATCHES / 2);

		x->a.batches[at + i] = draw_batch(m, level * exp(drift * outer / (2 * BATCHES)), &x->a);
		for (k = 0; k < RATIOS; k++)
			x->b[k].batches[at + i] = draw_batch(m, ratios[k] * level * exp(drift * inner / (2 * BATCHES)),
							  &x->b[k]);
	}
	x->a.boots[boot] = stats_moments(x->a.batches + at, BATCHES).mean;
	for (k = 0; k < RATIOS; k++)
		x->b[k].boots[boot] = stats_moments(x->b[k].batches + at, BATCHES).mean;
}

static void draw_experiment(const struct model *m, struct experiment *x)
{
	size_t boot;

	memset(x, 0, sizeof(*x));
	for (boot = 0; boot < BOOTS; boot++)
		draw_boot(m, x, boot);
}

static struct effect of_values(const double *a, const double *b, size_t n)
{
	struct moments ma = stats_moments(a, n), mb = stats_moments(b, n);

	return effect_unpaired(&ma, &mb);
}

static struct effect paired(const struct arm *a, const struct arm *b)
{
	return effect_paired(a->boots, b->boots, BOOTS);
}

static struct effect unpaired(const struct arm *a, const struct arm *b)
{
	return of_values(a->boots, b->boots, BOOTS);
}

static struct effect batches(const struct arm *a, const struct arm *b)
{
	return of_values(a->batches, b->batches, BOOTS * BATCHES);
}

static struct moments all_samples(const struct arm *arm)
{
	double n = (double)arm->n, mean = arm->sum / n;

	return (struct moments){ arm->n, BASE + mean, (arm->squares - n * mean * mean) / (n - 1) };
}

/* Of plain means; by the delta method what it would be of logarithms, nearly. */
static struct effect samples(const struct arm *a, const struct arm *b)
{
	struct moments ma = all_samples(a), mb = all_samples(b);

	ma.variance /= ma.mean * ma.mean;
	mb.variance /= mb.mean * mb.mean;
	ma.mean = log(ma.mean);
	mb.mean = log(mb.mean);
	return effect_unpaired(&ma, &mb);
}

static const struct way {
	const char *name;
	struct effect (*effect)(const struct arm *a, const struct arm *b);
	bool same_boots;
} ways[] = {
	{ "paired", paired, true },
	{ "unpaired", unpaired, false },
	{ "batches", batches, false },
	{ "samples", samples, false },
};

/* How many experiments ended so. */
struct outcome {
	unsigned int found[RATIOS], covered[RATIOS], same[RATIOS];
};

static void judge(const struct way *way, const struct arm *a, const struct arm *b, struct outcome *o)
{
	struct interval i;
	struct effect e;
	size_t k;

	for (k = 0; k < RATIOS; k++) {
		e = way->effect(a, &b[k]);
		i = effect_interval(&e, .95);
		o->found[k] += effect_p(&e, 0) <= .05;
		o->covered[k] += i.lo <= ratios[k] && ratios[k] <= i.hi;
		o->same[k] += effect_equivalence_p(&e, .02) <= .05;
	}
}

static void print_outcome(const struct model *m, const char *way, const struct outcome *o, double n)
{
	printf("%-15s %-9s %8.1f %8.1f %7.1f %7.1f %8.1f %8.1f\n", m->name, way, 100 * o->found[0] / n,
	       100 * o->covered[2] / n, 100 * o->found[1] / n, 100 * o->found[2] / n, 100 * o->same[0] / n,
	       100 * o->same[2] / n);
}

/* Boots of its own for b: those of the experiment before. */
static void simulate(const struct model *m, unsigned int n)
{
	struct outcome outcomes[ARRAY_SIZE(ways)] = { 0 };
	struct experiment x, before;
	unsigned int i;
	size_t k;

	prepare(m);
	draw_experiment(m, &before);
	for (i = 0; i < n; i++) {
		draw_experiment(m, &x);
		for (k = 0; k < ARRAY_SIZE(ways); k++)
			judge(&ways[k], &x.a, ways[k].same_boots ? x.b : before.b, &outcomes[k]);
		before = x;
	}
	for (k = 0; k < ARRAY_SIZE(ways); k++)
		print_outcome(m, ways[k].name, &outcomes[k], n);
}

/* What a gate of 39 benches asks of one: 2 % to either side. */
#define GATE_BENCHES 39
#define FOLLOWED_MOST 50000

static bool decided(const struct effect *e)
{
	double alpha = .05 / GATE_BENCHES;

	return effect_p_above(e, .02) <= alpha || effect_p_below(e, .02) <= alpha ||
	       effect_equivalence_p(e, .02) <= .05;
}

/* Boots of a and b whose truth differs by `step`; more than are there to be drawn are not. */
static struct power_design draw_boots(size_t n, double sd, double step)
{
	static double a[FOLLOWED_MOST], b[FOLLOWED_MOST];
	size_t i;

	for (i = 0; i < n; i++) {
		a[i] = sd * drawn(normals);
		b[i] = step + sd * drawn(normals);
	}
	return power_unpaired(a, n, b, n);
}

/* Of comparisons that decide nothing, those that do when as many boots are drawn anew as are said to be needed. */
static void simulate_advice(size_t boots, double sd, double step, unsigned int times)
{
	const struct power_bounds q = { log1p(-.02), log1p(.02), .05 / GATE_BENCHES, .05 };
	unsigned int asked = 0, followed = 0, tries;
	double n;

	for (tries = 0; asked < times && tries < 100 * times; tries++) {
		struct power_design design = draw_boots(boots, sd, log1p(step));

		if (decided(&design.seen))
			continue;
		asked++;
		n = power_boots(&design, (double)boots, &q, .9);
		if (!(n <= FOLLOWED_MOST))
			continue;
		design = draw_boots((size_t)n, sd, log1p(step));
		followed += decided(&design.seen);
	}
	printf("%6zu advice %4.1f %4.1f %7.1f\n", boots, 100 * sd, 100 * step, 100. * followed / asked);
}

/* Where boots vary by 1.5 %; by 3 %, of which most lie near the margin; and half a percent from it. */
static void simulate_advices(unsigned int times)
{
	static const double steps[] = { 0, .01, .03, .04, .05 };
	size_t i, k;

	printf("%% of %u comparisons undecided: boots, sd %%, truth %%, decided by as many as were said\n", times);
	for (k = 0; k < 2; k++)
		for (i = 0; i < ARRAY_SIZE(steps); i++)
			simulate_advice(k ? 10 : 5, k ? .03 : .015, steps[i], times);
	for (k = 0; k < 2; k++)
		simulate_advice(k ? 10 : 5, k ? .03 : .015, .025, times);
}

static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

#define BENCHES 200

static void compare_all(double *p)
{
	double a[BOOTS], b[BOOTS], levels[BENCHES];
	size_t i, k;

	for (i = 0; i < BENCHES; i++) {
		struct effect e;

		for (k = 0; k < BOOTS; k++) {
			a[k] = BOOT_SD * drawn(normals);
			b[k] = BOOT_SD * drawn(normals);
		}
		e = of_values(a, b, BOOTS);
		p[i] = effect_p(&e, .02) + 0 * effect_interval(&e, .999).lo + 0 * effect_equivalence_p(&e, .02);
	}
	correct_holm(p, BENCHES, .05, p, levels);
}

static void speed(void)
{
	double p[BENCHES], start = cpu_seconds();

	compare_all(p);
	printf("compare %d benches, %d boots each: %.1f ms\n", BENCHES, BOOTS, 1e3 * (cpu_seconds() - start));
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 10) : 1500;
	size_t i;

	prepare(&models[0]);
	if (argc > 1 && !strcmp(argv[1], "speed")) {
		speed();
		return 0;
	}
	if (!n) {
		fputs("usage: simulate [EXPERIMENTS]; simulate speed\n", stderr);
		return 2;
	}
	printf("%% of %u experiments       found at  covered   found   found     same     same\n"
	       "%-25s        0%%   at +2%%  at +1%%  at +2%%     at 0%%   at +2%%\n", n, "data, unit");
	for (i = 0; i < ARRAY_SIZE(models); i++)
		simulate(&models[i], n);
	simulate_advices(n / 5);
	return 0;
}
