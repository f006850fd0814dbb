// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "calibration.h"
#include "suites.h"
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

Suite *clock_suite(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("clock");

	tcase_add_loop_test(t, recognise, 0, ARRAY_SIZE(table));
	suite_add_tcase(s, t);
	return s;
}
