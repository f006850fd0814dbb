// SPDX-License-Identifier: GPL-2.0-only
/*
 * By the regularised incomplete beta function: its continued fraction (DLMF
 * 8.17.22) evaluated by Lentz's method, inverted by Newton's.
 */
#include "student.h"

#include <float.h>
#include <math.h>

/* The fraction converges in about sqrt(df) steps; from LARGE on a normal approximation will do. */
#define STEPS 20000
#define LARGE 2e7

/* Coefficient m of the continued fraction of I_x(a, b). */
static double coefficient(double a, double b, double x, int m)
{
	double k = m / 2;

	if (m % 2)
		return -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
	return k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
}

/* 1 / (1 + d1 / (1 + d2 / ...)); the start at `tiny` stands for a zero. */
static double fraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	double f = tiny, c = tiny, d = 0, n, step = 0;
	int m;

	for (m = 0; m < STEPS && fabs(step - 1) > DBL_EPSILON; m++) {
		n = m ? coefficient(a, b, x, m) : 1;
		d = 1 / (1 + n * d);
		c = 1 + n / c;
		step = c * d;
		f *= step;
	}
	return f;
}

/*
 * log(gamma(a + 1/2) / gamma(a)).  The difference of two lgamma() would lose
 * digits as a grows; the series (DLMF 5.11.13) is used from a = 20 on, and the
 * recurrence leads there.
 */
static double log_gamma_ratio(double a)
{
	double below = 0, z;

	while (a < 20)
		below += log1p(.5 / a++);
	z = 1 / (a * a);
	z = 1. / 8 - z * (1. / 192 - z * (1. / 640 - z * 17 / 14336));
	return .5 * log(a) - z / a - below;
}

static double density(double t, double df)
{
	df = fmin(df, LARGE);
	return exp(log_gamma_ratio(df / 2) - (df + 1) / 2 * log1p(t * t / df)) / sqrt(M_PI * df);
}

/* P(T > t) for t >= 0: half of I_x(df / 2, 1/2), x = df / (df + t^2). */
static double upper_tail(double t, double df)
{
	double a = df / 2, x = 1 / (1 + t * t / df), y = 1 / (1 + df / (t * t));
	double front = exp(log_gamma_ratio(a) - a * log1p(t * t / df)) * sqrt(y / M_PI);

	/* Abramowitz and Stegun 26.7.8. */
	if (df > LARGE)
		return erfc(t * (1 - .25 / df) / sqrt(2 + t * t / df)) / 2;
	if (x < (a + 1) / (a + 2.5))
		return front * fraction(a, .5, x) / a / 2;
	return .5 - front * fraction(.5, a, y);
}

double student_cdf(double t, double df)
{
	if (isnan(t) || !(df > 0))
		return NAN;
	if (isinf(t))
		return t > 0;
	return t > 0 ? 1 - upper_tail(t, df) : upper_tail(-t, df);
}

/*
 * The upper tail is convex, so Newton's steps from the left of the root come
 * nearer and never pass it.
 */
static double upper_quantile(double tail, double df)
{
	double t = 0, next = 1, step;
	int i;

	while (upper_tail(next, df) > tail) {
		t = next;
		next *= 2;
	}
	for (i = 0; i < STEPS; i++) {
		step = (upper_tail(t, df) - tail) / density(t, df);
		t += step;
		if (fabs(step) <= 1e-9 * fmax(t, 1))	/* squared, nothing is left of it */
			break;
	}
	return t;
}

double student_quantile(double p, double df)
{
	if (!(p >= 0 && p <= 1) || !(df > 0))
		return NAN;
	if (p == .5)
		return 0;
	if (p == 0 || p == 1)
		return p ? INFINITY : -INFINITY;
	return p < .5 ? -upper_quantile(p, df) : upper_quantile(1 - p, df);
}
