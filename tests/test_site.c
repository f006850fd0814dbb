// SPDX-License-Identifier: GPL-2.0-only
/* What a site makes of records that are made up: machines, places, kernels, and who speaks for them. */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "claims.h"
#include "record.h"
#include "site-claims.h"
#include "site-folder.h"
#include "site-model.h"
#include "suites.h"
#include "util.h"

static char folder[] = "/tmp/privbench-site-XXXXXX";
static struct site_model m;

static void setup(void)
{
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	m = (struct site_model){ 0 };
}

static void teardown(void)
{
	const char *argv[] = { "/bin/rm", "-r", "--", folder, NULL };

	site_model_free(&m);
	ck_assert_int_eq(run_program(argv, NULL), 0);
}

/* Of the day `day`; with a figure of this many benches of question "q", and of one of "other". */
static struct record *record(const char *cpu, const char *target, int day, size_t figures)
{
	struct record *r = record_new();

	r->clock = strcmp(target, "qemu") ? CLOCK_SILICON : CLOCK_ICOUNT;
	r->target = xstrdup(target);
	r->version = xstrdup("1");
	r->command = xstrdup("privbench run");
	r->id = xasprintf("%s-%s-%02d", cpu, target, day);
	r->utc = xasprintf("2026-01-%02dT00:00:00Z", day);
	record_fact(r, "cpu_model", "%s", cpu);
	record_fact(r, "kernel", "6.%d", day);
	for (size_t i = 0; i <= figures; i++) {
		char *name = xasprintf("bench-%zu", i);
		struct result *result = record_add_result(r, name);

		result->status = STATUS_OK;
		result->estimate = 10 * day;
		result->question = xstrdup(i == figures ? "other" : "q");
		result->what = xstrdup("w");
		free(name);
	}
	return r;
}

static void put(struct record *r, const char *name)
{
	char *path = xasprintf("%s/%s.json", folder, name);

	ck_assert_int_eq(record_write(r, path, RECORD_REPLACES), 0);
	record_free(r);
	free(path);
}

static void model(void)
{
	site_model_free(&m);
	ck_assert_int_eq(site_model_read(&m, folder), 0);
}

static double shown(const struct site_place *p, const char *question)
{
	return site_showing(&m, p, question)->results[0].estimate;
}

START_TEST(silicon_comes_first_and_the_newest_first)
{
	put(record("B", "qemu", 1, 3), "1");
	put(record("B", "user", 2, 3), "2");
	put(record("A", "user", 3, 3), "3");
	put(record("A", "user", 4, 3), "4");
	model();
	ck_assert_uint_eq(m.machine_count, 2);
	ck_assert_str_eq(m.machines[0]->name, "A");
	ck_assert_uint_eq(m.place_count, 3);
	ck_assert_str_eq(m.places[2].target, "qemu");
	ck_assert_uint_eq(m.places[0].machine, 0);
	ck_assert_uint_eq(m.places[0].count, 2);
	ck_assert_str_eq(m.records[0].utc, "2026-01-04T00:00:00Z");
	ck_assert_uint_eq(m.records[0].machine, 0);
	ck_assert_uint_eq(m.kernels.count, 4);
	ck_assert_str_eq(m.kernels.all[0], "6.4");
	ck_assert_uint_eq(m.trend.count, 3);
}
END_TEST

START_TEST(few_benches_speak_for_no_place)
{
	put(record("A", "user", 1, 9), "1");
	put(record("A", "user", 2, 1), "2");
	model();
	ck_assert_double_eq(m.records[m.places[0].main].whole->results[0].estimate, 10);
	ck_assert_double_eq(shown(&m.places[0], "q"), 10);
	ck_assert_ptr_null(site_of_kernel(&m, &m.places[0], "6.2"));
	ck_assert_ptr_nonnull(site_of_kernel(&m, &m.places[0], "6.1"));
	put(record("A", "user", 3, 9), "3");
	put(record("A", "user", 4, 8), "4");
	model();
	ck_assert_double_eq(shown(&m.places[0], "q"), 30);
}
END_TEST

START_TEST(half_of_the_benches_do)
{
	put(record("A", "user", 1, 9), "1");
	put(record("A", "user", 2, 4), "2");
	model();
	ck_assert_double_eq(m.records[m.places[0].main].whole->results[0].estimate, 20);
}
END_TEST

START_TEST(a_failed_calibration_shows_nothing_that_another_can)
{
	struct record *r = record("A", "user", 2, 9);

	record_fact(r, "calibration", "failed");
	put(r, "2");
	model();
	ck_assert_double_eq(shown(&m.places[0], "q"), 20);
	ck_assert(!m.records[0].calibrated);
	put(record("A", "user", 1, 9), "1");
	model();
	ck_assert_double_eq(shown(&m.places[0], "q"), 10);
}
END_TEST

START_TEST(what_nobody_measured_is_the_main_records)
{
	struct record *r = record("A", "user", 1, 9);

	for (size_t i = 0; i < 9; i++) {
		r->results[i].status = STATUS_SKIPPED;
		r->results[i].reason = xstrdup("needs ring 0");
		r->results[i].estimate = NAN;
	}
	put(r, "1");
	model();
	ck_assert_uint_eq(m.records[0].measured, 1);
	ck_assert_uint_eq(m.records[0].count, 10);
	ck_assert_ptr_eq(site_showing(&m, &m.places[0], "q"), m.records[m.places[0].main].whole);
}
END_TEST

START_TEST(a_copy_is_left_out_and_another_run_of_its_id_is_an_error)
{
	struct record *r = record("A", "user", 2, 3);

	put(record("A", "user", 1, 3), "1");
	put(record("A", "user", 1, 3), "copy");
	model();
	ck_assert_uint_eq(m.count, 1);
	ck_assert_uint_eq(m.unreadable, 0);
	ck_assert_str_eq(m.records[0].path, "1.json");
	ck_assert_uint_eq(m.trend.machines[0].records, 1);
	free(r->id);
	r->id = xstrdup("A-user-01");
	put(r, "2");
	model();
	ck_assert_uint_eq(m.count, 1);
	ck_assert_uint_eq(m.unreadable, 1);
}
END_TEST

START_TEST(no_kernel_is_none)
{
	struct record *r = record("A", "user", 1, 3);

	record_fact(r, "kernel", "none");
	put(r, "1");
	model();
	ck_assert_uint_eq(m.kernels.count, 0);
	ck_assert_ptr_null(m.records[0].kernel);
}
END_TEST

START_TEST(claims_are_those_of_their_question)
{
	const struct pb_claim *claim = &pb_claims[0];
	struct record *r = record("A", "user", 1, 3);
	struct site_claims all;

	for (int k = 0; k < 2; k++) {
		struct result *result = record_add_result(r, k ? claim->b : claim->a);

		result->status = STATUS_SKIPPED;
		result->reason = xstrdup("needs ring 0");
	}
	put(r, "1");
	model();
	all = site_claims(&m, claim->question);
	ck_assert_uint_eq(all.count, 1);
	ck_assert_ptr_eq(all.all[0].known, claim);
	ck_assert_ptr_nonnull(all.all[0].of[0]);
	site_claims_free(&all);
	all = site_claims(&m, "q");
	ck_assert_uint_eq(all.count, 0);
	site_claims_free(&all);
}
END_TEST

/* The folder */

static struct site_folder site;

static void publish(const char *name, uint64_t stamp, const char *text)
{
	ck_assert_int_eq(site_open(&site, folder), 0);
	if (name && !site_has(&site, name, stamp))
		site_put(&site, name, stamp, text, strlen(text));
	ck_assert_int_eq(site_close(&site), 0);
}

static bool there(const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool is = !access(path, F_OK);

	free(path);
	return is;
}

START_TEST(what_no_page_needs_is_removed)
{
	publish("q/a.html", 0, "a");
	ck_assert(there("q/a.html"));
	publish("q/b.html", 0, "b");
	ck_assert(there("q/b.html"));
	ck_assert(!there("q/a.html"));
	ck_assert_uint_eq(site.removed, 1);
}
END_TEST

START_TEST(a_stamp_says_what_a_file_was_made_of)
{
	publish("a.html", 1, "a");
	ck_assert_uint_eq(site.written, 2);	/* and .nojekyll */
	publish("a.html", 1, "not asked for");
	ck_assert_uint_eq(site.written, 0);
	publish("a.html", 2, "a");
	ck_assert_uint_eq(site.written, 0);
	publish("a.html", 3, "b");
	ck_assert_uint_eq(site.written, 1);
}
END_TEST

/* Killed while it writes what the stamp of before is not of. */
START_TEST(a_stamp_does_not_outlive_its_file)
{
	publish("a.html", 1, "a");
	ck_assert_int_eq(site_open(&site, folder), 0);
	site_put(&site, "a.html", 2, "b", 1);
	site.err = -EINTR;
	ck_assert_int_eq(site_close(&site), -EINTR);
	ck_assert_int_eq(site_open(&site, folder), 0);
	ck_assert(!site_has(&site, "a.html", 1));
	site_close(&site);
}
END_TEST

Suite *site_suite(void)
{
	Suite *s = suite_create("site");
	TCase *tc = tcase_create("site");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, silicon_comes_first_and_the_newest_first);
	tcase_add_test(tc, few_benches_speak_for_no_place);
	tcase_add_test(tc, half_of_the_benches_do);
	tcase_add_test(tc, a_failed_calibration_shows_nothing_that_another_can);
	tcase_add_test(tc, what_nobody_measured_is_the_main_records);
	tcase_add_test(tc, a_copy_is_left_out_and_another_run_of_its_id_is_an_error);
	tcase_add_test(tc, no_kernel_is_none);
	tcase_add_test(tc, claims_are_those_of_their_question);
	tcase_add_test(tc, what_no_page_needs_is_removed);
	tcase_add_test(tc, a_stamp_says_what_a_file_was_made_of);
	tcase_add_test(tc, a_stamp_does_not_outlive_its_file);
	suite_add_tcase(s, tc);
	return s;
}
