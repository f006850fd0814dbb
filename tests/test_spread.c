// SPDX-License-Identifier: GPL-2.0-only
/* Boots, batches and samples told apart, on records that are made up for it. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "records.h"
#include "spread.h"
#include "tables.h"
#include "written.h"
#include "suites.h"
#include "util.h"

#define BOOTS 4
#define LOADS 6

#define SAMPLES 100

/* Boots lie `boot` apart, batches within one `batch`, samples have the standard deviation `sample`; relative. */
static struct spread spread(double boot, double batch, double sample)
{
	struct record *records[BOOTS];
	struct records side = { .records = records, .count = BOOTS };
	struct spread s;
	size_t i, j;

	for (i = 0; i < BOOTS; i++) {
		struct result *result = record_add_result(records[i] = record_new(), "cli");

		result->status = STATUS_OK;
		result->batch_count = LOADS;
		result->batches = xcalloc(LOADS, sizeof(*result->batches));
		for (j = 0; j < LOADS; j++) {
			struct batch *l = &result->batches[j];

			l->samples = SAMPLES;
			l->estimate = 100 * (1 + boot * ((double)i - 1.5)) * (1 + batch * (j % 2 ? 1 : -1));
			l->sd = sample * l->estimate;
		}
	}
	s = spread_of(&side, "cli");
	ck_assert(isnan(spread_of(&side, "sti").boots));
	for (i = 0; i < BOOTS; i++)
		record_free(records[i]);
	return s;
}

/* The standard deviation of -1.5, -.5, .5, 1.5 is 1.29; of LOADS times +-1, sqrt(6 / 5). */
START_TEST(told_apart)
{
	struct spread s = spread(.01, 0, 0);

	ck_assert_double_eq_tol(s.boots, .0129, 2e-4);
	ck_assert_double_eq_tol(s.batches, 0, 1e-9);
	ck_assert_double_eq_tol(s.samples, 0, 1e-9);
	s = spread(0, .02, .04);
	ck_assert_double_eq_tol(s.boots, 0, 1e-9);
	/* What 80 samples leave undecided is not the batches'. */
	ck_assert_double_eq_tol(s.batches, sqrt(.0219 * .0219 - .04 * .04 / 80), 2e-4);
	ck_assert_double_eq_tol(s.samples, .04, 1e-9);
}
END_TEST

START_TEST(loads_that_samples_explain)
{
	struct spread s = spread(0, .001, .04);

	ck_assert_double_eq(s.batches, 0);
	ck_assert_double_eq_tol(s.samples, .04, 1e-9);
}
END_TEST

START_TEST(samples_not_recorded)
{
	struct spread s = spread(.01, .02, NAN);

	ck_assert_double_eq_tol(s.boots, sqrt(.0129 * .0129 - .0219 * .0219 / LOADS), 2e-4);
	ck_assert_double_eq_tol(s.batches, .0219, 2e-4);
	ck_assert(isnan(s.samples));
}
END_TEST

/* The last record is not to be believed, or its result is not: both would be ten times as dear. */
START_TEST(what_is_not_ok_does_not_count)
{
	struct record *records[BOOTS];
	struct records side = { .records = records, .count = BOOTS };
	size_t i;
	struct document *d = document_new("spread");
	const char *text;

	for (i = 0; i < BOOTS; i++) {
		struct result *result = record_add_result(records[i] = record_new(), "cli");
		bool bad = i + 1 == BOOTS;

		records[i]->clock = CLOCK_SILICON;
		record_fact(records[i], "calibration", bad && !_i ? "failed" : "ok");
		result->status = bad && _i ? STATUS_CONTENDED : STATUS_OK;
		result->estimate = bad ? 1000 : 100 + (double)i;
		result->batch_count = 2;
		result->batches = xcalloc(2, sizeof(*result->batches));
		result->batches[0] = (struct batch){ .samples = SAMPLES, .estimate = result->estimate, .sd = NAN };
		result->batches[1] = result->batches[0];
	}
	ck_assert_uint_eq(add_spread(d, &side), 1);
	text = written(text_document, d);
	ck_assert_msg(strstr(text, "0.99 %"), "%s", text);
	ck_assert_msg(strstr(text, _i ? "left out  1 figure of benches" : "left out  1 record whose calibration"), "%s",
		      text);
	for (i = 0; i < BOOTS; i++)
		record_free(records[i]);
}
END_TEST

Suite *spread_suite(void)
{
	Suite *s = suite_create("spread");
	TCase *t = tcase_create("spread");

	tcase_add_test(t, told_apart);
	tcase_add_test(t, loads_that_samples_explain);
	tcase_add_test(t, samples_not_recorded);
	tcase_add_loop_test(t, what_is_not_ok_does_not_count, 0, 2);
	suite_add_tcase(s, t);
	return s;
}
