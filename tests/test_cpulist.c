// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <stdlib.h>

#include "cpulist.h"
#include "suites.h"
#include "util.h"

static const struct {
	const char *list, *mask;	/* NULL: none */
} same[] = {
	{ "", "0" },
	{ "0", "1" },
	{ "0-3", "f" },
	{ "0,2", "5" },
	{ "1-2,7", "86" },
	{ "0-63", "ffffffff,ffffffff" },
	{ "0-30,32-33", "3,7fffffff" },
	{ "1023", NULL },
};

static const char *const no_lists[] = { "-", "3-1", "1,", ",1", "1 2", "0-3x", "1024", "99999999999999999999", "(null)", "a" };
static const char *const no_masks[] = { "", "g", "0x1", "1 2", "-1" };

START_TEST(lists_and_masks_say_the_same)
{
	cpu_set_t a, b;
	char *text;

	ck_assert(cpulist_parse(same[_i].list, &a));
	text = cpulist_text(&a);
	ck_assert_str_eq(text, same[_i].list);
	free(text);
	if (!same[_i].mask)
		return;
	ck_assert(cpumask_parse(same[_i].mask, &b));
	ck_assert(CPU_EQUAL(&a, &b));
	text = cpumask_text(same[_i].mask, &b);
	ck_assert_str_eq(text, same[_i].mask);
	free(text);
}
END_TEST

START_TEST(other_text_is_refused)
{
	cpu_set_t set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(no_lists); i++)
		ck_assert_msg(!cpulist_parse(no_lists[i], &set), "%s", no_lists[i]);
	for (i = 0; i < ARRAY_SIZE(no_masks); i++)
		ck_assert_msg(!cpumask_parse(no_masks[i], &set), "%s", no_masks[i]);
}
END_TEST

START_TEST(a_mask_keeps_its_width)
{
	cpu_set_t set;
	char *text;

	ck_assert(cpumask_parse("00000000,0000000f", &set));
	CPU_CLR(3, &set);
	CPU_SET(32, &set);
	text = cpumask_text("00000000,0000000f", &set);
	ck_assert_str_eq(text, "00000001,00000007");
	free(text);
}
END_TEST

Suite *cpulist_suite(void)
{
	Suite *s = suite_create("cpulist");
	TCase *t = tcase_create("cpulist");

	tcase_add_loop_test(t, lists_and_masks_say_the_same, 0, ARRAY_SIZE(same));
	tcase_add_test(t, other_text_is_refused);
	tcase_add_test(t, a_mask_keeps_its_width);
	suite_add_tcase(s, t);
	return s;
}
