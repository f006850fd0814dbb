// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <stdlib.h>

#include "cpulist.h"
#include "suites.h"
#include "util.h"

static const struct {
	const char *list;
	int count, first;
} lists[] = {
	{ "", 0, -1 }, { "0", 1, 0 }, { "0-3", 4, 0 }, { "0,2", 2, 0 }, { "1-2,7", 3, 1 },
	{ "0-63", 64, 0 }, { "0-30,32-33", 33, 0 }, { "1023", 1, 1023 },
};

static const char *const no_lists[] = {
	"-", "3-1", "1,", ",1", "1 2", "0-3x", "1024", "99999999999999999999", "(null)", "a",
};

START_TEST(there_and_back)
{
	cpu_set_t set;
	char *text;

	ck_assert(cpulist_parse(lists[_i].list, &set));
	ck_assert_int_eq(CPU_COUNT(&set), lists[_i].count);
	if (lists[_i].count)
		ck_assert(CPU_ISSET(lists[_i].first, &set));
	text = cpulist_text(&set);
	ck_assert_str_eq(text, lists[_i].list);
	free(text);
}
END_TEST

START_TEST(other_text_is_refused)
{
	cpu_set_t set;

	ck_assert_msg(!cpulist_parse(no_lists[_i], &set), "%s", no_lists[_i]);
}
END_TEST

Suite *cpulist_suite(void)
{
	Suite *s = suite_create("cpulist");
	TCase *t = tcase_create("cpulist");

	tcase_add_loop_test(t, there_and_back, 0, ARRAY_SIZE(lists));
	tcase_add_loop_test(t, other_text_is_refused, 0, ARRAY_SIZE(no_lists));
	suite_add_tcase(s, t);
	return s;
}
