// SPDX-License-Identifier: GPL-2.0-only
#include "power.h"

#include <math.h>

#include "student.h"

#define MOST_BOOTS 1e6

static double groups(const struct plan *plan)
{
	return plan->paired ? 1 : 2;
}

static double standard_error(const struct plan *plan, double boots)
{
	return plan->sd * sqrt(groups(plan) / boots);
}

static double degrees(const struct plan *plan, double boots)
{
	return groups(plan) * (boots - 1);
}

static double normal(double z)
{
	return erfc(-z / M_SQRT2) / 2;
}

/*
 * The chance that a normal z falls between lo and hi, less t s at either end, in
 * the mean over s, a standard deviation estimated with df degrees of freedom whose
 * true value is 1.  By the trapezoid rule over log s, where the density is smooth and
 * vanishes at both ends, which makes the rule exact to rounding.
 */
static double chance_between(double lo, double hi, double t, double df)
{
	const int steps = 1000;
	double from = -6.5 / sqrt(df) - 37 / df, to = 6.5 / sqrt(df), sum = 0, weights = 0, u, s, w;
	int i;

	for (i = 0; i <= steps; i++) {
		u = from + (to - from) * i / steps;
		s = exp(u);
		w = exp(df * (u - expm1(2 * u) / 2));
		sum += w * fmax(0, normal(hi - t * s) - normal(lo + t * s));
		weights += w;
	}
	return sum / weights;
}

double power_difference(const struct plan *plan, double boots, double distance)
{
	double df = degrees(plan, boots);

	return chance_between(-INFINITY, fabs(distance) / standard_error(plan, boots),
			      -student_quantile(plan->alpha / 2, df), df);
}

double power_equivalence(const struct plan *plan, double boots, double at, double margin)
{
	double df = degrees(plan, boots), se = standard_error(plan, boots);

	return chance_between((-margin - at) / se, (margin - at) / se, -student_quantile(plan->alpha, df), df);
}

double power_half_width(const struct plan *plan, double boots)
{
	return -student_quantile(plan->alpha / 2, degrees(plan, boots)) * standard_error(plan, boots);
}

/* What is asked of a number of boots. */
struct wish {
	const struct plan *plan;
	double distance, margin, least;
};

static bool narrow(const struct wish *w, double boots)
{
	return power_half_width(w->plan, boots) <= w->distance;
}

static bool different(const struct wish *w, double boots)
{
	return power_difference(w->plan, boots, w->distance) >= w->least;
}

static bool equivalent(const struct wish *w, double boots)
{
	return power_equivalence(w->plan, boots, w->distance, w->margin) >= w->least;
}

/* Each of them holds from some number of boots on. */
static double fewest(bool (*enough)(const struct wish *, double), const struct wish *w)
{
	double few = 1, many = 2, mid;

	while (!enough(w, many)) {
		if (many >= MOST_BOOTS)
			return NAN;
		few = many;
		many = fmin(2 * many, MOST_BOOTS);
	}
	while (many - few > 1) {
		mid = floor((few + many) / 2);
		if (enough(w, mid))
			many = mid;
		else
			few = mid;
	}
	return many;
}

double boots_for_half_width(const struct plan *plan, double half_width)
{
	return fewest(narrow, &(struct wish){ plan, half_width, 0, 0 });
}

double boots_for_difference(const struct plan *plan, double distance, double power)
{
	return fewest(different, &(struct wish){ plan, distance, 0, power });
}

double boots_for_equivalence(const struct plan *plan, double at, double margin, double power)
{
	return fewest(equivalent, &(struct wish){ plan, at, margin, power });
}
