// SPDX-License-Identifier: GPL-2.0-only
/* The claims' verdicts, from figures made up for them. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "claim-words.h"
#include "claims.h"
#include "judge.h"
#include "questions.h"
#include "record-claims.h"
#include "record-members.h"
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

static const struct claim_result *verdict(const char *id)
{
	size_t i;

	claims_judge(r);
	for (i = 0; i < r->claim_count; i++)
		if (!strcmp(r->claims[i].id, id))
			return &r->claims[i];
	ck_abort_msg("no verdict on %s", id);
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
	{ "write-cr3-slow", "write-cr3-pv-direct", "write-cr3", 100.5, 100, .1, VERDICT_SUPPORTED },
	{ "write-cr3-slow", "write-cr3-pv-direct", "write-cr3", 110, 100, .1, VERDICT_REFUTED },
	{ "write-cr3-slow", "write-cr3-pv-direct", "write-cr3", 105, 100, 3, VERDICT_UNRESOLVED },
	/* a margin of its own, in cycles: a fifth of one, and a whole one */
	{ "pv-wrmsr-costs-more", "wrmsr-pv-direct", "wrmsr-native", 101, 100, .1, VERDICT_SUPPORTED },
	{ "pv-wrmsr-costs-more", "wrmsr-pv-direct", "wrmsr-native", 100.1, 100, .01, VERDICT_NO_DIFFERENCE },
	{ "pv-wrmsr-costs-more", "wrmsr-pv-direct", "wrmsr-native", 99, 100, .1, VERDICT_REFUTED },
	{ "prefix-costs-no-more", "wrmsr-cs", "wrmsr-nop", 90, 100, .1, VERDICT_SUPPORTED },
	{ "prefix-costs-no-more", "wrmsr-cs", "wrmsr-nop", 100.5, 100, .1, VERDICT_SUPPORTED },
	{ "prefix-costs-no-more", "wrmsr-cs", "wrmsr-nop", 102, 100, .1, VERDICT_REFUTED },
	/* of two who contradict each other, one is right */
	{ "error-branch-costs-more", "wrmsr-error-branch", "wrmsr-extable", 100.5, 100, .01, VERDICT_SUPPORTED },
	{ "exception-table-buys-nothing", "wrmsr-error-branch", "wrmsr-extable", 100.5, 100, .01, VERDICT_REFUTED },
	{ "error-branch-costs-more", "wrmsr-error-branch", "wrmsr-extable", 99.5, 100, .01, VERDICT_REFUTED },
	{ "exception-table-buys-nothing", "wrmsr-error-branch", "wrmsr-extable", 99.5, 100, .01, VERDICT_SUPPORTED },
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

/* What is left over the base is compared: 2 % of that, not of the way into ring 0. */
static const struct {
	double a, b, base, spread, effect;
	enum verdict verdict;
} based[] = {
	{ 501, 505, 500, .1, .2, VERDICT_SUPPORTED },
	{ 506, 505, 500, .1, 1.2, VERDICT_REFUTED },
	{ 505.05, 505, 500, .01, 1.01, VERDICT_NO_DIFFERENCE },
	{ 503, 505, 500, 9, .6, VERDICT_UNRESOLVED },
	{ 501, 499, 500, .1, -1, VERDICT_UNRESOLVED },
	{ 501, 500, 500, .1, INFINITY, VERDICT_UNRESOLVED },
	/* batches below the base have no ratio, and are no reason to decide nothing */
	{ 500, 510, 500, .5, 0, VERDICT_SUPPORTED },
};

START_TEST(with_a_base)
{
	const struct claim_result *c;

	measured("slow-path-key-off", based[_i].a, based[_i].spread);
	measured("slow-path-flag-off", based[_i].b, 0);
	measured("slow-path-none", based[_i].base, 0);
	c = verdict("static-key-below-flag");
	ck_assert_msg(c->verdict == based[_i].verdict, "%s, effect %g [%g, %g] ± %g",
		      verdict_names[c->verdict], c->effect, c->ci[0], c->ci[1], c->delta);
	if (isfinite(based[_i].effect))
		ck_assert_double_eq_tol(c->effect, based[_i].effect, 1e-6);
	ck_assert_ptr_nonnull(strstr(c->reason, ", both less "));
}
END_TEST

static void shares(double cli, double wrmsr)
{
	measured("cli-pv-direct", 10 * cli, .1);
	measured("cli", 10, 0);
	measured("wrmsr-pv-direct", 100 * wrmsr, 0);
	measured("wrmsr-native", 100, 0);
}

START_TEST(a_ratio_of_ratios)
{
	const struct claim_result *c;

	shares(1.5, 1.1);
	c = verdict("pv-cli-sillier");
	ck_assert_int_eq(c->verdict, VERDICT_SUPPORTED);
	ck_assert_double_eq_tol(c->effect, 1.5 / 1.1, .01);
	ck_assert_str_eq(c->a_of, "cli");
	ck_assert_str_eq(c->b_of, "wrmsr-native");
	ck_assert_str_eq(c->reason, "15 of 10 against 110 of 100 core cycles");
	teardown();
	setup();
	shares(1.05, 1.3);
	ck_assert_int_eq(verdict("pv-cli-sillier")->verdict, VERDICT_REFUTED);
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

/* The running kernel's own code: what it executes is measured, and could have been otherwise. */
static void kernel_wrmsr(double kernel, double native)
{
	measured("kernel-wrmsr", kernel, 0);
	measured("wrmsr-native", native, 0);
	r->results[0].insns = -1;
	r->results[1].insns = 5;
}

START_TEST(no_paths_but_under_icount)
{
	kernel_wrmsr(10, 5);
	ck_assert_int_eq(verdict("kernel-wrmsr-executes-more")->verdict, VERDICT_NOT_MEASURABLE);
}
END_TEST

START_TEST(paths_under_icount)
{
	r->clock = CLOCK_ICOUNT;
	kernel_wrmsr(10, 5);
	ck_assert_int_eq(verdict("kernel-wrmsr-executes-more")->verdict, VERDICT_SUPPORTED);
	ck_assert_str_eq(verdict("kernel-wrmsr-executes-more")->reason, "10 against 5 instructions");
	r->results[0].estimate = 288;
	r->results[1].estimate = 1173;
	ck_assert_int_eq(verdict("kernel-wrmsr-executes-more")->verdict, VERDICT_REFUTED);
}
END_TEST

/* Whatever was measured, on whatever clock. */
START_TEST(by_construction)
{
	const struct claim_result *c;

	r->clock = (enum clock)_i;
	measured("wrmsr-pv-direct", 1177, 0);
	measured("wrmsr-native", 1173, 0);
	r->results[0].insns = 9;
	r->results[1].insns = 5;
	r->results[0].status = STATUS_FAILED;
	c = verdict("pv-wrmsr-executes-more");
	ck_assert_int_eq(c->verdict, VERDICT_BY_CONSTRUCTION);
	ck_assert_double_eq(c->effect, 9. / 5);
	ck_assert_str_eq(c->reason, "9 against 5 instructions");
	ck_assert_double_eq(c->delta, 0);
}
END_TEST

/* In line, out of line, and in the exception and bug tables, each by itself. */
START_TEST(bytes_of_a_site)
{
	const struct claim_result *c;

	r->clock = CLOCK_EMULATED;
	measured("wrmsr-error-branch", 4, 0);
	measured("wrmsr-extable", 1, 0);
	for (size_t i = 0; i < 2; i++) {
		const struct pb_code *code = pb_find(r->results[i].name)->code;

		r->results[i].bytes = (long)pb_site_bytes(code);
		r->results[i].cold = (long)code->cold;
		r->results[i].tables = (long)code->tables;
	}
	r->results[0].insns = r->results[1].insns = 1;
	c = verdict("error-branch-size");
	ck_assert_int_eq(c->verdict, VERDICT_BY_CONSTRUCTION);
	ck_assert_double_eq(c->effect, 68. / 14);
	ck_assert_str_eq(c->reason, "14 + 42 cold + 12 in tables against 2 + 12 in tables bytes a site");
	r->results[0].cold = 25;
	c = verdict("error-branch-size");
	ck_assert_int_eq(c->verdict, VERDICT_NOT_MEASURABLE);
	ck_assert_str_eq(c->reason, "wrmsr-error-branch: its code is older than this program's");
	r->results[0].cold = 42;
	r->results[1].bytes = -1;
	ck_assert_str_eq(verdict("error-branch-size")->reason, "wrmsr-extable: its code is not known");
}
END_TEST

/* A sentence on time has one verdict, whatever is known of the code. */
START_TEST(a_claim_has_one_verdict)
{
	measured("test-sti-if-0-1", 10, 0);
	measured("popf-if-0-1", 30, 0);
	ck_assert_str_eq(verdict("sti-beats-popf")->text,
			 "turning interrupts back on costs less by a test and STI than by POPF");
	ck_assert_str_eq(verdict("sti-beats-popf")->measure, "cycles");
	ck_assert_uint_eq(r->claim_count, 1);
}
END_TEST

START_TEST(no_difference_says_of_what)
{
	measured("test-sti-if-0-1", 99.6, .1);
	measured("popf-if-0-1", 100, 0);
	ck_assert_str_eq(verdict("sti-beats-popf")->reason,
			 "99.6 against 100 core cycles; they differ by no more than the margin");
}
END_TEST

/* The record must say by itself what was predicted, and by how much it may be missed. */
START_TEST(what_was_predicted_is_recorded)
{
	const struct claim_result *c;

	measured("slow-path-key-off", 501, .1);
	measured("slow-path-always", 505, 0);
	measured("slow-path-none", 500, 0);
	c = verdict("static-key-below-always");
	ck_assert_str_eq(c->base, "slow-path-none");
	ck_assert_str_eq(c->predicted, "below");
	ck_assert_str_eq(c->source, "Weisbecker, LKML 2015-08-19");
	ck_assert_str_eq(c->standing, "said");
	ck_assert_double_eq(c->factor, 1);
	ck_assert_str_eq(c->margin, "5 %, at least 0.02 core cycles");
	ck_assert_double_eq_tol(c->delta, .05, 1e-12);
	c = verdict("static-key-free");
	ck_assert_str_eq(c->standing, "implied");
	ck_assert_str_eq(c->margin, "1 core cycles");
	ck_assert_double_eq_tol(c->delta, 1. / 500, 1e-12);
}
END_TEST

START_TEST(a_row_that_was_skipped)
{
	struct result *result;

	measured("wrmsr-sysenter-esp", 100, 0);
	result = record_add_result(r, "wrmsrns-sysenter-esp");
	result->status = STATUS_SKIPPED;
	free(result->reason);
	result->reason = xstrdup("this CPU has no WRMSRNS");
	ck_assert_int_eq(verdict("wrmsrns-gains")->verdict, VERDICT_NOT_MEASURABLE);
	ck_assert_ptr_nonnull(strstr(verdict("wrmsrns-gains")->reason, "wrmsrns-sysenter-esp: this CPU has no WRMSRNS"));
}
END_TEST

static void leaves(const char *name, double path, double exits)
{
	struct result *result;

	measured(name, path, 0);
	result = (struct result *)record_find(r, name);
	result_set_bench(result, pb_find(name));
	*PUSH(result->counters, result->counter_count) = (struct count){ xstrdup("vm-exits"), exits };
}

/* A claim about exits is decided by KVM's instructions, and not by construction. */
START_TEST(exits_are_judged_where_they_are_counted)
{
	r->clock = CLOCK_ICOUNT;
	record_fact(r, "virt", "kvm");
	leaves("out-0x80", 3608, 1);
	leaves("out-elcr", 1710, 1.05);
	ck_assert_int_eq(verdict("exit-to-user-executes-more")->verdict, VERDICT_SUPPORTED);
	ck_assert_ptr_nonnull(strstr(verdict("exit-to-user-executes-more")->reason, "of guest and hypervisor together"));
	ck_assert_int_eq(verdict("exit-to-user-costs-more")->verdict, VERDICT_NOT_MEASURABLE);
}
END_TEST

START_TEST(exits_are_not_judged_where_nothing_left)
{
	const struct claim_result *v;

	r->clock = CLOCK_ICOUNT;
	leaves("out-0x80", 1, 0);
	measured("out-elcr", 2, 0);
	v = verdict("exit-to-user-executes-more");
	ck_assert_int_eq(v->verdict, VERDICT_NOT_MEASURABLE);
	ck_assert_str_eq(v->reason, "out-0x80: it did not leave a guest here");
	r->clock = CLOCK_SILICON;
	v = verdict("exit-to-user-costs-more");
	ck_assert_str_eq(v->reason, "out-0x80: it did not leave a guest here");
}
END_TEST

/* Of other claims such a path is not the subject. */
START_TEST(what_traps_decides_no_other_path)
{
	const struct claim_result *v;

	r->clock = CLOCK_ICOUNT;
	record_fact(r, "virt", "xen-pv");
	measured("kernel-wrmsr", 30, 0);
	leaves("wrmsr-native", 1180, 0);
	v = verdict("kernel-wrmsr-executes-more");
	ck_assert_ptr_nonnull(strstr(v->reason, "traps, and Xen's instructions are counted"));
}
END_TEST

START_TEST(claims_not_asked_for_are_left_out)
{
	measured("wrmsr", 100, 0);
	claims_judge(r);
	ck_assert_uint_eq(r->claim_count, 0);
}
END_TEST

static void add_verdict(const char *id, const char *measure)
{
	*PUSH(r->claims, r->claim_count) = (struct claim_result){
		.id = xstrdup(id), .measure = xstrdup(measure), .verdict = VERDICT_SUPPORTED,
		.source = xstrdup("Torvalds, LKML"), .text = xstrdup("forged"),
		.effect = 53.2, .delta = NAN, .ci = { NAN, NAN }, .factor = NAN,
	};
}

/* A file may say what it likes: withdrawn, of another measure, forged, against its figures. */
START_TEST(claims_of_a_file_are_those_of_today)
{
	char *text;

	measured("test-sti-if-0-1", 30, .1);
	measured("popf-if-0-1", 10, 0);
	add_verdict("pv-cli-multiple", "cycles");
	add_verdict("sti-beats-popf", "bytes");
	add_verdict("sti-beats-popf", "cycles");
	claims_of_today(r);
	ck_assert_uint_eq(r->claim_count, 1);
	ck_assert_int_eq(r->claims[0].verdict, VERDICT_REFUTED);
	ck_assert_str_ne(r->claims[0].text, "forged");
	text = claims_left_out(r);
	ck_assert_str_eq(text, "2 verdicts are on claims that this privbench does not make, and are left out");
	free(text);
}
END_TEST

START_TEST(a_file_of_today_leaves_nothing_out)
{
	measured("test-sti-if-0-1", 30, .1);
	measured("popf-if-0-1", 10, 0);
	claims_judge(r);
	claims_of_today(r);
	ck_assert_uint_eq(r->claim_count, 1);
	ck_assert_ptr_null(claims_left_out(r));
}
END_TEST

START_TEST(every_claim_is_whole)
{
	const struct pb_claim *c = &pb_claims[_i];
	const char *const more[] = { c->base, c->a_of, c->b_of };
	size_t k;
	int i;

	for (i = 0; i < _i; i++)
		ck_assert_str_ne(c->id, pb_claims[i].id);
	ck_assert(*c->id && *c->text && c->text[strlen(c->text) - 1] != '.');
	ck_assert_msg(pb_question(c->question), "%s is of no question", c->id);
	ck_assert_msg(!c->mail == (c->standing == PB_OURS), "%s: who says so?", c->id);
	ck_assert_msg(pb_find(c->a) && pb_find(c->b), "%s names a bench there is not", c->id);
	ck_assert_msg(!strcmp(pb_find(c->a)->question, c->question) ||
		      !strcmp(pb_find(c->b)->question, c->question),
		      "%s answers another question than %s", c->id, c->question);
	for (k = 0; k < ARRAY_SIZE(more); k++)
		ck_assert_msg(!more[k] || pb_find(more[k]), "%s: there is no %s", c->id, more[k]);
	ck_assert_msg(!c->a_of == !c->b_of && !(c->a_of && (c->base || c->delta > 0)),
		      "%s: what is its effect?", c->id);
	ck_assert_msg(c->about == PB_CYCLES || !(c->delta > 0), "%s: counts are exact", c->id);
}
END_TEST

/* A reader gives claims of old another id. */
START_TEST(every_claim_is_read_by_its_id)
{
	struct claim_result c = { .delta = NAN };

	claim_words(&pb_claims[_i], &c);
	rename_old_claim(&c);
	ck_assert_str_eq(c.id, pb_claims[_i].id);
	ck_assert_str_eq(c.a, pb_claims[_i].a);
	members_free(claim_members, &c);
}
END_TEST

static bool declared(const char *name)
{
	return !name || pb_find(name)->insns != PB_NOT_OURS;
}

/* What is decided before anything is measured must at least be so. */
START_TEST(constructions_are_as_claimed)
{
	const struct pb_claim *c = &pb_claims[_i];
	const char *const names[] = { c->a, c->b, c->base };
	const struct claim_result *its;
	size_t i;

	if (c->about == PB_CYCLES || c->exits || !declared(c->a) || !declared(c->b) || !declared(c->base))
		return;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct pb_bench *bench = names[i] ? pb_find(names[i]) : NULL;

		if (!bench)
			continue;
		measured(bench->name, 1, 0);
		r->results[r->result_count - 1].insns = bench->insns;
		r->results[r->result_count - 1].bytes = pb_site_bytes(bench->code);
		r->results[r->result_count - 1].cold = (long)bench->code->cold;
		r->results[r->result_count - 1].tables = (long)bench->code->tables;
	}
	its = verdict(c->id);
	ck_assert_int_eq(its->verdict, VERDICT_BY_CONSTRUCTION);
	ck_assert_msg(c->expect == PB_BELOW ? its->effect < 1 : c->expect == PB_ABOVE ? its->effect > 1 :
		      c->expect == PB_EQUAL ? its->effect == 1 : its->effect <= 1,
		      "%s is not so: %s", c->id, its->reason);
}
END_TEST

/* What Lutomirski's list of 2020-11-13 says of the sites; two rows hold two operations. */
static const struct {
	const char *name;
	long bytes;
} sites[] = {
	{ "cli", 1 }, { "sti", 1 }, { "pushf-pop", 2 }, { "read-cr2", 3 }, { "read-cr3", 3 },
	{ "write-cr3", 3 }, { "wbinvd", 2 }, { "swapgs-swapgs", 2 * 3 }, { "mov64", 3 },
	{ "restore-native", 2 }, { "popf-if-0-0", 2 + 1 },	/* PUSH of R12 has a prefix */
};

START_TEST(sites_are_as_long_as_in_the_mail)
{
	ck_assert_int_eq(pb_site_bytes(pb_find(sites[_i].name)->code), sites[_i].bytes);
}
END_TEST

/* The eleventh is in a handler: after ENDBR64, and before what is never reached. */
START_TEST(usergs_sysret64_is_as_long_as_in_the_mail)
{
	extern const unsigned char pb_handler_usergs_sysret64[];
	const unsigned char *site = pb_handler_usergs_sysret64 + 4;

	ck_assert_mem_eq(site, "\x0f\x01\xf8" "\x48\x0f\x07" "\xcc", 6 + 1);
}
END_TEST

Suite *judge_suite(void)
{
	Suite *s = suite_create("judge");
	TCase *t = tcase_create("judge");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, by_cycles, 0, ARRAY_SIZE(cycles));
	tcase_add_loop_test(t, with_a_base, 0, ARRAY_SIZE(based));
	tcase_add_test(t, a_ratio_of_ratios);
	tcase_add_loop_test(t, no_cycles_but_on_silicon, 0, 2);
	tcase_add_test(t, no_paths_but_under_icount);
	tcase_add_test(t, paths_under_icount);
	tcase_add_loop_test(t, by_construction, CLOCK_SILICON, CLOCK_EMULATED + 1);
	tcase_add_test(t, bytes_of_a_site);
	tcase_add_test(t, a_claim_has_one_verdict);
	tcase_add_test(t, no_difference_says_of_what);
	tcase_add_test(t, what_was_predicted_is_recorded);
	tcase_add_test(t, a_row_that_was_skipped);
	tcase_add_test(t, claims_not_asked_for_are_left_out);
	tcase_add_test(t, exits_are_judged_where_they_are_counted);
	tcase_add_test(t, exits_are_not_judged_where_nothing_left);
	tcase_add_test(t, what_traps_decides_no_other_path);
	tcase_add_test(t, claims_of_a_file_are_those_of_today);
	tcase_add_test(t, a_file_of_today_leaves_nothing_out);
	tcase_add_loop_test(t, every_claim_is_whole, 0, (int)pb_claim_count);
	tcase_add_loop_test(t, every_claim_is_read_by_its_id, 0, (int)pb_claim_count);
	tcase_add_loop_test(t, constructions_are_as_claimed, 0, (int)pb_claim_count);
	tcase_add_loop_test(t, sites_are_as_long_as_in_the_mail, 0, ARRAY_SIZE(sites));
	tcase_add_test(t, usergs_sysret64_is_as_long_as_in_the_mail);
	suite_add_tcase(s, t);
	return s;
}
