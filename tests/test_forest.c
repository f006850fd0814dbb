// SPDX-License-Identifier: GPL-2.0-only
/* Pictures of effects and of one bench in several places: what they draw, and what they count. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../harness/plots/plot.h"
#include "../harness/record/record.h"
#include "../harness/base/util.h"
#include "suites.h"

static struct record *records[2];

static void setup(void)
{
	static const char *const paths[] = { "one.json", "other.json" };

	for (size_t i = 0; i < ARRAY_SIZE(records); i++) {
		records[i] = record_new();
		records[i]->path = xstrdup(paths[i]);
		records[i]->target = xstrdup("user");
		records[i]->clock = CLOCK_SILICON;
	}
}

static void teardown(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(records); i++)
		record_free(records[i]);
}

static struct result *add(size_t record, const char *name, double estimate, double half)
{
	struct result *result = record_add_result(records[record], name);

	free(result->question);
	result->question = xstrdup("irq-off-on");
	result->status = STATUS_OK;
	result->estimate = estimate;
	result->ci[0] = estimate - half;
	result->ci[1] = estimate + half;
	return result;
}

/* On both. */
static void pair(const char *name, double one, double other, double half)
{
	add(0, name, one, half);
	add(1, name, other, half);
}

static void target(size_t record, const char *name)
{
	free(records[record]->target);
	records[record]->target = xstrdup(name);
}

static char *data_of(const char *kind, size_t *points)
{
	const struct record *const both[] = { records[0], records[1] };
	const struct plot_source of = { .records = both, .count = 2 };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	*points = plot_write(out, kind, &of, NULL);
	fclose(out);
	return text;
}

static void ck_draws(const char *kind, size_t expected)
{
	size_t points;
	char *data = data_of(kind, &points);

	ck_assert_msg(points == expected, "%zu points, not %zu: %s", points, expected, data);
	free(data);
}

/* Whether these texts stand in the data, in this order. */
static void ck_says(const char *kind, const char *const texts[], size_t count)
{
	size_t points;
	char *data = data_of(kind, &points);
	const char *at = data;

	for (size_t i = 0; i < count; i++) {
		char *column = xasprintf("\t%s\n", texts[i]);

		ck_assert_msg(strstr(at, column), "no '%s' there in %s", texts[i], data);
		at = strstr(at, column) + 1;
		free(column);
	}
	free(data);
}

#define SAYS(kind, ...) \
	ck_says(kind, (const char *const[]){ __VA_ARGS__ }, \
		ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ })))

static void two_cpus(void)
{
	record_fact(records[0], "cpu_model", "Intel");
	record_fact(records[1], "cpu_model", "AMD");
	pair("rdtsc", 40, 20, 1);
	pair("cpuid", 3382, 16025, 10);
	pair("nop", 0.15, 0.30, 0.2);
	pair("empty", 0.001, 0.002, 0.0001);
	add(0, "cli", 5, 0.1);
	add(0, "popf-overlap-24", 30, 0.1);
	add(1, "popf-overlap-24", 20, 0.1);
}

START_TEST(cpus_by_ratio)
{
	two_cpus();
	ck_draws("cpus", 6);
	SAYS("cpus", "What costs more on which CPU? — core cycles", "cpuid", "3382.0, 16025.0",
	     "4.74×", "rdtsc", "2×", "nop", "(2×)", "core cycles per operation — LOG SCALE",
	     "1 not drawn: below 0.1 core cycles on one of them",
	     "1 not drawn: not measured on two CPUs", "1 not drawn: in the plot of overlap");
}
END_TEST

START_TEST(cpus_of_one_model_are_not_compared)
{
	two_cpus();
	record_fact(records[1], "cpu_model", "Intel");
	ck_draws("cpus", 0);
	record_fact(records[1], "cpu_model", "AMD");
	target(1, "kernel");
	ck_draws("cpus", 0);
	target(1, "user");
	records[0]->clock = records[1]->clock = CLOCK_EMULATED;
	ck_draws("cpus", 0);
}
END_TEST

START_TEST(many_rows_are_counted)
{
	record_fact(records[0], "cpu_model", "Intel");
	record_fact(records[1], "cpu_model", "AMD");
	for (size_t i = 0; i < 50; i++) {
		char *name = xasprintf("bench-%zu", i);

		pair(name, 1, 2 + (double)i, 0);
		free(name);
	}
	ck_draws("cpus", 2 * 36);
	SAYS("cpus", "bench-49", "bench-14", "14 not drawn: a smaller ratio");
}
END_TEST

static void under_xen(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(records); i++) {
		records[i]->clock = CLOCK_ICOUNT;
		record_fact(records[i], "kernel", "6.1.0");
		record_fact(records[i], "virt", i ? "xen-pv" : "tcg");
	}
	target(0, "qemu");
	target(1, "xen");
	pair("cli-sti", 2, 1576, NAN);
	pair("kernel-irq-off-on", 4, 10, NAN);
	pair("sti-sti-cli", 3, 2370, NAN);
	pair("nop", 1, 1, NAN);
	pair("kernel-none", 0, 5, NAN);
	add(0, "hlt", 3, NAN);
	add(1, "hlt", NAN, NAN)->status = STATUS_SKIPPED;
}

START_TEST(xen_adds)
{
	under_xen();
	ck_draws("xen", 4);
	SAYS("xen", "What does Xen PV add to a path? — instructions", "cli-sti", "2 → 1576", "788×",
	     "kernel-irq-off-on", "4 → 10", "2.5×",
	     "instructions executed: native by the kernel, under Xen PV by guest and hypervisor — LOG SCALE",
	     "1 not drawn: neither a headline nor the kernel's own",
	     "1 not drawn: the same under both", "1 not drawn: a path of 0 has no ratio",
	     "1 not drawn: not measured under Xen PV");
}
END_TEST

START_TEST(another_kernel_is_not_compared_with_xen)
{
	under_xen();
	record_fact(records[0], "kernel", "6.12.0");
	ck_draws("xen", 0);
	record_fact(records[0], "kernel", "6.1.0");
	target(0, "qemu-flat");
	ck_draws("xen", 0);
}
END_TEST

Suite *forest_suite(void)
{
	Suite *s = suite_create("forest");
	TCase *t = tcase_create("forest");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, cpus_by_ratio);
	tcase_add_test(t, cpus_of_one_model_are_not_compared);
	tcase_add_test(t, many_rows_are_counted);
	tcase_add_test(t, xen_adds);
	tcase_add_test(t, another_kernel_is_not_compared_with_xen);
	suite_add_tcase(s, t);
	return s;
}
