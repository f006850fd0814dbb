// SPDX-License-Identifier: GPL-2.0-only
/* What tests/r/ cannot show: edges, and that what belongs together agrees. */
#include <check.h>
#include <math.h>

#include "effect.h"
#include "random.h"
#include "suites.h"
#include "summary.h"
#include "util.h"

static void near(double got, double wanted)
{
	ck_assert_double_eq_tol(got, wanted, 1e-12);
}

/* -1: all of it is below 1 - margin; 1: above 1 + margin; 0: neither, or no interval. */
static int interval_beyond(struct interval i, double margin)
{
	return (i.lo > 1 + margin) - (i.hi < 1 - margin);
}

static int interval_within(struct interval i, double margin)
{
	return i.lo > 1 - margin && i.hi < 1 + margin;
}

static struct effect unpaired(const double *x, size_t nx, const double *y, size_t ny)
{
	struct moments mx = stats_moments(x, nx), my = stats_moments(y, ny);

	return effect_unpaired(&mx, &my);
}

static const double same[] = { 2.5, 2.5, 2.5, 2.5 }, other[] = { 2.6, 2.6, 2.6, 2.6 };
static const double a[] = { 2.51, 2.49, 2.52, 2.50, 2.53 }, b[] = { 2.55, 2.54, 2.57, 2.53, 2.58 };

static void says_nothing(const struct effect *e)
{
	struct interval i = effect_interval(e, .95);

	ck_assert(isnan(i.lo) && isnan(i.hi));
	ck_assert(isnan(effect_p(e, 0)) && isnan(effect_p(e, .02)) && isnan(effect_p(e, 3)));
	ck_assert(isnan(effect_equivalence_p(e, .02)));
	ck_assert_int_eq(interval_beyond(i, 0), 0);
	ck_assert(!interval_within(i, 1));
}

static void is_exactly_one(const struct effect *e)
{
	struct interval i = effect_interval(e, .95);

	ck_assert_double_eq(effect_ratio(e), 1);
	ck_assert(i.lo == 1 && i.hi == 1);
	ck_assert_double_eq(effect_p(e, 0), 1);
	ck_assert_double_eq(effect_equivalence_p(e, .02), 0);
	ck_assert(interval_within(i, .02) && !interval_beyond(i, 0));
}

START_TEST(nothing_varies_and_nothing_differs)
{
	struct effect u = unpaired(same, 4, same, 3), p = effect_paired(same, same, 4);

	is_exactly_one(&u);
	is_exactly_one(&p);
}
END_TEST

/* The mean of equal values is not always their value, to the last digit. */
START_TEST(rounding_is_no_difference)
{
	double v[12], shifted[12], x = log(10.1 * (_i + 1));
	struct effect e;
	size_t i, n;

	for (i = 0; i < 12; i++) {
		v[i] = x;
		shifted[i] = x + .1;
	}
	for (n = 2; n < 12; n++) {
		e = unpaired(v, n, v, 12);
		is_exactly_one(&e);
		e = unpaired(v, n, shifted, 12);
		says_nothing(&e);
		e = effect_paired(v, shifted, n);
		says_nothing(&e);
	}
}
END_TEST

START_TEST(nothing_lies_below_nothing)
{
	struct effect e = effect_paired(b, a, 5);

	ck_assert_double_eq(effect_p_below(&e, 1), 1);
	ck_assert_double_eq(effect_p_below(&e, 2.5), 1);
	ck_assert_double_eq(effect_p(&e, 2.5), 1);
	ck_assert(effect_equivalence_p(&e, 2.5) < .001);
}
END_TEST

START_TEST(nothing_varies_yet_they_differ)
{
	struct effect u = unpaired(same, 4, other, 4), p = effect_paired(same, other, 4);

	near(effect_ratio(&u), exp(.1));
	near(effect_ratio(&p), exp(.1));
	says_nothing(&u);
	says_nothing(&p);
}
END_TEST

START_TEST(only_one_side_varies)
{
	struct effect e = unpaired(same, 4, b, 5);

	near(e.df, 4);
	near(e.se, sqrt(stats_moments(b, 5).variance / 5));
	ck_assert(effect_p(&e, 0) < .05);
}
END_TEST

START_TEST(too_few_boots)
{
	const double hole[] = { 2.5, NAN, 2.6 };
	struct effect e[] = {
		unpaired(a, 1, b, 5), unpaired(a, 5, b, 0), unpaired(a, 1, a, 1),
		effect_paired(a, b, 1), effect_paired(a, a, 1), effect_paired(a, b, 0),
		unpaired(hole, 3, b, 5), effect_paired(a, hole, 3),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(e); i++)
		says_nothing(&e[i]);
	near(effect_ratio(&e[3]), exp(b[0] - a[0]));
	ck_assert(isnan(effect_ratio(&e[5])) && isnan(effect_ratio(&e[6])));
}
END_TEST

START_TEST(swapped_they_are_the_inverse)
{
	struct effect ab = unpaired(a, 5, b, 5), ba = unpaired(b, 5, a, 5);
	struct interval i = effect_interval(&ab, .95), j = effect_interval(&ba, .95);

	near(effect_ratio(&ab) * effect_ratio(&ba), 1);
	near(i.lo * j.hi, 1);
	near(effect_p(&ab, 0), effect_p(&ba, 0));
}
END_TEST

START_TEST(a_drift_within_boots_cancels)
{
	double first[5], second[5];
	struct effect e;
	size_t i;

	for (i = 0; i < 5; i++) {	/* a b b a, each .01 after the other */
		first[i] = (a[i] + (a[i] + .03)) / 2;
		second[i] = ((b[i] + .01) + (b[i] + .02)) / 2;
	}
	e = effect_paired(first, second, 5);
	near(e.log_ratio, effect_paired(a, b, 5).log_ratio);
	near(e.se, effect_paired(a, b, 5).se);
}
END_TEST

static const double margins[] = { 0, .005, .02, .035, .04, .05, .1, 1, 2.5 };

/* A p at most alpha, and the interval that goes with it on that side: the same verdict. */
START_TEST(intervals_and_p_agree)
{
	double margin = margins[_i], alpha = .0007;
	struct effect e[] = { unpaired(a, 5, b, 5), effect_paired(a, b, 5),
			      unpaired(b, 5, a, 5), effect_paired(a, a, 5) };
	size_t k;

	while ((alpha *= 1.3) < .5)
		for (k = 0; k < ARRAY_SIZE(e); k++) {
			ck_assert_int_eq(interval_beyond(effect_interval(&e[k], 1 - alpha), margin) != 0,
					 effect_p(&e[k], margin) <= alpha);
			ck_assert_int_eq(interval_within(effect_interval(&e[k], 1 - 2 * alpha), margin),
					 margin > 0 && effect_equivalence_p(&e[k], margin) <= alpha);
		}
}
END_TEST

START_TEST(beyond_has_a_side)
{
	struct effect up = effect_paired(a, b, 5), down = effect_paired(b, a, 5);

	ck_assert_int_eq(interval_beyond(effect_interval(&up, .95), .02), 1);
	ck_assert_int_eq(interval_beyond(effect_interval(&down, .95), .02), -1);
	ck_assert(effect_p_above(&up, .02) < .05 && effect_p_below(&up, .02) > .95);
	ck_assert(effect_p_below(&down, .02) < .05 && effect_p_above(&down, .02) > .95);
}
END_TEST

START_TEST(what_was_no_test_does_not_count)
{
	const double p[] = { .01, NAN, .04, .03, NAN }, none[] = { NAN };
	double holm[5], bh[5], levels[5], levels_bh[5];

	correct_holm(p, 5, .05, holm, levels);
	correct_bh(p, 5, .05, bh, levels_bh);
	near(holm[0], .03);
	near(holm[2], .06);
	near(holm[3], .06);
	near(bh[0], .03);
	near(bh[2], .04);
	near(bh[3], .04);
	near(levels[0], 1 - .05 / 3);
	near(levels[2], 1 - .05 / 2);
	near(levels[3], 1 - .05 / 2);
	ck_assert(isnan(holm[1]) && isnan(bh[4]) && isnan(levels[1]));
	correct_holm(none, 1, .05, holm, levels);
	ck_assert(isnan(holm[0]));
}
END_TEST

static void draw(double *v, size_t n, double shift, uint64_t *seed)
{
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = shift + (double)random_below(seed, 1000) / 1000;
}

/* Intervals at a correction's levels exclude 1 where it rejects, and only there. */
START_TEST(levels_show_what_a_correction_decides)
{
	double x[8], y[8], p[40], adjusted[40] = { 0 }, levels[40] = { 0 };
	uint64_t seed = (uint64_t)_i / 2 + 1;
	struct effect e[40];
	size_t i, rejected = 0;

	for (i = 0; i < 40; i++) {
		draw(x, 8, 0, &seed);
		draw(y, 8, i < 20 ? .05 * (double)i : 0, &seed);
		e[i] = unpaired(x, 8, y, 8);
		p[i] = effect_p(&e[i], .1);
	}
	(_i % 2 ? correct_bh : correct_holm)(p, 40, .05, adjusted, levels);
	for (i = 0; i < 40; i++) {
		ck_assert_int_eq(interval_beyond(effect_interval(&e[i], levels[i]), .1) != 0,
				 adjusted[i] <= .05);
		rejected += adjusted[i] <= .05;
	}
	ck_assert_uint_gt(rejected, 0);
	ck_assert_uint_lt(rejected, 18);
}
END_TEST

Suite *effect_suite(void)
{
	Suite *s = suite_create("effect");
	TCase *t = tcase_create("effect");

	tcase_add_test(t, nothing_varies_and_nothing_differs);
	tcase_add_test(t, nothing_varies_yet_they_differ);
	tcase_add_loop_test(t, rounding_is_no_difference, 0, 5);
	tcase_add_test(t, nothing_lies_below_nothing);
	tcase_add_test(t, only_one_side_varies);
	tcase_add_test(t, too_few_boots);
	tcase_add_test(t, swapped_they_are_the_inverse);
	tcase_add_test(t, a_drift_within_boots_cancels);
	tcase_add_loop_test(t, intervals_and_p_agree, 0, ARRAY_SIZE(margins));
	tcase_add_test(t, beyond_has_a_side);
	tcase_add_test(t, what_was_no_test_does_not_count);
	tcase_add_loop_test(t, levels_show_what_a_correction_decides, 0, 10);
	suite_add_tcase(s, t);
	return s;
}
