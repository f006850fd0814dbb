// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "potts.h"
#include "random.h"
#include "steps.h"
#include "suites.h"
#include "util.h"

#define MANY 400

static const struct margin none = { 0, 0 };

/* Even shares, of variance 1 / 12. */
static double even(uint64_t *seed)
{
	return (double)random_below(seed, 1000000) / 1e6 - .5;
}

static struct steps cut(const double *v, size_t n, size_t *starts)
{
	static double x[MANY];
	struct steps s = { .v = v, .n = n, .starts = starts, .x = x };

	ck_assert(steps_cut(&s, 0));
	steps_take_noise(&s, 0);
	return s;
}

START_TEST(scales)
{
	const double flat[] = { 1, 1, 1, 1 }, rare[] = { 1, 1, 1, 1, 2, 2, 2, 2 }, odd[] = { 1, 2, 1, 2, 1, 2 };

	ck_assert_double_eq(noise_scale(flat, 4, 1), 0);
	ck_assert_double_eq_tol(noise_scale(rare, 8, 1), sqrt(M_PI) / 2 / 7, 1e-9);
	ck_assert_double_eq_tol(noise_scale(odd, 6, 1), 1 / .9538725524089398, 1e-9);
	ck_assert_double_eq(noise_scale(odd, 6, 2), 0);
	ck_assert(isnan(noise_scale(flat, 1, 1)) && isnan(noise_rho(flat, 4)) && isnan(noise_rho(odd, 2)));
	ck_assert_double_eq_tol(potts_gamma(2, 0, 3), 3 * log(10), 1e-9);
}
END_TEST

/* A step and a spike do not matter, what neighbours have in common does. */
START_TEST(rho_without_segments)
{
	static double v[10 * MANY];
	uint64_t seed = 1 + (uint64_t)_i;
	double truth = .3 * _i, last = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(v); i++) {
		last = truth * last + even(&seed);
		v[i] = last + (i > MANY ? 20 : 0) + (i % MANY ? 0 : 9);
	}
	ck_assert_double_eq_tol(noise_rho(v, ARRAY_SIZE(v)), truth, .08);
}
END_TEST

START_TEST(rhos_are_drawn_together)
{
	double alike[] = { .2, .4, NAN, .3 }, apart[] = { .1, .5, .1, .5 }, low[] = { -.3, -.1 };
	const size_t few[] = { 20, 20, 20, 20 }, many[] = { 10000, 10000, 10000, 10000 };

	ck_assert_double_eq_tol(noise_mean_rho(alike, few, 4), .3, 1e-12);
	noise_shrink(alike, few, 4);
	ck_assert_double_eq_tol(alike[0], .3, 1e-12);
	ck_assert(isnan(alike[2]));
	noise_shrink(apart, many, 4);
	ck_assert_double_eq_tol(apart[0], .1, .01);
	ck_assert_double_eq_tol(apart[1], .5, .01);
	noise_shrink(low, few, 2);
	ck_assert(low[0] == 0 && low[1] == 0);
}
END_TEST

/* A single last value is left out, few inner ones are no level, two last ones are. */
START_TEST(few_are_no_level)
{
	const double one[] = { 1, 1.1, 1, 1.1, 1, 1.1, 9 }, two[] = { 1, 1.1, 1, 1.1, 1, 1.1, 9, 9 };
	const double inner[] = { 1, 1.1, 1, 1.1, 1, 9, 9, 1, 1.1, 1, 1.1 }, first[] = { 9, 9, 1, 1.1, 1, 1.1, 1 };
	size_t starts[MANY];
	struct steps s = cut(one, 7, starts);

	ck_assert(s.count == 1 && s.n == 6);
	s = cut(two, 8, starts);
	ck_assert(s.count == 2 && s.starts[1] == 6);
	s = cut(inner, 11, starts);
	ck_assert(steps_filter(&s, &none, .01));
	ck_assert_uint_eq(s.count, 1);
	s = cut(first, 7, starts);
	ck_assert_uint_eq(s.count, 1);
}
END_TEST

static size_t changes(const double *levels, size_t count, const struct margin *margin, uint64_t seed, size_t *starts)
{
	static double v[MANY];
	struct steps s;
	size_t i;

	for (i = 0; i < MANY; i++)
		v[i] = levels[i * count / MANY] + even(&seed);
	s = cut(v, MANY, starts);
	ck_assert(steps_filter(&s, margin, .05 / MANY));
	return s.count;
}

START_TEST(changes_are_found)
{
	const struct margin up = { .3, 1.1 }, down = { 1.1, .3 };
	const double flat[] = { 3 }, steps[] = { 3, 3.8, 3.8, 3 };
	uint64_t seed = (uint64_t)_i + 1;
	size_t starts[MANY];

	ck_assert_uint_eq(changes(flat, 1, &none, seed, starts), 1);
	ck_assert_uint_eq(changes(steps, 4, &none, seed, starts), 3);
	ck_assert(labs((long)starts[1] - MANY / 4) <= 5);
	ck_assert(labs((long)starts[2] - MANY * 3 / 4) <= 5);
	/* The way up is within the margin, or the way down. */
	ck_assert_uint_eq(changes(steps, 4, &up, seed, starts), 2);
	ck_assert(labs((long)starts[1] - MANY * 3 / 4) <= 5);
	ck_assert_uint_eq(changes(steps, 4, &down, seed, starts), 2);
	ck_assert(labs((long)starts[1] - MANY / 4) <= 5);
}
END_TEST

/* Cut everywhere: whatever was joined on the way, what remains stands by itself. */
START_TEST(what_remains_is_founded)
{
	const struct margin margin = { .2, .2 };
	uint64_t seed = (uint64_t)_i + 1;
	size_t starts[MANY], i;
	double v[MANY], x[MANY];
	struct steps s;

	for (i = 0; i < MANY; i++) {
		v[i] = .5 * (double)(i * 8 / MANY % 4) + even(&seed);
		starts[i] = i;
	}
	s = (struct steps){ v, MANY, starts, MANY, x, INFINITY, { sqrt(1 / 12.), 0, MANY } };
	steps_limit(&s);
	ck_assert(steps_filter(&s, &margin, .001));
	ck_assert_uint_gt(s.count, 2);
	for (i = 1; i < s.count; i++) {
		struct step step = steps_step(&s, i);

		ck_assert(steps_beyond(step.to - step.from, &margin) && step.p <= .001);
		ck_assert(step.first <= s.starts[i] && s.starts[i] <= step.last);
	}
}
END_TEST

/* The greater the step, the nearer its target is known. */
START_TEST(targets)
{
	static const double heights[] = { 1, 2, 4, 8 };
	size_t starts[60], i, k, width, last = SIZE_MAX;
	struct step step;
	struct steps s;
	double v[60];

	for (k = 0; k < ARRAY_SIZE(heights); k++) {
		for (i = 0; i < 60; i++)
			v[i] = .1 * (double)(7 * i % 11) + (i < 30 ? 0 : heights[k]);
		s = cut(v, 60, starts);
		ck_assert(steps_filter(&s, &none, .001) && s.count == 2);
		step = steps_step(&s, 1);
		width = step.last - step.first;
		ck_assert(step.first <= 30 && 30 <= step.last && width <= last);
		last = width;
	}
	ck_assert_uint_eq(last, 0);
}
END_TEST

START_TEST(a_line_is_no_step)
{
	double v[60];
	size_t starts[60], i;
	struct step line;
	struct steps s;

	for (i = 0; i < 60; i++)
		v[i] = .1 * (double)(7 * i % 11) + (_i == 2 ? 0 : _i ? 2 * (i >= 30) : i / 30.);
	s = cut(v, 60, starts);
	ck_assert(steps_filter(&s, &none, .001));
	ck_assert_int_eq(steps_line(&s, .001, &line), _i == 0);
	if (!_i)
		ck_assert_double_eq_tol(line.to - line.from, 59 / 30., .1);
}
END_TEST

Suite *steps_suite(void)
{
	Suite *s = suite_create("steps");
	TCase *t = tcase_create("steps");

	tcase_add_test(t, scales);
	tcase_add_loop_test(t, rho_without_segments, 0, 3);
	tcase_add_test(t, rhos_are_drawn_together);
	tcase_add_test(t, few_are_no_level);
	tcase_add_loop_test(t, changes_are_found, 0, 20);
	tcase_add_loop_test(t, what_remains_is_founded, 0, 20);
	tcase_add_test(t, targets);
	tcase_add_loop_test(t, a_line_is_no_step, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
