// SPDX-License-Identifier: GPL-2.0-only
/* Pictures of effects and of one bench in several places: what they draw, and what they count. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "plot.h"
#include "record.h"
#include "records.h"
#include "suites.h"
#include "trend.h"
#include "util.h"

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
	SAYS("cpus", "More core cycles on which CPU?", "cpuid", "3382.0, 16025.0",
	     "4.74× on AMD", "rdtsc", "2× on Intel", "nop", "(2×)", "core cycles per operation, back to back — LOG SCALE",
	     "1 not drawn: below 0.1 core cycles on one of them",
	     "1 not drawn: not measured on two CPUs", "1 not drawn: a point of an overlap's curve");
}
END_TEST

static struct result *of(size_t record, const char *name)
{
	return (struct result *)record_find(records[record], name);
}

/* What may be the hypervisor's time is not compared as a CPU's. */
START_TEST(what_leaves_a_guest_is_no_cpus)
{
	record_fact(records[0], "cpu_model", "Xeon(R) 8488C");
	record_fact(records[1], "cpu_model", "Xeon(R) 8375C");
	pair("rdtsc", 40, 20, 1);
	pair("cpuid-leaf-7", 300, 200, 1);
	pair("wbinvd", 700, 2000, 1);
	pair("wrmsr-each", 700, 300, 1);
	for (size_t i = 0; i < ARRAY_SIZE(records); i++) {
		of(i, "wbinvd")->insns = 1;
		of(i, "wrmsr-each")->insns = 133;
	}
	ck_draws("cpus", 2 * 4);
	record_fact(records[1], "virt", "kvm");
	records[1]->core_ratio = 1.5;
	records[1]->tsc_khz = 2e6;
	ck_draws("cpus", 2 * 2);
	SAYS("cpus", "user · Xeon(R) 8375C · guest of KVM · 3.00 GHz · unknown kernel · clock silicon",
	     "wrmsr-each", "2.33× on 8488C", "rdtsc", "2× on 8488C",
	     "2 not drawn: the hypervisor's time: leaves the guest, or takes so long that it may");
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
	ck_draws("cpus", 2 * 26);
	SAYS("cpus", "bench-49", "bench-24", "24 not drawn: a smaller ratio");
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
	SAYS("xen", "The kernel's own code, which knows that it runs under Xen",
	     "Raw instructions: they trap, and Xen emulates them", "What does Xen PV add to a path? — instructions",
	     "kernel-irq-off-on", "4 → 10", "2.5×", "cli-sti", "2 → 1576", "788×",
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

static void add_site(const char *name, double estimate, long bytes, long cold)
{
	struct result *result = add(0, name, estimate, NAN);

	result->bytes = bytes;
	result->cold = cold;
	result->tables = 0;
}

/* A point a size and cost, with all their names; sites whose size is unknown are counted. */
START_TEST(sites_by_bytes)
{
	records[0]->clock = CLOCK_ICOUNT;
	add_site("popf-if-1-1", 2, 3, 0);
	add_site("test-sti-if-1-1", 3, 10, 0);
	add_site("wrmsr", 1, 2, 0);
	add_site("wrmsrns", 1, 3, 0);
	add_site("wrmsr-cs", 1, 3, 0);
	add_site("wrmsr-error-branch", 4, 14, 42);
	add_site("wrmsr-extable", 1, -1, 0);
	add_site("hlt", 5, 1, 0);
	ck_draws("bytes", 5);
	SAYS("bytes", "What does a larger site save? — bytes against instructions", "wrmsr-error-branch",
	     "test-sti-if-1-1", "popf-if-1-1", "wrmsr", "instructions executed — LOG SCALE",
	     "bytes of a site: in line, out of line and in tables — LOG SCALE",
	     "1 not drawn: of unknown size");
}
END_TEST

/* A history of ten boots a bench: the first two vary by 1 %, and one of them changes by half. */
static char *history_of(size_t benches, size_t changed)
{
	static double figures[60][10];
	static struct point points[10];
	struct change change = { .at = 5, .first = 5, .last = 5, .from = 100, .to = 150, .effect = .5 };
	struct bench_history histories[60] = { 0 };
	const struct machine m = {
		.cpu = "a CPU", .target = "user", .points = points, .count = 10,
		.histories = histories, .history_count = benches,
	};
	const struct plot_source of = { .machine = &m };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < benches; i++) {
		for (size_t k = 0; k < 10; k++)
			figures[i][k] = i && i <= changed && k >= 5 ? 150 : 100 + (i < 2 && k % 2);
		histories[i] = (struct bench_history){
			.question = "q", .name = i == 1 ? "changed" : i ? "still" : "noise",
			.figures = figures[i], .count = 10, .lost = SIZE_MAX,
			.changes = &change, .change_count = i && i <= changed,
		};
	}
	for (size_t k = 0; k < 10; k++)
		points[k] = (struct point){ "2026-01-01T00:00:00Z", 86400.0 * (double)k, 1 };
	plot_write(out, "trend", &of, "q");
	fclose(out);
	return text;
}

/* From the uppermost small dot to the lowest one, between two heights. */
static double spread_of_dots(const char *data, double from, double to)
{
	double y, least = INFINITY, most = -INFINITY;

	for (const char *at = data; (at = strchr(at, '\n')); at++)
		if (sscanf(at, "\n6\t%*f\t%lf\t%*d\t7\t", &y) == 1 && y > from && y < to) {
			least = fmin(least, y);
			most = fmax(most, y);
		}
	return most - least;
}

static double height_of(const char *data, const char *text)
{
	char *column = xasprintf("\t%s\n", text);
	const char *at = strstr(data, column);
	double y;

	ck_assert_msg(at, "no '%s' in %s", text, data);
	while (at[-1] != '\n')
		at--;
	ck_assert_int_eq(sscanf(at, "%*d\t%*f\t%lf", &y), 1);
	free(column);
	return y;
}

START_TEST(a_trend_has_one_scale)
{
	char *data = history_of(3, 1);
	double changed = height_of(data, "changed"), noise = height_of(data, "noise");
	double middle = (changed + noise) / 2 + 16, still = height_of(data, "still");

	ck_assert(changed < noise && noise < still);
	ck_assert_double_eq_tol(spread_of_dots(data, 0, middle), 64, 0.5);
	ck_assert_double_eq_tol(spread_of_dots(data, middle, (noise + still) / 2), 64 * .02, 0.1);
	height_of(data, "this is 12.5 % of each bench's least figure, or of one if it is less");
	free(data);
	data = history_of(50, 1);
	ck_assert_ptr_nonnull(strstr(data, " not drawn: unchanged, and for want of room\n"));
	ck_assert_ptr_null(strstr(data, "(1 of"));
	free(data);
	data = history_of(50, 20);
	ck_assert_ptr_nonnull(strstr(data, "(4 of 4)"));
	ck_assert(strstr(data, "not drawn: unchanged") > strstr(data, "(4 of 4)"));
	free(data);
}
END_TEST

/* A change of each kind, and some without a figure in both. */
static struct difference differences[] = {
	{ .name = "worse", .outcome = OUTCOME_REGRESSED, .a = 10, .b = 12, .effect = .2, .lo = .18, .hi = .22, .delta = .02 },
	{ .name = "unsure", .outcome = OUTCOME_UNRESOLVED, .a = 10, .b = 10.1, .effect = .01, .lo = -.1, .hi = .12, .delta = .02 },
	{ .name = "less-sure", .outcome = OUTCOME_UNRESOLVED, .a = 10, .b = 7, .effect = -.3, .lo = NAN, .hi = NAN, .delta = .02, .reason = "one boot" },
	{ .name = "lost", .outcome = OUTCOME_INCOMPARABLE, .a = 10, .b = NAN, .effect = NAN, .lo = NAN, .hi = NAN, .delta = NAN },
	{ .name = "better", .outcome = OUTCOME_IMPROVED, .a = 0.5, .b = 0.25, .absolute = true, .effect = -.25, .lo = -.27, .hi = -.23, .delta = .02 },
	{ .name = "alike", .outcome = OUTCOME_SAME, .a = 10, .b = 10, .effect = 0, .lo = -.01, .hi = .01, .delta = .02 },
};

static char *compared(enum clock clock, size_t *points)
{
	const struct comparison all = { .clock = clock, .all = differences, .count = ARRAY_SIZE(differences) };
	const struct records a = { .path = "before", .count = 1 }, b = { .path = "after", .count = 3 };
	const struct plot_source of = { .comparison = &all, .baseline = &a, .candidate = &b };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	*points = plot_write(out, "comparison", &of, NULL);
	fclose(out);
	return text;
}

/* The pixel across of the only mark at the height of a text; "hollow" is its last column. */
static double mark_beside(const char *data, const char *text, int *hollow)
{
	double x, y, height = height_of(data, text);

	for (const char *at = data; (at = strchr(at, '\n')); at++)
		if (sscanf(at, "\n6\t%lf\t%lf\t%*d\t%*d\t%d", &x, &y, hollow) == 3 && y == height)
			return x;
	ck_abort_msg("no mark beside '%s'", text);
}

START_TEST(changes_first_and_what_is_unresolved_as_such)
{
	static const char *const in_order[] = {
		"baseline: before, 1 record", "candidate: after, 3 records",
		"What changed from baseline to candidate? — core cycles", "worse", "10.00 → 12.00, +20.0 %", "REGRESSED", "better",
		"0.50 → 0.25, -0.25", "less-sure", "UNRESOLVED", "unsure", "alike",
		"change, % of the baseline's core cycles (of one, where they are fewer)",
		"1 UNRESOLVED: more boots would resolve it", "1 UNRESOLVED: one boot",
		"1 not drawn: INCOMPARABLE, without a figure in both",
	};
	size_t points;
	char *data = compared(CLOCK_SILICON, &points), *at = data;
	int hollow;
	double worse, better;

	ck_assert_uint_eq(points, 5);
	for (size_t i = 0; i < ARRAY_SIZE(in_order); i++) {
		at = strstr(at, in_order[i]);
		ck_assert_msg(at, "no '%s' there in %s", in_order[i], data);
	}
	worse = mark_beside(data, "worse", &hollow);
	ck_assert(!hollow);
	better = mark_beside(data, "better", &hollow);
	ck_assert(!hollow);
	ck_assert_double_eq_tol(mark_beside(data, "unsure", &hollow), better + (worse - better) * 26 / 45, 1);
	ck_assert(hollow);
	free(data);
}
END_TEST

/* All changes are drawn, on as many pages as they need. */
START_TEST(many_changes_have_pages)
{
	static struct difference many[60];
	const struct comparison all = { .clock = CLOCK_ICOUNT, .all = many, .count = ARRAY_SIZE(many) };
	const struct records a = { .path = "before", .count = 1 };
	const struct plot_source of = { .comparison = &all, .baseline = &a, .candidate = &a };
	char *text, *next;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = differences[0];
	ck_assert_uint_eq(plot_write(out, "comparison", &of, NULL), ARRAY_SIZE(many));
	fclose(out);
	next = strstr(text, "instructions (2 of 3)");
	ck_assert_ptr_nonnull(next);
	ck_assert_ptr_nonnull(strstr(next, "(3 of 3)"));
	ck_assert_ptr_null(strstr(text, "not drawn"));
	free(text);
}
END_TEST

START_TEST(equal_path_lengths_are_counted)
{
	size_t points;
	char *data = compared(CLOCK_ICOUNT, &points);

	ck_assert_uint_eq(points, 4);
	ck_assert_ptr_nonnull(strstr(data, "1 not drawn: SAME, to the instruction\n"));
	free(data);
}
END_TEST

Suite *forest_suite(void)
{
	Suite *s = suite_create("forest");
	TCase *t = tcase_create("forest");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, cpus_by_ratio);
	tcase_add_test(t, what_leaves_a_guest_is_no_cpus);
	tcase_add_test(t, cpus_of_one_model_are_not_compared);
	tcase_add_test(t, many_rows_are_counted);
	tcase_add_test(t, xen_adds);
	tcase_add_test(t, sites_by_bytes);
	tcase_add_test(t, a_trend_has_one_scale);
	tcase_add_test(t, changes_first_and_what_is_unresolved_as_such);
	tcase_add_test(t, many_changes_have_pages);
	tcase_add_test(t, equal_path_lengths_are_counted);
	tcase_add_test(t, another_kernel_is_not_compared_with_xen);
	suite_add_tcase(s, t);
	return s;
}
