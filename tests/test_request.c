// SPDX-License-Identifier: GPL-2.0-only
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"
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
	{ "1x1x10000", false, { 0 } },
	{ "0x1x1", false, { 0 } },
	{ "3x0x5", false, { 0 } },
	{ "3x2", false, { 0 } },
	{ "3x2x5x", false, { 0 } },
	{ "compared", false, { 0 } },
	{ "", false, { 0 } },
};

START_TEST(a_plan)
{
	struct plan p = { 0 };

	ck_assert_msg(plan_parse(plans[_i].text, &p) == plans[_i].fine, "%s", plans[_i].text);
	if (plans[_i].fine)
		ck_assert_mem_eq(&p, &plans[_i].plan, sizeof(p));
}
END_TEST

/* A value of each option that is not the usual one; "": it has none. */
static const struct {
	const char *name, *value;
} values[] = {
	{ "on", "qemu" }, { "plan", "7x3x11" }, { "pair", "00ff/3" }, { "clock", "tsc" },
	{ "kernel", "6.12" }, { "cmdline", "mitigations=off nokaslr" }, { "seed", "9223372036854775807" }, { "timeout", "0.5" },
	{ "wait", "0" }, { "verbose", "" },
};

static const char *value_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		if (!strcmp(values[i].name, name))
			return values[i].value;
	ck_abort_msg("no value of --%s here", name);
	return NULL;
}

static struct request parse(const struct words *w)
{
	struct request q = request_usual;

	int err = argp_parse(&request_argp, (int)w->count, w->all, ARGP_NO_EXIT, NULL, &q);

	ck_assert_int_eq(err, 0);
	return q;
}

static void same_text(const char *a, const char *b)
{
	if (!a || !b)
		ck_assert_ptr_eq(a, b);
	else
		ck_assert_str_eq(a, b);
}

static void same_globs(const struct request *a, const struct request *b)
{
	size_t i;

	ck_assert_uint_eq(a->glob_count, b->glob_count);
	for (i = 0; i < a->glob_count; i++)
		ck_assert_str_eq(a->globs[i], b->globs[i]);
}

static void same(const struct request *a, const struct request *b)
{
	same_text(a->target, b->target);
	same_text(a->clock, b->clock);
	same_text(a->kernel, b->kernel);
	same_text(a->cmdline, b->cmdline);
	same_text(a->pair, b->pair);
	ck_assert_mem_eq(&a->plan, &b->plan, sizeof(a->plan));
	ck_assert_uint_eq(a->seed, b->seed);
	ck_assert_double_eq(a->timeout, b->timeout);
	ck_assert_double_eq(a->wait, b->wait);
	ck_assert_int_eq(a->verbose, b->verbose);
	same_globs(a, b);
}

/* Every option and the globs are written as they were read. */
START_TEST(there_and_back)
{
	struct words given = { 0 }, written = { 0 };
	struct request q, again;
	size_t i;

	words_add(&given, xstrdup("run"));
	words_add(&written, xstrdup("run"));
	for (i = 0; request_argp.options[i].name; i++) {
		const char *name = request_argp.options[i].name, *value = value_of(name);

		words_add(&given, xasprintf("--%s%s%s", name, *value ? "=" : "", value));
	}
	words_add(&given, xstrdup("cli-*"));
	words_add(&given, xstrdup("popf"));
	q = parse(&given);
	request_words(&q, &written);
	ck_assert_uint_eq(written.count, given.count);
	for (i = 0; i < given.count; i++)
		ck_assert_str_eq(written.all[i], given.all[i]);
	again = parse(&written);
	same(&again, &q);
	words_free(&given);
	words_free(&written);
}
END_TEST

START_TEST(a_named_plan)
{
	struct request q = request_usual, again;
	struct words w = { 0 };

	words_add(&w, xstrdup("run"));
	q.plan = (struct plan){ 20, 0, 0 };
	request_words(&q, &w);
	ck_assert_str_eq(w.all[1], "--plan=release");
	again = parse(&w);
	same(&again, &q);
	words_free(&w);
}
END_TEST

/* An older program is asked for nothing that it may not know. */
START_TEST(the_usual)
{
	struct words w = { 0 };

	request_words(&request_usual, &w);
	ck_assert_uint_eq(w.count, 0);
	words_free(&w);
}
END_TEST

/* A guest that only matches names measures the same. */
START_TEST(spelt_out)
{
	static const char *const globs[] = { "popf-overlap-9?", "irq-off-on" };
	const struct request q = { .globs = globs, .glob_count = ARRAY_SIZE(globs) };
	struct words w = { 0 };
	char *all;

	globs_spell_out(&q, &w);
	all = join((const char *const *)w.all, w.count, " ");
	ck_assert_msg(!strncmp(all, "popf-overlap-9? irq-off-on ", 27), "%s", all);
	ck_assert_msg(strstr(all, " work-99") && strstr(all, " wrmsr-native"), "%s", all);
	ck_assert_msg(!strstr(all, " popf-overlap-99") && !strstr(all, "cli-sti"), "%s", all);
	words_free(&w);
	free(all);
}
END_TEST

Suite *request_suite(void)
{
	Suite *s = suite_create("request");
	TCase *t = tcase_create("request");

	tcase_add_loop_test(t, a_plan, 0, ARRAY_SIZE(plans));
	tcase_add_test(t, there_and_back);
	tcase_add_test(t, a_named_plan);
	tcase_add_test(t, the_usual);
	tcase_add_test(t, spelt_out);
	suite_add_tcase(s, t);
	return s;
}
