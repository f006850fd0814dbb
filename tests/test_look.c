// SPDX-License-Identifier: GPL-2.0-only
/* What a look sees, on a host that is made up for it. */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "bench.h"
#include "host.h"
#include "look.h"
#include "suites.h"
#include "util.h"

/* An IMUL takes `ticks`; of its samples the first `disturbed` are, and take longer. */
static struct chain_host {
	struct host host;
	double ticks;
	unsigned int disturbed, failures, calls;
} chain;

static int run_chain(struct host *host, struct pb_run *run)
{
	struct chain_host *c = (struct chain_host *)host;
	struct pb_sample *s = (struct pb_sample *)(uintptr_t)run->buffer;
	__u32 i;

	c->calls++;
	if (c->calls <= c->failures)
		return -EIO;
	ck_assert_str_eq(run->name, "imul-chain");
	run->loops = 1000;
	for (i = 0; i < run->samples; i++) {
		__u64 one = (__u64)(c->ticks * PB_UNROLL * 1000), noise = 500 * (i % 3);

		s[i] = (struct pb_sample){ .one = 300 + one + noise, .two = 300 + 2 * one + noise };
		if (i < c->disturbed) {
			s[i].irqs = 1;
			s[i].two -= one / 2;
		}
	}
	run->done = run->samples;
	run->status = PB_OK;
	return 0;
}

static struct look look_at(double ticks)
{
	chain.ticks = ticks;
	return look(&chain.host, 0, 0);
}

static void setup(void)
{
	chain = (struct chain_host){ .host = { .layouts = 1, .run = run_chain } };
}

START_TEST(the_chain_is_the_clock)
{
	ck_assert_double_eq_tol(look_at(1.5).ratio, 2, 1e-3);
	ck_assert_uint_eq(chain.calls, 1);
}
END_TEST

START_TEST(what_was_disturbed_says_nothing)
{
	chain.disturbed = 4;
	ck_assert_double_eq_tol(look_at(2).ratio, 1.5, 1e-3);
}
END_TEST

START_TEST(it_is_tried_again)
{
	chain.failures = 2;
	ck_assert_double_eq_tol(look_at(2).ratio, 1.5, 1e-3);
	ck_assert_uint_eq(chain.calls, 3);
}
END_TEST

START_TEST(but_not_for_ever)
{
	chain.disturbed = 1000;
	ck_assert(isnan(look_at(2).ratio));
	ck_assert_uint_eq(chain.calls, 3);
}
END_TEST

static const struct {
	struct look before, after;
	struct window window;
} pairs[] = {
	{ { 2, 0 }, { 2, 0 }, { 2, UNDISTURBED } },
	{ { 2, 0 }, { 2.01, 0 }, { 2.005, UNDISTURBED } },
	{ { 2, 0 }, { 2.03, 0 }, { 2.015, CAUSE_FREQUENCY } },
	{ { 2.03, 0 }, { 2, 0 }, { 2.015, CAUSE_FREQUENCY } },
	{ { 2, 0 }, { 2, 10 }, { 2, CAUSE_STEAL } },
	{ { 2, NAN }, { 2, NAN }, { 2, UNDISTURBED } },
	{ { 2, 0 }, { NAN, 0 }, { NAN, CAUSE_FREQUENCY } },
	{ { NAN, 0 }, { 2, 0 }, { NAN, CAUSE_FREQUENCY } },
};

START_TEST(two_looks_bear_witness)
{
	struct window w = look_between(&pairs[_i].before, &pairs[_i].after);

	ck_assert_int_eq(w.spoilt, pairs[_i].window.spoilt);
	if (isnan(pairs[_i].window.scale))
		ck_assert(isnan(w.scale));
	else
		ck_assert_double_eq_tol(w.scale, pairs[_i].window.scale, 1e-12);
}
END_TEST

Suite *look_suite(void)
{
	Suite *s = suite_create("look");
	TCase *t = tcase_create("look");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, the_chain_is_the_clock);
	tcase_add_test(t, what_was_disturbed_says_nothing);
	tcase_add_test(t, it_is_tried_again);
	tcase_add_test(t, but_not_for_ever);
	tcase_add_loop_test(t, two_looks_bear_witness, 0, ARRAY_SIZE(pairs));
	suite_add_tcase(s, t);
	return s;
}
