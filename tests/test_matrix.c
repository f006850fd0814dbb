// SPDX-License-Identifier: GPL-2.0-only
/* Claims across records. */
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "labels.h"
#include "record.h"
#include "suites.h"
#include "tables.h"
#include "text.h"
#include "util.h"
#include "written.h"

#define RECORDS 3

static struct record *records[RECORDS];
static const char *text;

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

static void teardown(void)
{
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

static const char *as(void (*writer)(const struct document *d, FILE *out))
{
	struct document *d = document_new("claims");

	ck_assert(add_claims(d, (const struct record *const *)records, RECORDS));
	text = written(writer, d);
	return text;
}

/* Claims that the records have between them, and the first of them in JSON (borrowed). */
static json_t *rows_of(void)
{
	static json_t *root;

	json_decref(root);
	root = json_loads(as(json_document), 0, NULL);
	ck_assert_ptr_nonnull(root);
	return json_object_get(root, "claims");
}

static size_t rows_for_people(const char *id)
{
	char *wanted = xasprintf("- %s: ", id);
	size_t n = 0;

	for (const char *at = as(text_document); (at = strstr(at, wanted)); at++)
		n++;
	free(wanted);
	return n;
}

static bool labelled(const char *first, const char *second)
{
	char **labels = labels_make((const struct record *const *)records, RECORDS);
	bool same = !strcmp(labels[0], first) && !strcmp(labels[1], second) && !strcmp(labels[2], "user");

	labels_free(labels, RECORDS);
	return same;
}

#define ck_in(text, words) ck_assert_msg(strstr(text, words), "no '%s' in:\n%s", words, text)

START_TEST(labels_say_no_more_than_they_must)
{
	ck_assert(labelled("qemu", "xen"));
	free(records[1]->target);
	records[1]->target = xstrdup("qemu");
	ck_assert(labelled("qemu 6.0.0", "qemu 6.1.0"));
	record_fact(records[1], "kernel", "6.0.0");
	records[1]->clock = CLOCK_EMULATED;
	ck_assert(labelled("qemu icount", "qemu emulated"));
	records[1]->clock = CLOCK_ICOUNT;
	ck_assert(labelled("qemu 0.json", "qemu 1.json"));
}
END_TEST

/* Of a kernel that was booted for the run; a machine's own command line is its owner's. */
START_TEST(a_label_names_words_of_the_command_line)
{
	free(records[1]->target);
	records[1]->target = xstrdup("qemu");
	record_fact(records[0], "kernel", "6.1.0");
	record_fact(records[1], "kernel", "6.1.0");
	record_fact(records[0], "command_line", "quiet -- run --seed=1");
	record_fact(records[1], "command_line", "quiet mitigations=off -- run --seed=2");
	ck_assert(labelled("qemu", "qemu mitigations=off"));
	record_fact(records[1], "command_line", "quiet spectre_v2=off mitigations=off -- run");
	ck_assert(labelled("qemu", "qemu mitigations=off spectre_v2=off"));
	record_fact(records[1], "command_line", "quiet -- run mitigations=off");
	ck_assert(labelled("qemu 0.json", "qemu 1.json"));
	record_fact(records[1], "command_line", "root=UUID=1234");
	ck_assert(labelled("qemu 0.json", "qemu 1.json"));
	record_fact(records[1], "command_line", "root=UUID=1234 mitigations=off");
	ck_assert(labelled("qemu", "qemu mitigations=off"));
}
END_TEST

/* Two CPUs are not read as two kernels. */
START_TEST(a_label_names_the_cpu_before_the_kernel)
{
	record_fact(records[0], "cpu_model", "Intel");
	record_fact(records[1], "cpu_model", "AMD");
	free(records[1]->target);
	records[1]->target = xstrdup("qemu");
	ck_assert(labelled("qemu Intel", "qemu AMD"));
	record_fact(records[1], "cpu_model", "Intel");
	record_fact(records[0], "core_type", "P");
	record_fact(records[1], "core_type", "E");
	ck_assert(labelled("qemu P-core", "qemu E-core"));
}
END_TEST

START_TEST(a_row_a_claim_a_column_a_record)
{
	claim(0, "one", VERDICT_SUPPORTED, .5, "1 against 2");
	claim(1, "two", VERDICT_REFUTED, 3, "3 against 1");
	claim(2, "one", VERDICT_SUPPORTED, .62, "x");
	records[2]->claims[0].ci[0] = .6;
	records[2]->claims[0].ci[1] = .64;
	ck_in(as(text_document), "claims about path length (instructions executed, not time)\n");
	ck_in(text, "  claim  qemu             xen            user\n"
	      "  one    supported 0.50×  not run        supported 0.62× [0.60, 0.64]\n");
	ck_in(text, "  two    not run          refuted 3.00×  not run\n");
	ck_in(text, "  - one: a beats b — a thread; predicted: bench-a / bench-b below 1; margin: none\n");
	ck_assert_ptr_null(strstr(text, "refuted by another"));
	ck_assert_ptr_null(strstr(text, "not measurable"));
	ck_in(as(markdown_document), "| one | supported 0.50× | not run | supported 0.62× \\[0.60, 0.64\\] |\n");
}
END_TEST

START_TEST(verdicts_that_contradict_are_marked)
{
	claim(0, "one", VERDICT_SUPPORTED, .5, "x");
	claim(1, "one", VERDICT_REFUTED, 2, "x");
	claim(2, "one", VERDICT_UNRESOLVED, 1, "x");
	claim(0, "two", VERDICT_SUPPORTED, .5, "x");
	claim(1, "two", VERDICT_NO_DIFFERENCE, 1, "x");
	ck_assert(json_is_true(json_object_get(json_array_get(rows_of(), 0), "turns")));
	ck_assert(json_is_false(json_object_get(json_array_get(rows_of(), 3), "turns")));
	ck_in(as(text_document), "*         supported by one record and refuted by another\n");
	ck_in(text, "\n* one    supported 0.50×  refuted 2.00×        unresolved 1.00×\n  two ");
	ck_in(as(markdown_document), "| \\* one | supported 0.50× | refuted 2.00× | unresolved 1.00× |\n| two ");
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
	ck_in(as(text_document), "claims not decided here\n  - qemu [1], xen [2], user not run: one, two\n");
	ck_in(text, "  three  supported 0.50×\n\n  - qemu decides none of these\n  - xen decides none of these\n");
	ck_in(text, "not measurable, because\n  - [1] needs a thing\n  - [2] another reason\n");
	ck_in(as(markdown_document), "- \\[1\\] needs a thing\n- \\[2\\] another reason\n");
	ck_assert_ptr_null(strstr(text, "nan"));
}
END_TEST

/* Claims on the time and on the path of the same benches have one id. */
START_TEST(what_is_claimed_makes_a_row)
{
	claim(0, "one", VERDICT_SUPPORTED, .5, "x");
	claim(1, "one", VERDICT_REFUTED, .5, "x");
	ck_assert_uint_eq(rows_for_people("one"), 1);
	records[1]->claims[0].measure[0] = 'P';
	ck_assert_uint_eq(rows_for_people("one"), 2);
	ck_assert_ptr_null(strstr(text, "refuted by another"));
}
END_TEST

START_TEST(a_margin_stands_beside_its_record)
{
	claim(1, "one", VERDICT_SUPPORTED, .5, "x")->delta = .125;
	ck_in(as(markdown_document), "predicted: bench-a / bench-b below 1; margin: none: ± 0.12 at xen\n");
}
END_TEST

START_TEST(a_base_is_named)
{
	claim(0, "one", VERDICT_SUPPORTED, .5, "x")->base = xstrdup("bench-c");
	ck_in(as(text_document), "(bench-a − bench-c) / (bench-b − bench-c) below 1");
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
	for (const char *at = as(text_document); *at; at += n + 1) {
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
	json_t *rows, *one;

	claim(0, "one", VERDICT_SUPPORTED, .5, "1 against 2");
	claim(1, "one", VERDICT_REFUTED, 2, "2 against 1");
	free(records[2]->path);
	records[2]->path = xstrdup("\xff.json");
	rows = rows_of();
	ck_assert_uint_eq(json_array_size(rows), 2);
	one = json_array_get(rows, 1);
	ck_assert_str_eq(json_string_value(json_object_get(one, "id")), "one");
	ck_assert_str_eq(json_string_value(json_object_get(one, "record")), "xen");
	ck_assert_str_eq(json_string_value(json_object_get(one, "predicted")), "below");
	ck_assert(json_is_true(json_object_get(one, "turns")));
	ck_assert_int_eq(json_integer_value(json_object_get(one, "effect")), 2);
	ck_assert(json_is_null(json_object_get(one, "ci_lo")));
	ck_assert_str_eq(json_string_value(json_object_get(one, "verdict")), "refuted");
	ck_in(as(json_document), "\"label\": \"user\"");
	ck_in(as(csv_document), "one,xen,xen,icount,refuted,2 against 1,path,bench-a,bench-b,,,,below,none,,a thread,a beats b,1,0,2,,,1,,,,\n");
}
END_TEST

Suite *matrix_suite(void)
{
	Suite *s = suite_create("matrix");
	TCase *t = tcase_create("matrix");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, labels_say_no_more_than_they_must);
	tcase_add_test(t, a_label_names_words_of_the_command_line);
	tcase_add_test(t, a_label_names_the_cpu_before_the_kernel);
	tcase_add_test(t, a_row_a_claim_a_column_a_record);
	tcase_add_test(t, verdicts_that_contradict_are_marked);
	tcase_add_test(t, reasons_are_told_once);
	tcase_add_test(t, what_is_claimed_makes_a_row);
	tcase_add_test(t, a_margin_stands_beside_its_record);
	tcase_add_test(t, a_base_is_named);
	tcase_add_loop_test(t, lines_fit_the_terminal, 0, ARRAY_SIZE(widths));
	tcase_add_test(t, json_has_it_all);
	suite_add_tcase(s, t);
	return s;
}
