// SPDX-License-Identifier: GPL-2.0-only
/* A run at a host that is interrupted, though the run is not. */
#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "bench.h"
#include "host.h"
#include "place.h"
#include "record.h"
#include "suite.h"
#include "suites.h"

struct fake {
	struct host host;
	unsigned int calls, period;	/* of how many calls one comes to its end; 0: of all none */
};

/* A tick an instruction. */
static int run(struct host *host, struct pb_run *run)
{
	struct fake *f = (struct fake *)host;
	struct pb_sample *samples = (struct pb_sample *)(uintptr_t)run->buffer;
	const struct pb_bench *bench = pb_find(run->name);

	if (!f->period || ++f->calls % f->period)
		return -EINTR;
	run->loops = 1;
	for (run->done = 0; run->done < run->samples; run->done++)
		samples[run->done] = (struct pb_sample){
			.one = (__u64)(bench->unroll * bench->insns),
			.two = (__u64)(2 * bench->unroll * bench->insns),
		};
	run->end = run->begin + 1000;
	return 0;
}

static int measured(struct record *r, unsigned int period)
{
	static const char *const globs[] = { "cli" };
	struct request q = { .globs = globs, .glob_count = 1, .seed = 1 };
	/* Progress; the test is a process of its own. */
	FILE *quiet = freopen("/dev/null", "w", stderr);
	struct fake fake = { .host = { .layouts = 4, .run = run }, .period = period };

	ck_assert_ptr_nonnull(quiet);
	return suite_run(&fake.host, &q, r);
}

START_TEST(interrupted_calls)
{
	static const unsigned int periods[] = { 2, 7, 100 };
	struct record *r = record_new();
	size_t i;

	ck_assert_int_eq(measured(r, periods[_i]), 0);
	ck_assert_uint_gt(r->row_count, 1);
	for (i = 0; i < r->row_count; i++)
		ck_assert_int_eq(r->rows[i].status, STATUS_OK);
	record_free(r);
}
END_TEST

START_TEST(interrupted_for_ever)
{
	struct record *r = record_new();

	ck_assert_int_eq(measured(r, 0), -EIO);
	record_free(r);
}
END_TEST

Suite *suite_suite(void)
{
	Suite *suite = suite_create("suite");
	TCase *tcase = tcase_create("suite");

	tcase_add_loop_test(tcase, interrupted_calls, 0, 3);
	tcase_add_test(tcase, interrupted_for_ever);
	suite_add_tcase(suite, tcase);
	return suite;
}
