// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "calibration.h"
#include "suites.h"
#include "tally.h"
#include "util.h"

/* Seen on real machines and emulators, and made up at the edges. */
static const struct {
	const char *what;
	struct chains chains;
	enum clock clock;
} table[] = {
	{ "QEMU -icount",		{ 1, 1, 1, true, true },	     CLOCK_ICOUNT },
	{ "one tick, but not always",	{ 1, 1, 1, false, true },	     CLOCK_EMULATED },
	{ "Zen 5 at 4.2 GHz, TSC 2.6",	{ .08, 1.844, .6175, false, false }, CLOCK_SILICON },
	{ "core slower than the TSC",	{ .6, 9.1, 3.02, false, false },     CLOCK_SILICON },
	{ "core at 400 MHz, TSC 3.3 GHz", { 1.4, 24.75, 8.26, false, false }, CLOCK_SILICON },
	{ "core below a twentieth",	{ 4, 63, 21, false, false },	     CLOCK_EMULATED },
	{ "core at three times the TSC", { .09, 1, 1 / 3.0, true, false },   CLOCK_SILICON },
	{ "TCG: nops are dropped",	{ 0, 1.9, .65, false, false },	     CLOCK_EMULATED },
	{ "TCG looks right by chance",	{ .2, 3, 1, false, true },	     CLOCK_EMULATED },
	{ "a KVM that emulates",	{ 4700, 4800, 4750, false, false },  CLOCK_EMULATED },
	{ "IMUL as quick as ADD",	{ .3, 1, 1, false, false },	     CLOCK_EMULATED },
	{ "no time passes",		{ 0, 0, 0, true, false },	     CLOCK_EMULATED },
	{ "two ticks an instruction",	{ 2, 2, 2, true, true },	     CLOCK_EMULATED },
};

START_TEST(recognise)
{
	char *why = NULL;
	enum clock got = clock_recognise(&table[_i].chains, &why);

	ck_assert_msg(got == table[_i].clock, "%s: %s, because %s", table[_i].what, clock_names[got], why);
	ck_assert(why && *why);
	free(why);
}
END_TEST

/* A contended batch is not among a bench's batches: what belongs together is told by the pass. */
START_TEST(ratio_by_pass)
{
	static const struct pb_bench imul = { .name = "imul-chain" }, add = { .name = "add-chain" };
	struct quiet_batch late = { .batch = { .pass = 1, .estimate = 1 }, .scale = 2 };
	struct quiet_batch both[] = { { .batch = { .pass = 0, .estimate = 1 }, .scale = 1 }, late };
	struct tally all[] = {
		{ .bench = &imul, .pass = 1, .batches = &late, .batch_count = 1 },
		{ .bench = &add, .pass = 1, .batches = both, .batch_count = 2 },
	};
	struct record *r = record_new();

	r->clock = CLOCK_SILICON;
	calibrate(r, all, ARRAY_SIZE(all));
	ck_assert_double_eq_tol(r->core_ratio, sqrt(2), 1e-9);
	ck_assert_str_eq(record_find_fact(r, "calibration")->value, "ok");
	ck_assert_uint_eq(r->note_count, 1);
	ck_assert_ptr_nonnull(strstr(r->notes[0], "drifted by 100.0 %"));
	record_free(r);
}
END_TEST

Suite *clock_suite(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("clock");

	tcase_add_loop_test(t, recognise, 0, ARRAY_SIZE(table));
	tcase_add_test(t, ratio_by_pass);
	suite_add_tcase(s, t);
	return s;
}
