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

/* A test whose bounds are lo and hi, and which gives way by t estimated standard errors. */
struct test {
	double lo, hi, t, df;
};

/*
 * That a normal z falls between lo + t s and hi - t s, where s is a standard deviation
 * estimated with df degrees of freedom and the true one is 1: by log s, but for
 * the constant of its density.
 */
static double within(const struct test *test, double log_s)
{
	double t = test->t * exp(log_s);

	return exp(test->df * (log_s - expm1(2 * log_s) / 2)) * (normal(test->hi - t) - normal(test->lo + t));
}

/* The tanh-sinh rule (Takahasi and Mori 1974). */
static double integral(const struct test *test, double from, double to)
{
	const int steps = 1000;
	double sum = 0, x, u, w;
	int i;

	for (i = 1; i < steps; i++) {
		x = 6.4 * i / steps - 3.2;
		u = tanh(M_PI_2 * sinh(x));
		w = cosh(x) * (1 - u * u);
		sum += w * within(test, from + (to - from) * (1 + u) / 2);
	}
	return sum * (to - from) * M_PI_4 * 6.4 / steps;
}

static double power(const struct test *test)
{
	double half = test->df / 2, constant = 2 * exp(half * log(half) - half - lgamma(half));
	/* Beyond these the density is nothing to a double. */
	double from = -6.5 / sqrt(test->df) - 30 / test->df, to = log1p(80 / test->df + 18 / sqrt(test->df)) / 2;
	double room = log((test->hi - test->lo) / test->t / 2);	/* where the bounds meet */

	return room <= from ? 0 : constant * integral(test, from, room < to ? room : to);
}

double power_difference(const struct plan *plan, double boots, double distance)
{
	double df = degrees(plan, boots), t = -student_quantile(plan->alpha / 2, df);

	return power(&(struct test){ -INFINITY, fabs(distance) / standard_error(plan, boots), t, df });
}

double power_equivalence(const struct plan *plan, double boots, double at, double margin)
{
	double df = degrees(plan, boots), se = standard_error(plan, boots), t = -student_quantile(plan->alpha, df);

	return power(&(struct test){ (-margin - at) / se, (margin - at) / se, t, df });
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
