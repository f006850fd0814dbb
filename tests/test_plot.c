// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../harness/commands.h"
#include "../harness/plots/plot.h"
#include "../harness/record/record.h"
#include "../harness/base/util.h"
#include "suites.h"

#define plot_record(r, folder, paths) \
	plot_records((const struct record *const[]){ (r) }, 1, (folder), PLOT_SVG | PLOT_PNG, (paths))
#define NASTY "a\"b'c\\n\t%d{x}_^@~ `touch owned` $(touch owned) <&> \xff\xc0\x80 # é"

static struct record *r;
static char folder[] = "/tmp/privbench-plot-XXXXXX";
static char *scripts;

static void setup(void)
{
	r = record_new();
	r->clock = CLOCK_ICOUNT;
	r->target = xstrdup("qemu");
	r->version = xstrdup("0");
	r->path = xstrdup("results/some.json");
	record_fact(r, "kernel", "6.1.0");
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	scripts = realpath("plots", NULL);
	if (scripts)
		setenv("PRIVBENCH_PLOTS", scripts, 1);
}

static void remove_all(const char *path)
{
	const char *argv[] = { "/bin/rm", "-r", "--", path, NULL };

	ck_assert_int_eq(run_program(argv, NULL), 0);
}

static void teardown(void)
{
	record_free(r);
	remove_all(folder);
	free(scripts);
}

static struct result *add(const char *group, const char *name, double estimate)
{
	struct result *result = record_add_result(r, name);

	free(result->question);
	result->question = xstrdup(group);
	result->status = STATUS_OK;
	result->estimate = estimate;
	return result;
}

static void skip(const char *group, const char *name, const char *reason)
{
	struct result *result = add(group, name, NAN);

	result->status = STATUS_SKIPPED;
	free(result->reason);
	result->reason = xstrdup(reason);
}

static void claim(const char *id, double effect, enum verdict verdict, const char *reason)
{
	struct claim_result *c;

	r->claims = xreallocarray(r->claims, r->claim_count + 1, sizeof(*r->claims));
	c = &r->claims[r->claim_count++];
	*c = (struct claim_result){
		.id = xstrdup(id), .source = xstrdup("a thread"), .text = xstrdup("one is less"),
		.measure = xstrdup("path"), .a = xstrdup("one"), .b = xstrdup("two"),
		.predicted = xstrdup("below"), .factor = 1, .delta = NAN,
		.effect = effect, .ci = { NAN, NAN }, .verdict = verdict,
		.reason = reason ? xstrdup(reason) : NULL,
	};
}

static const char *const once[] = { "claims", "overlap", "break-even", "kernels" };

/* The data of a question's plot, or of another kind's. */
static char *data_of(const char *what, size_t *points)
{
	const struct record *const one[] = { r };
	const struct plot_source of = { .records = one, .count = 1 };
	const char *kind = "question";
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < ARRAY_SIZE(once); i++)
		if (!strcmp(what, once[i]))
			kind = once[i];
	*points = plot_write(out, kind, &of, what);
	fclose(out);
	return text;
}

/* Whether a line of the data has this column. */
static bool has(const char *data, const char *column)
{
	size_t n = strlen(column);

	for (const char *at = data; (at = strstr(at, column)); at += n)
		if ((at == data || strchr("\t\n", at[-1])) && strchr("\t\n", at[n]))
			return true;
	return false;
}

/* Where a text is, across: the second column. */
static double across(const char *data, const char *text)
{
	char *column = xasprintf("\t%s\n", text);
	const char *at = strstr(data, column);

	ck_assert_msg(at, "no '%s' in %s", text, data);
	while (at > data && at[-1] != '\n')
		at--;
	free(column);
	return atof(strchr(at, '\t'));
}

static double picture_height(const char *data)
{
	const char *size = strstr(data, "\n99\t");
	double height;

	ck_assert_int_eq(sscanf(size, "\n99\t%*d\t%lf", &height), 1);
	return height;
}

/* Whether there is a mark so far across. */
static bool marked(const char *data, double across)
{
	double x;

	for (const char *at = data; (at = strchr(at, '\n')); at++)
		if (sscanf(at, "\n6\t%lf\t", &x) == 1 && fabs(x - across) < 0.01)
			return true;
	return false;
}

START_TEST(group_has_its_rows_in_their_order)
{
	char *data;
	size_t points;

	add("irq-save", "second-in-name", 9);
	add("irq-save", "first-in-name", 2.5);
	skip("irq-save", "absent", "this CPU has none");
	add("msr-call", "elsewhere", 3);
	data = data_of("irq-save", &points);
	ck_assert_uint_eq(points, 2);
	ck_assert_ptr_nonnull(strstr(data, "PUSHF and POP, or a call of them? — instructions\n"));
	ck_assert(has(data, "9") && has(data, "2.50"));
	ck_assert(has(data, "instructions executed (exact path length, not time)"));
	ck_assert(has(data, "1 not drawn: this CPU has none"));
	ck_assert(!has(data, "absent"));
	ck_assert_ptr_null(strstr(data, "elsewhere"));
	ck_assert(strstr(data, "second-in-name") < strstr(data, "first-in-name"));
	free(data);
}
END_TEST

/* A record beside r, of the same bench. */
static struct record *beside(const char *target, enum clock clock, double estimate)
{
	struct record *one = r, *other = r = record_new();

	r->target = xstrdup(target);
	r->version = xstrdup("0");
	r->clock = clock;
	if (!isnan(estimate))
		add("g", "one", estimate);
	else
		skip("g", "one", "needs ring 0");
	r = one;
	return other;
}

static char *kind_of(const char *kind, const struct record *const records[], size_t count,
		     size_t *points)
{
	const struct plot_source of = { .records = records, .count = count };
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	*points = plot_write(out, kind, &of, "g");
	fclose(out);
	return text;
}

static char *question_of(const struct record *const records[], size_t count, size_t *points)
{
	return kind_of("question", records, count, points);
}

/* Equal figures of a unit are one mark; a unit has a panel, and who measured nothing says so. */
START_TEST(a_unit_is_a_panel)
{
	struct record *same = beside("qemu-flat", CLOCK_ICOUNT, 3);
	struct record *other = beside("nested", CLOCK_ICOUNT, 4);
	struct record *cycles = beside("user", CLOCK_SILICON, 30);
	struct record *none = beside("kernel", CLOCK_SILICON, NAN);
	const struct record *const all[] = { r, same, other, cycles, none };
	size_t points;
	char *data;

	add("g", "one", 3);
	data = question_of(all, 2, &points);
	ck_assert_uint_eq(points, 1);
	ck_assert(!has(data, "core cycles"));
	free(data);
	data = question_of(all, 4, &points);
	ck_assert_uint_eq(points, 3);
	ck_assert(has(data, "core cycles per operation, back to back") && has(data, "core cycles"));
	ck_assert(has(data, "instructions"));
	ck_assert(has(data, "3") && has(data, "4") && has(data, "30.00"));
	ck_assert_double_gt(across(data, "3"), across(data, "core cycles"));
	ck_assert(!has(data, "–"));
	free(data);
	data = question_of((const struct record *const[]){ r, none }, 2, &points);
	ck_assert_uint_eq(points, 1);
	ck_assert(has(data, "not drawn: needs ring 0: 1 at kernel"));
	free(data);
	record_free(same);
	record_free(other);
	record_free(cycles);
	record_free(none);
}
END_TEST

static struct record *with_kernel(const char *release, double fault)
{
	struct record *other = beside("qemu", CLOCK_ICOUNT, 3), *one = r;

	record_fact(other, "kernel", "%s", release);
	r = other;
	add("g", "faults", fault);
	r = one;
	return other;
}

/* From the oldest to the newest, whatever their order; what is the same is only counted. */
START_TEST(kernels_are_lines)
{
	struct record *newest = with_kernel("6.12.9", 1200), *newer = with_kernel("6.2.9", 900);
	const struct record *const all[] = { newest, r, newer };
	size_t points;
	char *data;

	add("g", "one", 3);
	add("g", "faults", 800);
	add("g", "only-here", 5);
	data = kind_of("kernels", all, 3, &points);
	ck_assert_uint_eq(points, 1);
	ck_assert(has(data, "faults: 800 → 900 → 1200"));
	ck_assert(has(data, "1 bench on each of them: the same count"));
	ck_assert(has(data, "1 bench not on each of them"));
	ck_assert_double_lt(across(data, "6.1.0"), across(data, "6.2.9"));
	ck_assert_double_lt(across(data, "6.2.9"), across(data, "6.12.9"));
	ck_assert(has(data, "instructions, % more than on 6.1.0"));
	free(data);
	newest->clock = r->clock = newer->clock = CLOCK_EMULATED;
	data = kind_of("kernels", all, 3, &points);
	ck_assert_uint_eq(points, 0);
	free(data);
	record_free(newest);
	record_free(newer);
}
END_TEST

/* Times whose intervals meet are not told apart. */
START_TEST(kernels_of_one_time_are_no_lines)
{
	struct record *newest = with_kernel("6.12.9", 11);
	const struct record *const all[] = { r, newest };
	struct result *result = &newest->results[1];
	size_t points;
	char *data;

	r->clock = newest->clock = CLOCK_SILICON;
	*add("g", "faults", 10)->ci = 9;
	r->results[0].ci[1] = 10.5;
	result->ci[0] = 10.4;
	result->ci[1] = 12;
	data = kind_of("kernels", all, 2, &points);
	ck_assert_uint_eq(points, 0);
	free(data);
	result->ci[0] = 10.6;
	data = kind_of("kernels", all, 2, &points);
	ck_assert_uint_eq(points, 1);
	free(data);
	record_free(newest);
}
END_TEST

static void add_samples(const char *name, double estimate)
{
	static const struct bin bins[] = { { 9, 10 }, { 10, 70 }, { 14, 19 }, { 100, 1 } };
	struct result *result = add("g", name, estimate);

	result->histogram = xcalloc(ARRAY_SIZE(bins), sizeof(*bins));
	memcpy(result->histogram, bins, sizeof(bins));
	result->bins = ARRAY_SIZE(bins);
	result->bin_width = 1;
	result->p99 = 14;
}

/* Around each estimate; less than half a cycle, or without samples, is counted. */
START_TEST(distributions_are_of_samples)
{
	size_t points;
	char *data;

	r->clock = CLOCK_SILICON;
	add_samples("some", 10);
	add_samples("tiny", 0.2);
	add("g", "bare", 3);
	data = kind_of("distributions", (const struct record *const[]){ r }, 1, &points);
	ck_assert_uint_eq(points, 1);
	ck_assert(has(data, "some") && !has(data, "tiny") && !has(data, "bare"));
	ck_assert(has(data, "10.00, 1.0 % →"));
	ck_assert(has(data, "2 not drawn: less than half a cycle, or no samples"));
	free(data);
}
END_TEST

/* No page is taller than a screen, and each bench is on one of them. */
START_TEST(what_is_too_tall_has_pages)
{
	size_t points, pages = 0;
	int height;
	char *data;

	for (size_t i = 0; i < 100; i++) {
		char *name = xasprintf("bench-%zu", i);

		add("g", name, (double)i + 1);
		free(name);
	}
	data = data_of("g", &points);
	ck_assert_uint_eq(points, 100);
	for (const char *at = data; (at = strstr(at, "\n99\t")); at++, pages++)
		if (sscanf(at, "\n99\t%*d\t%d", &height) == 1)
			ck_assert_int_le(height, 800);
	ck_assert_uint_eq(pages, 5);
	ck_assert(has(data, "bench-0") && has(data, "bench-99"));
	ck_assert_ptr_nonnull(strstr(data, "(5 of 5)"));
	free(data);
}
END_TEST

static const struct {
	double estimate, half;
	const char *label;
} labels[] = {
	{ 9, NAN, "9" },
	{ 0, NAN, "0" },
	{ 7.125, NAN, "7.12" },
	{ 1050, NAN, "1050" },
	{ 23.41, 0.1, "23.41 ± 0.10" },
	{ 123.4, 1.26, "123.4 ± 1.3" },
	{ 1204, 3, "1204.0 ± 3.0" },
	{ 3, 0.001, "3.00 ± <0.01" },
};

START_TEST(figures_are_labelled)
{
	struct result *result = add("g", "one", labels[_i].estimate);
	char *data;
	size_t points;

	if (!isnan(labels[_i].half))
		r->clock = CLOCK_SILICON;
	result->ci[0] = labels[_i].estimate - labels[_i].half;
	result->ci[1] = labels[_i].estimate + labels[_i].half;
	data = data_of("g", &points);
	ck_assert_msg(has(data, labels[_i].label), "no '%s' in %s", labels[_i].label, data);
	free(data);
}
END_TEST

/* An exact path that differs from batch to batch is not shown as exact. */
START_TEST(a_path_that_differs_is_about_so_long)
{
	struct result *result;
	char *data;
	size_t points;

	add("msr-fault", "wrmsr-extable", 1);
	result = add("msr-fault", "wrmsr-extable-faults", 957.84375);
	result->ci[0] = result->ci[1] = NAN;
	result->batch_count = 2;
	result->batches = xcalloc(2, sizeof(*result->batches));
	result->batches[0].estimate = 954.6;
	result->batches[1].estimate = 961.1;
	data = data_of("msr-fault", &points);
	ck_assert_msg(has(data, "≈ 958") && has(data, "1"), "%s", data);
	ck_assert_ptr_nonnull(strstr(data, "≈: the path differs from batch to batch"));
	free(data);
	result->batches[0].estimate = result->batches[1].estimate = result->estimate = 958;
	data = data_of("msr-fault", &points);
	ck_assert_msg(has(data, "958") && !strstr(data, "≈"), "%s", data);
	free(data);
}
END_TEST

START_TEST(long_ranges_get_a_log_axis)
{
	char *data;
	size_t points;

	add("g", "nothing", 0);
	add("g", "one", 1);
	add("g", "some", 40);
	data = data_of("g", &points);
	ck_assert_ptr_null(strstr(data, "LOG SCALE"));
	free(data);
	add("g", "many", 1000);
	data = data_of("g", &points);
	ck_assert_ptr_nonnull(strstr(data, "LOG SCALE"));
	ck_assert(has(data, "0 (below the scale)"));
	ck_assert_uint_eq(points, 4);
	free(data);
}
END_TEST

/* It goes on beyond the axis, and does not end there. */
START_TEST(an_interval_that_is_cut_has_an_arrow)
{
	double x, least = HUGE_VAL;
	bool arrow = false;
	size_t points;
	char *data;

	r->clock = CLOCK_SILICON;
	add("cut", "far", 200)->ci[0] = NAN;
	memcpy(add("cut", "near", 1)->ci, (double[]){ 0.01, 2 }, sizeof(double[2]));
	data = data_of("cut", &points);
	for (const char *at = data; (at = strchr(at, '\n')); at++)
		if (sscanf(at, "\n3\t%lf\t", &x) == 1)
			least = fmin(least, x);
	for (const char *at = data; (at = strchr(at, '\n')); at++)
		if (sscanf(at, "\n3\t%lf\t", &x) == 1)
			arrow |= fabs(x - least - 5) < 0.01;
	ck_assert_msg(arrow, "no arrow in %s", data);
	free(data);
}
END_TEST

START_TEST(an_emulator_is_named)
{
	char *data;
	size_t points;

	r->clock = CLOCK_EMULATED;
	add("g", "one", 4700);
	data = data_of("g", &points);
	ck_assert(has(data, "EMULATED: describes the emulator, not a CPU"));
	ck_assert_ptr_null(strstr(data, "cycles"));
	free(data);
}
END_TEST

START_TEST(overlap_has_a_plot_of_its_own)
{
	char *data;
	size_t points;

	r->clock = CLOCK_SILICON;
	add("msr-write", "wrmsr", 1);
	add("msr-write", "work-20", 8);
	skip("msr-write", "wrmsrns-overlap-20", "this CPU has no WRMSRNS");
	data = data_of("overlap", &points);
	ck_assert_msg(!points, "a plot of no write: %s", data);
	free(data);
	add("msr-write", "wrmsr-overlap-20", 9);
	data = data_of("msr-write", &points);
	ck_assert_uint_eq(points, 1);
	ck_assert_ptr_null(strstr(data, "work-20"));
	free(data);
	data = data_of("overlap", &points);
	ck_assert_uint_eq(points, 2);
	ck_assert(has(data, "1 not drawn: this CPU has no WRMSRNS"));
	ck_assert(has(data, "the work alone") && has(data, "with wrmsr"));
	ck_assert(has(data, "wrmsr adds 1.00 at 20"));
	ck_assert(marked(data, across(data, "20")));
	free(data);
	r->clock = CLOCK_ICOUNT;
	data = data_of("overlap", &points);
	ck_assert_msg(!points, "path lengths do not overlap: %s", data);
	free(data);
	r->clock = CLOCK_EMULATED;
	data = data_of("overlap", &points);
	ck_assert_msg(!points, "an emulator overlaps nothing: %s", data);
	free(data);
}
END_TEST

/* Whatever the question.  What only looks like a point of a curve is in its question's plot. */
START_TEST(overlap_has_every_instruction)
{
	char *data;
	size_t points;

	r->clock = CLOCK_SILICON;
	add("irq-restore", "popf-overlap-0", 2);
	add("irq-restore", "popf-overlap-20", 10);
	add("irq-off-on", "wrmsr-overlap-20", 9);
	add("irq-off-on", "cpuid-overlap-201", 9);
	add("irq-off-on", "sti-overlap-", 1);
	add("irq-off-on", "sti-overlap-2x", 1);
	add("irq-off-on", "overwork-20", 1);
	data = data_of("overlap", &points);
	ck_assert_uint_eq(points, 3);
	ck_assert(has(data, "with popf") && has(data, "with wrmsr"));
	free(data);
	data = data_of("irq-off-on", &points);
	ck_assert_uint_eq(points, 4);
	free(data);
}
END_TEST

static size_t times(const char *data, const char *text)
{
	size_t count = 0;

	for (; (data = strstr(data, text)); data++)
		count++;
	return count;
}

static void add_overlap(void)
{
	r->clock = CLOCK_SILICON;
	add("msr-write", "work-0", 1);
	add("msr-write", "work-24", 24);
	add("msr-write", "wrmsr-overlap-0", 100);
	add("msr-write", "wrmsr-overlap-24", 110);
}

/* A colour each and one name a curve; and a curve that hides another is told. */
START_TEST(overlap_of_several_records_names_a_curve_once)
{
	struct record *one = r, *other = r = record_new();
	const struct record *const all[] = { one, other };
	const struct plot_source of = { .records = all, .count = 2 };
	char *data;
	size_t size;
	FILE *out = open_memstream(&data, &size);

	add_overlap();
	r = one;
	add_overlap();
	ck_assert_uint_eq(plot_write(out, "overlap", &of, NULL), 8);
	fclose(out);
	record_free(other);
	ck_assert_uint_eq(times(data, "the work alone"), 1);
	ck_assert_uint_eq(times(data, "with wrmsr"), 1);
	ck_assert(has(data, "2 of the lines lie on others"));
	free(data);
}
END_TEST

START_TEST(claims_are_effects_and_then_reasons)
{
	char *data;
	size_t points;

	claim("no", NAN, VERDICT_NOT_MEASURABLE, "there is no figure");
	claim("yes", 0.5, VERDICT_SUPPORTED, NULL);
	claim("nor-this", NAN, VERDICT_NOT_MEASURABLE, "there is no figure");
	claim("otherwise", NAN, VERDICT_NOT_MEASURABLE, "another reason");
	data = data_of("claims", &points);
	ck_assert_uint_eq(points, 1);
	ck_assert(has(data, "0.5×") && has(data, "✓ supported"));
	ck_assert(has(data, "3 not decided: 2 there is no figure; 1 another reason"));
	ck_assert(!has(data, "not-measurable"));
	ck_assert(has(data, "one / two; path length, predicted below 1"));
	free(data);
}
END_TEST

/* What is refuted comes first; what has no room on a page is on the next. */
START_TEST(claims_fit_a_picture)
{
	char *data, *id, *next;
	size_t points;

	for (int i = 0; i < 50; i++) {
		id = xasprintf("claim-%d", i);
		claim(id, 0.5, VERDICT_SUPPORTED, NULL);
		free(id);
	}
	claim("not-so", 2, VERDICT_REFUTED, NULL);
	claim("known", 3, VERDICT_BY_CONSTRUCTION, NULL);
	data = data_of("claims", &points);
	ck_assert_uint_eq(points, 52);
	ck_assert(has(data, "Claims — what do the measurements say? (1 of 2)"));
	ck_assert(strstr(data, "✗ refuted") < strstr(data, "0.5×"));
	next = strstr(data, "(2 of 2)");
	ck_assert_ptr_nonnull(next);
	ck_assert_ptr_nonnull(strstr(next, "3×"));
	ck_assert_ptr_null(strstr(next, "✗ refuted"));
	ck_assert_double_le(picture_height(data), 800);
	ck_assert_double_le(picture_height(next), 800);
	free(data);
}
END_TEST

/* What a record did not decide is counted below; its line would be empty. */
START_TEST(claims_of_several_clocks_share_a_plot)
{
	struct record *other = record_new();
	const struct record *const all[] = { r, other, r };
	const struct plot_source of = { .records = all, .count = 3 };
	char *data;
	size_t size;
	FILE *out = open_memstream(&data, &size);

	other->clock = CLOCK_SILICON;
	other->path = xstrdup("other.json");
	claim("yes", 0.5, VERDICT_SUPPORTED, NULL);
	claim("no", NAN, VERDICT_NOT_MEASURABLE, "one: there is no figure");
	other->claims = r->claims;
	other->claim_count = 1;
	r->claims[0].ci[0] = 0.4;
	ck_assert_uint_eq(plot_write(out, "claims", &of, NULL), 3);
	r->claims[0].ci[0] = NAN;
	ck_assert_uint_eq(plot_write(out, "claims", &of, NULL), 1);
	other->claim_count = 0;
	other->claims = NULL;
	record_free(other);
	fclose(out);
	ck_assert(has(data, "unknown target · unknown CPU · unknown kernel · clock silicon"));
	ck_assert_ptr_nonnull(strstr(data, "0.5×, 3 alike"));
	ck_assert(strstr(data, "\tqemu: 1 not decided: there is no figure\n"));
	ck_assert_ptr_null(strstr(data, "unknown target: 1 not decided"));
	free(data);
}
END_TEST

static void add_forms(void)
{
	static const struct { const char *name; double cost; } results[] = {
		{ "wrmsr-extable", 1 }, { "wrmsr-extable-faults", 19 },
		{ "wrmsr-check-first", 3 }, { "wrmsr-check-first-faults", 1 },
		{ "wrmsr-asm-goto", 1 }, { "wrmsr-asm-goto-faults", 20 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(results); i++) {
		struct result *result = add("msr-fault", results[i].name, results[i].cost);

		result->batches = xcalloc(1, sizeof(*result->batches));
		result->batches[0].estimate = results[i].cost;
		result->batch_count = 1;
	}
}

/* 2 more and 18 less: at 1 in 10 both cost 2.8. */
START_TEST(break_even_is_curves_and_a_crossing)
{
	char *data;
	size_t points;

	add_forms();
	data = data_of("break-even", &points);
	ck_assert_uint_eq(points, 3 * 81 + 1);
	ck_assert_double_eq_tol(across(data, "1 in 10"), across(data, "0.1") + 8, 0.01);
	ck_assert(marked(data, across(data, "0.1")));
	ck_assert(has(data, "wrmsr-check-first: executes fewer above 0.1, 1 in 10 (2 more without a fault, 18 fewer with one)"));
	ck_assert(has(data, "wrmsr-asm-goto: never executes fewer (the same without a fault, 1 more with one)"));
	ck_assert(!has(data, "wrmsr-check-first lies on wrmsr-extable"));
	ck_assert_ptr_nonnull(strstr(data, "instructions executed (path length, not time) — LOG SCALE"));
	free(data);
	r->results[5].estimate = r->results[5].batches[0].estimate = 19;
	data = data_of("break-even", &points);
	ck_assert(has(data, "wrmsr-asm-goto lies on wrmsr-extable"));
	free(data);
	r->results[5].estimate = r->results[5].batches[0].estimate = 19.25;
	data = data_of("break-even", &points);
	ck_assert_uint_eq(points, 2 * 81 + 1);
	ck_assert(strstr(data, "1 without a rate, wrmsr-asm-goto: with a fault they differ by less than "));
	free(data);
}
END_TEST

START_TEST(a_rare_break_even_is_a_whole_number)
{
	char *data;
	size_t points;

	add_forms();
	r->results[1].estimate = r->results[1].batches[0].estimate = 2399;
	data = data_of("break-even", &points);
	ck_assert(has(data, "1 in 1,200"));
	free(data);
}
END_TEST

START_TEST(nothing_measured_is_nothing_to_draw)
{
	char *data;
	size_t points;

	skip("g", "one", "needs ring 0");
	claim("no", NAN, VERDICT_NOT_MEASURABLE, "needs ring 0");
	for (size_t i = 0; i <= ARRAY_SIZE(once); i++) {
		data = data_of(i < ARRAY_SIZE(once) ? once[i] : "g", &points);
		ck_assert_uint_eq(points, 0);
		free(data);
	}
}
END_TEST

START_TEST(texts_are_only_texts)
{
	char *data;
	size_t points;

	add("g", NASTY, 1);
	data = data_of("g", &points);
	ck_assert(has(data, "a”b'c\\\\n %d{x}_^@~ `touch owned` $(touch owned) <&> ??? # é"));
	ck_assert_ptr_null(strchr(data, '"'));
	free(data);
}
END_TEST

static void check_png(const char *path)
{
	unsigned char *png;
	size_t n;

	png = (unsigned char *)read_file(path, &n);
	ck_assert_ptr_nonnull(png);
	ck_assert_uint_gt(n, 2000);
	ck_assert_int_eq(memcmp(png, "\x89PNG\r\n\x1a\n", 8), 0);
	ck_assert_int_eq(memcmp(png + n - 8, "IEND", 4), 0);
	ck_assert_uint_eq(png[18] << 8 | png[19], 1000);
	free(png);
}

static void check_svg(const char *path)
{
	size_t n;
	char *svg = read_file(path, &n);

	ck_assert_ptr_nonnull(svg);
	ck_assert_int_eq(strncmp(svg, "<?xml", 5), 0);
	while (n && strchr(" \n", svg[n - 1]))
		svg[--n] = '\0';
	ck_assert_str_eq(svg + n - 6, "</svg>");
	free(svg);
}

static void check_files(char **paths, size_t plots)
{
	size_t n = 0;

	for (; paths[n]; n++)
		if (n % 2)
			check_png(paths[n]);
		else
			check_svg(paths[n]);
	ck_assert_uint_eq(n, 2 * plots);
}

static void fill(void)
{
	add("irq-save", "one", 1);
	add("irq-save", "two", 2000)->ci[0] = 1990;
	skip("irq-save", "three", "needs ring 0");
	add("msr-write", "wrmsr", 1);
	add("msr-write", "work-24", 8);
	add("msr-write", "wrmsr-overlap-24", 9);
	add_forms();
	claim("yes", 0.5, VERDICT_SUPPORTED, NULL);
	claim("no", NAN, VERDICT_NOT_MEASURABLE, "there is no figure");
}

START_TEST(files_are_drawn)
{
	char *deep = xasprintf("%s/a/b", folder), **paths;

	fill();
	ck_assert_int_eq(plot_record(r, deep, &paths), 0);
	check_files(paths, 5);
	ck_assert_ptr_nonnull(strstr(paths[0], "/a/b/irq-save.svg"));
	ck_assert_ptr_nonnull(strstr(paths[9], "/a/b/claims.png"));
	plot_free(paths);
	free(deep);
}
END_TEST

START_TEST(several_records_share_plots)
{
	const struct record *const all[] = { r, r, r, r, r, r, r };
	char **paths;

	fill();
	ck_assert_int_eq(plot_records(all, PLOT_RECORDS, folder, PLOT_SVG | PLOT_PNG, &paths), 0);
	check_files(paths, 5);
	plot_free(paths);
}
END_TEST

/* Not even if one is called what a plot of no group is. */
START_TEST(no_two_groups_share_a_file)
{
	static const char *const groups[] = { "a/b", "a_b", "a b", "claims" };
	char *long_name = xasprintf("%0300d", 0), **paths, *svg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		add(groups[i], groups[i], 1);
	add(long_name, "long", 1);
	claim("good", 0.5, VERDICT_SUPPORTED, NULL);
	ck_assert_int_eq(plot_record(r, folder, &paths), 0);
	check_files(paths, 6);
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		char *title = xasprintf("<text>%s — ", groups[i]);

		svg = read_file(plot_svg(paths, "question", groups[i], 0), NULL);
		ck_assert_msg(strstr(svg, title), "no plot of '%s'", groups[i]);
		free(svg);
		free(title);
	}
	svg = read_file(plot_svg(paths, "claims", "claims", 0), NULL);
	ck_assert_ptr_nonnull(strstr(svg, "<text>Claims — "));
	free(svg);
	plot_free(paths);
	free(long_name);
}
END_TEST

/* Names of groups become names of files; the rest is text, wherever it is drawn. */
START_TEST(nasty_texts_are_drawn)
{
	char **paths, *svg;

	ck_assert_int_eq(chdir(folder), 0);
	add("../|touch owned; " NASTY, NASTY, 1);
	skip("../|touch owned; " NASTY, "-", NASTY);
	record_fact(r, "kernel", "%s", NASTY);
	claim(NASTY, 0.5, VERDICT_REFUTED, NULL);
	free(r->claims[0].text);
	r->claims[0].text = xstrdup(NASTY);
	ck_assert_int_eq(plot_record(r, "|touch owned", &paths), 0);
	check_files(paths, 2);
	ck_assert_int_eq(strncmp(paths[0], "|touch owned/=2e=2e=2f=7ctouch=20", 33), 0);
	ck_assert_int_ne(access("owned", F_OK), 0);
	svg = read_file(paths[0], NULL);
	ck_assert_ptr_nonnull(strstr(svg, "a”b'c\\n %d{x}_^@~ `touch owned` $(touch owned) &lt;&amp;>"));
	free(svg);
	plot_free(paths);
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

/* What `plot_record` says on stderr. */
static char *said(int expected)
{
	char *log = xasprintf("%s/stderr", folder), *text, **paths;
	int old = dup(2), err;

	ck_assert_ptr_nonnull(freopen(log, "w", stderr));
	err = plot_record(r, folder, &paths);
	fflush(stderr);
	dup2(old, 2);
	close(old);
	ck_assert_int_eq(err, expected);
	ck_assert_ptr_null(paths);
	text = read_file(log, NULL);
	free(log);
	return text;
}

START_TEST(a_record_without_figures_is_told)
{
	char *text;

	skip("irq-save", "one", "needs ring 0");
	text = said(-ENODATA);
	ck_assert_ptr_nonnull(strstr(text, "no plot: irq-save"));
	ck_assert_ptr_nonnull(strstr(text, "nothing was measured"));
	free(text);
}
END_TEST

START_TEST(a_record_without_rows_is_told)
{
	char *text = said(-ENODATA);

	ck_assert_ptr_nonnull(strstr(text, "nothing was measured"));
	free(text);
}
END_TEST

START_TEST(no_more_files_is_told)
{
	int next = dup(0);
	struct rlimit few = { (rlim_t)next + 3, (rlim_t)next + 3 };
	char *text;

	close(next);
	add("g", "one", 1);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	text = said(-EMFILE);
	ck_assert_ptr_nonnull(strstr(text, "no temporary file for a plot: Too many open files"));
	free(text);
}
END_TEST

START_TEST(missing_gnuplot_is_told)
{
	char *text;

	add("g", "one", 1);
	setenv("PATH", folder, 1);
	text = said(-ENOENT);
	ck_assert_ptr_nonnull(strstr(text, "apt-get install gnuplot-nox"));
	free(text);
}
END_TEST

START_TEST(missing_scripts_are_told)
{
	char *text;

	add("g", "one", 1);
	setenv("PRIVBENCH_PLOTS", folder, 1);
	text = said(-ENOENT);
	ck_assert_ptr_nonnull(strstr(text, "PRIVBENCH_PLOTS"));
	free(text);
}
END_TEST

START_TEST(a_folder_that_cannot_be_is_told)
{
	char **paths;

	add("g", "one", 1);
	ck_assert_int_eq(plot_record(r, "/dev/null/plots", &paths), -ENOTDIR);
	ck_assert_ptr_null(paths);
}
END_TEST

static int run_plot(const char *a, const char *b)
{
	char *argv[] = { "plot", (char *)a, (char *)b, "-o", folder, NULL };

	return cmd_plot(5, argv);
}

static char *write_record(const char *name, enum clock clock)
{
	char *path = xasprintf("%s/%s.json", folder, name);

	r->clock = clock;
	free(r->id);
	r->id = xstrdup(name);
	ck_assert_int_eq(record_write(r, path, RECORD_REPLACES), 0);
	return path;
}

static bool drawn(const char *file)
{
	char *path = xasprintf("%s/%s", folder, file);
	bool there = !access(path, F_OK);

	free(path);
	return there;
}

START_TEST(records_of_any_units_share_a_plot)
{
	char *a, *b, *c;

	add("g", "one", 1);
	r->utc = xstrdup("2024-01-01T00:00:00Z");
	r->command = xstrdup("privbench run");
	r->clock_reason = xstrdup("a test");
	a = write_record("a", CLOCK_ICOUNT);
	b = write_record("b", CLOCK_ICOUNT);
	c = write_record("c", CLOCK_SILICON);
	ck_assert_int_eq(run_plot(a, c), 0);
	ck_assert(drawn("g.svg") && drawn("g.png") && !drawn("g.2.svg"));
	ck_assert_int_eq(run_plot(a, b), 0);
	ck_assert_int_eq(run_plot(a, "/dev/null/no.json"), 5);
	free(a);
	free(b);
	free(c);
}
END_TEST

static TCase *data(void)
{
	TCase *tc = tcase_create("data");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, group_has_its_rows_in_their_order);
	tcase_add_test(tc, a_unit_is_a_panel);
	tcase_add_test(tc, what_is_too_tall_has_pages);
	tcase_add_test(tc, kernels_are_lines);
	tcase_add_test(tc, kernels_of_one_time_are_no_lines);
	tcase_add_test(tc, distributions_are_of_samples);
	tcase_add_loop_test(tc, figures_are_labelled, 0, ARRAY_SIZE(labels));
	tcase_add_test(tc, a_path_that_differs_is_about_so_long);
	tcase_add_test(tc, long_ranges_get_a_log_axis);
	tcase_add_test(tc, an_interval_that_is_cut_has_an_arrow);
	tcase_add_test(tc, an_emulator_is_named);
	tcase_add_test(tc, overlap_has_a_plot_of_its_own);
	tcase_add_test(tc, overlap_has_every_instruction);
	tcase_add_test(tc, overlap_of_several_records_names_a_curve_once);
	tcase_add_test(tc, claims_are_effects_and_then_reasons);
	tcase_add_test(tc, claims_fit_a_picture);
	tcase_add_test(tc, claims_of_several_clocks_share_a_plot);
	tcase_add_test(tc, break_even_is_curves_and_a_crossing);
	tcase_add_test(tc, a_rare_break_even_is_a_whole_number);
	tcase_add_test(tc, nothing_measured_is_nothing_to_draw);
	tcase_add_test(tc, texts_are_only_texts);
	return tc;
}

static TCase *drawing(void)
{
	TCase *tc = tcase_create("drawing");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, files_are_drawn);
	tcase_add_test(tc, several_records_share_plots);
	tcase_add_test(tc, no_two_groups_share_a_file);
	tcase_add_test(tc, nasty_texts_are_drawn);
	tcase_add_test(tc, records_of_any_units_share_a_plot);
	return tc;
}

static TCase *refusing(void)
{
	TCase *tc = tcase_create("refusing");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_record_without_figures_is_told);
	tcase_add_test(tc, a_record_without_rows_is_told);
	tcase_add_test(tc, no_more_files_is_told);
	tcase_add_test(tc, missing_gnuplot_is_told);
	tcase_add_test(tc, missing_scripts_are_told);
	tcase_add_test(tc, a_folder_that_cannot_be_is_told);
	return tc;
}

Suite *plot_suite(void)
{
	Suite *s = suite_create("plot");

	suite_add_tcase(s, data());
	suite_add_tcase(s, drawing());
	suite_add_tcase(s, refusing());
	return s;
}
