// SPDX-License-Identifier: GPL-2.0-only
/* Boots and loads told apart, on records that are made up for it. */
#include <check.h>
#include <math.h>

#include "record.h"
#include "side.h"
#include "spread.h"
#include "suites.h"
#include "util.h"

#define BOOTS 4
#define LOADS 6

/* Boots lie `boot` apart, loads within one `load`; relative. */
static struct spread spread(double boot, double load)
{
	struct record *records[BOOTS];
	struct side side = { .records = records, .count = BOOTS };
	struct spread s;
	size_t i, j;

	for (i = 0; i < BOOTS; i++) {
		struct row *row = record_add_row(records[i] = record_new(), "cli");

		row->status = STATUS_OK;
		row->load_count = LOADS;
		row->loads = xcalloc(LOADS, sizeof(*row->loads));
		for (j = 0; j < LOADS; j++)
			row->loads[j].estimate = 100 * (1 + boot * ((double)i - 1.5)) *
						 (1 + load * (j % 2 ? 1 : -1));
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
	struct spread s = spread(.01, 0);

	ck_assert_double_eq_tol(s.boots, .0129, 2e-4);
	ck_assert_double_eq_tol(s.loads, 0, 1e-9);
	s = spread(0, .02);
	ck_assert_double_eq_tol(s.boots, 0, 1e-9);
	ck_assert_double_eq_tol(s.loads, .0219, 2e-4);
}
END_TEST

Suite *spread_suite(void)
{
	Suite *s = suite_create("spread");
	TCase *t = tcase_create("spread");

	tcase_add_test(t, told_apart);
	suite_add_tcase(s, t);
	return s;
}
