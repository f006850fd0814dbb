// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>

#include "plan.h"
#include "suites.h"
#include "util.h"

static const struct {
	const char *text;
	bool fine;
	struct plan plan;
} plans[] = {
	{ "quick", true, { 1, 0, 0 } },
	{ "compare", true, { 10, 0, 0 } },
	{ "release", true, { 20, 0, 0 } },
	{ "3x2x50", true, { 3, 2, 50 } },
	{ "1000x1000x1000", true, { 1000, 1000, 1000 } },
	{ "1001x1x1", false, { 0 } },
	{ "1x1x1001", false, { 0 } },
	{ "0x1x1", false, { 0 } },
	{ "3x0x5", false, { 0 } },
	{ "3x2", false, { 0 } },
	{ "3x2x5x", false, { 0 } },
	{ "compared", false, { 0 } },
	{ "", false, { 0 } },
};

START_TEST(parse)
{
	struct plan p = { 0 };

	ck_assert_msg(plan_parse(plans[_i].text, &p) == plans[_i].fine, "%s", plans[_i].text);
	if (plans[_i].fine)
		ck_assert_mem_eq(&p, &plans[_i].plan, sizeof(p));
}
END_TEST

Suite *plan_suite(void)
{
	Suite *s = suite_create("plan");
	TCase *t = tcase_create("plan");

	tcase_add_loop_test(t, parse, 0, ARRAY_SIZE(plans));
	suite_add_tcase(s, t);
	return s;
}
