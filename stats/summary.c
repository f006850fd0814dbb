// SPDX-License-Identifier: GPL-2.0-only
#include "summary.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "student.h"

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void stats_sort(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), ascending);
}

double stats_quantile(const double *sorted, size_t n, double p)
{
	double at = p * (double)(n - 1);
	size_t i = (size_t)at;

	if (i + 1 >= n)
		return sorted[n - 1];
	return sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]);
}

/* The k-th smallest; none before it in v is greater, none after it less (Hoare 1961). */
static double kth(double *v, size_t n, size_t k)
{
	ptrdiff_t lo = 0, hi = (ptrdiff_t)n - 1, at = (ptrdiff_t)k;

	while (lo < hi) {
		double pivot = v[lo + (hi - lo) / 2], swap;
		ptrdiff_t i = lo, j = hi;

		while (i <= j) {
			for (; v[i] < pivot; i++)
				;
			for (; v[j] > pivot; j--)
				;
			if (i > j)
				break;
			swap = v[i];
			v[i++] = v[j];
			v[j--] = swap;
		}
		if (at > j)
			lo = i;
		if (at < i)
			hi = j;
	}
	return v[at];
}

double stats_median(double *v, size_t n)
{
	double upper = kth(v, n, n / 2), lower = v[0];
	size_t i;

	if (n % 2)
		return upper;
	for (i = 1; i < n / 2; i++)
		lower = fmax(lower, v[i]);
	return (lower + upper) / 2;
}

/* NAN of a logarithm that there is not. */
static struct moments moments_of(const double *v, size_t n, bool logarithms)
{
	struct moments m = { n, NAN, NAN };
	double sum = 0, squares = 0, x, mean;
	size_t i;

	for (i = 0; i < n; i++)
		sum += !logarithms ? v[i] : v[i] > 0 ? log(v[i]) : NAN;
	mean = sum / (double)n;
	for (i = 0; i < n; i++) {
		x = (!logarithms ? v[i] : v[i] > 0 ? log(v[i]) : NAN) - mean;
		squares += x * x;
	}
	if (n)
		m.mean = mean;
	if (n > 1)
		m.variance = squares / (double)(n - 1);
	return m;
}

struct moments stats_moments(const double *v, size_t n)
{
	return moments_of(v, n, false);
}

struct moments stats_log_moments(const double *v, size_t n)
{
	return moments_of(v, n, true);
}

size_t stats_low_count(size_t n)
{
	return n * 4 / 5 ? n * 4 / 5 : 1;
}

double stats_low_mean(const double *sorted, size_t n)
{
	return stats_moments(sorted, stats_low_count(n)).mean;
}

static struct estimate with_interval(struct moments m)
{
	double half = student_quantile(.975, (double)m.n - 1) * sqrt(m.variance / (double)m.n);

	return (struct estimate){ m.mean, m.mean - half, m.mean + half };
}

struct estimate stats_mean(const double *v, size_t n)
{
	return with_interval(stats_moments(v, n));
}

struct estimate stats_log_mean(const double *v, size_t n)
{
	struct estimate e = with_interval(stats_log_moments(v, n));

	if (isnan(e.mean))
		return stats_mean(v, n);
	return (struct estimate){ exp(e.mean), exp(e.lo), exp(e.hi) };
}

struct estimate stats_cycles_mean(const double *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!(v[i] >= 1))
			return stats_mean(v, n);
	return stats_log_mean(v, n);
}
