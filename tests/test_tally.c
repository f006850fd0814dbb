// SPDX-License-Identifier: GPL-2.0-only
/* From samples to a result. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "measure.h"
#include "perf.h"
#include "record.h"
#include "suites.h"
#include "tally.h"
#include "util.h"

#define N 50

static struct pb_sample samples[N];
static struct pb_run run;
static struct tally tally;
static struct record *r;
static struct perf *perf;
static struct result *result;

/* Bursts of an operation of 20 ticks, and 300 ticks for loop and timer. */
static void setup(void)
{
	size_t i;

	run = (struct pb_run){ .samples = N, .done = N, .loops = 10, .longest = 5000 };
	tally = (struct tally){ .bench = pb_find("cli") };
	for (i = 0; i < N; i++)
		samples[i] = (struct pb_sample){ .one = 300 + 20 * PB_UNROLL * 10,
						 .two = 300 + 2 * 20 * PB_UNROLL * 10 };
	r = record_new();
	r->clock = CLOCK_SILICON;
	r->tsc_khz = 2000000;
	result = record_add_result(r, "cli");
	perf = perf_open();
}

static void teardown(void)
{
	tally_reset(&tally);
	record_free(r);
	perf_close(perf);
}

static const struct window quiet = { .scale = 1, .disturbed = UNDISTURBED };

static void add(const struct window *window)
{
	tally_add(&tally, &run, samples, window, perf);
}

static void finish(double scale)
{
	const struct window window = { .scale = scale, .disturbed = UNDISTURBED };

	add(&window);
	run.layout = 1;
	add(&window);
	tally_finish(&tally, result, r);
}

START_TEST(overhead_cancels)
{
	finish(1);
	ck_assert_int_eq(result->status, STATUS_OK);
	ck_assert_double_eq_tol(result->estimate, 20, 1e-9);
	ck_assert_double_eq_tol(result->min, 20, 1e-9);
	ck_assert_uint_eq(result->samples, 2 * N);
	ck_assert_uint_eq(result->batch_count, 2);
	ck_assert_double_eq_tol(result->longest_us, 2.5, 1e-9);
}
END_TEST

START_TEST(the_unit_is_the_scale_times_a_tick)
{
	finish(1.5);
	ck_assert_double_eq_tol(result->estimate, 30, 1e-9);
	ck_assert_double_eq_tol(result->batches[0].estimate, 30, 1e-9);
	ck_assert_double_eq_tol(result->ci[0], 30, 1e-6);
}
END_TEST

START_TEST(each_load_has_its_own_clock)
{
	add(&quiet);
	add(&(struct window){ .scale = 2, .disturbed = UNDISTURBED });
	tally_finish(&tally, result, r);
	ck_assert_double_eq_tol(result->estimate, sqrt(20 * 40), 1e-9);
	ck_assert_double_eq_tol(result->batches[1].estimate, 40, 1e-9);
	ck_assert_double_eq_tol(result->max, 40, 1e-9);
	ck_assert_double_eq_tol(tally_floor(&tally, 0), 20, 1e-9);
	ck_assert_double_eq_tol(tally_floor(&tally, 1), 40, 1e-9);
	ck_assert(isnan(tally_floor(&tally, 2)));
}
END_TEST

/* Of the lowest 80 % as the estimate is: 5 of 40 that count lie a tick above. */
START_TEST(how_far_samples_lie_apart)
{
	size_t i;

	for (i = 0; i < 15; i++)
		samples[i].two += PB_UNROLL * 10;
	add(&quiet);
	tally_finish(&tally, result, r);
	ck_assert_double_eq_tol(result->batches[0].estimate, 20 + 5 / 40.0, 1e-9);
	ck_assert_double_eq_tol(result->batches[0].sd, sqrt(5 * 35 / 40.0 / 39.0), 1e-9);
}
END_TEST

START_TEST(a_spike_in_the_shorter_burst_makes_nothing_too_low)
{
	samples[7].one += 100000;
	finish(1);
	ck_assert_double_eq_tol(result->min, 20, 1e-9);
	ck_assert_double_eq_tol(result->estimate, 20, 1e-9);
}
END_TEST

static const struct {
	const char *cause;
	struct pb_sample disturbed;
} evidence[] = {
	{ "interrupt", { .one = 1, .two = 1000000, .irqs = 1 } },
	{ "nmi", { .one = 1, .two = 1000000, .nmis = 2 } },
	{ "smi", { .one = 1, .two = 1000000, .smis = 1 } },
	{ "migration", { .one = 1, .two = 1000000, .cpu = 3 } },
};

START_TEST(evidence_drops)
{
	size_t i;

	for (i = 1; i < N; i += 2)
		samples[i] = evidence[_i].disturbed;
	finish(1);
	ck_assert_uint_eq(result->samples, N);
	ck_assert_uint_eq(result->dropped_count, 1);
	ck_assert_str_eq(result->dropped[0].name, evidence[_i].cause);
	ck_assert_double_eq(result->dropped[0].value, N);
	ck_assert_double_eq_tol(result->estimate, 20, 1e-9);
	ck_assert_double_eq_tol(result->max, 20, 1e-9);
	ck_assert(fabs(result->estimate_with_dropped - 20) > 1);
}
END_TEST

static const struct {
	const char *cause;
	struct window window;
} disturbed[] = {
	{ "steal", { .scale = 1, .disturbed = CAUSE_STEAL } },
	{ "frequency", { .scale = 1.5, .disturbed = CAUSE_FREQUENCY } },
};

START_TEST(a_series_is_dropped_whole)
{
	samples[3].irqs = 1;
	add(&quiet);
	samples[3].two += 1000000;
	for (size_t i = 0; i < N; i++)
		samples[i].two += 4 * PB_UNROLL * 10;
	add(&disturbed[_i].window);
	tally_finish(&tally, result, r);
	ck_assert_uint_eq(result->samples, N - 1);
	ck_assert_uint_eq(result->batch_count, 1);
	ck_assert_uint_eq(result->dropped_count, 2);
	ck_assert_str_eq(result->dropped[0].name, "interrupt");
	ck_assert_double_eq(result->dropped[0].value, 2);
	ck_assert_str_eq(result->dropped[1].name, disturbed[_i].cause);
	ck_assert_double_eq(result->dropped[1].value, N - 1);
	ck_assert_double_eq_tol(result->estimate, 20, 1e-9);
	ck_assert_double_eq_tol(result->estimate_with_dropped, sqrt(20 * 24 * disturbed[_i].window.scale), 1e-9);
}
END_TEST

START_TEST(a_value_alone_is_no_evidence)
{
	samples[3].two += 1000000;
	finish(1);
	ck_assert_uint_eq(result->samples, 2 * N);
	ck_assert_uint_eq(result->dropped_count, 0);
	ck_assert(result->max > 1000);
}
END_TEST

/* Of N = 50 the first so many beside a busy hardware thread, which doubles them. */
static enum cause add_contended(size_t n)
{
	static const struct pb_probe alone = { 1600, 560 }, shared = { 1600, 900 };
	const struct window probed = { 1, UNDISTURBED, 1600, .35, 1 };
	size_t i;

	for (i = 0; i < N; i++) {
		samples[i].before = samples[i].after = i < n ? shared : alone;
		samples[i].two = 300 + (i < n ? 2 : 1) * 2 * 20 * PB_UNROLL * 10;
	}
	return tally_add(&tally, &run, samples, &probed, perf);
}

START_TEST(most_of_a_batch_must_be_quiet)
{
	static const size_t contended[] = { 1, 25, 26, 50 };
	size_t n = contended[_i];

	ck_assert_int_eq(add_contended(n), n > 25 ? CAUSE_CONTENTION : UNDISTURBED);
	add_contended(0);
	tally_finish(&tally, result, r);
	ck_assert_int_eq(result->status, STATUS_OK);
	ck_assert_double_eq_tol(result->estimate, 20, 1e-9);
	ck_assert_uint_eq(result->batch_count, n > 25 ? 1 : 2);
	ck_assert_uint_eq(result->samples, n > 25 ? N : 2 * N - n);
	ck_assert_str_eq(result->dropped[0].name, "contention");
	ck_assert_double_eq(result->dropped[0].value, n > 25 ? N : (double)n);
}
END_TEST

/* Whatever disturbed the others. */
START_TEST(half_of_a_batch_must_be_left)
{
	static const struct pb_probe alone = { 1600, 560 };
	const struct window probed = { 1, UNDISTURBED, 1600, .35, 1 };
	size_t i, n = 25 + (size_t)_i;

	for (i = 0; i < N; i++) {
		samples[i].before = samples[i].after = alone;
		samples[i].irqs = i < n;
	}
	ck_assert_int_eq(tally_add(&tally, &run, samples, &probed, perf), _i ? CAUSE_IRQ : UNDISTURBED);
	ck_assert_uint_eq(tally.batch_count, _i ? 0 : 1);
}
END_TEST

/* Of four batches; what was shared all the while is shown, and is not ok. */
START_TEST(most_batches_must_be_quiet)
{
	int i;

	for (i = 0; i < 4; i++) {
		const struct window window = { .scale = 1, .disturbed = UNDISTURBED };

		if (add_contended(i <= _i ? N : 0) != UNDISTURBED)
			tally_add_contended(&tally, &run, samples, &window);
	}
	tally_finish(&tally, result, r);
	ck_assert_int_eq(result->status, _i < 2 ? STATUS_OK : STATUS_CONTENDED);
	ck_assert_uint_eq(result->batch_count, _i < 2 ? 3 - (size_t)_i : 4);
	if (_i < 2) {
		ck_assert_double_eq_tol(result->estimate, 20, 1e-9);
		ck_assert_ptr_null(result->reason);
		return;
	}
	ck_assert_double_gt(result->estimate, 30);
	ck_assert(isnan(result->min) && !result->bins);
	ck_assert_ptr_nonnull(strstr(result->reason, "another hardware thread"));
}
END_TEST

/* The core turns out to be faster than in what passed for a quiet moment. */
START_TEST(what_was_not_quiet_after_all)
{
	const struct window slow = { .scale = 2, .disturbed = UNDISTURBED, .width = 1.5 };
	const struct window fast = { .scale = 1, .disturbed = UNDISTURBED, .width = 1 };

	add(&slow);
	add(&fast);
	add(&fast);
	tally_demote(&tally, 1.05);
	tally_finish(&tally, result, r);
	ck_assert_int_eq(result->status, STATUS_OK);
	ck_assert_uint_eq(result->batch_count, 2);
	ck_assert_uint_eq(result->samples, 2 * N);
	ck_assert_double_eq_tol(result->estimate, 20, 1e-9);
	ck_assert_double_eq_tol(result->max, 20, 1e-9);
	ck_assert_double_eq(result->dropped[0].value, N);
}
END_TEST

START_TEST(all_spoilt_is_a_failure)
{
	size_t i;

	for (i = 0; i < N; i++)
		samples[i].irqs = 1;
	finish(1);
	ck_assert_int_eq(result->status, STATUS_FAILED);
	ck_assert_str_eq(result->reason, "every sample was disturbed: interrupt 100");
	ck_assert(isnan(result->estimate));
}
END_TEST

START_TEST(a_fault_is_a_result)
{
	run.status = PB_FAULTED;
	run.vector = 13;
	finish(1);
	ck_assert_int_eq(result->status, STATUS_FAULTED);
	ck_assert_str_eq(result->reason, "raised #GP (vector 13)");
	ck_assert(isnan(result->estimate));
}
END_TEST

START_TEST(a_skip_keeps_its_reason)
{
	run.status = PB_SKIPPED;
	strcpy(run.reason, "needs a unicorn");
	finish(1);
	ck_assert_int_eq(result->status, STATUS_SKIPPED);
	ck_assert_str_eq(result->reason, "needs a unicorn");
}
END_TEST

START_TEST(exact_under_icount)
{
	r->clock = CLOCK_ICOUNT;
	finish(1);
	ck_assert_double_eq(result->estimate, 20);
	ck_assert(isnan(result->ci[0]) && isnan(result->ci[1]) && isnan(result->longest_us));
	ck_assert_uint_eq(result->bins, 1);
	ck_assert_uint_eq(result->histogram[0].count, 2 * N);
	ck_assert_double_eq(tally_floor(&tally, 0), 20);
	ck_assert(tally_exact(&tally));
}
END_TEST

/* Where instructions are counted, another number means other instructions. */
START_TEST(strays_are_dropped_and_told)
{
	r->clock = CLOCK_ICOUNT;
	tally.counts = true;
	samples[3].two += 966;
	samples[7].one += 966;
	samples[8].irqs = 1;
	finish(1);
	ck_assert_uint_eq(result->samples, 2 * (N - 3));
	ck_assert_uint_eq(result->dropped_count, 2);
	ck_assert_str_eq(result->dropped[1].name, "stray");
	ck_assert_double_eq(result->dropped[1].value, 4);
	ck_assert_double_eq(result->estimate, 20);
	ck_assert_double_eq(result->min, 20);
	ck_assert_double_eq(result->max, 20);
	ck_assert(tally_exact(&tally));
}
END_TEST

START_TEST(no_majority_is_a_failure)
{
	size_t i;

	r->clock = CLOCK_ICOUNT;
	tally.counts = true;
	for (i = 0; i < N / 2; i++)
		samples[i].two += 966;
	finish(1);
	ck_assert_int_eq(result->status, STATUS_FAILED);
	ck_assert_ptr_nonnull(strstr(result->reason, "most samples"));
	ck_assert(isnan(result->estimate));
}
END_TEST

START_TEST(exits_per_operation)
{
	tally_exits(&tally, 2, .5);
	finish(1);
	ck_assert_uint_ge(result->counter_count, 2);
	ck_assert_double_eq(count_of(result->counters, result->counter_count, "vm-exits"), 2);
	ck_assert_double_eq(count_of(result->counters, result->counter_count, "user-exits"), .5);
}
END_TEST

/* One in ten, and one more. */
START_TEST(few_strays_are_exact)
{
	size_t i, strays = N / 10 + (size_t)_i;

	for (i = 0; i < strays; i++)
		samples[i].two += i + 1;
	finish(1);
	ck_assert(tally_exact(&tally) == !_i);
}
END_TEST

Suite *tally_suite(void)
{
	Suite *s = suite_create("tally");
	TCase *t = tcase_create("tally");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, overhead_cancels);
	tcase_add_test(t, the_unit_is_the_scale_times_a_tick);
	tcase_add_test(t, each_load_has_its_own_clock);
	tcase_add_test(t, how_far_samples_lie_apart);
	tcase_add_test(t, a_spike_in_the_shorter_burst_makes_nothing_too_low);
	tcase_add_loop_test(t, evidence_drops, 0, ARRAY_SIZE(evidence));
	tcase_add_loop_test(t, a_series_is_dropped_whole, 0, ARRAY_SIZE(disturbed));
	tcase_add_test(t, a_value_alone_is_no_evidence);
	tcase_add_loop_test(t, most_of_a_batch_must_be_quiet, 0, 4);
	tcase_add_test(t, what_was_not_quiet_after_all);
	tcase_add_loop_test(t, half_of_a_batch_must_be_left, 0, 2);
	tcase_add_loop_test(t, most_batches_must_be_quiet, 0, 4);
	tcase_add_test(t, all_spoilt_is_a_failure);
	tcase_add_test(t, a_fault_is_a_result);
	tcase_add_test(t, a_skip_keeps_its_reason);
	tcase_add_test(t, exact_under_icount);
	tcase_add_test(t, strays_are_dropped_and_told);
	tcase_add_test(t, no_majority_is_a_failure);
	tcase_add_test(t, exits_per_operation);
	tcase_add_loop_test(t, few_strays_are_exact, 0, 2);
	suite_add_tcase(s, t);
	return s;
}
