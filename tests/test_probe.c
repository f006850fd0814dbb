// SPDX-License-Identifier: GPL-2.0-only
/* What the probes beside samples say, on a core that is made up for it. */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "executor.h"
#include "probe.h"
#include "suites.h"
#include "util.h"

#define LOOPS 100
#define CHAIN 1600.	/* cycles of a probe's chain, its fences included */
#define ISSUE 560.

/* Ticks are `tick` cycles; a load takes `load` cycles, six instructions `width`. */
static struct core {
	struct executor host;
	double tick, load, width;
	unsigned int calls, fails;	/* from which call on there is no answer; 0: never */
} core;

static int run(struct executor *host, struct pb_run *r)
{
	struct core *c = (struct core *)host;
	struct pb_sample *s = (struct pb_sample *)(uintptr_t)r->buffer;
	double body = !strcmp(r->name, "imul-chain") ? 3 : !strcmp(r->name, "load-hit") ? 3 * c->load : c->width;
	double one = PB_UNROLL * LOOPS * body / c->tick;
	struct pb_probe p = { (__u16)(CHAIN / c->tick), (__u16)(ISSUE * c->width / c->tick) };

	if (++c->calls == c->fails)
		return -EIO;
	ck_assert_uint_eq(r->probe, 1);
	r->loops = LOOPS;
	for (r->done = 0; r->done < r->samples; r->done++)
		s[r->done] = (struct pb_sample){
			.one = (__u64)(300 + one), .two = (__u64)(300 + 2 * one), .before = p, .after = p,
		};
	return 0;
}

static void setup(void)
{
	core = (struct core){ .host = { .layouts = 1, .run = run }, .tick = 1, .load = 1 / 3., .width = 1 };
}

static bool find(struct probe_quiet *quiet)
{
	return probe_find_quiet(&core.host, 0, false, quiet);
}

START_TEST(a_quiet_core)
{
	static const double ports[] = { 2, 2, 3, 4 }, issued[] = { 4, 5, 6, 8 }, ticks[] = { .4, 1, 2.5 };
	struct probe_quiet quiet;

	core.load = 1 / ports[_i / 3];
	core.width = 6 / issued[_i / 3];
	core.tick = ticks[_i % 3];
	ck_assert(find(&quiet));
	ck_assert_double_eq_tol(quiet.chain, CHAIN, 5);
	ck_assert_double_eq_tol(quiet.issue, ISSUE * core.width, 5);
	ck_assert_double_eq_tol(quiet.width, core.width, .01);
	ck_assert(probe_width_plausible(quiet.width));
}
END_TEST

static const struct {
	double load, width;
} shared[] = {
	{ .38, 1 }, { .43, 1 }, { .6, 1 }, { 1.2, 1 },	/* of the loads alone */
	{ 1 / 3., 1.05 }, { .5, 1.4 }, { .5, 1.8687 },	/* and with half of 3 ports */
	{ 2 / 3., 2 }, { 1e-3, 1 }, { .25, 1e-3 },
	{ 1 / 3., 2 }, { .5, 3 }, { .25, 1.5 }, { 1, 3 },	/* half of the slots; and of the ports */
};

START_TEST(a_shared_core)
{
	struct probe_quiet quiet;

	core.load = shared[_i].load;
	core.width = shared[_i].width;
	ck_assert(!find(&quiet));
	ck_assert(shared[_i].width < 1 || probe_find_quiet(&core.host, 0, true, &quiet));
}
END_TEST

START_TEST(a_host_that_does_not_answer)
{
	struct probe_quiet quiet;

	core.fails = (unsigned int)_i + 1;
	ck_assert(!find(&quiet));
}
END_TEST

#define N 7
static const struct probe_quiet quiet_core = { 1600, 560, 1 };
static struct pb_sample samples[N];

/* At half a tick a cycle. */
static struct window window_of_quiet(void)
{
	struct pb_probe p = { 800, 280 };
	size_t i;

	for (i = 0; i < N; i++)
		samples[i] = (struct pb_sample){ .before = p, .after = p };
	return probe_window(&quiet_core, samples, N);
}

START_TEST(a_tick_is_worth_what_the_chain_says)
{
	struct window w = window_of_quiet();

	ck_assert_double_eq_tol(w.scale, 2, 1e-12);
	ck_assert_double_eq(probe_window(NULL, samples, N).scale, 1);
	ck_assert_double_eq(probe_window(&quiet_core, samples, 0).scale, 1);
}
END_TEST

static const struct {
	struct pb_probe before, after;
	enum cause cause;
} seen[] = {
	{ { 800, 280 }, { 800, 280 }, UNDISTURBED },
	{ { 805, 290 }, { 795, 272 }, UNDISTURBED },
	{ { 800, 300 }, { 800, 280 }, CAUSE_CONTENTION },
	{ { 800, 280 }, { 800, 300 }, CAUSE_CONTENTION },
	{ { 800, 65535 }, { 800, 280 }, CAUSE_CONTENTION },
	{ { 820, 287 }, { 800, 280 }, CAUSE_FREQUENCY },
	{ { 800, 280 }, { 780, 273 }, CAUSE_FREQUENCY },
	{ { 1200, 420 }, { 1200, 420 }, CAUSE_FREQUENCY },	/* the whole core slower: its clock */
	{ { 0, 0 }, { 0, 0 }, CAUSE_FREQUENCY },
};

START_TEST(what_spoilt_a_sample)
{
	struct window w = window_of_quiet();
	struct pb_sample s = { .before = seen[_i].before, .after = seen[_i].after };

	ck_assert_int_eq(probe_cause(&w, &s), seen[_i].cause);
}
END_TEST

START_TEST(without_probes_nothing_is_known)
{
	struct window w = probe_window(NULL, samples, N);
	struct pb_sample s = { .one = 1 };

	ck_assert_int_eq(probe_cause(&w, &s), UNDISTURBED);
	w.disturbed = CAUSE_STEAL;
	ck_assert_int_eq(probe_cause(&w, &s), CAUSE_STEAL);
}
END_TEST

/* No quiet moment was found: nothing passes for one. */
START_TEST(without_a_quiet_moment)
{
	const struct probe_quiet none = { 1600, NAN, NAN };
	struct window w;

	window_of_quiet();
	w = probe_window(&none, samples, N);
	ck_assert_double_eq_tol(w.scale, 2, 1e-12);
	ck_assert_int_eq(probe_cause(&w, &samples[0]), CAUSE_CONTENTION);
}
END_TEST

Suite *probe_suite(void)
{
	Suite *s = suite_create("probe");
	TCase *t = tcase_create("probe");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_loop_test(t, a_quiet_core, 0, 12);
	tcase_add_loop_test(t, a_shared_core, 0, ARRAY_SIZE(shared));
	tcase_add_loop_test(t, a_host_that_does_not_answer, 0, 9);
	tcase_add_test(t, a_tick_is_worth_what_the_chain_says);
	tcase_add_loop_test(t, what_spoilt_a_sample, 0, ARRAY_SIZE(seen));
	tcase_add_test(t, without_probes_nothing_is_known);
	tcase_add_test(t, without_a_quiet_moment);
	suite_add_tcase(s, t);
	return s;
}
