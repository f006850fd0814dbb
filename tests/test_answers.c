// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "judge.h"
#include "questions.h"
#include "record.h"
#include "suites.h"
#include "tables.h"
#include "text.h"
#include "util.h"
#include "written.h"

static struct record *records[4];
static size_t count;

static struct record *add_record_of(const char *target, enum clock clock)
{
	struct record *r = record_new();

	r->target = xstrdup(target);
	r->clock = clock;
	record_fact(r, "cpu_model", "%s", "Intel(R) Xeon(R) Processor");
	record_fact(r, "kernel", "%s", "6.1.0");
	records[count++] = r;
	return r;
}

static struct result *add(struct record *r, const char *name, double estimate)
{
	struct result *result = record_add_result(r, name);

	result_set_bench(result, pb_find(name));
	result->status = STATUS_OK;
	result->estimate = result->min = result->p50 = result->p99 = result->max = estimate;
	if (r->clock == CLOCK_SILICON) {
		result->ci[0] = estimate - .5;
		result->ci[1] = estimate + .5;
	}
	return result;
}

static struct record *add_kernel(const char *target, const char *kernel, double estimate)
{
	struct record *r = add_record_of(target, CLOCK_ICOUNT);

	record_fact(r, "kernel", "%s", kernel);
	add(r, "cli-sti", estimate);
	return r;
}

static void skip(struct record *r, const char *name, const char *reason)
{
	struct result *result = add(r, name, NAN);

	result->status = STATUS_SKIPPED;
	result->reason = xstrdup(reason);
}

static void setup(void)
{
	count = 0;
}

static void teardown(void)
{
	while (count)
		record_free(records[--count]);
}

static const char *answers(size_t lines)
{
	return written(text_document, answers_document((const struct record *const *)records, count, lines));
}

static bool says(const char *text)
{
	const char *all = answers(0);

	if (!strstr(all, text))
		fprintf(stderr, "%s", all);
	return strstr(all, text);
}

START_TEST(cycles_and_instructions_stand_side_by_side)
{
	struct record *qemu = add_record_of("qemu", CLOCK_ICOUNT);
	struct record *user = add_record_of("user", CLOCK_SILICON);

	add(qemu, "popf-if-1-1", 2);
	add(qemu, "test-sti-if-1-1", 3);
	add(user, "popf-if-1-1", 29.5);
	skip(user, "test-sti-if-1-1", "needs ring 0");
	ck_assert(says("  popf-if-1-1            29.50 ± 0.50                    2\n"));
	ck_assert(says("  test-sti-if-1-1        needs ring 0                    3\n"));
	ck_assert(says("→ time undecided; test-sti-if-1-1: 1 instruction more"));
}
END_TEST

START_TEST(a_contended_figure_is_called_so)
{
	struct record *user = add_record_of("user", CLOCK_SILICON);

	add(user, "popf-if-1-1", 29.5)->status = STATUS_CONTENDED;
	ck_assert(says("29.50 contended"));
	ck_assert(says("0 benches, and 1 contended; calibration"));
}
END_TEST

START_TEST(what_no_cpu_has_is_said)
{
	struct record *qemu = add_record_of("qemu", CLOCK_ICOUNT);

	add(qemu, "wrmsr-sysenter-esp", 1);
	skip(qemu, "wrmsrns-sysenter-esp", "this CPU has no WRMSRNS (CPUID.7.1:EAX[19])");
	ck_assert(says("no WRMSRNS\n"));
	ck_assert(says("→ wrmsrns-sysenter-esp: this CPU has no WRMSRNS (CPUID.7.1:EAX[19])"));
}
END_TEST

START_TEST(a_verdict_on_time_is_told_with_its_effect)
{
	struct record *kernel = add_record_of("kernel", CLOCK_SILICON);

	add(kernel, "popf-if-0-1", 30);
	add(kernel, "test-sti-if-0-1", 10);
	claims_judge(kernel);
	kernel->claims[0].verdict = VERDICT_SUPPORTED;
	ck_assert(says("→ supported: turning interrupts back on costs less by a test and STI"));
	ck_assert(says("than by POPF (0.33×)"));
}
END_TEST

START_TEST(two_cpus_have_a_column_each)
{
	struct record *one = add_record_of("user", CLOCK_SILICON);
	struct record *two = add_record_of("user", CLOCK_SILICON);

	record_fact(two, "cpu_model", "%s", "AMD EPYC 7B13 @ 2 GHz");
	add(one, "popf-if-1-1", 30);
	add(two, "popf-if-1-1", 14);
	ck_assert(says("core cycles (Intel Xeon)  core cycles (AMD EPYC 7B13)"));
	ck_assert(says("30.00 ± 0.50                 14.00 ± 0.50"));
	ck_assert(says("2 CPUs: 1 of "));
	record_fact(add_kernel("qemu", "6.1", 2), "cpu_model", "%s", "QEMU TCG CPU version 2.5+");
	ck_assert(says("3 CPUs, one emulated: 2 of "));
}
END_TEST

/* Whose figure a cell has must be clear. */
START_TEST(a_second_record_of_a_target_is_left_out)
{
	struct record *one = add_record_of("qemu", CLOCK_ICOUNT);
	struct record *two = add_record_of("qemu", CLOCK_ICOUNT);

	record_fact(two, "kernel", "%s", "7.2.0");
	add(one, "cli-sti", 2);
	add(two, "cli-sti", 2000);
	add(two, "irq-nop", 3000);
	ck_assert(says("left out  7.2.0;"));
	ck_assert(!strstr(answers(0), "000\n"));
}
END_TEST

START_TEST(the_cycles_of_a_pair_are_compared)
{
	struct record *user = add_record_of("user", CLOCK_SILICON);

	add(user, "irq-nop", .16);
	add(user, "nop-pv-direct", 4.28);
	ck_assert(says("→ nop-pv-direct: 4.12 ± 0.71 core cycles more than irq-nop\n"));
}
END_TEST

START_TEST(records_that_contradict_each_other_are_counted_apart)
{
	struct record *one = add_record_of("qemu", CLOCK_ICOUNT);
	struct record *two = add_record_of("xen", CLOCK_ICOUNT);

	for (size_t i = 0; i < count; i++) {
		add(records[i], "popf-if-0-1", 3);
		add(records[i], "test-sti-if-0-1", 4);
		claims_judge(records[i]);
	}
	one->claims[0].verdict = VERDICT_SUPPORTED;
	two->claims[0].verdict = VERDICT_REFUTED;
	ck_assert(says("1 supported by one record and refuted by another"));
}
END_TEST

START_TEST(emulated_ticks_stand_beside_nothing)
{
	struct record *qemu = add_record_of("qemu", CLOCK_ICOUNT);
	struct record *kvm = add_record_of("kvm", CLOCK_EMULATED);

	add(qemu, "popf-if-1-1", 2);
	add(kvm, "popf-if-1-1", 4700);
	ck_assert(says("kvm       emulated, emulated ticks"));
	ck_assert(!strstr(answers(0), "4700"));
}
END_TEST

START_TEST(hypervisors_instructions_are_a_column_of_their_own)
{
	struct record *qemu = add_record_of("qemu", CLOCK_ICOUNT);
	struct record *xen = add_record_of("xen", CLOCK_ICOUNT);

	record_fact(xen, "virt", "%s", "xen-pv");
	add(qemu, "cli-sti", 2);
	add(xen, "cli-sti", 1576);
	ck_assert(says("instructions (path)  with Xen's\n"));
	ck_assert(says("1576\n"));
}
END_TEST

static void leave(struct record *r, const char *name, double estimate)
{
	struct result *result = add(r, name, estimate);

	*PUSH(result->counters, result->counter_count) = (struct count){ xstrdup("vm-exits"), 1 };
}

/* A native path, KVM's and Xen's fit beside each other; by themselves they say what they count. */
START_TEST(three_hypervisors_fit_80_columns)
{
	struct record *qemu = add_record_of("qemu", CLOCK_ICOUNT);
	struct record *nested = add_record_of("nested", CLOCK_ICOUNT);
	struct record *xen = add_record_of("xen", CLOCK_ICOUNT);

	record_fact(nested, "virt", "%s", "kvm");
	record_fact(xen, "virt", "%s", "xen-pv");
	add(qemu, "cli-sti", 2);
	add(nested, "cli-sti", 2);
	add(xen, "cli-sti", 1576);
	ck_assert(says("instructions (path)  with KVM's  with Xen's\n"));
	qemu->clock = CLOCK_EMULATED;
	ck_assert(says("instructions with KVM's  instructions with Xen's\n"));
}
END_TEST

/* Of one target the figures are those of a kernel that nobody told otherwise. */
START_TEST(mitigations_off_comes_second)
{
	struct record *off = add_kernel("nested", "6.1.0", 2875);
	struct record *on = add_kernel("nested", "6.1.0", 3226);

	record_fact(off, "virt", "%s", "kvm");
	record_fact(off, "command_line", "%s", "quiet mitigations=off -- run --on=kvm");
	record_fact(on, "virt", "%s", "kvm");
	record_fact(on, "command_line", "%s", "quiet -- run --on=kvm");
	ck_assert(says("3226\n"));
	ck_assert(!strstr(answers(0), "2875"));
	ck_assert(says("; Linux 6.1.0 mitigations=off\n"));
	ck_assert(says("left out  nested mitigations=off; "));
	leave(off, "cpuid", 2875);
	leave(off, "out-elcr", 1457);
	leave(on, "cpuid", 3226);
	leave(on, "out-elcr", 1710);
	ck_assert(says("out-elcr: 1516 instructions with KVM's fewer than cpuid"));
}
END_TEST

/* With nobody in between there is no exit to compare. */
START_TEST(exits_are_compared_where_they_are_counted)
{
	struct record *flat = add_record_of("qemu-flat", CLOCK_ICOUNT);
	struct record *nested = add_record_of("nested", CLOCK_ICOUNT);

	record_fact(nested, "virt", "%s", "kvm");
	add(flat, "cpuid", 4);
	add(flat, "out-elcr", 2);
	add(nested, "cpuid", 3226);
	leave(nested, "out-elcr", 1710);
	ck_assert(says("out-elcr: 2 instructions fewer than cpuid"));
	*PUSH(nested->results[0].counters, nested->results[0].counter_count) =
		(struct count){ xstrdup("vm-exits"), 1 };
	ck_assert(says("out-elcr: 1516 instructions with KVM's fewer than cpuid"));
}
END_TEST

/* One screen has what only KVM's record tells, before what each record tells. */
START_TEST(exits_come_first_where_they_are_counted)
{
	struct record *nested = add_record_of("nested", CLOCK_ICOUNT);

	record_fact(nested, "virt", "%s", "kvm");
	for (unsigned int i = 0; i < pb_question_count; i++)
		add(nested, pb_questions[i].headline[1], 1);
	ck_assert(strstr(answers(48), "What does each way to leave a guest cost?"));
	record_fact(nested, "virt", "%s", "none");
	ck_assert(!strstr(answers(48), "What does each way to leave a guest cost?"));
}
END_TEST

/* Whose path a column has; beside Xen's it is the same kernel's, if that is there. */
START_TEST(kernels_of_paths_are_named_if_they_differ)
{
	add_kernel("qemu", "7.2.11+deb13-amd64", 2000);
	record_fact(add_kernel("xen", "6.1.0-56-amd64", 1576), "virt", "%s", "xen-pv");
	ck_assert(says("instructions (7.2)  with Xen's (6.1)\n"));
	add_kernel("qemu-flat", "none", 3);
	add_kernel("qemu", "6.1.0-56-amd64", 2);
	ck_assert(says("instructions (path)  with Xen's\n"));
	ck_assert(says("cli-sti                    2        1576\n"));
	record_fact(records[3], "kernel", "%s", "6.12.95+deb12-amd64");
	record_fact(records[2], "kernel", "%s", "next-2026112233");
	ck_assert(says("instructions (7.2, next-202611…)  with Xen's (6.1)\n"));
}
END_TEST

/* All questions with two headline benches each: what a whole run has, and more. */
START_TEST(one_screen_holds_them)
{
	struct record *qemu = add_record_of("qemu", CLOCK_ICOUNT);
	size_t lines = 0;
	const char *all;

	for (unsigned int i = 0; i < pb_bench_count; i++)
		add(qemu, pb_benches[i]->name, 2);
	claims_judge(qemu);
	setenv("COLUMNS", "80", 1);
	all = answers(ANSWERS_LINES);
	for (const char *at = all; *at; at += strcspn(at, "\n") + 1) {
		char *line = xasprintf("%.*s", (int)strcspn(at, "\n"), at);

		ck_assert_msg(text_width(line) <= 80, "%s", line);
		free(line);
		lines++;
	}
	ck_assert_uint_le(lines, 43);
	for (unsigned int i = 0; i < PB_FRONT; i++)
		ck_assert_ptr_nonnull(strstr(all, pb_question_title(pb_front[i])));
	unsetenv("COLUMNS");
}
END_TEST

START_TEST(calibration_is_an_answer_if_it_is_alone)
{
	struct record *qemu = add_record_of("qemu", CLOCK_ICOUNT);

	add(qemu, "nop", 1);
	ck_assert(says("Does the method find what is known?"));
	add(qemu, "cli-sti", 2);
	ck_assert(!strstr(answers(0), "Does the method find"));
}
END_TEST

START_TEST(a_calibration_that_nobody_made_is_not_ok)
{
	struct record *user = add_record_of("user", CLOCK_SILICON);

	add(user, "irq-nop", .2);
	ck_assert(says("calibration unknown"));
	record_fact(user, "calibration", "%s", "ok");
	ck_assert(says("calibration ok"));
	record_fact(user, "calibration", "%s", "failed");
	ck_assert(says("calibration FAILED"));
}
END_TEST

Suite *answers_suite(void)
{
	Suite *suite = suite_create("answers");
	TCase *tc = tcase_create("answers");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, cycles_and_instructions_stand_side_by_side);
	tcase_add_test(tc, a_contended_figure_is_called_so);
	tcase_add_test(tc, what_no_cpu_has_is_said);
	tcase_add_test(tc, a_verdict_on_time_is_told_with_its_effect);
	tcase_add_test(tc, two_cpus_have_a_column_each);
	tcase_add_test(tc, a_second_record_of_a_target_is_left_out);
	tcase_add_test(tc, the_cycles_of_a_pair_are_compared);
	tcase_add_test(tc, records_that_contradict_each_other_are_counted_apart);
	tcase_add_test(tc, emulated_ticks_stand_beside_nothing);
	tcase_add_test(tc, hypervisors_instructions_are_a_column_of_their_own);
	tcase_add_test(tc, three_hypervisors_fit_80_columns);
	tcase_add_test(tc, mitigations_off_comes_second);
	tcase_add_test(tc, exits_are_compared_where_they_are_counted);
	tcase_add_test(tc, exits_come_first_where_they_are_counted);
	tcase_add_test(tc, kernels_of_paths_are_named_if_they_differ);
	tcase_add_test(tc, one_screen_holds_them);
	tcase_add_test(tc, calibration_is_an_answer_if_it_is_alone);
	tcase_add_test(tc, a_calibration_that_nobody_made_is_not_ok);
	suite_add_tcase(suite, tc);
	return suite;
}
