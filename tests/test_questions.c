// SPDX-License-Identifier: GPL-2.0-only
/* Questions: every bench is of one, and every one has a title and benches that answer it. */
#include <check.h>
#include <string.h>

#include "bench.h"
#include "claims.h"
#include "questions.h"
#include "request.h"
#include "suites.h"
#include "util.h"

START_TEST(every_bench_is_of_a_question)
{
	ck_assert_msg(pb_question(pb_benches[_i]->question), "%s is of '%s', which bench/questions.c does not ask",
		      pb_benches[_i]->name, pb_benches[_i]->question);
}
END_TEST

static unsigned int benches_of(const char *question)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < pb_bench_count; i++)
		count += !strcmp(pb_benches[i]->question, question);
	return count;
}

START_TEST(every_question_is_whole)
{
	const struct pb_question *q = &pb_questions[_i];
	int n = 0, own = 0;

	for (int i = 0; i < _i; i++)
		ck_assert_str_ne(q->id, pb_questions[i].id);
	ck_assert_msg(q->title[strlen(q->title) - 1] == '?', "%s: '%s' is no question", q->id, q->title);
	ck_assert_msg(strlen(q->title) <= 50, "%s: a plot has no room for '%s' and its unit", q->id, q->title);
	ck_assert_msg(benches_of(q->id), "no bench answers %s", q->id);
	for (; n < PB_HEADLINE && q->headline[n]; n++) {
		const struct pb_bench *bench = pb_find(q->headline[n]);

		ck_assert_msg(bench, "%s: there is no bench %s", q->id, q->headline[n]);
		own += !strcmp(bench->question, q->id);
		for (int i = 0; i < n; i++)
			ck_assert_str_ne(q->headline[i], q->headline[n]);
	}
	ck_assert_msg(n >= 2 && own, "%s: a headline has two benches, and one of its own", q->id);
}
END_TEST

static void can_be_found(const struct pb_mail *m)
{
	if (!m)
		return;
	ck_assert(*m->author && *m->list && *m->subject && *m->date);
	ck_assert_msg(!strncmp(m->url, "https://", 8) && !strpbrk(m->url, " \"<>"), "%s", m->url);
}

START_TEST(every_mail_can_be_found)
{
	can_be_found(pb_questions[_i].mail);
}
END_TEST

START_TEST(every_mail_of_a_claim_can_be_found)
{
	can_be_found(pb_claims[_i].mail);
}
END_TEST

/* What `run QUESTION` measures: its own benches, and those of others that it compares them with. */
static const struct {
	const char *glob, *bench;
	bool selected;
} selections[] = {
	{ "irq-off-on", "cli-sti-pv-retpoline", true },
	{ "irq-off-on", "wrmsr-native", true },		/* by a claim */
	{ "irq-off-on", "work-99", true },
	{ "irq-off-on", "wrmsr-pv-rethunk", false },
	{ "irq-*", "wrmsr-native", true },
	{ "cli*", "wrmsr-native", false },
	{ "irq-off-on/cli", "wrmsr-native", false },
	{ "entry-ist", "entry-int-fred", true },
	{ "pv-wbinvd", "wbinvd", true },
	{ "pv-*", "wbinvd", false },
	{ "wbinvd", "wbinvd", true },
	{ "pv-wbinvd/wbinvd", "wbinvd", true },
	{ "pv-wbinvd/*", "wbinvd", false },
	{ "cache", "clflush", true },
	{ "cache", "wbnoinvd", false },			/* a question of others that do no harm */
	{ "cache/wbnoinvd", "wbnoinvd", true },
	{ "sti-overlap-99", "work-99", true },		/* an overlap, and the work alone */
	{ "sti-overlap-99", "work-201", false },
	{ "irq-restore", "work-399", true },
	{ "sti", "work-99", false },
};

START_TEST(a_question_selects_what_it_needs)
{
	struct request q = { .globs = &selections[_i].glob, .glob_count = 1 };

	ck_assert_int_eq(globs_select(&q, pb_find(selections[_i].bench)), selections[_i].selected);
}
END_TEST

START_TEST(an_unknown_question_has_its_own_name)
{
	ck_assert_str_eq(pb_question_title("irq-restore"), "POPF, or a test and STI?");
	ck_assert_str_eq(pb_question_title("of-long-ago"), "of-long-ago");
}
END_TEST

Suite *questions_suite(void)
{
	Suite *s = suite_create("questions");
	TCase *t = tcase_create("questions");

	tcase_add_loop_test(t, every_bench_is_of_a_question, 0, (int)pb_bench_count);
	tcase_add_loop_test(t, every_question_is_whole, 0, (int)pb_question_count);
	tcase_add_loop_test(t, every_mail_can_be_found, 0, (int)pb_question_count);
	tcase_add_loop_test(t, every_mail_of_a_claim_can_be_found, 0, (int)pb_claim_count);
	tcase_add_loop_test(t, a_question_selects_what_it_needs, 0, ARRAY_SIZE(selections));
	tcase_add_test(t, an_unknown_question_has_its_own_name);
	suite_add_tcase(s, t);
	return s;
}
