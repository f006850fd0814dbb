// SPDX-License-Identifier: GPL-2.0-only
#include "effect.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "student.h"
#include "summary.h"

/* What does not vary comes out of a mean with an error of its last digits. */
static double rounding(double a, double b)
{
	return 10 * DBL_EPSILON * fmax(1, fmax(fabs(a), fabs(b)));
}

static struct effect without_variance(double difference, double df, double error)
{
	if (fabs(difference) <= error)
		return (struct effect){ 0, 0, df };
	return (struct effect){ difference, NAN, NAN };
}

struct effect effect_unpaired(const struct moments *a, const struct moments *b)
{
	double na = (double)a->n, nb = (double)b->n;
	double va = a->variance / na, vb = b->variance / nb;
	struct effect e = { b->mean - a->mean, sqrt(va + vb), NAN };
	double error = rounding(a->mean, b->mean);

	if (e.se <= error)
		return without_variance(e.log_ratio, na + nb - 2, error);
	e.df = (va + vb) * (va + vb) / (va * va / (na - 1) + vb * vb / (nb - 1));
	return e;
}

struct effect effect_paired(const double *a, const double *b, size_t n)
{
	struct effect e = { 0, NAN, (double)n - 1 };
	double squares = 0, error = 0, d;
	size_t i;

	for (i = 0; i < n; i++) {
		e.log_ratio += (b[i] - a[i]) / (double)n;
		error = fmax(error, rounding(a[i], b[i]));
	}
	for (i = 0; i < n; i++) {
		d = b[i] - a[i] - e.log_ratio;
		squares += d * d;
	}
	if (n < 2)
		return (struct effect){ n ? e.log_ratio : NAN, NAN, NAN };
	e.se = sqrt(squares / e.df / (double)n);
	return e.se <= error ? without_variance(e.log_ratio, e.df, error) : e;
}

double effect_ratio(const struct effect *e)
{
	return exp(e->log_ratio);
}

struct interval effect_interval(const struct effect *e, double level)
{
	double half = -student_quantile((1 - level) / 2, e->df) * e->se;

	return (struct interval){ exp(e->log_ratio - half), exp(e->log_ratio + half) };
}

static double t_from(const struct effect *e, double bound)
{
	double d = e->log_ratio - bound;

	return d == 0 && e->se == 0 ? 0 : d / e->se;
}

double log_below(double margin)
{
	return margin >= 1 ? -INFINITY : log1p(-margin);
}

double effect_p_above(const struct effect *e, double margin)
{
	return student_cdf(-t_from(e, log1p(margin)), e->df);
}

double effect_p_below(const struct effect *e, double margin)
{
	return student_cdf(t_from(e, log_below(margin)), e->df);
}

double effect_p(const struct effect *e, double margin)
{
	double above = effect_p_above(e, margin), below = effect_p_below(e, margin);

	return isnan(above) ? NAN : fmin(1, 2 * fmin(above, below));
}

double effect_equivalence_p(const struct effect *e, double margin)
{
	double low = student_cdf(-t_from(e, log_below(margin)), e->df);
	double high = student_cdf(t_from(e, log1p(margin)), e->df);

	return low > high ? low : high;
}

/* Many tests */

struct ranked {
	double p;
	size_t at;
};

static int ascending(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

/* The tests in order of p (malloced), *m of them; both results are NAN all over. */
static struct ranked *rank(const double *p, size_t n, double *adjusted, double *levels, size_t *m)
{
	struct ranked *ranks = malloc((n + 1) * sizeof(*ranks));
	size_t i;

	*m = 0;
	for (i = 0; i < n; i++) {
		if (ranks && !isnan(p[i]))
			ranks[(*m)++] = (struct ranked){ p[i], i };
		adjusted[i] = levels[i] = NAN;
	}
	if (ranks)
		qsort(ranks, *m, sizeof(*ranks), ascending);
	return ranks;
}

void correct_holm(const double *p, size_t n, double alpha, double *adjusted, double *levels)
{
	size_t i, m, rejected = 0;
	struct ranked *ranks = rank(p, n, adjusted, levels, &m);
	double worst = 0;

	for (i = 0; i < m; i++) {
		worst = fmax(worst, fmin(1, (double)(m - i) * ranks[i].p));
		adjusted[ranks[i].at] = worst;
		levels[ranks[i].at] = 1 - alpha / (double)(m - rejected);
		rejected += worst <= alpha;
	}
	free(ranks);
}

void correct_bh(const double *p, size_t n, double alpha, double *adjusted, double *levels)
{
	size_t i, m, rejected = 0;
	struct ranked *ranks = rank(p, n, adjusted, levels, &m);
	double best = 1;

	for (i = m; i-- > 0;) {
		best = fmin(best, (double)m / (double)(i + 1) * ranks[i].p);
		adjusted[ranks[i].at] = best;
		rejected += best <= alpha;
	}
	for (i = 0; i < m; i++)
		levels[ranks[i].at] = 1 - alpha * fmax(1, (double)rejected) / (double)m;
	free(ranks);
}
