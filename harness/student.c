// SPDX-License-Identifier: GPL-2.0-only
/*
 * Student's t, by the regularised incomplete beta function: its continued
 * fraction (DLMF 8.17.22) evaluated by Lentz's method, inverted by bisection.
 */
#include <float.h>
#include <math.h>

#include "stats.h"

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

	for (m = 0; m < 500 && fabs(step - 1) > DBL_EPSILON; m++) {
		n = m ? coefficient(a, b, x, m) : 1;
		d = 1 / (1 + n * d);
		c = 1 + n / c;
		step = c * d;
		f *= step;
	}
	return f;
}

static double incomplete_beta(double a, double b, double x)
{
	double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));

	if (x < (a + 1) / (a + b + 2))
		return front * fraction(a, b, x) / a;
	return 1 - front * fraction(b, a, 1 - x) / b;
}

/* P(T > t) for t > 0. */
static double upper_tail(double t, double df)
{
	return incomplete_beta(df / 2, .5, df / (df + t * t)) / 2;
}

double student_quantile(double p, double df)
{
	double lo = 0, hi = 1, mid;

	if (p == .5)
		return 0;
	if (p < .5)
		return -student_quantile(1 - p, df);
	while (upper_tail(hi, df) > 1 - p)
		hi *= 2;
	while (hi - lo > 4 * DBL_EPSILON * hi) {
		mid = (lo + hi) / 2;
		if (mid == lo || mid == hi)
			break;
		if (upper_tail(mid, df) > 1 - p)
			lo = mid;
		else
			hi = mid;
	}
	return (lo + hi) / 2;
}
