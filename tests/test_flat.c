// SPDX-License-Identifier: GPL-2.0-only
/* The flat guest's command line, and what it prints. */
#include <check.h>
#include <stdlib.h>

#include "bench.h"
#include "suites.h"
#include "util.h"

#include "../guest/text.c"
#include "../guest/words.c"

static const struct {
	const char *line;
	int selects; /* irq-off-on/cli-sti */
	int by_name;
} lines[] = {
	{ "", 1, 0 },
	{ "seed=1 port=2", 1, 0 },
	{ "cli-sti", 1, 1 },
	{ "irq-off-on", 1, 0 },
	{ "irq-off-on/cli-sti", 1, 1 },
	{ "irq-off-on/cli*", 1, 0 },
	{ "c?i-*", 1, 0 },
	{ "*", 1, 0 },
	{ "x  cli-sti  y", 1, 1 },
	{ "cli", 0, 0 },
	{ "cli-sti?", 0, 0 },
	{ "sti seed=1", 0, 0 },
	{ "irq-off-on/", 0, 0 },
	{ "*sti", 1, 0 },
	{ "*c*l*i*", 1, 0 },
	{ "?", 0, 0 },
};

START_TEST(selection)
{
	struct pb_bench bench = { .name = "cli-sti", .question = "irq-off-on" };

	ck_assert_msg(words_select(lines[_i].line, &bench) == lines[_i].selects, "'%s'", lines[_i].line);
	bench.flags = PB_OPT_IN;
	ck_assert_msg(words_select(lines[_i].line, &bench) == lines[_i].by_name, "'%s'", lines[_i].line);
}
END_TEST

/* All of the first question's benches hurt; the second has others, and nobody expects harm of it. */
START_TEST(harm_by_question)
{
	ck_assert(words_select("pv-wbinvd", pb_find("wbinvd-pv-direct")));
	ck_assert(!words_select("cache", pb_find("wbnoinvd")));
	ck_assert(words_select("cache wbnoinvd", pb_find("wbnoinvd")));
}
END_TEST

START_TEST(settings)
{
	const char *line = "cli xseed=3 seed=17 port=2 passes=";

	ck_assert_uint_eq(words_number(line, "seed", 5), 17);
	ck_assert_uint_eq(words_number(line, "port", 5), 2);
	ck_assert_uint_eq(words_number(line, "passes", 5), 5);
	ck_assert_uint_eq(words_number(line, "see", 5), 5);
	ck_assert_uint_eq(words_number("", "seed", 5), 5);
	ck_assert_uint_eq(words_number("passes=five passes=2", "passes", 5), 5);
}
END_TEST

START_TEST(wrong_words)
{
	static const char *const wrong[] = {
		"clii", "passes=", "pases=3", "seed=0x1", "samples=99999999999999999999", "*xx*",
	};
	const char *line = "cli clii passes= core=1 pases=3 seed=0x1 irq-* "
			   "samples=99999999999999999999 wbnoinvd *xx* off=1";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		ck_assert_str_eq(words_next_wrong(&line), wrong[i]);
	ck_assert_ptr_null(words_next_wrong(&line));
}
END_TEST

START_TEST(printing)
{
	char got[256];
	struct text t = { got, sizeof(got), 0 };

	text_print(&t, "[%s|%3u|%-6s|%02x|%llx|%10llu|%%|%x]", "a", 7, "bc", 0xa, ~0ULL, 42ULL, 0);
	text_char(&t, '\0');
	ck_assert_str_eq(got, "[a|  7|bc    |0a|ffffffffffffffff|        42|%|0]");
	t = (struct text){ got, 3, 0 };
	text_print(&t, "%s", "12345");
	ck_assert_uint_eq(t.length, 5);
}
END_TEST

Suite *flat_suite(void)
{
	Suite *s = suite_create("flat");
	TCase *t = tcase_create("flat");

	tcase_add_test(t, harm_by_question);
	tcase_add_loop_test(t, selection, 0, ARRAY_SIZE(lines));
	tcase_add_test(t, settings);
	tcase_add_test(t, wrong_words);
	tcase_add_test(t, printing);
	suite_add_tcase(s, t);
	return s;
}
