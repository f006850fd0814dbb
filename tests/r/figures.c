// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers, as lines "data NAME VALUE...", and what our mathematics makes of
 * them, as lines "NAME VALUE": for R to do the same (figures.R).
 */
#include <math.h>
#include <stdio.h>

#include "effect.h"
#include "potts.h"
#include "power.h"
#include "random.h"
#include "steps.h"
#include "student.h"
#include "summary.h"
#include "util.h"
#include "variance.h"

#define BOOTS 10
#define SERIES 150
#define NESTED 60
#define NESTED_BOOTS 5
#define NESTED_BATCHES 15

static uint64_t state = 20201113;

/* The sum of four: near enough to normal, mean 0, standard deviation sd. */
static double noise(double sd)
{
	double sum = 0;
	int i;

	for (i = 0; i < 4; i++)
		sum += (double)random_below(&state, 1u << 31) / 0x1p31 - .5;
	return sum * sd * sqrt(3);
}

static void data(const char *name, const double *v, size_t n)
{
	size_t i;

	printf("data %s", name);
	for (i = 0; i < n; i++)
		printf(" %.17g", v[i]);
	putchar('\n');
}

static void counts(const char *name, const size_t *v, size_t n)
{
	size_t i;

	printf("data %s", name);
	for (i = 0; i < n; i++)
		printf(" %zu", v[i]);
	putchar('\n');
}

static void say(const char *name, double value)
{
	printf("%s %.17g\n", name, value);
}

static void say_of(const char *what, const char *name, double value)
{
	printf("%s-%s %.17g\n", what, name, value);
}

static void say_at(const char *name, size_t at, double value)
{
	printf("%s-%zu %.17g\n", name, at + 1, value);
}

static void student(void)
{
	const double dfs[] = { .3, 1, 1.5, 2, 4.25, 5, 9, 17.3, 18, 29.99, 100, 1234.5, 1e4, 1e5, 999999, 1e7, 1e10 };
	const double ts[] = { -40, -12, -5, -2.5, -1, -.1, -1e-5, .3, 1.7, 4 };
	const double ps[] = { 1e-12, 1e-6, 1e-4, .0005, .0125, .025, .05, .2, .45, .6, .975, .9999 };
	size_t i, k;

	data("df", dfs, ARRAY_SIZE(dfs));
	data("t", ts, ARRAY_SIZE(ts));
	data("p", ps, ARRAY_SIZE(ps));
	for (i = 0; i < ARRAY_SIZE(dfs); i++) {
		for (k = 0; k < ARRAY_SIZE(ts); k++) {
			say_at("cdf", i * ARRAY_SIZE(ts) + k, student_cdf(ts[k], dfs[i]));
			say_at("two-sided", i * ARRAY_SIZE(ts) + k, 2 * student_cdf(-fabs(ts[k]), dfs[i]));
		}
		for (k = 0; k < ARRAY_SIZE(ps); k++)
			say_at("quantile", i * ARRAY_SIZE(ps) + k, student_quantile(ps[k], dfs[i]));
	}
}

static void summary(double *v, size_t n)
{
	struct moments m = stats_moments(v, n);
	struct estimate e = stats_mean(v, n), log_e = stats_log_mean(v, n);

	data("values", v, n);
	say("mean", m.mean);
	say("variance", m.variance);
	say("geometric", log_e.mean);
	say("mean-lo", e.lo);
	say("mean-hi", e.hi);
	say("log-mean-lo", log_e.lo);
	say("log-mean-hi", log_e.hi);
	stats_sort(v, n);
	say("low-mean", stats_low_mean(v, n));
	say("p37", stats_quantile(v, n, .37));
}

static void effect(const char *name, const struct effect *e)
{
	struct interval narrow = effect_interval(e, .9), wide = effect_interval(e, 1 - .05 / 200);

	say_of(name, "ratio", effect_ratio(e));
	say_of(name, "df", e->df);
	say_of(name, "lo", narrow.lo);
	say_of(name, "hi", narrow.hi);
	say_of(name, "wide-lo", wide.lo);
	say_of(name, "wide-hi", wide.hi);
	say_of(name, "p", effect_p(e, 0));
	say_of(name, "p-beyond", effect_p(e, .01));
	say_of(name, "p-above", effect_p_above(e, .01));
	say_of(name, "p-below", effect_p_below(e, .01));
	say_of(name, "p-equivalence", effect_equivalence_p(e, .03));
}

/* Boots of a and b that decide nothing yet. */
static void power(const double *a, const double *b)
{
	const double boots[] = { 5, 12, 40, 1000 };
	const struct power_bounds bounds[] = {
		{ log1p(-.02), log1p(.02), .025, .05 }, { -.01, .03, .0005, .05 }, { -INFINITY, .03, .05, .05 },
	};
	const struct power_design designs[] = {
		power_unpaired(a, 6, b, BOOTS), power_paired(a, b, BOOTS),
	};
	size_t i, k, m;

	data("boots", boots, ARRAY_SIZE(boots));
	for (i = 0; i < ARRAY_SIZE(designs); i++)
		for (m = 0; m < ARRAY_SIZE(bounds); m++)
			for (k = 0; k < ARRAY_SIZE(boots); k++)
				say_at("power", (i * ARRAY_SIZE(bounds) + m) * ARRAY_SIZE(boots) + k,
				       power_chance(&designs[i], boots[k], &bounds[m]));
}

static void effects(const double *a, const double *b, const double *flat)
{
	struct moments m[] = {
		stats_moments(a, BOOTS), stats_moments(b, BOOTS), stats_moments(a, 4), stats_moments(flat, 3),
	};
	struct effect e;

	data("a", a, BOOTS);
	data("b", b, BOOTS);
	data("flat", flat, BOOTS);
	e = effect_unpaired(&m[0], &m[1]);
	effect("unpaired", &e);
	e = effect_unpaired(&m[2], &m[1]);
	effect("unequal", &e);
	e = effect_unpaired(&m[3], &m[1]);
	effect("one-flat", &e);
	e = effect_paired(a, b, BOOTS);
	effect("paired", &e);
	power(a, b);
}

static void multiple(void)
{
	double p[40], holm[40], bh[40], levels[40];
	size_t i;

	for (i = 0; i < 40; i++)
		p[i] = pow((double)(random_below(&state, 1000) + 1) / 1000, 5);
	p[7] = p[8];
	data("many", p, 40);
	correct_holm(p, 40, .05, holm, levels);
	correct_bh(p, 40, .05, bh, levels);
	for (i = 0; i < 40; i++) {
		say_at("holm", i, holm[i]);
		say_at("bh", i, bh[i]);
	}
}

static void components(const char *name, const size_t *batches, const size_t *samples, const double *v)
{
	struct moments m[NESTED_BATCHES];
	struct components c;
	size_t i;

	for (i = 0; i < NESTED_BATCHES; v += samples[i++])
		m[i] = stats_moments(v, samples[i]);
	c = variance_components(&(struct nested){ NESTED_BOOTS, batches, m });
	say_of(name, "boot", c.variance[LEVEL_BOOT]);
	say_of(name, "batch", c.variance[LEVEL_BATCH]);
	say_of(name, "sample", c.variance[LEVEL_SAMPLE]);
}

/* Boots and batches of all sizes; then the same values as 5 boots of 3 batches of 4. */
static void variance(void)
{
	const size_t batches[NESTED_BOOTS] = { 3, 1, 4, 2, 5 }, equal_batches[] = { 3, 3, 3, 3, 3 };
	const size_t samples[NESTED_BATCHES] = { 2, 5, 3, 6, 1, 4, 4, 7, 3, 2, 5, 5, 6, 4, 3 };
	const size_t equal_samples[] = { 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4 };
	double v[NESTED], boot = 0;
	size_t i;

	for (i = 0; i < NESTED; i++) {
		if (i % 12 == 0)
			boot = noise(3);
		v[i] = boot + (double)(i / 4 % 3) + noise(.7);
	}
	data("nested", v, NESTED);
	counts("batches", batches, ARRAY_SIZE(batches));
	counts("samples", samples, ARRAY_SIZE(samples));
	components("unbalanced", batches, samples, v);
	components("balanced", equal_batches, equal_samples, v);
}

static void autoregressive(void)
{
	const double rhos[] = { 0, .3, .8 };
	const double sizes[] = { 1, 2, 7, 40 };
	size_t i, k, j;

	data("rhos", rhos, ARRAY_SIZE(rhos));
	data("sizes", sizes, ARRAY_SIZE(sizes));
	for (i = 0; i < ARRAY_SIZE(rhos); i++)
		for (k = 0; k < 4; k++) {
			struct noise noise = { 2, rhos[i], 1 };

			say_at("mean-variance", 4 * i + k, noise_mean_variance(rhos[i], (size_t)sizes[k]));
			for (j = 0; j < 4; j++)
				say_at("means-apart", 16 * i + 4 * k + j,
				       noise_se(&noise, (size_t)sizes[k], (size_t)sizes[j]));
		}
}

/* Three segments, given; values far out brought nearer. */
static void steps(const double *v)
{
	size_t starts[] = { 0, 41, 90 }, i;
	double x[SERIES];
	struct steps s = { .v = v, .n = SERIES, .starts = starts, .count = 3, .x = x, .reach = .03 };
	struct step step;

	steps_limit(&s);
	say("segments-rho", steps_rho(&s));
	steps_take_noise(&s, .2);
	say("noise-sd", s.noise.sd);
	say("noise-df", s.noise.df);
	for (i = 1; i < 3; i++) {
		step = steps_step(&s, i);
		say_at("step-from", i, step.from);
		say_at("step-to", i, step.to);
		say_at("step-p", i, step.p);
		say_at("step-first", i, (double)step.first);
		say_at("step-last", i, (double)step.last);
	}
	s.count = 1;
	steps_limit(&s);
	steps_line(&s, 1, &step);
	say("line-from", step.from);
	say("line-to", step.to);
	say("line-p", step.p);
}

static void series(void)
{
	double v[SERIES], gamma;
	size_t starts[SERIES], i, count;

	for (i = 0; i < SERIES; i++)
		v[i] = (i > 40 && i < 90 ? 3.02 : 3) + noise(.008) + (i % 17 ? 0 : .1);
	gamma = potts_gamma(noise_scale(v, SERIES, 1), .2, SERIES);
	data("series", v, SERIES);
	say("gamma", gamma);
	say("scale-2", noise_scale(v, SERIES, 2));
	say("rho", noise_rho(v, SERIES));
	count = potts_segments(v, SERIES, gamma / 3, starts);
	say("segments", (double)count);
	for (i = 0; i < count; i++)
		say_at("segment", i, (double)starts[i]);
	steps(v);
}

int main(void)
{
	double a[BOOTS], b[BOOTS], flat[BOOTS], values[BOOTS];
	int i;

	for (i = 0; i < BOOTS; i++) {
		a[i] = 3 + noise(.02);
		b[i] = a[i] + .015 + noise(.01);
		flat[i] = 3.004;
		values[i] = exp(a[i] + noise(.5));
	}
	student();
	summary(values, BOOTS);
	effects(a, b, flat);
	multiple();
	variance();
	autoregressive();
	series();
	return 0;
}
