// SPDX-License-Identifier: GPL-2.0-only
#include "effect.h"

#include <float.h>
#include <math.h>

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

struct effect effect_welch(const struct moments *a, const struct moments *b)
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

struct effect effect_unpaired(const double *a, size_t na, const double *b, size_t nb)
{
	struct moments ma = stats_moments(a, na), mb = stats_moments(b, nb);

	return effect_welch(&ma, &mb);
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

static double log_below(double margin)
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
	double p = 2 * (above < below ? above : below);

	return p > 1 ? 1 : p;
}

double effect_equivalence_p(const struct effect *e, double margin)
{
	double low = student_cdf(-t_from(e, log_below(margin)), e->df);
	double high = student_cdf(t_from(e, log1p(margin)), e->df);

	return low > high ? low : high;
}

int interval_beyond(struct interval i, double margin)
{
	return (i.lo > 1 + margin) - (i.hi < 1 - margin);
}

int interval_within(struct interval i, double margin)
{
	return i.lo > 1 - margin && i.hi < 1 + margin;
}
