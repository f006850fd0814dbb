// SPDX-License-Identifier: GPL-2.0-only
#include "noise.h"

#include <math.h>
#include <stdlib.h>

#include "summary.h"

#define RHO_MOST .95
#define FAR 3			/* standard deviations */

double noise_scale(const double *v, size_t n, size_t lag)
{
	size_t count = n > lag ? n - lag : 0, i;
	double *steps = count ? malloc(count * sizeof(*steps)) : NULL, s;

	if (!steps)
		return NAN;
	for (i = 0; i < count; i++)
		steps[i] = fabs(v[i + lag] - v[i]);
	/* |a - b| of two normal values: median .954 s, mean 1.128 s. */
	s = stats_median(steps, count) / .9538725524089398;
	if (s == 0)
		s = stats_moments(steps, count).mean / 1.1283791670955126;
	free(steps);
	return s;
}

static double mean_square(const double *v, size_t n, size_t lag)
{
	double most = FAR * M_SQRT2 * noise_scale(v, n, lag), sum = 0;
	size_t i, count = 0;

	for (i = lag; i < n; i++) {
		double step = fabs(v[i] - v[i - lag]);

		if (step > most)
			continue;
		sum += step * step;
		count++;
	}
	return sum / (double)count;
}

double noise_rho(const double *v, size_t n)
{
	double once = mean_square(v, n, 1), twice = mean_square(v, n, 2);

	return once > 0 && twice > 0 ? fmin(twice / once - 1, RHO_MOST) : NAN;
}

static double within(double rho)
{
	return fmin(fmax(rho, 0), RHO_MOST);
}

double noise_mean_rho(const double *rho, const size_t *n, size_t count)
{
	double weights = 0, mean = 0;
	size_t i;

	for (i = 0; i < count; i++)
		if (!isnan(rho[i]) && n[i]) {
			weights += (double)n[i];
			mean += (rho[i] - mean) * (double)n[i] / weights;
		}
	return within(mean);
}

void noise_shrink(double *rho, const size_t *n, size_t count)
{
	double mean = noise_mean_rho(rho, n, count), chance = 1 - mean * mean;
	double squares = 0, weights = 0, between;
	size_t i;

	for (i = 0; i < count; i++)
		if (!isnan(rho[i]) && n[i]) {
			weights += (double)n[i];
			squares += (double)n[i] * (rho[i] - mean) * (rho[i] - mean) - chance;
		}
	between = weights > 0 ? fmax(0, squares / weights) : 0;
	for (i = 0; i < count; i++)
		if (!isnan(rho[i]) && n[i]) {
			double share = between / (between + chance / (double)n[i]);

			rho[i] = within(mean + share * (rho[i] - mean));
		}
}

double noise_mean_variance(double rho, size_t n)
{
	double m = (double)n, rest = 1 - rho;

	return ((1 + rho) / rest - 2 * rho * (1 - pow(rho, m)) / (m * rest * rest)) / m;
}

double noise_inflation(double rho)
{
	return (1 + rho) / (1 - rho);
}

double noise_se(const struct noise *noise, size_t a, size_t b)
{
	double na = (double)a, nb = (double)b, rho = noise->rho, rest = (1 - rho) * (1 - rho);
	double shared = rho * (1 - pow(rho, na)) * (1 - pow(rho, nb)) / (rest * na * nb);

	return noise->sd *
	       sqrt(noise_mean_variance(rho, a) + noise_mean_variance(rho, b) - 2 * shared);
}
