// SPDX-License-Identifier: GPL-2.0-only
#include "power.h"

#include <math.h>

#include "student.h"
#include "summary.h"

#define MOST_BOOTS 1e6

struct power_design power_unpaired(const double *a, size_t na, const double *b, size_t nb)
{
	struct moments ma = stats_moments(a, na), mb = stats_moments(b, nb);
	double va = ma.variance, vb = mb.variance;

	return (struct power_design){
		.seen = effect_unpaired(&ma, &mb),
		.sd = sqrt(va + vb), .df = (va + vb) * (va + vb) / (va * va + vb * vb),
	};
}

struct power_design power_paired(const double *a, const double *b, size_t n)
{
	struct effect seen = effect_paired(a, b, n);

	return (struct power_design){ .seen = seen, .sd = seen.se * sqrt((double)n), .df = 1 };
}

static double normal(double z)
{
	return erfc(-z / M_SQRT2) / 2;
}

/*
 * The next effect's distances to the bounds and what its tests give way by, in its
 * standard deviation, that of the first effect's error included.
 */
struct next {
	double lo, hi, beyond, within, df;
};

static struct next next_of(const struct power_design *d, double boots, const struct power_bounds *q)
{
	double df = d->df * (boots - 1), error = d->sd / sqrt(boots);
	double spread = hypot(d->seen.se, error);

	return (struct next){
		.lo = (q->lo - d->seen.log_ratio) / spread,
		.hi = (q->hi - d->seen.log_ratio) / spread,
		.beyond = -student_quantile(q->beyond, df) * error / spread,
		.within = -student_quantile(q->within, df) * error / spread, .df = d->seen.df,
	};
}

/* The chances if what was taken for a standard deviation is s of the true one. */

static double beyond(const struct next *x, double s)
{
	return normal(-s * x->hi - x->beyond) + normal(s * x->lo - x->beyond);
}

static double within(const struct next *x, double s)
{
	return normal(s * x->hi - x->within) - normal(s * x->lo + x->within);
}

/*
 * Over the distribution of log s, but for the constant of its density: the tanh-sinh
 * rule (Takahasi and Mori 1974).
 */
static double integral(double (*chance)(const struct next *x, double s), const struct next *x,
		       double from, double to)
{
	const int steps = 160;
	double sum = 0, at, u, w, log_s;
	int i;

	for (i = 1; i < steps; i++) {
		at = 6.4 * i / steps - 3.2;
		u = tanh(M_PI_2 * sinh(at));
		w = cosh(at) * (1 - u * u);
		log_s = from + (to - from) * (1 + u) / 2;
		sum += w * exp(x->df * (log_s - expm1(2 * log_s) / 2)) * chance(x, exp(log_s));
	}
	return sum * (to - from) * M_PI_4 * 6.4 / steps;
}

double power_chance(const struct power_design *d, double boots, const struct power_bounds *q)
{
	struct next x = next_of(d, boots, q);
	double half = x.df / 2, constant = 2 * exp(half * log(half) - half - lgamma(half));
	/* Beyond these the density is nothing to a double. */
	double from = -6.5 / sqrt(x.df) - 30 / x.df, to = log1p(80 / x.df + 18 / sqrt(x.df)) / 2;
	double room = log(2 * x.within / (x.hi - x.lo));	/* where an interval fits in */
	double decided = integral(beyond, &x, from, to);

	if (room < to)
		decided += integral(within, &x, fmax(from, room), to);
	return constant * decided;
}

double power_boots(const struct power_design *d, double many, const struct power_bounds *q,
		   double power)
{
	double few = many++, mid;

	while (!(power_chance(d, many, q) >= power)) {
		if (many >= MOST_BOOTS)
			return NAN;
		few = many;
		many = fmin(2 * many, MOST_BOOTS);
	}
	while (many - few > 1) {
		mid = floor((few + many) / 2);
		if (power_chance(d, mid, q) >= power)
			many = mid;
		else
			few = mid;
	}
	return many;
}
