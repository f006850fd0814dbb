// SPDX-License-Identifier: GPL-2.0-only
#include "variance.h"

#include <math.h>

/*
 * Sums of squares between the parts of each level, their degrees of freedom, and
 * what the expected mean squares are made of: with N values, n_i in boot i and
 * n_ij in batch j of it,
 *
 *	samples:  s^2
 *	batches:    s^2 + l^2 (N - sum n_ij^2 / n_i) / df
 *	boots:    s^2 + l^2 (sum n_ij^2 / n_i - sum n_ij^2 / N) / df + b^2 (N - sum n_i^2 / N) / df
 */
struct anova {
	double squares[LEVELS], df[LEVELS];
	double n;			/* N */
	double boots, batches;		/* sum n_i^2, sum n_ij^2 */
	double batches_in_boots;	/* sum n_ij^2 / n_i */
};

static double square(double x)
{
	return x * x;
}

/* Of several batches' values together; no variance. */
static struct moments pooled(const struct moments *m, size_t batches)
{
	struct moments all = { .mean = 0 };
	size_t i;

	for (i = 0; i < batches; i++) {
		all.n += m[i].n;
		all.mean += (double)m[i].n * m[i].mean;
	}
	all.mean /= (double)all.n;
	return all;
}

static void add_batch(struct anova *t, const struct moments *batch, const struct moments *boot)
{
	double n = (double)batch->n;

	if (batch->n > 1)
		t->squares[LEVEL_SAMPLE] += batch->variance * (n - 1);
	t->squares[LEVEL_BATCH] += n * square(batch->mean - boot->mean);
	t->batches += square(n);
	t->batches_in_boots += square(n) / (double)boot->n;
}

static size_t sum(const size_t *v, size_t n)
{
	size_t total = 0;

	while (n)
		total += v[--n];
	return total;
}

static struct anova analyse(const struct nested *d)
{
	const struct moments *m = d->values;
	size_t batches = sum(d->batches, d->boots), i, k;
	struct moments all = pooled(m, batches);
	struct anova t = { .n = (double)all.n };

	for (i = 0; i < d->boots; i++) {
		struct moments boot = pooled(m, d->batches[i]);

		t.squares[LEVEL_BOOT] += (double)boot.n * square(boot.mean - all.mean);
		t.boots += square((double)boot.n);
		for (k = 0; k < d->batches[i]; k++)
			add_batch(&t, m++, &boot);
	}
	t.df[LEVEL_BOOT] = (double)d->boots - 1;
	t.df[LEVEL_BATCH] = (double)(batches - d->boots);
	t.df[LEVEL_SAMPLE] = t.n - (double)batches;
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
	double batch = (mean_square(&t, LEVEL_BATCH) - sample) * t.df[LEVEL_BATCH] /
		       (t.n - t.batches_in_boots);
	double boot = (mean_square(&t, LEVEL_BOOT) - sample) * t.df[LEVEL_BOOT];
	struct components c = { .variance = { NAN, batch, sample } };
	int i;

	boot -= batch * (t.batches_in_boots - t.batches / t.n);
	c.variance[LEVEL_BOOT] = boot / (t.n - t.boots / t.n);
	for (i = 0; i < LEVELS; i++)
		if (c.variance[i] < 0)
			c.variance[i] = 0;
	return c;
}
