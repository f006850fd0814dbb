// SPDX-License-Identifier: GPL-2.0-only
/* The claims' verdicts, from figures made up for them. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "claims.h"
#include "judge.h"
#include "record.h"
#include "suites.h"
#include "util.h"

static struct record *r;

static void setup(void)
{
	r = record_new();
	r->clock = CLOCK_SILICON;
}

static void teardown(void)
{
	record_free(r);
}

/* A result whose batches are `cycles` with `spread` between them. */
static void measured(const char *name, double cycles, double spread)
{
	struct result *result = record_add_result(r, name);
	size_t i;

	free(result->reason);
	result->reason = NULL;
	result->status = STATUS_OK;
	result->estimate = cycles;
	result->bytes = 2;
	result->cold = 0;
	result->batch_count = 6;
	result->batches = xcalloc(6, sizeof(*result->batches));
	for (i = 0; i < 6; i++)
		result->batches[i] = (struct batch){
			.pass = (long)i, .estimate = cycles + spread * ((double)(i % 3) - 1),
		};
}

static const struct claim_result *verdict_by(const char *id, const char *measure)
{
	size_t i;

	claims_judge(r);
	for (i = 0; i < r->claim_count; i++)
		if (!strcmp(r->claims[i].id, id) && !strcmp(r->claims[i].measure, measure))
			return &r->claims[i];
	ck_abort_msg("no verdict on %s by %s", id, measure);
}

static const struct claim_result *verdict(const char *id)
{
	return verdict_by(id, "cycles");
}

static const struct {
	const char *id, *a, *b;
	double at, bt, spread;
	enum verdict verdict;
} cycles[] = {
	{ "sti-beats-popf", "test-sti-if-0-1", "popf-if-0-1", 10, 30, .1, VERDICT_SUPPORTED },
	{ "sti-beats-popf", "test-sti-if-0-1", "popf-if-0-1", 30, 10, .1, VERDICT_REFUTED },
	{ "sti-beats-popf", "test-sti-if-0-1", "popf-if-0-1", 99.6, 100, .1, VERDICT_NO_DIFFERENCE },
	{ "sti-beats-popf", "test-sti-if-0-1", "popf-if-0-1", 97, 100, 9, VERDICT_UNRESOLVED },
	/* a tenth of a cycle is a difference where it is measured; a hundredth is what fails to cancel */
	{ "sti-beats-popf", "test-sti-if-0-1", "popf-if-0-1", .5, .6, .001, VERDICT_SUPPORTED },
	{ "sti-beats-popf", "test-sti-if-0-1", "popf-if-0-1", .1, .11, .001, VERDICT_NO_DIFFERENCE },
	{ "pv-cli-multiple", "cli-pv-direct", "cli", 30, 10, .1, VERDICT_SUPPORTED },
	{ "pv-cli-multiple", "cli-pv-direct", "cli", 14, 10, .1, VERDICT_REFUTED },
	{ "extable-free", "wrmsr-extable", "wrmsr", 100.5, 100, .1, VERDICT_SUPPORTED },
	{ "extable-free", "wrmsr-extable", "wrmsr", 110, 100, .1, VERDICT_REFUTED },
	{ "extable-free", "wrmsr-extable", "wrmsr", 102, 100, 3, VERDICT_UNRESOLVED },
	{ "prefix-costs-no-more", "wrmsr-cs", "wrmsr-nop", 90, 100, .1, VERDICT_SUPPORTED },
	{ "prefix-costs-no-more", "wrmsr-cs", "wrmsr-nop", 110, 100, .1, VERDICT_REFUTED },
};

START_TEST(by_cycles)
{
	const struct claim_result *c;

	measured(cycles[_i].a, cycles[_i].at, cycles[_i].spread);
	measured(cycles[_i].b, cycles[_i].bt, 0);
	c = verdict(cycles[_i].id);
	ck_assert_msg(c->verdict == cycles[_i].verdict, "%s: %s, effect %g [%g, %g]", c->id,
		      verdict_names[c->verdict], c->effect, c->ci[0], c->ci[1]);
	ck_assert_double_eq_tol(c->effect, cycles[_i].at / cycles[_i].bt, .02);
	ck_assert(c->reason && *c->reason);
}
END_TEST

START_TEST(with_a_base)
{
	measured("wrmsr-native", 100, 0);
	measured("wrmsr-pv-direct", 120, 0);
	measured("wrmsr-native-abi", 104, .1);
	ck_assert_int_eq(verdict("native-abi-recovers")->verdict, VERDICT_SUPPORTED);
	ck_assert_double_eq_tol(verdict("native-abi-recovers")->effect, .2, .01);
}
END_TEST

START_TEST(no_cycles_but_on_silicon)
{
	const struct claim_result *c;

	r->clock = _i ? CLOCK_EMULATED : CLOCK_ICOUNT;
	measured("test-sti-if-0-1", 4, 0);
	measured("popf-if-0-1", 3, 0);
	c = verdict("sti-beats-popf");
	ck_assert_int_eq(c->verdict, VERDICT_NOT_MEASURABLE);
	ck_assert(isnan(c->effect));
	ck_assert_ptr_nonnull(strstr(c->reason, clock_names[r->clock]));
}
END_TEST

START_TEST(no_paths_but_under_icount)
{
	measured("test-sti-if-0-1", 4, 0);
	measured("popf-if-0-1", 3, 0);
	ck_assert_int_eq(verdict_by("sti-beats-popf", "path")->verdict, VERDICT_NOT_MEASURABLE);
}
END_TEST

START_TEST(paths_under_icount)
{
	r->clock = CLOCK_ICOUNT;
	measured("test-sti-if-0-1", 4, 0);
	measured("popf-if-0-1", 3, 0);
	ck_assert_int_eq(verdict_by("sti-beats-popf", "path")->verdict, VERDICT_REFUTED);
	ck_assert_ptr_nonnull(strstr(verdict_by("sti-beats-popf", "path")->reason, "instructions"));
}
END_TEST

/* One claim, a prediction for each measure: each has its own sentence. */
START_TEST(each_measure_has_its_sentence)
{
	measured("test-sti-if-0-1", 10, 0);
	measured("popf-if-0-1", 30, 0);
	measured("cli-pv-direct", 10, 0);
	measured("cli", 30, 0);
	ck_assert_str_eq(verdict("sti-beats-popf")->text,
			 "turning interrupts back on costs less by a test and STI than by POPF: fewer cycles");
	ck_assert_str_eq(verdict_by("sti-beats-popf", "path")->text,
			 "turning interrupts back on costs less by a test and STI than by POPF: no more instructions");
	ck_assert_str_eq(verdict_by("sti-beats-popf", "path")->predicted, "not above");
	ck_assert_str_eq(verdict_by("pv-cli-multiple", "path")->text,
			 "a paravirt call around CLI costs a multiple of CLI: at least 2 times the instructions");
	ck_assert_str_eq(verdict_by("pv-cli-multiple", "bytes")->text,
			 "a paravirt call around CLI costs a multiple of CLI: more bytes");
	ck_assert_uint_eq(r->claim_count, 5);
}
END_TEST

/* The record must say by itself what was predicted, and by how much it may be missed. */
START_TEST(what_was_predicted_is_recorded)
{
	const struct claim_result *c;

	measured("wrmsr-native", 100, 0);
	measured("wrmsr-pv-direct", 120, 0);
	measured("wrmsr-native-abi", 104, .1);
	c = verdict("native-abi-recovers");
	ck_assert_str_eq(c->base, "wrmsr-native");
	ck_assert_str_eq(c->predicted, "below");
	ck_assert_double_eq(c->factor, .5);
	ck_assert_str_eq(c->margin, "2 %, at least 0.02 core cycles");
	ck_assert_double_eq_tol(c->delta, .01, 1e-12);	/* 2 % of a half */
	c = verdict_by("native-abi-recovers", "path");
	ck_assert_str_eq(c->margin, "none, the figures are exact");
	ck_assert(isnan(c->delta));
}
END_TEST

START_TEST(bytes_anywhere)
{
	r->clock = CLOCK_EMULATED;
	measured("wrmsr-error-branch", 4, 0);
	measured("wrmsr-extable", 1, 0);
	r->results[0].bytes = 14;
	r->results[0].cold = 25;
	ck_assert_int_eq(verdict_by("error-branch-costs-more", "bytes")->verdict, VERDICT_SUPPORTED);
	ck_assert_double_eq(verdict_by("error-branch-costs-more", "bytes")->effect, 39 / 2.0);
	r->results[0].tables = 24;
	r->results[1].tables = 12;
	ck_assert_double_eq(verdict_by("error-branch-costs-more", "bytes")->effect, 63 / 14.0);
}
END_TEST

START_TEST(a_row_that_was_skipped)
{
	struct result *result;

	measured("wrmsr", 100, 0);
	result = record_add_result(r, "wrmsrns");
	result->status = STATUS_SKIPPED;
	free(result->reason);
	result->reason = xstrdup("this CPU has no WRMSRNS");
	ck_assert_int_eq(verdict("wrmsrns-cheaper")->verdict, VERDICT_NOT_MEASURABLE);
	ck_assert_ptr_nonnull(strstr(verdict("wrmsrns-cheaper")->reason, "wrmsrns: this CPU has no WRMSRNS"));
}
END_TEST

START_TEST(claims_not_asked_for_are_left_out)
{
	measured("wrmsr", 100, 0);
	claims_judge(r);
	ck_assert_uint_eq(r->claim_count, 0);
}
END_TEST

START_TEST(every_claim_is_whole)
{
	const struct pb_claim *c = &pb_claims[_i];
	int i, predicted = 0;

	for (i = 0; i < _i; i++)
		ck_assert_str_ne(c->id, pb_claims[i].id);
	for (i = 0; i < PB_MEASURES; i++)
		predicted += c->predicts[i].expect != PB_NOTHING;
	ck_assert_msg(predicted, "%s predicts nothing", c->id);
	ck_assert(*c->id && *c->source && *c->text);
	ck_assert_msg(pb_find(c->a) && pb_find(c->b) && (!c->base || pb_find(c->base)),
		      "%s names a bench there is not", c->id);
}
END_TEST

Suite *judge_suite(void)
{
	Suite *s = suite_create("judge");
	TCase *t = tcase_create("judge");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, by_cycles, 0, ARRAY_SIZE(cycles));
	tcase_add_test(t, with_a_base);
	tcase_add_loop_test(t, no_cycles_but_on_silicon, 0, 2);
	tcase_add_test(t, no_paths_but_under_icount);
	tcase_add_test(t, paths_under_icount);
	tcase_add_test(t, each_measure_has_its_sentence);
	tcase_add_test(t, what_was_predicted_is_recorded);
	tcase_add_test(t, bytes_anywhere);
	tcase_add_test(t, a_row_that_was_skipped);
	tcase_add_test(t, claims_not_asked_for_are_left_out);
	tcase_add_loop_test(t, every_claim_is_whole, 0, (int)pb_claim_count);
	suite_add_tcase(s, t);
	return s;
}
