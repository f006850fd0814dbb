// SPDX-License-Identifier: GPL-2.0-only
/* Numbers of boots, and where values differ; tests/r/ has the figures. */
#include <check.h>
#include <math.h>
#include <stdbool.h>

#include "power.h"
#include "suites.h"
#include "variance.h"

/* Boots that vary by 1 % or so, `at` more on the second side. */
static struct power_design design_of(size_t na, size_t nb, double at, bool paired)
{
	double v[2][20];
	size_t i;

	for (i = 0; i < 20; i++) {
		v[0][i] = .01 * ((double)(i * 7 % 5) - 2) / 1.5;
		v[1][i] = .01 * ((double)(i * 3 % 5) - 2) / 1.5 + at;
	}
	return paired ? power_paired(v[0], v[1], na) : power_unpaired(v[0], na, v[1], nb);
}

static const struct power_bounds two_percent = { -.0202, .0198, .025, .05 };

/* As many as it takes, and not one more. */
START_TEST(no_fewer_boots_would_do)
{
	struct power_design design = design_of(5, 5, .01 * (double)(_i % 5), _i > 4);
	double n = power_boots(&design, 5, &two_percent, .9);

	if (isnan(n)) {
		ck_assert(power_chance(&design, 1e6, &two_percent) < .9);
		return;
	}
	ck_assert(power_chance(&design, n, &two_percent) >= .9);
	ck_assert(n == 6 || power_chance(&design, n - 1, &two_percent) < .9);
}
END_TEST

/* Who measured fewer of one side than of the other may have either for it. */
START_TEST(both_sides_count)
{
	struct power_design few_first = design_of(5, 20, .03, false), few_last = design_of(20, 5, .03, false);
	double n = power_boots(&few_first, 5, &two_percent, .9);
	double m = power_boots(&few_last, 5, &two_percent, .9);

	ck_assert_double_eq_tol(few_first.sd, few_last.sd, .2 * few_last.sd);
	ck_assert_msg(n / m < 1.5 && m / n < 1.5, "%g, %g", n, m);
}
END_TEST

START_TEST(what_no_number_of_boots_resolves)
{
	struct power_design design = design_of(1, 1, 0, false);

	ck_assert(isnan(power_boots(&design, 1, &two_percent, .9)));
	design = (struct power_design){ { .0198, 1e-9, 10 }, .01, 2 };	/* on the bound, for sure */
	ck_assert(isnan(power_boots(&design, 5, &two_percent, .9)));
}
END_TEST

/* The chance is that of a t test where nothing is in doubt: R's power.t.test(n = 200, delta = .003, sd = .01). */
START_TEST(power_of_what_is_known)
{
	struct power_design design = { { .0228, 1e-9, 1e6 }, .01 * M_SQRT2, 2 };

	ck_assert_double_eq_tol(power_chance(&design, 200, &two_percent), .8490, .002);
}
END_TEST

/* Two boots of two batches of two samples; mean squares 32, 4 and 1. */
static const double balanced[] = { 1 - M_SQRT1_2, 1 + M_SQRT1_2, 3 - M_SQRT1_2, 3 + M_SQRT1_2,
				   5 - M_SQRT1_2, 5 + M_SQRT1_2, 7 - M_SQRT1_2, 7 + M_SQRT1_2 };
static const size_t two[] = { 2, 2, 2, 2 }, one[] = { 1, 1, 1, 1 };

/* As many boots of as many batches of as many samples; four batches at most. */
static struct components components(size_t boots, const size_t *batches, size_t samples, const double *v)
{
	struct moments m[4];
	size_t i;

	for (i = 0; i < boots * batches[0]; i++)
		m[i] = stats_moments(v + i * samples, samples);
	return variance_components(&(struct nested){ boots, batches, m });
}

START_TEST(components_by_hand)
{
	struct components c = components(2, two, 2, balanced);

	ck_assert_double_eq_tol(c.variance[LEVEL_SAMPLE], 1, 1e-12);
	ck_assert_double_eq_tol(c.variance[LEVEL_BATCH], 1.5, 1e-12);
	ck_assert_double_eq_tol(c.variance[LEVEL_BOOT], 7, 1e-12);
}
END_TEST

START_TEST(components_are_not_negative)
{
	const double v[] = { 1, 9, 2, 8, 3, 7, 4, 6 };
	struct components c = components(2, two, 2, v);

	ck_assert_double_eq(c.variance[LEVEL_BATCH], 0);
	ck_assert_double_eq(c.variance[LEVEL_BOOT], 0);
	ck_assert(c.variance[LEVEL_SAMPLE] > 0);
}
END_TEST

START_TEST(levels_that_cannot_be_told_apart)
{
	struct components c = components(1, two, 2, balanced);

	ck_assert(isnan(c.variance[LEVEL_BOOT]));
	ck_assert_double_eq_tol(c.variance[LEVEL_BATCH], 1.5, 1e-12);
	c = components(4, one, 2, balanced);
	ck_assert(isnan(c.variance[LEVEL_BOOT]) && isnan(c.variance[LEVEL_BATCH]));
	ck_assert_double_eq_tol(c.variance[LEVEL_SAMPLE], 1, 1e-12);
	c = components(2, two, 1, balanced);
	ck_assert(isnan(c.variance[LEVEL_BATCH]) && isnan(c.variance[LEVEL_SAMPLE]));
}
END_TEST

Suite *power_suite(void)
{
	Suite *s = suite_create("power");
	TCase *t = tcase_create("power");

	tcase_add_loop_test(t, no_fewer_boots_would_do, 0, 10);
	tcase_add_test(t, both_sides_count);
	tcase_add_test(t, what_no_number_of_boots_resolves);
	tcase_add_test(t, power_of_what_is_known);
	tcase_add_test(t, components_by_hand);
	tcase_add_test(t, components_are_not_negative);
	tcase_add_test(t, levels_that_cannot_be_told_apart);
	suite_add_tcase(s, t);
	return s;
}
