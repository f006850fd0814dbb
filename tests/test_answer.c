// SPDX-License-Identifier: GPL-2.0-only
/* What a host may answer, and what it may not. */
#include <check.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "executor.h"
#include "mailbox.h"
#include "suites.h"
#include "util.h"

#define SAMPLES 20

static const struct pb_run asked = {
	.version = PB_ABI_VERSION, .layout = 1, .name = "nop", .samples = SAMPLES,
};

static struct pb_run honest(void)
{
	struct pb_run r = asked;

	r.loops = 10;
	r.done = SAMPLES;
	r.begin = 1000;
	r.end = 2000;
	r.longest = 300;
	return r;
}

/* `said` is all or part of what answer_wrong() says; NULL: nothing. */
static void is_wrong(struct pb_run answer, const char *said)
{
	char *why = answer_wrong(&asked, &answer, 0);

	ck_assert_msg(said ? why && strstr(why, said) : !why, "'%s', not '%s'", why ? why : "",
		      said ? said : "");
	free(why);
}

#define LIE(said, ...) do { struct pb_run r = honest(); __VA_ARGS__; is_wrong(r, said); } while (0)

START_TEST(what_can_be)
{
	LIE(NULL, );
	LIE(NULL, r.done = 0);
	LIE(NULL, r.done = SAMPLES - 1);
	LIE(NULL, r.status = PB_SKIPPED; r.loops = 0; strcpy(r.reason, "no MSR"));
	LIE(NULL, r.status = PB_FAULTED; r.vector = 13; r.loops = 0);
	LIE(NULL, r.loops = PB_LOOPS_MAX);
	LIE(NULL, memset(r.reason, 'x', sizeof(r.reason) - 1));
}
END_TEST

START_TEST(what_cannot_be)
{
	LIE("21 samples where 20", r.done = SAMPLES + 1);
	LIE("4294967295 samples", r.done = UINT32_MAX);
	LIE("1024 samples", r.done = 1024; r.status = PB_FAULTED);
	LIE("no end", memset(r.reason, 'x', sizeof(r.reason)));
	LIE("an invalid status: 4", r.status = PB_FAILED + 1);
	LIE("an invalid vector: 256", r.status = PB_FAULTED; r.vector = 256);
	LIE("0 loops", r.loops = 0);
	LIE("1001 loops", r.loops = PB_LOOPS_MAX + 1);
	LIE("ends before it begins", r.end = r.begin - 1);
	LIE("ends before it begins", r.longest = r.end - r.begin + 1);
	LIE("another question", r.name[0] = 'm');
	LIE("another question", r.layout++);
	LIE("another question", r.samples++);
	LIE("another question", r.buffer++);
	LIE("another question", r.version++);
}
END_TEST

START_TEST(errors)
{
	static const struct { int err; bool wrong; } all[] = {
		{ 0, false }, { -EINVAL, false }, { -4095, false }, { -4096, true }, { 1, true }, { INT32_MIN, true },
	};
	struct pb_run r = honest();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		char *why = answer_wrong(&asked, &r, all[i].err);

		ck_assert_msg(!why == !all[i].wrong, "%d: '%s'", all[i].err, why ? why : "");
		free(why);
	}
}
END_TEST

START_TEST(fewer_loops_than_any)
{
	struct pb_run one = asked, r = honest();
	char *why;

	one.loops = 1;
	why = answer_wrong(&one, &r, 0);
	ck_assert_str_eq(why, "the executor answered with 10 loops");
	free(why);
}
END_TEST

START_TEST(code)
{
	const struct pb_site site = { .version = PB_ABI_VERSION, .name = "nop" };
	struct pb_site answer = site;
	char *why;

	answer.bytes = 600;	/* more than are shown */
	ck_assert_ptr_null(answer_site_wrong(&site, &answer, 0));
	answer.bytes = UINT32_MAX;
	why = answer_site_wrong(&site, &answer, 0);
	ck_assert_str_eq(why, "the executor answered with 4294967295 bytes of code");
	free(why);
	answer.bytes = 1;
	answer.name[0] = 'm';
	why = answer_site_wrong(&site, &answer, 0);
	ck_assert_str_eq(why, "the executor answered with the code of another bench");
	free(why);
}
END_TEST

START_TEST(mailbox)
{
	static const struct { uint32_t at; bool wrong; } all[] = {
		{ 0, false }, { 8, false }, { 65536 - sizeof(struct pb_mailbox), false },
		{ 65544 - sizeof(struct pb_mailbox), true }, { 12, true }, { 65536, true }, { UINT32_MAX - 7, true },
	};
	struct pb_mailbox box = { .version = PB_ABI_VERSION, .benches = (__u32)pb_bench_count };
	char *why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		why = answer_address_wrong(all[i].at, 65536);
		ck_assert_msg(!why == !all[i].wrong, "0x%x: '%s'", all[i].at, why ? why : "");
		free(why);
	}
	ck_assert_ptr_null(answer_mailbox_wrong(&box, "flat"));
	box.benches++;
	why = answer_mailbox_wrong(&box, "flat");
	ck_assert_ptr_nonnull(why);
	free(why);
}
END_TEST

/* Through a host: as a guest's monitor has them, its samples are in the host's memory. */

static struct pb_sample there[1024];
static __u32 claims;

static int run_lying(struct executor *host, struct pb_run *r)
{
	r->loops = 1;
	r->done = claims;
	host->samples = there;
	return 0;
}

START_TEST(a_buffer_holds_what_was_asked_for)
{
	struct executor host = { .most_samples = ARRAY_SIZE(there), .run = run_lying };
	struct pb_sample *samples = xcalloc(SAMPLES, sizeof(*samples));
	struct pb_run r = asked;

	r.buffer = (uintptr_t)samples;
	there[SAMPLES - 1].one = 5;
	claims = SAMPLES;
	ck_assert_int_eq(executor_run(&host, &r), 0);
	ck_assert_uint_eq(r.status, PB_OK);
	ck_assert_uint_eq(samples[SAMPLES - 1].one, 5);
	claims = ARRAY_SIZE(there);
	ck_assert_int_eq(executor_run(&host, &r), 0);
	ck_assert_uint_eq(r.status, PB_FAILED);
	ck_assert_uint_eq(r.done, 0);
	ck_assert_str_eq(r.reason, "the executor answered with 1024 samples where 20 were asked for");
	free(samples);
}
END_TEST

START_TEST(a_host_is_asked_for_no_more_than_it_has)
{
	struct executor host = { .most_samples = ARRAY_SIZE(there), .run = run_lying };
	struct pb_sample *samples = xcalloc(PB_SAMPLES_MAX, sizeof(*samples));
	struct pb_run r = asked;

	r.samples = PB_SAMPLES_MAX;
	r.buffer = (uintptr_t)samples;
	claims = ARRAY_SIZE(there) + 1;
	ck_assert_int_eq(executor_run(&host, &r), 0);
	ck_assert_str_eq(r.reason, "the executor answered with 1025 samples where 1024 were asked for");
	free(samples);
}
END_TEST

Suite *answer_suite(void)
{
	Suite *suite = suite_create("answer");
	TCase *tc = tcase_create("answer");

	tcase_add_test(tc, what_can_be);
	tcase_add_test(tc, what_cannot_be);
	tcase_add_test(tc, errors);
	tcase_add_test(tc, fewer_loops_than_any);
	tcase_add_test(tc, code);
	tcase_add_test(tc, mailbox);
	tcase_add_test(tc, a_buffer_holds_what_was_asked_for);
	tcase_add_test(tc, a_host_is_asked_for_no_more_than_it_has);
	suite_add_tcase(suite, tc);
	return suite;
}
