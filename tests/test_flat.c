// SPDX-License-Identifier: GPL-2.0-only
/* The flat guest's integers against the program's floating point, and its command line. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "summary.h"
#include "suites.h"
#include "util.h"

#define clock_recognise flat_clock_recognise /* the program has its own */
#define clock_names flat_clock_names
#define clock_units flat_clock_units
#include "../guest/figures.c"
#include "../guest/clock.c"
#include "../guest/text.c"
#include "../guest/words.c"

#define ROUNDING 2e-6

static double per_op(const struct pb_sample *samples, size_t n, double operations, double *values)
{
	double shorter;
	size_t i;

	for (i = 0; i < n; i++)
		values[i] = (double)samples[i].one;
	stats_sort(values, n);
	shorter = stats_low_mean(values, n);
	for (i = 0; i < n; i++)
		values[i] = ((double)samples[i].two - shorter) / operations;
	stats_sort(values, n);
	return stats_low_mean(values, n);
}

/* Every number of samples, at costs from a nop's to a fault's. */
START_TEST(same_as_in_floating_point)
{
	struct pb_run run = { .done = (unsigned int)_i };
	struct pb_sample samples[FIGURES_SAMPLES_MAX] = { 0 };
	double values[FIGURES_SAMPLES_MAX], estimate;
	unsigned int operations = 16 * (1 + (unsigned int)rand() % 1000), i;
	__u64 cost = (__u64)rand() % 4000;
	struct figures f;

	for (i = 0; i < run.done; i++) {
		samples[i].one = 40 + cost * operations / 7 + (__u64)rand() % 50;
		samples[i].two = 40 + 2 * cost * operations / 7 + (__u64)rand() % 5000;
	}
	estimate = per_op(samples, run.done, operations, values);
	figures_take(&f, &run, samples, operations);
	ck_assert_uint_eq(f.samples, run.done);
	ck_assert_double_eq_tol((double)f.estimate / MILLION, estimate, ROUNDING);
	ck_assert_double_eq_tol((double)f.with_dropped / MILLION, estimate, ROUNDING);
	for (i = 0; i <= 100; i++)
		ck_assert_double_eq_tol((double)figures_quantile(&f, i) / MILLION,
					stats_quantile(values, run.done, i / 100.0), ROUNDING);
}
END_TEST

START_TEST(disturbed_samples_are_dropped)
{
	struct pb_run run = { .done = 5 };
	struct pb_sample samples[] = {
		{ .one = 100, .two = 200 }, { .one = 100, .two = 900, .irqs = 1 },
		{ .one = 100, .two = 200 }, { .one = 100, .two = 800, .nmis = 2 },
		{ .one = 100, .two = 200 },
	};
	struct figures f;

	figures_take(&f, &run, samples, 100);
	ck_assert_uint_eq(f.samples, 3);
	ck_assert_uint_eq(f.irqs, 1);
	ck_assert_uint_eq(f.nmis, 1);
	ck_assert_int_eq(f.estimate, MILLION);
	ck_assert_int_eq(f.with_dropped, (3 * MILLION + 7 * MILLION) / 4);
}
END_TEST

/* As in tests/test_clock.c. */
static const struct {
	struct chains chains;
	enum clock clock;
} clocks[] = {
	{ { 1000000, 1000000, 1000000, 1, 1 }, CLOCK_ICOUNT },
	{ { 1000000, 1000000, 1000000, 0, 1 }, CLOCK_EMULATED },
	{ { 80000, 1844000, 617500, 0, 0 }, CLOCK_SILICON },
	{ { 600000, 9100000, 3020000, 0, 0 }, CLOCK_SILICON },
	{ { 90000, 1000000, 333333, 1, 0 }, CLOCK_SILICON },
	{ { 0, 1900000, 650000, 0, 0 }, CLOCK_EMULATED },
	{ { 200000, 3000000, 1000000, 0, 1 }, CLOCK_EMULATED },
	{ { 4700000000, 4800000000, 4750000000, 0, 0 }, CLOCK_EMULATED },
	{ { 300000, 1000000, 1000000, 0, 0 }, CLOCK_EMULATED },
	{ { 0, 0, 0, 1, 0 }, CLOCK_EMULATED },
	{ { 2000000, 2000000, 2000000, 1, 1 }, CLOCK_EMULATED },
};

START_TEST(recognise)
{
	ck_assert_int_eq(clock_recognise(&clocks[_i].chains), clocks[_i].clock);
}
END_TEST

START_TEST(scale)
{
	const struct chains c = { .imul = 1500000 };

	ck_assert_int_eq(clock_scale(CLOCK_SILICON, &c, 10 * MILLION), 20 * MILLION);
	ck_assert_int_eq(clock_scale(CLOCK_ICOUNT, &c, 10 * MILLION), 10 * MILLION);
}
END_TEST

static const struct {
	__s64 millionths;
	const char *text;
} decimals[] = {
	{ 0, "0" },	    { 499, "0" },	{ 500, "0.001" },
	{ -499, "0" },	    { -500, "-0.001" }, { 333333, "0.333" },
	{ 1000000, "1" },   { 999999, "1" },	{ 1027500000, "1027.5" },
	{ -2000000, "-2" }, { 10000000, "10" }, { 100100000, "100.1" },
};

START_TEST(decimal)
{
	char out[DECIMAL_MAX];

	ck_assert_str_eq(text_decimal(out, decimals[_i].millionths), decimals[_i].text);
}
END_TEST

static const struct {
	const char *line;
	int selects; /* irq-off-on/cli-sti */
	int by_name;
} lines[] = {
	{ "", 1, 0 },
	{ "seed=1 record=com2", 1, 0 },
	{ "cli-sti", 1, 1 },
	{ "irq-off-on", 1, 1 },
	{ "irq-off-on/cli-sti", 1, 1 },
	{ "irq-off-on/cli*", 1, 0 },
	{ "c?i-*", 1, 0 },
	{ "*", 1, 0 },
	{ "x  cli-sti  y", 1, 1 },
	{ "cli", 0, 0 },
	{ "cli-sti?", 0, 0 },
	{ "sti seed=1", 0, 0 },
	{ "irq-off-on/", 0, 0 },
	{ "*sti", 1, 0 },
	{ "*c*l*i*", 1, 0 },
	{ "?", 0, 0 },
};

START_TEST(selection)
{
	ck_assert_msg(words_select(lines[_i].line, "cli-sti", "irq-off-on", 0) == lines[_i].selects, "'%s'",
		      lines[_i].line);
	ck_assert_msg(words_select(lines[_i].line, "cli-sti", "irq-off-on", 1) == lines[_i].by_name, "'%s'",
		      lines[_i].line);
}
END_TEST

START_TEST(settings)
{
	const char *line = "cli xseed=3 seed=17 record=com2";

	ck_assert_str_eq(words_value(line, "seed"), "17 record=com2");
	ck_assert_str_eq(words_value(line, "record"), "com2");
	ck_assert_ptr_null(words_value(line, "see"));
	ck_assert_ptr_null(words_value("", "seed"));
}
END_TEST

Suite *flat_suite(void)
{
	Suite *s = suite_create("flat");
	TCase *t = tcase_create("flat");

	tcase_add_loop_test(t, same_as_in_floating_point, 1, FIGURES_SAMPLES_MAX + 1);
	tcase_add_test(t, disturbed_samples_are_dropped);
	tcase_add_loop_test(t, recognise, 0, ARRAY_SIZE(clocks));
	tcase_add_test(t, scale);
	tcase_add_loop_test(t, decimal, 0, ARRAY_SIZE(decimals));
	tcase_add_loop_test(t, selection, 0, ARRAY_SIZE(lines));
	tcase_add_test(t, settings);
	suite_add_tcase(s, t);
	return s;
}
