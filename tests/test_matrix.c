// SPDX-License-Identifier: GPL-2.0-only
/* Claims across records. */
#include <check.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "record.h"
#include "suites.h"
#include "text.h"
#include "util.h"

#define RECORDS 3

static struct record *records[RECORDS];
static struct matrix *m;
static char *text;

static void setup(void)
{
	static const char *const targets[] = { "qemu", "xen", "user" };

	for (size_t i = 0; i < RECORDS; i++) {
		records[i] = record_new();
		records[i]->target = xstrdup(targets[i]);
		records[i]->path = xasprintf("results/%zu.json", i);
		records[i]->clock = i < 2 ? CLOCK_ICOUNT : CLOCK_SILICON;
		record_fact(records[i], "kernel", "6.%zu.0", i);
	}
}

static void forget(void)
{
	if (m)
		matrix_free(m);
	m = NULL;
	free(text);
	text = NULL;
}

static void teardown(void)
{
	forget();
	for (size_t i = 0; i < RECORDS; i++)
		record_free(records[i]);
}

static struct claim_result *claim(size_t record, const char *id, enum verdict verdict, double effect,
				  const char *reason)
{
	struct record *r = records[record];

	r->claims = xreallocarray(r->claims, r->claim_count + 1, sizeof(*r->claims));
	r->claims[r->claim_count] = (struct claim_result){
		.id = xstrdup(id), .source = xstrdup("a thread"), .text = xstrdup("a beats b"),
		.measure = xstrdup("path"), .a = xstrdup("bench-a"), .b = xstrdup("bench-b"),
		.predicted = xstrdup("below"), .factor = 1, .margin = xstrdup("none"), .delta = 0,
		.effect = effect, .ci = { NAN, NAN }, .verdict = verdict, .reason = xstrdup(reason),
	};
	return &r->claims[r->claim_count++];
}

static const struct matrix *matrix(void)
{
	forget();
	m = matrix_new((const struct record *const *)records, RECORDS);
	return m;
}

static const char *as(int (*print)(const struct matrix *m, FILE *out))
{
	size_t size;
	FILE *out;

	matrix();
	out = open_memstream(&text, &size);
	ck_assert_int_eq(print(m, out), 0);
	fclose(out);
	return text;
}

#define ck_in(text, words) ck_assert_msg(strstr(text, words), "no '%s' in:\n%s", words, text)

START_TEST(labels_say_no_more_than_they_must)
{
	ck_assert_str_eq(matrix()->labels[0], "qemu");
	free(records[1]->target);
	records[1]->target = xstrdup("qemu");
	matrix();
	ck_assert_str_eq(m->labels[0], "qemu 6.0.0");
	ck_assert_str_eq(m->labels[1], "qemu 6.1.0");
	ck_assert_str_eq(m->labels[2], "user");
	record_fact(records[1], "kernel", "6.0.0");
	records[1]->clock = CLOCK_EMULATED;
	ck_assert_str_eq(matrix()->labels[0], "qemu icount");
	ck_assert_str_eq(m->labels[1], "qemu emulated");
	records[1]->clock = CLOCK_ICOUNT;
	ck_assert_str_eq(matrix()->labels[1], "qemu 1.json");
}
END_TEST

/* Two CPUs are not read as two kernels. */
START_TEST(a_label_names_the_cpu_before_the_kernel)
{
	record_fact(records[0], "cpu_model", "Intel");
	record_fact(records[1], "cpu_model", "AMD");
	free(records[1]->target);
	records[1]->target = xstrdup("qemu");
	ck_assert_str_eq(matrix()->labels[0], "qemu Intel");
	ck_assert_str_eq(m->labels[1], "qemu AMD");
}
END_TEST

START_TEST(a_row_a_claim_a_column_a_record)
{
	claim(0, "one", VERDICT_SUPPORTED, .5, "1 against 2");
	claim(1, "two", VERDICT_REFUTED, 3, "3 against 1");
	claim(2, "one", VERDICT_SUPPORTED, .62, "x");
	records[2]->claims[0].ci[0] = .6;
	records[2]->claims[0].ci[1] = .64;
	ck_in(as(matrix_print), "path length: instructions executed, not time\n");
	ck_in(text, "  one  supported 0.50×  not run        supported 0.62× [0.60, 0.64]\n");
	ck_in(text, "  two  not run          refuted 3.00×  not run\n");
	ck_in(text, "a beats b — a thread\n    predicted: bench-a / bench-b below 1; margin: none\n");
	ck_assert_ptr_null(strstr(text, "turns"));
	ck_assert_ptr_null(strstr(text, "not measurable"));
	ck_in(as(matrix_markdown), "| one | supported 0.50× | not run | supported 0.62× \\[0.60, 0.64\\] | a beats b | a thread | "
	      "path length: instructions executed, not time | bench-a / bench-b below 1 | none |\n");
}
END_TEST

START_TEST(verdicts_that_contradict_are_marked)
{
	claim(0, "one", VERDICT_SUPPORTED, .5, "x");
	claim(1, "one", VERDICT_REFUTED, 2, "x");
	claim(2, "one", VERDICT_UNRESOLVED, 1, "x");
	claim(0, "two", VERDICT_SUPPORTED, .5, "x");
	claim(1, "two", VERDICT_NO_DIFFERENCE, 1, "x");
	ck_assert(matrix()->rows[0].turns && !m->rows[1].turns);
	ck_in(as(matrix_print), "    turns: supported at qemu; refuted at xen\n  two ");
	ck_in(as(matrix_markdown), "- one: supported at qemu; refuted at xen\n");
}
END_TEST

START_TEST(reasons_are_told_once)
{
	claim(0, "one", VERDICT_NOT_MEASURABLE, NAN, "bench-a: needs a thing");
	claim(1, "one", VERDICT_NOT_MEASURABLE, NAN, "another reason");
	claim(0, "two", VERDICT_NOT_MEASURABLE, NAN, "bench-b: needs a thing");
	claim(1, "two", VERDICT_NOT_MEASURABLE, NAN, "another reason");
	claim(0, "three", VERDICT_NOT_MEASURABLE, NAN, "another reason");
	claim(2, "three", VERDICT_SUPPORTED, .5, "x");
	ck_in(as(matrix_print), "decided in none of them\n  qemu [1], xen [2], user not run\n    one, two\n");
	ck_in(text, "  three  supported 0.50×\n  qemu: decides none of these [2]\n  xen: decides none of these\n");
	ck_in(text, "not measurable, because\n  [1]   needs a thing\n  [2]   another reason\n");
	ck_in(as(matrix_markdown), "- \\[1\\] needs a thing\n- \\[2\\] another reason\n");
	ck_assert_ptr_null(strstr(text, "nan"));
}
END_TEST

/* Two claims of one id are not one claim. */
START_TEST(what_is_claimed_makes_a_row)
{
	struct claim_result *c;

	claim(0, "one", VERDICT_SUPPORTED, .5, "x");
	c = claim(1, "one", VERDICT_REFUTED, .5, "x");
	free(c->predicted);
	c->predicted = xstrdup("above");
	ck_assert_uint_eq(matrix()->result_count, 2);
	ck_assert(!m->rows[0].turns && !m->rows[1].turns);
	free(c->predicted);
	c->predicted = NULL;
	ck_assert_uint_eq(matrix()->result_count, 1);
	c->measure[0] = 'P';
	ck_assert_uint_eq(matrix()->result_count, 2);
}
END_TEST

/* A record of before predictions were recorded, and a measure that nobody knows. */
START_TEST(the_record_alone_is_enough)
{
	struct claim_result *c = claim(0, "from-elsewhere", VERDICT_SUPPORTED, .5, "x");

	free(c->predicted);
	free(c->margin);
	free(c->measure);
	c->predicted = c->margin = NULL;
	c->measure = xstrdup("joules");
	c->factor = c->delta = NAN;
	ck_in(as(matrix_print), "joules\n");
	ck_in(text, "predicted: of bench-a / bench-b, not recorded; margin: not recorded\n");
	claim(1, "from-elsewhere", VERDICT_SUPPORTED, .5, "x");
	free(records[1]->claims[0].measure);
	records[1]->claims[0].measure = xstrdup("joules");
	records[1]->claims[0].delta = .125;
	ck_in(as(matrix_print), "predicted: bench-a / bench-b below 1; margin: none: ± 0.12 at xen\n");
	ck_assert_uint_eq(m->result_count, 1);
}
END_TEST

START_TEST(a_base_is_named)
{
	claim(0, "one", VERDICT_SUPPORTED, .5, "x")->base = xstrdup("bench-c");
	ck_in(as(matrix_print), "(bench-a − bench-c) / (bench-b − bench-c) below 1");
}
END_TEST

static const struct {
	const char *asked;
	size_t columns;
} widths[] = { { "100", 100 }, { "80", 80 }, { "20", 80 }, { "200", 200 }, { "1000", 200 }, { "none", 100 } };

START_TEST(lines_fit_the_terminal)
{
	size_t n, longest = 0;

	for (size_t i = 0; i < RECORDS; i++) {
		free(records[i]->target);
		records[i]->target = xasprintf("a-place-with-a-long-name-%zu", i);
		claim(i, "a-claim-with-a-name-as-long-as-it-is", VERDICT_NO_DIFFERENCE, 1, "x");
		claim(i, "and-another", VERDICT_NOT_MEASURABLE, NAN, "a reason that takes more words than would fit on a line of the terminal, by far, "
		      "and of the widest terminal, too, since it goes on and on until nobody can be reading it any more, and then it goes on a little longer");
	}
	setenv("COLUMNS", widths[_i].asked, 1);
	for (const char *at = as(matrix_print); *at; at += n + 1) {
		char *one = xasprintf("%.*s", (int)(n = strcspn(at, "\n")), at);

		ck_assert_msg(text_width(one) <= widths[_i].columns, "%s", one);
		longest = text_width(one) > longest ? text_width(one) : longest;
		free(one);
	}
	ck_assert_uint_gt(longest, widths[_i].columns - 20);
	/* Side by side where there is room. */
	if (widths[_i].columns == 200)
		ck_in(text, "a-place-with-a-long-name-0  a-place-with-a-long-name-1  a-place-with-a-long-name-2\n");
}
END_TEST

START_TEST(json_has_it_all)
{
	json_t *root, *rows, *one, *results;

	claim(0, "one", VERDICT_SUPPORTED, .5, "1 against 2");
	claim(1, "one", VERDICT_REFUTED, 2, "2 against 1");
	free(records[2]->path);
	records[2]->path = xstrdup("\xff.json");
	root = json_loads(as(matrix_json), 0, NULL);
	ck_assert_ptr_nonnull(root);
	ck_assert_uint_eq(json_array_size(json_object_get(root, "records")), RECORDS);
	rows = json_object_get(root, "claims");
	ck_assert_uint_eq(json_array_size(rows), 1);
	one = json_array_get(rows, 0);
	ck_assert_str_eq(json_string_value(json_object_get(one, "id")), "one");
	ck_assert_str_eq(json_string_value(json_object_get(one, "predicted")), "below");
	ck_assert(json_is_true(json_object_get(one, "turns")));
	ck_assert_ptr_null(json_object_get(one, "verdict"));
	results = json_object_get(one, "results");
	ck_assert_uint_eq(json_array_size(results), 2);
	one = json_array_get(results, 1);
	ck_assert_int_eq(json_integer_value(json_object_get(one, "record")), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(one, "effect")), 2);
	ck_assert(json_is_null(json_object_get(one, "ci")));
	ck_assert_str_eq(json_string_value(json_object_get(one, "verdict")), "refuted");
	json_decref(root);
}
END_TEST

START_TEST(a_full_device_is_told)
{
	FILE *full = fopen("/dev/full", "w");

	claim(0, "one", VERDICT_SUPPORTED, .5, "x");
	matrix();
	ck_assert_int_eq(matrix_print(m, full), -EIO);
	ck_assert_int_eq(matrix_markdown(m, full), -EIO);
	ck_assert_int_eq(matrix_json(m, full), -EIO);
	fclose(full);
}
END_TEST

Suite *matrix_suite(void)
{
	Suite *s = suite_create("matrix");
	TCase *t = tcase_create("matrix");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, labels_say_no_more_than_they_must);
	tcase_add_test(t, a_label_names_the_cpu_before_the_kernel);
	tcase_add_test(t, a_row_a_claim_a_column_a_record);
	tcase_add_test(t, verdicts_that_contradict_are_marked);
	tcase_add_test(t, reasons_are_told_once);
	tcase_add_test(t, what_is_claimed_makes_a_row);
	tcase_add_test(t, the_record_alone_is_enough);
	tcase_add_test(t, a_base_is_named);
	tcase_add_loop_test(t, lines_fit_the_terminal, 0, ARRAY_SIZE(widths));
	tcase_add_test(t, json_has_it_all);
	tcase_add_test(t, a_full_device_is_told);
	suite_add_tcase(s, t);
	return s;
}
