// SPDX-License-Identifier: GPL-2.0-only
/* Against R 4.2: qt(), t.test(), quantile(), printed with options(digits = 17). */
#include <check.h>
#include <math.h>

#include "student.h"
#include "suites.h"
#include "summary.h"
#include "util.h"

static void near(double got, double wanted)
{
	ck_assert_double_eq_tol(got, wanted, 1e-9 * fabs(wanted));
}

static const struct {
	double p, df, t;
} quantiles[] = {
	{ .975, 1, 12.706204736174694 },   { .975, 5, 2.5705818356363137 },
	{ .975, 9, 2.2621571627982049 },   { .95, 5, 2.0150483733330224 },
	{ .95, 30, 1.6972608865939569 },   { .9995, 3, 12.923978636687961 },
	{ .75, 2.5, .78501368299229679 },  { .025, 5, -2.5705818356363137 },
};

START_TEST(student)
{
	near(student_quantile(quantiles[_i].p, quantiles[_i].df), quantiles[_i].t);
}
END_TEST

START_TEST(student_median)
{
	ck_assert_double_eq(student_quantile(.5, 7), 0);
}
END_TEST

static const double sample[] = { 10.1, 10.3, 9.9, 10.2, 10.6, 10.0 };

START_TEST(mean_with_interval)
{
	struct estimate e = stats_mean(sample, ARRAY_SIZE(sample));

	near(e.mean, 10.183333333333334);
	near(e.lo, 9.9227293521521034);
	near(e.hi, 10.443937314514564);
}
END_TEST

START_TEST(log_mean_with_interval)
{
	struct estimate e = stats_log_mean(sample, ARRAY_SIZE(sample));

	near(e.mean, 10.180832798598365);
	near(e.lo, 9.9252819836020798);
	near(e.hi, 10.442963398345668);
}
END_TEST

/* By hand: 0.001, 0.02, 0.03 and R's t.test(); their logarithms would reach to .85. */
START_TEST(mean_of_cycles_around_0)
{
	const double small[] = { .001, .02, .03 }, large[] = { 1, 2, 4 };
	struct estimate e = stats_cycles_mean(small, ARRAY_SIZE(small));

	ck_assert_double_eq_tol(e.mean, .017, 1e-12);
	ck_assert_double_eq_tol(e.lo, -.0195936, 1e-6);
	ck_assert_double_eq_tol(e.hi, .0535936, 1e-6);
	ck_assert_double_eq_tol(stats_cycles_mean(large, ARRAY_SIZE(large)).mean, 2, 1e-12);
}
END_TEST

START_TEST(log_mean_of_nothing_much)
{
	const double v[] = { .01, -.01, .03 };
	struct estimate e = stats_log_mean(v, ARRAY_SIZE(v));

	ck_assert_double_eq_tol(e.mean, .01, 1e-12);
	ck_assert(e.lo < 0 && e.hi > 0);
}
END_TEST

START_TEST(one_value_has_no_interval)
{
	struct estimate e = stats_log_mean(sample, 1);

	near(e.mean, 10.1);
	ck_assert(isnan(e.lo) && isnan(e.hi));
}
END_TEST

START_TEST(order_statistics)
{
	double v[] = { 3, 1, 4, 1, 5, 9, 2, 6, 5, 3 };
	size_t n = ARRAY_SIZE(v);

	stats_sort(v, n);
	near(stats_quantile(v, n, .5), 3.5);
	near(stats_quantile(v, n, .99), 8.7300000000000004);
	near(stats_quantile(v, n, .25), 2.25);
	near(stats_quantile(v, n, 1), 9);
	near(stats_low_mean(v, n), 3);
}
END_TEST

START_TEST(low_mean_ignores_spikes)
{
	double v[] = { 7, 7, 7, 7, 1e9 };

	ck_assert_double_eq(stats_low_mean(v, 5), 7);
	ck_assert_double_eq(stats_low_mean(v, 1), 7);
}
END_TEST

Suite *stats_suite(void)
{
	Suite *s = suite_create("stats");
	TCase *t = tcase_create("stats");

	tcase_add_loop_test(t, student, 0, ARRAY_SIZE(quantiles));
	tcase_add_test(t, student_median);
	tcase_add_test(t, mean_with_interval);
	tcase_add_test(t, log_mean_with_interval);
	tcase_add_test(t, log_mean_of_nothing_much);
	tcase_add_test(t, mean_of_cycles_around_0);
	tcase_add_test(t, one_value_has_no_interval);
	tcase_add_test(t, order_statistics);
	tcase_add_test(t, low_mean_ignores_spikes);
	suite_add_tcase(s, t);
	return s;
}
