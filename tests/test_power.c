// SPDX-License-Identifier: GPL-2.0-only
/* Numbers of boots, and where values differ; tests/r/ has the figures. */
#include <check.h>
#include <math.h>

#include "power.h"
#include "suites.h"
#include "util.h"
#include "variance.h"

static const struct plan plans[] = {
	{ true, .01, .05 }, { false, .01, .05 }, { true, .02, .01 }, { false, .003, .05 }, { true, .05, .05 },
};

/* As many as it takes, and not one more. */
START_TEST(no_fewer_boots_would_do)
{
	const struct plan *plan = &plans[_i];
	double n = boots_for_half_width(plan, .012);

	ck_assert(power_half_width(plan, n) <= .012);
	ck_assert(n == 2 || power_half_width(plan, n - 1) > .012);
	n = boots_for_difference(plan, .02, .8);
	ck_assert(power_difference(plan, n, .02) >= .8);
	ck_assert(n == 2 || power_difference(plan, n - 1, .02) < .8);
	n = boots_for_equivalence(plan, .003, .02, .8);
	ck_assert(power_equivalence(plan, n, .003, .02) >= .8);
	ck_assert(n == 2 || power_equivalence(plan, n - 1, .003, .02) < .8);
}
END_TEST

START_TEST(what_no_number_of_boots_resolves)
{
	ck_assert(isnan(boots_for_half_width(&plans[0], 0)));
	ck_assert(isnan(boots_for_difference(&plans[0], 0, .8)));
	ck_assert(isnan(boots_for_equivalence(&plans[0], .02, .02, .8)));
	ck_assert(isnan(boots_for_half_width(&(struct plan){ true, NAN, .05 }, .01)));
	ck_assert(isnan(boots_for_difference(&(struct plan){ true, NAN, .05 }, .01, .8)));
	ck_assert(isnan(boots_for_equivalence(&(struct plan){ true, NAN, .05 }, 0, .01, .8)));
}
END_TEST

/* At no distance the test finds one with half of its alpha on that side. */
START_TEST(power_without_a_difference)
{
	ck_assert_double_eq_tol(power_difference(&plans[_i], 10, 0), plans[_i].alpha / 2, 1e-12);
}
END_TEST

/* Two boots of two loads of two samples; mean squares 32, 4 and 1. */
static const double balanced[] = { 1 - M_SQRT1_2, 1 + M_SQRT1_2, 3 - M_SQRT1_2, 3 + M_SQRT1_2,
				   5 - M_SQRT1_2, 5 + M_SQRT1_2, 7 - M_SQRT1_2, 7 + M_SQRT1_2 };
static const size_t two[] = { 2, 2, 2, 2 }, one[] = { 1, 1, 1, 1 };

/* As many boots of as many loads of as many samples; four loads at most. */
static struct components components(size_t boots, const size_t *loads, size_t samples, const double *v)
{
	struct moments m[4];
	size_t i;

	for (i = 0; i < boots * loads[0]; i++)
		m[i] = stats_moments(v + i * samples, samples);
	return variance_components(&(struct nested){ boots, loads, m });
}

START_TEST(components_by_hand)
{
	struct components c = components(2, two, 2, balanced);

	ck_assert_double_eq_tol(c.variance[LEVEL_SAMPLE], 1, 1e-12);
	ck_assert_double_eq_tol(c.variance[LEVEL_LOAD], 1.5, 1e-12);
	ck_assert_double_eq_tol(c.variance[LEVEL_BOOT], 7, 1e-12);
	ck_assert_double_eq_tol(c.share[LEVEL_BOOT], 7 / 9.5, 1e-12);
	ck_assert(!c.truncated[LEVEL_BOOT] && !c.truncated[LEVEL_LOAD]);
}
END_TEST

START_TEST(components_are_not_negative)
{
	const double v[] = { 1, 9, 2, 8, 3, 7, 4, 6 };
	struct components c = components(2, two, 2, v);

	ck_assert(c.truncated[LEVEL_LOAD] && !c.truncated[LEVEL_SAMPLE]);
	ck_assert_double_eq(c.variance[LEVEL_LOAD], 0);
	ck_assert_double_eq(c.share[LEVEL_SAMPLE], 1);
}
END_TEST

START_TEST(levels_that_cannot_be_told_apart)
{
	struct components c = components(1, two, 2, balanced);

	ck_assert(isnan(c.variance[LEVEL_BOOT]) && isnan(c.share[LEVEL_SAMPLE]));
	ck_assert_double_eq_tol(c.variance[LEVEL_LOAD], 1.5, 1e-12);
	c = components(4, one, 2, balanced);
	ck_assert(isnan(c.variance[LEVEL_BOOT]) && isnan(c.variance[LEVEL_LOAD]));
	ck_assert_double_eq_tol(c.variance[LEVEL_SAMPLE], 1, 1e-12);
	c = components(2, two, 1, balanced);
	ck_assert(isnan(c.variance[LEVEL_LOAD]) && isnan(c.variance[LEVEL_SAMPLE]));
}
END_TEST

Suite *power_suite(void)
{
	Suite *s = suite_create("power");
	TCase *t = tcase_create("power");

	tcase_add_loop_test(t, no_fewer_boots_would_do, 0, ARRAY_SIZE(plans));
	tcase_add_test(t, what_no_number_of_boots_resolves);
	tcase_add_loop_test(t, power_without_a_difference, 0, ARRAY_SIZE(plans));
	tcase_add_test(t, components_by_hand);
	tcase_add_test(t, components_are_not_negative);
	tcase_add_test(t, levels_that_cannot_be_told_apart);
	suite_add_tcase(s, t);
	return s;
}
