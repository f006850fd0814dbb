// SPDX-License-Identifier: GPL-2.0-only
#include "variance.h"

#include <math.h>

#include "summary.h"

/*
 * Sums of squares between the parts of each level, their degrees of freedom, and
 * what the expected mean squares are made of: with N values, n_i in boot i and
 * n_ij in load j of it,
 *
 *	samples:  s^2
 *	loads:    s^2 + l^2 (N - sum n_ij^2 / n_i) / df
 *	boots:    s^2 + l^2 (sum n_ij^2 / n_i - sum n_ij^2 / N) / df + b^2 (N - sum n_i^2 / N) / df
 */
struct anova {
	double squares[LEVELS], df[LEVELS];
	double n;			/* N */
	double boots, loads;		/* sum n_i^2, sum n_ij^2 */
	double loads_in_boots;		/* sum n_ij^2 / n_i */
};

static double square(double x)
{
	return x * x;
}

static size_t sum(const size_t *v, size_t n)
{
	size_t total = 0;

	while (n)
		total += v[--n];
	return total;
}

static void add_load(struct anova *t, const double *v, size_t n, double boot_mean, double boot_n)
{
	struct moments m = stats_moments(v, n);

	if (n > 1)
		t->squares[LEVEL_SAMPLE] += m.variance * (double)(n - 1);
	t->squares[LEVEL_LOAD] += (double)n * square(m.mean - boot_mean);
	t->loads += square((double)n);
	t->loads_in_boots += square((double)n) / boot_n;
}

static struct anova analyse(const struct nested *d)
{
	size_t all = sum(d->loads, d->boots), boot, load, n;
	const size_t *samples = d->samples;
	const double *v = d->v;
	struct anova t = { .n = (double)sum(samples, all) };
	double grand = stats_moments(v, (size_t)t.n).mean, mean;

	for (boot = 0; boot < d->boots; boot++) {
		n = sum(samples, d->loads[boot]);
		mean = stats_moments(v, n).mean;
		t.squares[LEVEL_BOOT] += (double)n * square(mean - grand);
		t.boots += square((double)n);
		for (load = 0; load < d->loads[boot]; load++, v += *samples++)
			add_load(&t, v, *samples, mean, (double)n);
	}
	t.df[LEVEL_BOOT] = (double)d->boots - 1;
	t.df[LEVEL_LOAD] = (double)(all - d->boots);
	t.df[LEVEL_SAMPLE] = t.n - (double)all;
	return t;
}

static double mean_square(const struct anova *t, enum level level)
{
	return t->df[level] > 0 ? t->squares[level] / t->df[level] : NAN;
}

struct components variance_components(const struct nested *d)
{
	struct anova t = analyse(d);
	double sample = mean_square(&t, LEVEL_SAMPLE);
	double load = (mean_square(&t, LEVEL_LOAD) - sample) * t.df[LEVEL_LOAD] / (t.n - t.loads_in_boots);
	double boot = (mean_square(&t, LEVEL_BOOT) - sample) * t.df[LEVEL_BOOT];
	struct components c = { .variance = { NAN, load, sample } };
	double total = 0;
	int i;

	boot -= load * (t.loads_in_boots - t.loads / t.n);
	c.variance[LEVEL_BOOT] = boot / (t.n - t.boots / t.n);
	for (i = 0; i < LEVELS; i++) {
		c.truncated[i] = c.variance[i] < 0;
		if (c.truncated[i])
			c.variance[i] = 0;
		total += c.variance[i];
	}
	for (i = 0; i < LEVELS; i++)
		c.share[i] = c.variance[i] / total;
	return c;
}
