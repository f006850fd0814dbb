// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

#include <math.h>
#include <stdlib.h>

#include "util.h"

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

static double mean(const double *v, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += v[i];
	return sum / (double)n;
}

double stats_low_mean(const double *sorted, size_t n)
{
	size_t low = n * 4 / 5;

	return mean(sorted, low ? low : 1);
}

struct estimate stats_mean(const double *v, size_t n)
{
	struct estimate e = { mean(v, n), NAN, NAN };
	double squares = 0, half;
	size_t i;

	if (n < 2)
		return e;
	for (i = 0; i < n; i++)
		squares += (v[i] - e.mean) * (v[i] - e.mean);
	half = student_quantile(.975, (double)(n - 1)) * sqrt(squares / (double)(n - 1) / (double)n);
	e.lo = e.mean - half;
	e.hi = e.mean + half;
	return e;
}

struct estimate stats_log_mean(const double *v, size_t n)
{
	struct estimate e;
	double *logs;
	size_t i;

	for (i = 0; i < n; i++)
		if (!(v[i] > 0))
			return stats_mean(v, n);
	logs = xcalloc(n, sizeof(*logs));
	for (i = 0; i < n; i++)
		logs[i] = log(v[i]);
	e = stats_mean(logs, n);
	free(logs);
	return (struct estimate){ exp(e.mean), exp(e.lo), exp(e.hi) };
}
