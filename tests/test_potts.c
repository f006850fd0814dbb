// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "potts.h"
#include "random.h"
#include "suites.h"
#include "summary.h"
#include "util.h"

#define MOST 12

static double deviation(const double *v, size_t n)
{
	double sorted[MOST], median, sum = 0;
	size_t i;

	memcpy(sorted, v, n * sizeof(*v));
	stats_sort(sorted, n);
	median = stats_quantile(sorted, n, .5);
	for (i = 0; i < n; i++)
		sum += fabs(v[i] - median);
	return sum;
}

/* Bit i of `cuts`: a new segment begins at i + 1. */
static double cost(const double *v, size_t n, double gamma, uint64_t cuts)
{
	size_t i, from = 0;
	double sum = 0;

	for (i = 1; i <= n; i++)
		if (i == n || cuts >> (i - 1) & 1) {
			sum += deviation(v + from, i - from) + (i < n ? gamma : 0);
			from = i;
		}
	return sum;
}

static double least_cost(const double *v, size_t n, double gamma)
{
	double least = INFINITY;
	uint64_t cuts;

	for (cuts = 0; cuts < 1ull << n >> 1; cuts++)
		least = fmin(least, cost(v, n, gamma, cuts));
	return least;
}

static double cost_of(const double *v, size_t n, double gamma, const size_t *starts, size_t count)
{
	uint64_t cuts = 0;
	size_t i;

	ck_assert_uint_ge(count, 1);
	ck_assert_uint_eq(starts[0], 0);
	for (i = 1; i < count; i++) {
		ck_assert(starts[i] > starts[i - 1] && starts[i] < n);
		cuts |= 1ull << (starts[i] - 1);
	}
	return cost(v, n, gamma, cuts);
}

/* Whole numbers tie, thousandths do not; gammas from "always cut" to "never". */
START_TEST(no_cut_is_better)
{
	const unsigned int grains[] = { 2, 5, 1000 };
	double v[MOST], gamma = 0, found;
	size_t starts[MOST], segments, i, n = 1 + (size_t)_i % MOST;
	uint64_t seed = (uint64_t)_i + 1;

	for (i = 0; i < n; i++)
		v[i] = (i < n / 2 ? 0 : .5) + (double)random_below(&seed, grains[_i % 3]) / grains[_i % 3];
	while (gamma < 4) {
		segments = potts_segments(v, n, gamma, starts);
		found = cost_of(v, n, gamma, starts, segments);
		ck_assert_double_eq_tol(found, least_cost(v, n, gamma), 1e-12);
		gamma = gamma * 1.7 + .03;
	}
}
END_TEST

static void cut_of(const double *v, size_t n, double gamma, size_t count, size_t second)
{
	size_t starts[MOST];

	ck_assert_uint_eq(potts_segments(v, n, gamma, starts), count);
	if (count > 1)
		ck_assert_uint_eq(starts[1], second);
}

START_TEST(cuts_by_hand)
{
	const double step[] = { 1, 1, 1, 1, 2, 2, 2, 2 }, spike[] = { 1, 1, 9, 1, 1 }, hole[] = { 1, NAN, 1 };
	size_t starts[3];

	cut_of(step, 8, 1, 2, 4);
	cut_of(step, 8, 3.9, 2, 4);
	cut_of(step, 8, 4.1, 1, 0);
	cut_of(spike, 5, 5, 1, 0);
	cut_of(spike, 5, 3, 3, 2);
	cut_of(step, 1, 0, 1, 0);
	ck_assert_uint_eq(potts_segments(step, 0, 1, starts), 0);
	ck_assert_uint_eq(potts_segments(hole, 3, 1, starts), 0);
	ck_assert_uint_eq(potts_segments(step, 3, NAN, starts), 0);
}
END_TEST

Suite *potts_suite(void)
{
	Suite *s = suite_create("potts");
	TCase *t = tcase_create("potts");

	tcase_add_loop_test(t, no_cut_is_better, 0, 3 * MOST);
	tcase_add_test(t, cuts_by_hand);
	suite_add_tcase(s, t);
	return s;
}
