// SPDX-License-Identifier: GPL-2.0-only
/* Histories that are made up: in memory, and as folders of records. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "delta.h"
#include "history.h"
#include "record.h"
#include "trend.h"
#include "suites.h"
#include "tables.h"
#include "util.h"
#include "written.h"

static char folder[] = "/tmp/privbench-trend-XXXXXX";
static struct history h;
static struct trend t;

static void setup(void)
{
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void forget(void)
{
	trend_free(&t);
	history_free(&h);
	t = (struct trend){ 0 };
	h = (struct history){ 0 };
}

static void teardown(void)
{
	const char *argv[] = { "/bin/rm", "-r", "--", folder, NULL };

	forget();
	ck_assert_int_eq(run_program(argv, NULL), 0);
}

/* The i-th boot's record, an hour after the one before. */
static struct record *boot(size_t i, enum clock clock)
{
	struct record *r = record_new();

	r->clock = clock;
	r->target = xstrdup("kernel");
	r->version = xstrdup("1");
	r->command = xstrdup("privbench run");
	r->id = xasprintf("%04zu", i);
	r->utc = xasprintf("2026-01-%02zuT%02zu:00:00Z", 1 + i / 24, i % 24);
	record_fact(r, "boot_id", "boot-%zu", i);
	record_fact(r, "cpu_model", "A CPU");
	record_fact(r, "microcode", "0x1");
	return r;
}

static void figure(struct record *r, const char *bench, double value)
{
	struct result *result = record_add_result(r, bench);

	result->status = STATUS_OK;
	result->estimate = value;
	result->question = xstrdup("g");
	result->what = xstrdup("w");
}

/* Older than what could still change unseen, as all records are but the newest. */
static void put(struct record *r, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);

	ck_assert_int_eq(record_write(r, path, RECORD_REPLACES), 0);
	record_free(r);
	free(path);
}

static void put_boot(struct record *r, size_t i)
{
	char *name = xasprintf("%zu.json", i);

	put(r, name);
	free(name);
}

static double noise(size_t i)
{
	return 1 + .002 * (double)((7 * i) % 11) - .01;
}

static const struct machine *only(void)
{
	forget();
	ck_assert_int_eq(history_read(folder, &h), 0);
	t = trend_make(&h, 0);
	ck_assert_uint_eq(t.count, 1);
	return &t.machines[0];
}

static char *as(void (*writer)(const struct document *d, FILE *out))
{
	return xstrdup(written(writer, trend_document(&t)));
}

#define BOOTS 40
#define STEP 22

/* Two benches; one becomes dearer at STEP, where the microcode changes if `epoch`. */
static void step(double share, bool epoch)
{
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		if (epoch && i >= STEP)
			record_fact(r, "microcode", "0x2");
		figure(r, "cli", 300 * noise(i) * (i >= STEP ? share : 1));
		figure(r, "sti", 500 * noise(3 * i));
		put_boot(r, i);
	}
}

START_TEST(a_step_is_found_where_it_is)
{
	const struct machine *m;
	const struct change *c;

	step(_i ? 1.05 : .95, true);
	m = only();
	ck_assert_uint_eq(m->count, BOOTS);
	ck_assert_uint_eq(m->change_count, 1);
	c = m->changes[0];
	ck_assert_str_eq(c->history->name, "cli");
	ck_assert_uint_eq(c->at, STEP);
	ck_assert_str_eq(m->points[c->at].utc, "2026-01-01T22:00:00Z");
	ck_assert(c->before == STEP && c->after == BOOTS - STEP);
	ck_assert_double_eq_tol(c->effect, _i ? .05 : -.05, .004);
	ck_assert(c->p <= .001 && !c->absolute && !c->drift);
	ck_assert(c->first == STEP && c->last == STEP);
	ck_assert_uint_eq(m->epoch_count, 2);
	ck_assert_ptr_eq(c->epoch, &m->epochs[1]);
	ck_assert_str_eq(c->epoch->changed[0], "microcode: 0x1, then 0x2");
	ck_assert(m->epochs[1].first == STEP && m->epochs[1].moved == 1 && m->moved == 1);
}
END_TEST

START_TEST(a_step_without_an_epoch_says_so)
{
	char *text;

	step(1.05, false);
	ck_assert_uint_eq(only()->change_count, 1);
	ck_assert_uint_eq(t.machines[0].epoch_count, 1);
	ck_assert_ptr_null(t.machines[0].changes[0]->epoch);
	text = as(text_document);
	ck_assert_msg(strstr(text, "nothing that is recorded"), "%s", text);
	free(text);
}
END_TEST

/* 1 % is below delta; an epoch alone is no change. */
START_TEST(where_nothing_changes_nothing_is_found)
{
	step(_i ? 1.01 : 1, true);
	ck_assert_uint_eq(only()->change_count, 0);
	ck_assert_uint_eq(t.machines[0].epoch_count, 2);
	ck_assert_uint_eq(t.machines[0].epochs[1].moved, 0);
}
END_TEST

START_TEST(delta_is_the_users)
{
	step(1.05, true);
	only();
	trend_free(&t);
	t = trend_make(&h, .1);
	ck_assert_uint_eq(t.machines[0].change_count, 0);
}
END_TEST

/* 40 % less is within 50 %, though its logarithm is farther from 0 than that of 50 % more. */
START_TEST(less_is_a_share_too)
{
	step(.6, true);
	only();
	trend_free(&t);
	t = trend_make(&h, .5);
	ck_assert_uint_eq(t.machines[0].change_count, 0);
	trend_free(&t);
	t = trend_make(&h, .35);
	ck_assert_uint_eq(t.machines[0].change_count, 1);
}
END_TEST

/* The last `n` boots are 10 % dearer: one may be an outlier. */
START_TEST(a_step_is_found_from_its_second_boot)
{
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		figure(r, "cli", 300 * noise(i) * (i + (size_t)_i >= BOOTS ? 1.1 : 1));
		figure(r, "sti", 300 * noise(i) * (i == BOOTS / 2 ? 1.5 : 1));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, _i >= 2);
	if (_i >= 2)
		ck_assert_uint_eq(t.machines[0].changes[0]->at, BOOTS - (size_t)_i);
}
END_TEST

START_TEST(a_drift_is_no_step)
{
	const struct change *c;
	size_t i;
	char *text;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		if (i >= STEP)
			record_fact(r, "microcode", "0x2");
		figure(r, "cli", 300 * noise(i) * (1 + .08 * (double)i / BOOTS));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	c = t.machines[0].changes[0];
	ck_assert(c->drift && c->first == 0 && c->last == BOOTS - 1 && c->after == BOOTS && !c->epoch);
	ck_assert_double_eq_tol(c->effect, .08, .01);
	text = as(text_document);
	ck_assert_msg(strstr(text, "1 to 40") && strstr(text, "a drift, no step"), "%s", text);
	free(text);
	text = as(json_document);
	ck_assert_msg(strstr(text, "\"kind\": \"drift\""), "%s", text);
	free(text);
}
END_TEST

/* A boot after the epoch began: of a great step that is certain; where a boot lies between the levels it is not. */
START_TEST(an_epoch_is_blamed_as_near_as_can_be_told)
{
	const struct change *c;
	size_t i;
	char *text;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		if (i >= STEP - 1)
			record_fact(r, "microcode", "0x2");
		figure(r, "cli", 300 * (!_i && i == STEP - 1 ? 1.02 : noise(i) * (i >= STEP ? _i ? 1.1 : 1.04 : 1)));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	c = t.machines[0].changes[0];
	text = as(text_document);
	if (_i) {
		ck_assert(c->first == STEP && c->last == STEP && !c->epoch);
		ck_assert_msg(strstr(text, "nothing that is recorded"), "%s", text);
	} else {
		ck_assert(c->first < STEP && c->last >= STEP && c->epoch == &t.machines[0].epochs[1]);
		ck_assert_msg(strstr(text, "epoch 2, from boot 22, is near"), "%s", text);
	}
	ck_assert(t.machines[0].epochs[1].moved == 0 && t.machines[0].epochs[1].near == !_i);
	free(text);
}
END_TEST

/* The bench has no figure in the boots before the new level, and in them epochs begin: two, or the second alone. */
static void change_after_a_gap(enum clock clock, bool two)
{
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, clock);
		bool exact = clock == CLOCK_ICOUNT;

		record_fact(r, "kernel", "%s", i < STEP - 5 || !two ? "6.1" : "6.12");
		record_fact(r, "microcode", "%s", i < STEP - 1 ? "0x1" : "0x2");
		if (i < STEP - 8 || i >= STEP)
			figure(r, "cli", 300 * (exact ? 1 : noise(i)) * (i >= STEP ? 1.1 : 1));
		figure(r, "sti", exact ? 500 : 500 * noise(3 * i));
		put_boot(r, i);
	}
}

START_TEST(after_a_gap_any_epoch_within_may_be_it)
{
	const struct machine *m;
	const struct change *c;
	bool two = _i & 1;
	char *text;

	change_after_a_gap(_i & 2 ? CLOCK_ICOUNT : CLOCK_SILICON, two);
	m = only();
	ck_assert_uint_eq(m->change_count, 1);
	c = m->changes[0];
	text = as(text_document);
	ck_assert(c->at == STEP && c->first == STEP && c->last == STEP);
	ck_assert_uint_eq(c->epoch_count, two ? 2 : 1);
	ck_assert(m->epochs[1].moved == !two && m->epochs[1].near == two);
	ck_assert(!two || (m->epochs[2].moved == 0 && m->epochs[2].near == 1));
	ck_assert_msg(!two || strstr(text, "cannot be told: epochs 2 and 3, from boots 18 and 22, are near"), "%s", text);
	ck_assert_msg(two || !strstr(text, "cannot be told"), "%s", text);
	free(text);
}
END_TEST

/* Half of the records after STEP have 30 % more, and are not to be believed. */
START_TEST(what_is_not_ok_does_not_count)
{
	size_t i;
	char *text;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);
		bool bad = i >= STEP;

		record_fact(r, "calibration", bad && !_i ? "failed" : "ok");
		figure(r, "cli", 300 * noise(i) * (bad ? 1.3 : 1));
		if (bad && _i) {
			r->results[0].status = STATUS_CONTENDED;
			r->results[0].reason = xstrdup("another thread had part of the core");
		}
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 0);
	ck_assert_uint_eq(t.machines[0].histories[0].count, STEP);
	text = as(text_document);
	ck_assert_msg(strstr(text, _i ? "18 figures of benches that are not ok" :
				   "18 records whose calibration failed"), "%s", text);
	free(text);
	text = as(json_document);
	ck_assert_msg(strstr(text, _i ? "\"figures_left_out\": 18" : "18 records whose calibration failed"), "%s", text);
	free(text);
}
END_TEST

/* One boot each, one apart by an instruction: no test, no margin. */
START_TEST(an_exact_clock_knows_any_change)
{
	static const double values[] = { 7, 7, 8, 8, 7, 7 };
	const struct machine *m;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		struct record *r = boot(i, CLOCK_ICOUNT);

		if (i >= 2)
			record_fact(r, "kernel", "6.12");
		else
			record_fact(r, "kernel", "6.1");
		figure(r, "cli", values[i]);
		figure(r, "empty", 0);
		put_boot(r, i);
	}
	m = only();
	ck_assert_uint_eq(m->change_count, 2);
	ck_assert(m->changes[0]->at == 2 && m->changes[0]->effect == 1 && isnan(m->changes[0]->p));
	ck_assert_ptr_eq(m->changes[0]->epoch, &m->epochs[1]);
	ck_assert(m->changes[1]->at == 4 && m->changes[1]->effect == -1);
	ck_assert_ptr_null(m->changes[1]->epoch);
}
END_TEST

START_TEST(emulated_ticks_have_no_changes)
{
	size_t i;

	for (i = 0; i < 20; i++) {
		struct record *r = boot(i, CLOCK_EMULATED);

		figure(r, "cli", i < 10 ? 5 : 50);
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 0);
}
END_TEST

/* Half of delta is nothing, whatever its share; twice as much is something. */
START_TEST(below_a_cycle_cycles_count)
{
	const double delta = delta_of(.5);
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		figure(r, "half", .5 + .0001 * noise(i) + (i >= STEP ? .5 * delta : 0));
		figure(r, "two", .5 + .0001 * noise(i) + (i >= STEP ? 2 * delta : 0));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	ck_assert_str_eq(t.machines[0].changes[0]->history->name, "two");
	ck_assert(t.machines[0].changes[0]->absolute);
	ck_assert_double_eq_tol(t.machines[0].changes[0]->effect, 2 * delta, .0001);
}
END_TEST

/* Squares of such figures are beyond a double. */
START_TEST(levels_far_apart_are_a_step)
{
	static const double before[] = { 0, .5, 1, 100, 1 }, after[] = { 1e300, 1e200, 1e300, 1e300, 1e160 };
	const struct change *c;
	size_t i;

	for (i = 0; i < BOOTS; i++) {
		struct record *r = boot(i, CLOCK_SILICON);

		figure(r, "cli", noise(i) * (i >= STEP ? after[_i] : before[_i]));
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->change_count, 1);
	c = t.machines[0].changes[0];
	ck_assert(!c->drift && c->first == STEP && c->last == STEP);
	ck_assert_double_eq_tol(c->to / after[_i], 1, .01);
}
END_TEST

START_TEST(records_of_one_boot_are_one_point)
{
	struct record *r;
	size_t i;

	for (i = 0; i < 4; i++) {
		r = boot(i, CLOCK_ICOUNT);
		record_fact(r, "boot_id", "%s", i < 3 ? "one" : "two");
		figure(r, "cli", i < 3 ? 7.3 : 8);
		put_boot(r, i);
	}
	only();
	ck_assert_uint_eq(t.machines[0].count, 2);
	ck_assert_uint_eq(t.machines[0].points[0].records, 3);
	ck_assert_uint_eq(t.machines[0].records, 4);
	ck_assert(t.machines[0].histories[0].figures[0] == 7.3);	/* exactly */
}
END_TEST

START_TEST(clocks_places_and_cpus_are_apart)
{
	struct record *r;

	put_boot(boot(0, CLOCK_SILICON), 0);
	put_boot(boot(1, CLOCK_ICOUNT), 1);
	r = boot(2, CLOCK_SILICON);
	record_fact(r, "cpu_model", "B CPU");
	put_boot(r, 2);
	r = boot(3, CLOCK_SILICON);
	free(r->target);
	r->target = xstrdup("user");
	put_boot(r, 3);
	ck_assert_int_eq(history_read(folder, &h), 0);
	t = trend_make(&h, 0);
	ck_assert_uint_eq(t.count, 4);
}
END_TEST

START_TEST(not_to_know_is_no_change)
{
	struct record *r;
	size_t i;

	for (i = 0; i < 3; i++) {
		r = boot(i, CLOCK_SILICON);
		if (i == 1)
			record_fact_missing(r, "microcode", "it was not to be had");
		put_boot(r, i);
	}
	ck_assert_uint_eq(only()->epoch_count, 1);
}
END_TEST

START_TEST(what_has_no_figure_any_more_is_lost)
{
	struct record *r;
	size_t i;
	char *text;

	for (i = 0; i < 4; i++) {
		r = boot(i, CLOCK_ICOUNT);
		figure(r, "cli", 1);
		if (i < 2)
			figure(r, "sti", 1);
		else if (i > 2)
			figure(r, "sti", NAN);
		if (!i)
			figure(r, "not-run-again", 1);
		put_boot(r, i);
	}
	only();
	text = as(text_document);
	ck_assert_msg(strstr(text, "  sti    2026-01-01T03:00:00Z\n"), "%s", text);
	ck_assert_msg(!strstr(text, "not-run-again  2026"), "%s", text);
	free(text);
}
END_TEST

START_TEST(the_folder_is_read_anew)
{
	struct record *r;
	char *path;

	step(1.05, true);
	ck_assert_uint_eq(only()->records, BOOTS);
	r = boot(5, CLOCK_SILICON);	/* the same size, another figure */
	figure(r, "cli", 299.4);
	put_boot(r, 5);
	put_boot(boot(BOOTS, CLOCK_SILICON), BOOTS);
	ck_assert_uint_eq(only()->records, BOOTS + 1);
	ck_assert(isnan(t.machines[0].histories[1].figures[5]));
	path = xasprintf("%s/0.json", folder);
	ck_assert_int_eq(unlink(path), 0);
	free(path);
	ck_assert_uint_eq(only()->records, BOOTS);
}
END_TEST

/* Every format has every change in it, and nothing that is no number. */
START_TEST(printed)
{
	static void (*const writers[])(const struct document *d, FILE *out) = {
		text_document, markdown_document, csv_document, json_document, html_document,
	};
	char *text;

	step(1.05, true);
	only();
	text = as(writers[_i]);
	ck_assert_msg(strstr(text, "cli") && strstr(text, "2026-01-01T22:00:00Z") && strstr(text, "0x1, then 0x2"), "%s",
		      text);
	ck_assert_msg(!strstr(text, "nan") && !strstr(text, "inf"), "%s", text);
	free(text);
}
END_TEST

Suite *trend_suite(void)
{
	Suite *s = suite_create("trend");
	TCase *c = tcase_create("trend");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, a_step_is_found_where_it_is, 0, 2);
	tcase_add_test(c, a_step_without_an_epoch_says_so);
	tcase_add_loop_test(c, where_nothing_changes_nothing_is_found, 0, 2);
	tcase_add_test(c, delta_is_the_users);
	tcase_add_test(c, less_is_a_share_too);
	tcase_add_loop_test(c, a_step_is_found_from_its_second_boot, 0, 4);
	tcase_add_test(c, a_drift_is_no_step);
	tcase_add_loop_test(c, an_epoch_is_blamed_as_near_as_can_be_told, 0, 2);
	tcase_add_loop_test(c, after_a_gap_any_epoch_within_may_be_it, 0, 4);
	tcase_add_loop_test(c, levels_far_apart_are_a_step, 0, 5);
	tcase_add_loop_test(c, what_is_not_ok_does_not_count, 0, 2);
	tcase_add_test(c, an_exact_clock_knows_any_change);
	tcase_add_test(c, emulated_ticks_have_no_changes);
	tcase_add_test(c, below_a_cycle_cycles_count);
	tcase_add_test(c, records_of_one_boot_are_one_point);
	tcase_add_test(c, clocks_places_and_cpus_are_apart);
	tcase_add_test(c, not_to_know_is_no_change);
	tcase_add_test(c, what_has_no_figure_any_more_is_lost);
	tcase_add_test(c, the_folder_is_read_anew);
	tcase_add_loop_test(c, printed, 0, 5);
	suite_add_tcase(s, c);
	return s;
}
