// SPDX-License-Identifier: GPL-2.0-only
/* The break-even fault rate, against rates found by hand. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "break-even.h"
#include "figures.h"
#include "record.h"
#include "suites.h"
#include "util.h"

static struct record *r;
static struct break_even *all;
static size_t count;

static void setup(void)
{
	r = record_new();
	all = NULL;
	count = 0;
}

static void teardown(void)
{
	break_even_free(all, count);
	record_free(r);
}

static struct result *result(const char *name, const double batches[], size_t n)
{
	struct result *result = record_add_result(r, name);
	size_t i;

	free(result->reason);
	result->reason = NULL;
	result->status = STATUS_OK;
	result->estimate = 0;
	result->batch_count = n;
	result->batches = xcalloc(n, sizeof(*result->batches));
	for (i = 0; i < n; i++) {
		result->batches[i].pass = (long)i;
		result->batches[i].estimate = batches[i];
		result->estimate += batches[i] / (double)n;
	}
	return result;
}

#define ROW(name, ...) result(name, (const double[]){ __VA_ARGS__ }, ARRAY_SIZE(((const double[]){ __VA_ARGS__ })))

static const struct break_even *derived(const char *form)
{
	break_even_free(all, count);
	count = break_even(r, &all);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(all[i].form, form))
			return &all[i];
	ck_abort_msg("nothing on %s", form);
}

static void ck_says(const char *form, const char *words)
{
	char *text = break_even_text(r, derived(form));

	ck_assert_msg(strstr(text, words), "'%s' does not say '%s'", text, words);
	free(text);
}

static const struct {
	double good, faulting, table_good, table_faulting;
	enum break_even_kind kind;
	bool above;
	double rate;
	const char *words;
} exact[] = {
	/* .8 * 3 + .2 * 5 = .8 * 1 + .2 * 13 = 3.4 */
	{ 3, 5, 1, 13, BREAK_EVEN_AT, true, .2, "executes fewer above 0.2, 1 in 5 (2 more without a fault, 8 fewer with one)" },
	{ 1, 13, 3, 5, BREAK_EVEN_AT, false, .2, "executes fewer below 0.2, 1 in 5 (2 fewer without a fault, 8 more with one)" },
	{ 3, 4, 1, 998, BREAK_EVEN_AT, true, 2 / 996.0, "1 in 498" },
	{ 4, 244, 1, 239, BREAK_EVEN_NEVER, false, NAN, "never executes fewer (3 more without a fault, 5 more with one)" },
	{ 1, 241, 1, 239, BREAK_EVEN_NEVER, false, NAN, "never executes fewer (the same without a fault, 2 more with one)" },
	{ 2, 239, 1, 239, BREAK_EVEN_NEVER, false, NAN, "never executes fewer" },
	{ 1, 200, 1, 239, BREAK_EVEN_ALWAYS, false, NAN, "executes fewer at every rate" },
	{ 1, 200, 2, 239, BREAK_EVEN_ALWAYS, false, NAN, "executes fewer at every rate" },
	{ 2, 9, 2, 9, BREAK_EVEN_SAME, false, NAN, "the same at every rate" },
};

START_TEST(counts_are_exact)
{
	const struct break_even *b;

	r->clock = CLOCK_ICOUNT;
	ROW("wrmsr-check-first", exact[_i].good);
	ROW("wrmsr-check-first-faults", exact[_i].faulting);
	ROW("wrmsr-extable", exact[_i].table_good);
	ROW("wrmsr-extable-faults", exact[_i].table_faulting);
	b = derived("wrmsr-check-first");
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(b->kind, exact[_i].kind);
	ck_assert_int_eq(b->above, exact[_i].above);
	if (isfinite(exact[_i].rate))
		ck_assert_double_eq_tol(b->rate.mean, exact[_i].rate, 1e-15);
	else
		ck_assert(isnan(b->rate.mean));
	ck_assert(isnan(b->rate.lo) && isnan(b->rate.hi));
	ck_says("wrmsr-check-first", exact[_i].words);
	ck_assert_str_eq(break_even_unit(r), "instructions: path length, not time");
}
END_TEST

/*
 * Odds of 1/4, 1/2 and 1 in three batches: their geometric mean is 1/2, the rate
 * 1/3.  The logarithms are ln 2 apart, so their standard error is ln 2 / sqrt 3,
 * and t(.975, 2) is 4.302653: odds of exp(-ln 2 -+ 1.721873); R: plogis(t.test(log(c(.25, .5, 1)))$conf.int).
 */
START_TEST(loads_give_an_interval)
{
	const struct break_even *b;

	r->clock = CLOCK_SILICON;
	ROW("wrmsr-extable", 100, 100, 100);
	ROW("wrmsr-extable-faults", 900, 900, 900);
	ROW("wrmsr-check-first", 125, 150, 200);
	ROW("wrmsr-check-first-faults", 800, 800, 800);
	b = derived("wrmsr-check-first");
	ck_assert_int_eq(b->kind, BREAK_EVEN_AT);
	ck_assert_double_eq_tol(b->rate.mean, 1 / 3.0, 1e-12);
	ck_assert_double_eq_tol(b->rate.lo, .0820344764, 1e-9);
	ck_assert_double_eq_tol(b->rate.hi, .7366688047, 1e-9);
	ck_says("wrmsr-check-first", "cheaper above 0.333 [0.082, 0.737], 1 in 3 (");
	ck_assert_str_eq(break_even_unit(r), "core cycles");
}
END_TEST

START_TEST(loads_that_disagree_derive_nothing)
{
	r->clock = CLOCK_SILICON;
	ROW("wrmsr-extable", 100, 100);
	ROW("wrmsr-extable-faults", 900, 900);
	ROW("wrmsr-check-first", 101, 99);
	ROW("wrmsr-check-first-faults", 200, 200);
	ROW("wrmsr-asm-goto", 101, 101);
	ROW("wrmsr-asm-goto-faults", 901, 899);
	ck_says("wrmsr-check-first", "not derived: its batches do not agree which costs less without a fault");
	ck_says("wrmsr-asm-goto", "not derived: its batches do not agree which costs less with a fault");
}
END_TEST

static void all_rows(void)
{
	ROW("wrmsr-extable", 1, 1);
	ROW("wrmsr-extable-faults", 900, 900);
	ROW("wrmsr-check-first", 3, 3);
	ROW("wrmsr-check-first-faults", 4, 4);
}

/*
 * The forms' figures lie between 1000 and 1040, by the place of their entries.  A saving of 1016
 * may be 976 or 1056 at another place: 2 / (2 + 1056) and 2 / (2 + 976).
 */
static void rows_of_linux(double asm_goto)
{
	r->clock = CLOCK_ICOUNT;
	ROW("wrmsr-extable", 1, 1);
	ROW("wrmsr-extable-faults", 1040, 1000);
	ROW("wrmsr-asm-goto", 1, 1);
	ROW("wrmsr-asm-goto-faults", asm_goto, asm_goto);
	ROW("wrmsr-check-first", 3, 3);
	ROW("wrmsr-check-first-faults", 4, 4);
}

START_TEST(the_place_of_an_entry_is_no_form)
{
	const struct break_even *b;

	rows_of_linux(1001.5);
	ck_assert_int_eq(derived("wrmsr-asm-goto")->kind, BREAK_EVEN_HIDDEN);
	ck_says("wrmsr-asm-goto", "no rate: the same without a fault; 18.50 fewer with one is below what the place of an entry in the exception table moves (40 instructions)");
	b = derived("wrmsr-check-first");
	ck_assert_int_eq(b->kind, BREAK_EVEN_AT);
	ck_assert_double_eq_tol(b->rate.mean, 2 / 1018.0, 1e-15);
	ck_assert_double_eq_tol(b->rate.lo, 2 / 1058.0, 1e-15);
	ck_assert_double_eq_tol(b->rate.hi, 2 / 978.0, 1e-15);
	ck_says("wrmsr-check-first", "above 0.00196 [0.00189, 0.00204], 1 in 509 (");
}
END_TEST

/* One batch a bench shows a place by its parts of an instruction. */
START_TEST(the_place_shows_in_one_batch)
{
	rows_of_linux(1021.5);
	for (size_t i = 0; i < r->result_count; i++)
		r->results[i].batch_count = 1;
	ck_assert_int_eq(derived("wrmsr-asm-goto")->kind, BREAK_EVEN_HIDDEN);
}
END_TEST

START_TEST(on_silicon_intervals_decide)
{
	rows_of_linux(980.5);
	r->clock = CLOCK_SILICON;
	ck_assert_int_eq(derived("wrmsr-asm-goto")->kind, BREAK_EVEN_ALWAYS);
}
END_TEST

static const struct {
	double saved;
	const char *words;
} rare[] = {
	{ 4, "1 in 3" }, { 198, "1 in 100" }, { 1996, "1 in 999" }, { 1999, "1 in 1,000" },
	{ 2485, "1 in 1,240" }, { 24850, "1 in 12,400" }, { 2468000, "1 in 1,230,000" },
};

START_TEST(rare_faults_are_whole_numbers)
{
	char *text;

	r->clock = CLOCK_ICOUNT;
	ROW("wrmsr-extable", 1);
	ROW("wrmsr-extable-faults", 4 + rare[_i].saved);
	ROW("wrmsr-check-first", 3);
	ROW("wrmsr-check-first-faults", 4);
	text = break_even_one_in(derived("wrmsr-check-first"));
	ck_assert_str_eq(text, rare[_i].words);
	free(text);
}
END_TEST

START_TEST(an_emulator_derives_nothing)
{
	r->clock = CLOCK_EMULATED;
	all_rows();
	ck_says("wrmsr-check-first", "not derived: this clock describes the emulator");
}
END_TEST

START_TEST(one_load_of_silicon_derives_nothing)
{
	r->clock = CLOCK_SILICON;
	all_rows();
	for (size_t i = 0; i < r->result_count; i++)
		r->results[i].batch_count = 1;
	ck_says("wrmsr-check-first", "not derived: one batch has no interval");
	r->results[0].batches[0].pass = 5;
	ck_says("wrmsr-check-first", "not derived: the benches do not have the same batches");
}
END_TEST

START_TEST(what_was_not_measured_is_told)
{
	r->clock = CLOCK_ICOUNT;
	all_rows();
	r->results[1].status = STATUS_SKIPPED;
	r->results[1].reason = xstrdup("no MSR write faults here");
	r->results[1].estimate = NAN;
	ck_says("wrmsr-check-first", "not derived: wrmsr-extable-faults: no MSR write faults here");
}
END_TEST

START_TEST(what_was_not_asked_for_is_left_out)
{
	r->clock = CLOCK_ICOUNT;
	ROW("wrmsr-extable", 1);
	ROW("wrmsr-check-first", 3);
	count = break_even(r, &all);
	ck_assert_uint_eq(count, 0);
}
END_TEST

Suite *break_even_suite(void)
{
	Suite *s = suite_create("break-even");
	TCase *t = tcase_create("break-even");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, counts_are_exact, 0, ARRAY_SIZE(exact));
	tcase_add_test(t, loads_give_an_interval);
	tcase_add_test(t, loads_that_disagree_derive_nothing);
	tcase_add_test(t, the_place_of_an_entry_is_no_form);
	tcase_add_test(t, the_place_shows_in_one_batch);
	tcase_add_test(t, on_silicon_intervals_decide);
	tcase_add_loop_test(t, rare_faults_are_whole_numbers, 0, ARRAY_SIZE(rare));
	tcase_add_test(t, an_emulator_derives_nothing);
	tcase_add_test(t, one_load_of_silicon_derives_nothing);
	tcase_add_test(t, what_was_not_measured_is_told);
	tcase_add_test(t, what_was_not_asked_for_is_left_out);
	suite_add_tcase(s, t);
	return s;
}
