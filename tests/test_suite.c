// SPDX-License-Identifier: GPL-2.0-only
/* A run at a host that is interrupted, though the run is not. */
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "executor.h"
#include "request.h"
#include "record.h"
#include "suite.h"
#include "suites.h"

struct fake {
	struct executor host;
	unsigned int calls, period;	/* of how many calls one comes to its end; 0: of all none */
};

/* A tick an instruction. */
static int run(struct executor *host, struct pb_run *run)
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
	ck_assert_uint_gt(r->result_count, 1);
	for (i = 0; i < r->result_count; i++)
		ck_assert_int_eq(r->results[i].status, STATUS_OK);
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

/* A core of 2 ticks a cycle, 6 wide; the first `shared` calls come while another thread halves it. */
struct core {
	struct executor host;
	unsigned int calls, shared;
};

static double cycles_of(const char *bench)
{
	return !strcmp(bench, "imul-chain") ? 3 : !strcmp(bench, "nop") ? .25 : !strcmp(bench, "cli") ? 4 : 1;
}

static int run_core(struct executor *host, struct pb_run *run)
{
	struct core *c = (struct core *)host;
	bool chain = strstr(run->name, "chain"), shared = c->calls++ < c->shared && !chain;
	struct pb_sample *samples = (struct pb_sample *)(uintptr_t)run->buffer;
	__u64 one = (__u64)(2 * cycles_of(run->name) * PB_UNROLL * 100) * (shared ? 2 : 1);
	struct pb_probe p = { 3200, shared ? 1900 : 1100 };

	run->loops = 100;
	for (run->done = 0; run->done < run->samples; run->done++)
		samples[run->done] = (struct pb_sample){
			.one = 500 + one, .two = 500 + 2 * one, .before = p, .after = p,
		};
	run->end = run->begin + 1000;
	return 0;
}

static const struct result *measure_core(struct record *r, unsigned int shared, double wait)
{
	static const char *const globs[] = { "cli" };
	struct request q = { .globs = globs, .glob_count = 1, .seed = 1, .wait = wait };
	FILE *quiet = freopen("/dev/null", "w", stderr);
	struct core core = { .host = { .layouts = 4, .tsc_khz = 2000000, .run = run_core }, .shared = shared };

	ck_assert_ptr_nonnull(quiet);
	ck_assert_int_eq(suite_run(&core.host, &q, r), 0);
	ck_assert_int_eq(r->clock, CLOCK_SILICON);
	return record_find(r, "cli");
}

START_TEST(a_quiet_phase_is_waited_for)
{
	struct record *r = record_new();
	const struct result *result = measure_core(r, 20, 60);

	ck_assert_int_eq(result->status, STATUS_OK);
	ck_assert_double_eq_tol(result->estimate, 4, .01);
	ck_assert_str_eq(record_find_fact(r, "calibration")->value, "ok");
	record_free(r);
}
END_TEST

START_TEST(none_comes)
{
	struct record *r = record_new();
	const struct result *result = measure_core(r, UINT_MAX, .05);

	ck_assert_int_eq(result->status, STATUS_CONTENDED);
	ck_assert_double_eq_tol(result->estimate, 8, .01);
	ck_assert_ptr_nonnull(strstr(result->reason, "another hardware thread"));
	ck_assert_ptr_null(record_find_fact(r, "calibration")->value);
	record_free(r);
}
END_TEST

Suite *suite_suite(void)
{
	Suite *suite = suite_create("suite");
	TCase *tcase = tcase_create("suite");

	tcase_add_loop_test(tcase, interrupted_calls, 0, 3);
	tcase_add_test(tcase, interrupted_for_ever);
	tcase_add_test(tcase, a_quiet_phase_is_waited_for);
	tcase_add_test(tcase, none_comes);
	suite_add_tcase(suite, tcase);
	return suite;
}
