// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "effect.h"
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

#define MANY 400

/* Noise of even shares, its standard deviation 1/sqrt(12); cut and filtered as a history is. */
static size_t changes(const double *levels, size_t count, double margin, uint64_t seed, size_t *starts)
{
	static double v[MANY];
	size_t i;

	for (i = 0; i < MANY; i++)
		v[i] = levels[i * count / MANY] + (double)random_below(&seed, 1000000) / 1e6;
	count = potts_segments(v, MANY, potts_gamma(v, MANY), starts);
	return potts_filter(v, MANY, starts, count, .001, margin);
}

START_TEST(changes_are_found)
{
	const double flat[] = { 3 }, steps[] = { 3, 3.8, 3.8, 3 };
	uint64_t seed = (uint64_t)_i + 1;
	size_t starts[MANY];

	ck_assert_uint_eq(changes(flat, 1, 0, seed, starts), 1);
	ck_assert_uint_eq(changes(steps, 4, 0, seed, starts), 3);
	ck_assert(labs((long)starts[1] - MANY / 4) <= 5);
	ck_assert(labs((long)starts[2] - MANY * 3 / 4) <= 5);
	ck_assert_uint_eq(changes(steps, 4, 1.1, seed, starts), 1);
}
END_TEST

START_TEST(filter_by_hand)
{
	const double v[] = { 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 5 };
	size_t starts[] = { 0, 3, 7, 14 };

	/* 3 and 4 alike; 7 and 7 apart: p is 2 of 3432; a segment of one value has no p. */
	ck_assert_uint_eq(potts_filter(v, 14, starts, 3, .001, 0), 2);
	ck_assert_uint_eq(starts[1], 7);
	ck_assert_uint_eq(potts_filter(v, 14, starts, 2, .0005, 0), 1);
	starts[1] = 7;
	ck_assert_uint_eq(potts_filter(v, 14, starts, 2, .001, 1), 1);
	starts[1] = 14;
	ck_assert_uint_eq(potts_filter(v, 15, starts, 2, .001, 0), 1);
}
END_TEST

/* Cut everywhere: whatever was joined on the way, what remains stands by itself. */
START_TEST(what_remains_is_founded)
{
	double v[MANY + 1], margin = .2;
	size_t starts[MANY + 1], i, count;
	uint64_t seed = (uint64_t)_i + 1;
	struct effect e;

	for (i = 0; i < MANY; i++) {
		v[i] = .3 * (double)(i * 8 / MANY % 4) + (double)random_below(&seed, 1000) / 1000;
		starts[i] = i;
	}
	count = potts_filter(v, MANY, starts, MANY, .001, margin);
	ck_assert_uint_gt(count, 2);
	starts[count] = MANY;
	for (i = 1; i < count; i++) {
		e = effect_unpaired(v + starts[i - 1], starts[i] - starts[i - 1], v + starts[i],
				    starts[i + 1] - starts[i]);
		ck_assert(fabs(e.log_ratio) > margin);
		ck_assert(effect_p(&e, 0) <= .001);
	}
}
END_TEST

START_TEST(gammas)
{
	const double flat[] = { 1, 1, 1, 1 }, rare[] = { 1, 1, 1, 1, 2, 2, 2, 2 };
	const double odd[] = { 1, 2, 1, 2, 1, 2 };

	ck_assert_double_eq(potts_gamma(flat, 4), 0);
	ck_assert_double_eq_tol(potts_gamma(rare, 8), 2 * log(10) / 7 * sqrt(M_PI) / 2, 1e-9);
	ck_assert_double_eq_tol(potts_gamma(odd, 6), 2 * log(10) / .9538725524089398, 1e-9);
	ck_assert(isnan(potts_gamma(flat, 1)));
}
END_TEST

Suite *potts_suite(void)
{
	Suite *s = suite_create("potts");
	TCase *t = tcase_create("potts");

	tcase_add_loop_test(t, no_cut_is_better, 0, 3 * MOST);
	tcase_add_test(t, cuts_by_hand);
	tcase_add_loop_test(t, changes_are_found, 0, 20);
	tcase_add_test(t, filter_by_hand);
	tcase_add_loop_test(t, what_remains_is_founded, 0, 20);
	tcase_add_test(t, gammas);
	suite_add_tcase(s, t);
	return s;
}
