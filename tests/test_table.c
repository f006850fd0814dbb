// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "suites.h"
#include "tables.h"
#include "text.h"
#include "util.h"
#include "written.h"

static struct record *r;

static void setup(void)
{
	r = record_new();
	r->path = xstrdup("a,b.json");
	r->target = xstrdup("kernel");
	r->core_ratio = 2;
	r->tsc_khz = 2000000;
	record_fact(r, "cpu_model", "%s", "A CPU");
	record_fact(r, "kernel", "%s", "6.1.0");
}

static void teardown(void)
{
	record_free(r);
}

static struct result *add(const char *name, const char *group, double estimate, double half)
{
	struct result *result = record_add_result(r, name);

	result->question = xstrdup(group);
	result->what = xstrdup("x");
	result->status = STATUS_OK;
	result->estimate = result->min = result->p50 = result->p99 = result->max = estimate;
	result->ci[0] = estimate - half;
	result->ci[1] = estimate + half;
	result->bytes = 12;
	result->cold = 0;
	result->tables = 0;
	result->samples = 600;
	return result;
}

static struct result *skip(const char *name, const char *group, const char *reason)
{
	struct result *result = add(name, group, NAN, NAN);

	result->status = STATUS_SKIPPED;
	result->reason = xstrdup(reason);
	result->samples = 0;
	return result;
}

static void add_claim(enum verdict verdict, double effect, double half)
{
	r->claims = xreallocarray(r->claims, r->claim_count + 1, sizeof(*r->claims));
	r->claims[r->claim_count++] = (struct claim_result){
		.id = xstrdup("c"), .source = xstrdup("a thread"), .text = xstrdup("a beats b"),
		.measure = xstrdup("cycles"), .a = xstrdup("a"), .b = xstrdup("b"),
		.effect = effect, .ci = { effect - half, effect + half }, .verdict = verdict,
		.reason = xstrdup("because"),
	};
}

static const char *as(void (*writer)(const struct document *d, FILE *out))
{
	return written(writer, records_document((const struct record *const *)&r, 1, false, false));
}

static const char *table(void)
{
	return as(text_document);
}

static const char *csv(void)
{
	return as(csv_document);
}

static const char *markdown(void)
{
	return as(markdown_document);
}

/* The record and another one like it of a newer kernel, side by side. */
static struct record *newer;

static const char *beside(bool differ)
{
	const struct record *const both[] = { r, newer };

	return written(text_document, beside_document(both, 2, differ));
}

/* The line of a table that starts with the bench's name, blanks made single (static). */
static const char *line(const char *table, const char *name)
{
	static char found[400];
	const char *at = table;
	char *to = found;

	for (; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		if (!strncmp(at + strspn(at, " "), name, strlen(name)))
			break;
	ck_assert_msg(at, "no line %s in:\n%s", name, table);
	for (at += strspn(at, " "); *at && *at != '\n'; at++)
		if (*at != ' ' || to[-1] != ' ')
			*to++ = *at;
	*to = '\0';
	return found;
}

START_TEST(silicon_has_cycles_ns_and_ticks)
{
	add("a", "g", 20, .12)->cold = 14;
	add("b", "g", 30, .001);
	add("c", "g", 250.26, 3.25)->tables = 24;
	ck_assert_str_eq(line(table(), "bench"), "bench estimate interval min p99 bytes ratio ns ticks");
	ck_assert_str_eq(line(table(), "a "), "a 20.00 ± 0.12 20.00 20.00 12+14 1.00× 5.00 10.00");
	ck_assert_str_eq(line(table(), "b "), "b 30.00 ± <0.01 30.00 30.00 12 1.50× 7.50 15.00");
	ck_assert_str_eq(line(table(), "c "), "c 250.3 ± 3.2 250.3 250.3 12+0+24 12.51× 62.56 125.1");
	ck_assert_ptr_nonnull(strstr(table(), "core cycles"));
	ck_assert_ptr_nonnull(strstr(table(), "A CPU, kernel 6.1.0"));
	ck_assert_ptr_null(strstr(table(), "emulat"));
}
END_TEST

/* Columns that do not fit come below, beside the names again; nothing is cut. */
START_TEST(a_narrow_terminal_gets_the_columns_in_bands)
{
	add("a-bench-whose-name-takes-half-of-the-line", "g", 20, .12);
	setenv("COLUMNS", "80", 1);
	ck_assert_str_eq(line(table(), "bench"), "bench estimate interval min p99");
	ck_assert_ptr_nonnull(strstr(table(), " bytes  ratio    ns  ticks\n"));
	ck_assert_ptr_nonnull(strstr(table(), "\n  a-bench-whose-name-takes-half-of-the-line     12  1.00×  5.00  10.00\n"));
	setenv("COLUMNS", "200", 1);
	ck_assert_str_eq(line(table(), "bench"), "bench estimate interval min p99 bytes ratio ns ticks");
}
END_TEST

START_TEST(a_lopsided_interval_shows_both_ends)
{
	add("a", "g", 20, 1)->ci[1] = 25;
	ck_assert_str_eq(line(table(), "a "), "a 20.00 [19.00, 25.00] 20.00 20.00 12 1.00× 5.00 10.00");
}
END_TEST

START_TEST(unknown_frequencies_leave_no_column)
{
	r->tsc_khz = NAN;
	add("a", "g", 20, .12);
	ck_assert_str_eq(line(table(), "bench"), "bench estimate interval min p99 bytes ratio ticks");
	r->core_ratio = NAN;
	ck_assert_str_eq(line(table(), "bench"), "bench estimate interval min p99 bytes ratio");
}
END_TEST

START_TEST(icount_is_whole_and_exact)
{
	r->clock = CLOCK_ICOUNT;
	add("a", "g", 9, 0);
	add("b", "g", 1204, NAN);
	add("c", "g", 9.5, NAN);
	ck_assert_str_eq(line(table(), "bench"), "bench estimate bytes ratio");
	ck_assert_str_eq(line(table(), "a "), "a 9 12 1.00×");
	ck_assert_str_eq(line(table(), "b "), "b 1204 12 133.78×");
	ck_assert_str_eq(line(table(), "c "), "c 9.50 12 1.06×");
	ck_assert_ptr_nonnull(strstr(table(), "exact (QEMU -icount): path length, not time"));
}
END_TEST

/* An exact figure stands there once; where there are several, all do. */
START_TEST(icount_shows_what_varies)
{
	r->clock = CLOCK_ICOUNT;
	add("a", "g", 9, 0);
	add("b", "g", 12, 0)->p99 = 14;
	ck_assert_str_eq(line(table(), "bench"), "bench estimate min p99 bytes ratio");
	ck_assert_str_eq(line(table(), "a "), "a 9 9 9 12 1.00×");
	ck_assert_str_eq(line(table(), "b "), "b 12 12 14 12 1.33×");
}
END_TEST

static void add_exiting(const char *name, double all, double user)
{
	struct result *result = add(name, "g", 3000, 0);

	result->counters = xcalloc(2, sizeof(*result->counters));
	result->counters[result->counter_count++] = (struct count){ xstrdup("vm-exits"), all };
	result->counters[result->counter_count++] = (struct count){ xstrdup("user-exits"), user };
}

/* What a page or a timer adds now and then is no exit of the instruction's. */
START_TEST(exits_have_who_handles_them)
{
	const char *text;

	r->clock = CLOCK_ICOUNT;
	add_exiting("nobody", .02, 0);
	add_exiting("kvm", 1.04, 0);
	add_exiting("thrice", 3, 0);
	ck_assert_ptr_null(strstr(table(), "monitor"));
	add_exiting("mixed", 3, 1);
	text = table();
	ck_assert_str_eq(line(text, "bench"), "bench estimate bytes ratio exits to");
	ck_assert_str_eq(line(text, "nobody"), "nobody 3000 12 1.00× -");
	ck_assert_str_eq(line(text, "kvm"), "kvm 3000 12 1.00× KVM");
	ck_assert_str_eq(line(text, "thrice"), "thrice 3000 12 1.00× KVM 3×");
	ck_assert_str_eq(line(text, "mixed"), "mixed 3000 12 1.00× KVM 2×, monitor");
	ck_assert_ptr_nonnull(strstr(text, "- monitor: privbench's own"));
}
END_TEST

static void add_of(const char *question, const char *name, double estimate)
{
	struct result *result = record_add_result(r, name);

	free(result->question);
	result->question = xstrdup(question);
	result->status = STATUS_OK;
	result->estimate = estimate;
	result->bytes = 2;
	result->cold = 7;
	result->tables = 24;
}

/* Not to whatever ran first; pages to as many pages; and what the columns leave open. */
START_TEST(ratios_name_what_they_are_to)
{
	const char *text;

	r->clock = CLOCK_ICOUNT;
	add_of("tlb-reload", "invlpg-reload-256", 512);
	add_of("tlb-reload", "invlpg-reload-16", 32);
	add_of("tlb-reload", "invlpg-reload-64", 128);
	add_of("tlb-reload", "tlb-load-16", 16);
	add_of("tlb-reload", "tlb-load-256", 256);
	add_of("irq-save", "kernel-save-flags", 3);
	add_of("irq-save", "pushf-pop", 2);
	text = table();
	ck_assert_str_eq(line(text, "invlpg-reload-256"), "invlpg-reload-256 512 2+7+24 2.00×");
	ck_assert_str_eq(line(text, "invlpg-reload-16"), "invlpg-reload-16 32 2+7+24 2.00×");
	ck_assert_str_eq(line(text, "invlpg-reload-64"), "invlpg-reload-64 128 2+7+24 -");
	ck_assert_str_eq(line(text, "tlb-load-16"), "tlb-load-16 16 2+7+24 1.00×");
	ck_assert_str_eq(line(text, "kernel-save-flags"), "kernel-save-flags 3 2+7+24 1.50×");
	ck_assert_ptr_nonnull(strstr(text, "- ratio: to tlb-load-256; of other amounts to tlb-load-16\n"));
	ck_assert_ptr_nonnull(strstr(text, "- ratio: to pushf-pop\n"));
	text = strstr(text, "- bytes: in line + out of line + in tables\n");
	ck_assert_ptr_nonnull(text);
	ck_assert_ptr_null(strstr(text + 1, "- bytes:"));
}
END_TEST

START_TEST(every_group_says_that_the_calibration_failed)
{
	add("a", "g", 20, 1);
	add("b", "h", 20, 1);
	record_fact(r, "calibration", "failed");
	ck_assert_str_eq(line(table(), "g "), "g (calibration failed: its cycles decide nothing)");
	ck_assert_str_eq(line(table(), "h "), "h (calibration failed: its cycles decide nothing)");
	ck_assert_ptr_nonnull(strstr(markdown(), "h (calibration failed: its cycles decide nothing)"));
}
END_TEST

START_TEST(every_emulated_group_says_so)
{
	r->clock = CLOCK_EMULATED;
	add("a", "g", 4700, 100);
	add("b", "h", 20, 1);
	ck_assert_str_eq(line(table(), "g "), "g (emulated: describes the emulator)");
	ck_assert_str_eq(line(table(), "h "), "h (emulated: describes the emulator)");
	ck_assert_str_eq(line(table(), "a "), "a 4700.0 ± 100.0 4700.0 4700.0 12 1.00×");
	ck_assert_ptr_nonnull(strstr(markdown(), "g (emulated: describes the emulator)"));
}
END_TEST

START_TEST(ratios_are_to_the_first_measured_row_of_the_group)
{
	skip("a", "g", "needs a thing");
	add("b", "g", 10, 1);
	add("x", "h", 7, 1);
	add("c", "g", 15, 1);
	add("y", "h", 14, 1);
	ck_assert_ptr_nonnull(strstr(line(table(), "b "), "1.00×"));
	ck_assert_ptr_nonnull(strstr(line(table(), "c "), "1.50×"));
	ck_assert_ptr_nonnull(strstr(line(table(), "x "), "1.00×"));
	ck_assert_ptr_nonnull(strstr(line(table(), "y "), "2.00×"));
}
END_TEST

START_TEST(nothing_is_related_to_nothing)
{
	r->clock = CLOCK_ICOUNT;
	add("empty", "g", 0, NAN);
	add("b", "g", 5, NAN);
	ck_assert_str_eq(line(table(), "bench"), "bench estimate bytes");
	ck_assert_str_eq(line(table(), "b "), "b 5 12");
}
END_TEST

START_TEST(rows_without_a_figure_show_the_reason_and_no_number)
{
	const char *result;

	r->clock = (enum clock)_i;
	add("a", "g", 10, 1);
	skip("b", "g", "needs a thing");
	skip("f", "g", "#GP")->status = STATUS_FAULTED;
	skip("z", "alone", "needs another")->status = STATUS_FAILED;
	ck_assert_str_eq(line(table(), "- b"), "- b: needs a thing");
	ck_assert_str_eq(line(table(), "f "), "f faulted: #GP");
	ck_assert_str_eq(line(table(), "z "), "z failed: needs another");
	ck_assert_ptr_null(strstr(markdown(), "| b |"));
	ck_assert_ptr_nonnull(strstr(markdown(), "- b: needs a thing"));
	result = strstr(csv(), "\nb,");
	ck_assert_ptr_nonnull(result);
	result = strstr(result, ",g,skipped,needs a thing,");
	ck_assert_ptr_nonnull(result);
	ck_assert(!strncmp(result, ",g,skipped,needs a thing,,,,,,,,,12,0,0,,,,,,,,,\n", strcspn(result, "\n") + 1));
}
END_TEST

START_TEST(lines_fit_the_terminal)
{
	size_t n;

	r->clock_reason = xstrdup("a long tale of chains that take so and so many ticks, one after another, and of what follows from it");
	add("kernel-irq-save-restore-if-1", "g", 12345.67, 123.4)->cold = 14;
	skip("b", "g", "the processor has no such instruction, and what would be measured here instead is something quite different");
	add_claim(VERDICT_NOT_MEASURABLE, 1.5, .01);
	free(r->claims[0].text);
	r->claims[0].text = xstrdup("a claim as long as the day, which takes more than the one line it is given, and then some more");
	record_note(r, "%s", r->clock_reason);
	for (const char *at = table(); *at; at += n + 1) {
		char *one = xasprintf("%.*s", (int)(n = strcspn(at, "\n")), at);

		ck_assert_msg(text_width(one) <= TEXT_COLUMNS, "%s", one);
		free(one);
	}
}
END_TEST

/* However wide the name before it. */
START_TEST(a_reason_has_room)
{
	char name[RECORD_NAME_MAX + 1], reason[1000];
	size_t i;

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (i = 0; i < sizeof(reason) - 1; i++)
		reason[i] = i % 2 ? ' ' : 'a';
	reason[i] = '\0';
	add("a", "g", 2, .12);
	skip(name, "g", reason);
	i = strlen(table());
	r->results[1].reason[0] = '\0';
	ck_assert_uint_le(i - strlen(table()), 5 * sizeof(reason));
}
END_TEST

START_TEST(columns_end_below_each_other)
{
	const char *bench, *a;

	add("a", "g", 2, .12);
	add("b", "g", 30, .001);
	bench = strstr(table(), "bench ");
	a = strstr(bench, "\n  a");
	ck_assert_int_eq(strstr(bench, "estimate") + 8 - bench, strstr(a, "2.00") + 4 - a - 3);
}
END_TEST

START_TEST(claims_have_verdict_and_figures)
{
	add_claim(VERDICT_SUPPORTED, .62, .02);
	add_claim(VERDICT_REFUTED, 1, 0);
	r->claims[1].id[0] = 'd';
	ck_assert_str_eq(line(table(), "c "), "c supported 0.62× [0.60, 0.64] a beats b");
	ck_assert_str_eq(line(table(), "d "), "d refuted 1.00× a beats b");
	ck_assert_ptr_nonnull(strstr(table(), "claims about time (effect in core cycles)\n"));
	ck_assert_ptr_nonnull(strstr(table(), " by: a thread · compares: a / b · figures: because\n"));
	ck_assert_ptr_null(strstr(table(), "not decided here"));
}
END_TEST

/* Beside a sentence on time, what its benches execute: no verdict of its own. */
START_TEST(code_stands_beside_time)
{
	add("a", "g", 20, .1)->insns = 4;
	add("b", "g", 30, .1)->insns = 3;
	r->results[0].cold = 25;
	add_claim(VERDICT_SUPPORTED, .62, .02);
	ck_assert_ptr_nonnull(strstr(markdown(), "4 and 3 instructions, 12 + 25 cold and 12 bytes a site"));
	r->results[1].insns = -1;
	ck_assert_ptr_null(strstr(markdown(), "4 and"));
	ck_assert_ptr_nonnull(strstr(markdown(), "12 + 25 cold and 12 bytes a site"));
	free(r->claims[0].measure);
	r->claims[0].measure = xstrdup("path");
	ck_assert_ptr_null(strstr(markdown(), "12 + 25"));
}
END_TEST

START_TEST(a_claim_says_who_means_it)
{
	add_claim(VERDICT_SUPPORTED, .62, .02);
	r->claims[0].standing = xstrdup("implied");
	ck_assert_ptr_nonnull(strstr(table(), " by: implied by a thread · "));
	memcpy(r->claims[0].standing, "open", 5);
	ck_assert_ptr_nonnull(strstr(table(), " by: left open by a thread · "));
	memcpy(r->claims[0].standing, "said", 5);
	ck_assert_ptr_nonnull(strstr(table(), " by: a thread · "));
}
END_TEST

START_TEST(shares_are_named)
{
	add_claim(VERDICT_SUPPORTED, .62, .02);
	r->claims[0].a_of = xstrdup("x");
	r->claims[0].b_of = xstrdup("y");
	ck_assert_ptr_nonnull(strstr(table(), "compares: (a / x) / (b / y) · "));
}
END_TEST

/* Another factor than 1: where the effect lies is said, not that nothing differs. */
START_TEST(at_the_threshold)
{
	add_claim(VERDICT_NO_DIFFERENCE, .5, 0);
	r->claims[0].factor = .5;
	ck_assert_str_eq(line(table(), "c "), "c at the threshold 0.50× a beats b");
	r->claims[0].factor = 1;
	ck_assert_str_eq(line(table(), "c "), "c no-difference 0.50× a beats b");
}
END_TEST

START_TEST(constructions_stand_apart)
{
	add_claim(VERDICT_BY_CONSTRUCTION, 1.8, 0);
	add_claim(VERDICT_SUPPORTED, .62, .02);
	r->claims[0].id[0] = 'd';
	r->claims[0].measure[0] = 'p';
	ck_assert_str_eq(line(table(), "d "), "d by construction 1.80× a beats b");
	ck_assert_ptr_nonnull(strstr(table(), "\nby construction: facts of the code, which no figure supports\n"));
	ck_assert_ptr_nonnull(strstr(table(), "\nclaims about time"));
}
END_TEST

/* Its record left the words to the program, which has them no more. */
START_TEST(undecided_claims_stand_together_by_reason)
{
	size_t i;

	for (i = 0; i < 3; i++)
		add_claim(VERDICT_NOT_MEASURABLE, NAN, NAN);
	free(r->claims[1].reason);
	r->claims[1].reason = xstrdup("another reason");
	for (i = 0; i < 3; i++) {
		free(r->claims[i].id);
		r->claims[i].id = xasprintf("claim-%zu", i);
	}
	ck_assert_ptr_nonnull(strstr(table(), "not decided here\n  - because: claim-0, claim-2\n"
					      "  - another reason: claim-1\n"));
	ck_assert_ptr_null(strstr(table(), "nan"));
	ck_assert_ptr_nonnull(strstr(markdown(), "- because: claim-0, claim-2\n- another reason: claim-1\n"));
}
END_TEST

START_TEST(what_is_not_known_of_the_machine_says_why)
{
	record_fact_missing(r, "cpu_model", "%s", "no /proc");
	ck_assert_ptr_nonnull(strstr(table(), "unknown CPU (no /proc), kernel 6.1.0"));
}
END_TEST

START_TEST(a_terminal_is_given_no_commands)
{
	record_note(r, "%s", "\x1b[2J\xc2\x9b" "2J\rµ");
	skip("\x1b", "\x1b", "\x1b");
	ck_assert(!strpbrk(table(), "\x1b\r"));
	ck_assert_ptr_null(strstr(table(), "\xc2\x9b"));
	ck_assert_ptr_nonnull(strstr(table(), "µ"));
	ck_assert(!strpbrk(markdown(), "\x1b\r"));
}
END_TEST

START_TEST(csv_quotes_what_must_be)
{
	skip("b", "g", "says \"no\",\nfirmly");
	ck_assert_ptr_nonnull(strstr(csv(), "\nb,\"a,b.json\",,,kernel,silicon,core cycles,g,skipped,"
				     "\"says \"\"no\"\", firmly\",,,"));
}
END_TEST

START_TEST(csv_has_figures_in_full)
{
	add("a", "g", 1.0 / 3, 0)->insns = 2;
	ck_assert_ptr_nonnull(strstr(csv(), "\na,\"a,b.json\",,,kernel,silicon,core cycles,g,ok,,2,"
				     "0.3333333333333333,0.3333333333333333,"));
	ck_assert_ptr_nonnull(strstr(csv(), ",12,0,0,0.08333333333333333,0.16666666666666666,600,,,,,,\n"));
}
END_TEST

START_TEST(csv_rows_have_the_columns_of_the_header)
{
	size_t commas[2] = { 0, 0 }, result = 0;

	add("a", "g", 5, 1);
	for (const char *at = strstr(csv(), "bench,"); *at && result < 2; at++) {
		commas[result] += *at == ',';
		result += *at == '\n';
	}
	ck_assert_uint_eq(commas[0] + 1, commas[1]);	/* the file's name has one */
}
END_TEST

/* What a file may say, nobody measures: 300 digits tell nothing, and push all else aside. */
START_TEST(a_huge_figure_has_an_exponent)
{
	add("a", "g", 1e308, 1e307);
	add("b", "g", 123456789012345, 1);
	ck_assert_ptr_nonnull(strstr(markdown(), "| 1e+308 | ± 1e+307 |"));
	ck_assert_ptr_nonnull(strstr(markdown(), "| 123456789012345.0 | ± 1.0 |"));
	for (const char *at = markdown(); *at; at += strcspn(at, "\n") + 1)
		ck_assert_uint_lt(strcspn(at, "\n"), 250);
}
END_TEST

START_TEST(markdown_cells_stay_cells)
{
	skip("b", "g", "a | b\n*c*")->status = STATUS_FAULTED;
	ck_assert_ptr_nonnull(strstr(markdown(), "| b | faulted: a \\| b \\*c\\* |"));
}
END_TEST

/* JSON has the figures in full, and none where there is none. */
START_TEST(json_has_figures_in_full)
{
	json_t *root, *bench;

	add("a", "g", 1.0 / 3, 0)->insns = 2;
	skip("b", "h", "needs a thing");
	root = json_loads(as(json_document), 0, NULL);
	ck_assert_ptr_nonnull(root);
	ck_assert_uint_eq(json_array_size(json_object_get(root, "benches")), 2);
	bench = json_array_get(json_object_get(root, "benches"), 0);
	ck_assert(json_real_value(json_object_get(bench, "estimate")) == 1.0 / 3);
	ck_assert_int_eq(json_integer_value(json_object_get(bench, "insns")), 2);
	ck_assert_ptr_null(json_object_get(bench, "interval"));
	bench = json_array_get(json_object_get(root, "benches"), 1);
	ck_assert(json_is_null(json_object_get(bench, "estimate")));
	ck_assert_str_eq(json_string_value(json_object_get(bench, "reason")), "needs a thing");
	bench = json_array_get(json_object_get(root, "facts"), 1);
	ck_assert_str_eq(json_string_value(json_object_get(bench, "name")), "target");
	ck_assert_str_eq(json_string_value(json_object_get(bench, "text")), "kernel");
	json_decref(root);
}
END_TEST

#define SVG_OPEN "<svg role=\"img\" aria-label=\"what &#60;it&#62; shows\">"

START_TEST(html_keeps_ids_of_figures_apart)
{
	struct document *d = document_new("benches");
	const char *html;
	size_t i;

	document_title(d, "a & b");
	for (i = 0; i < 2; i++) {
		document_figure(d, "group", "g", "what <it> shows");
		*PUSH(d->blocks[i]->svgs, d->blocks[i]->svg_count) = xstrdup("<?xml?><svg><path id='x'/><use href='#x'/></svg>");
	}
	document_figure(d, "group", "not drawn", "nothing");
	html = written(html_document, d);
	ck_assert_ptr_nonnull(strstr(html, "<h1>a &#38; b</h1>"));
	ck_assert_ptr_nonnull(strstr(html, SVG_OPEN "<path id='p0-x'/><use href='#p0-x'/></svg></div></figure>\n"));
	ck_assert_ptr_nonnull(strstr(html, SVG_OPEN "<path id='p1-x'/><use href='#p1-x'/></svg></div></figure>\n</main>"));
}
END_TEST

/* A picture as the only one of a page, without what is around it. */
static const char *in_page(const char *svg)
{
	struct document *d = document_new("benches");
	char *html;

	document_figure(d, "group", "g", "what <it> shows");
	*PUSH(d->blocks[0]->svgs, d->blocks[0]->svg_count) = xstrdup(svg);
	html = strstr(written(html_document, d), "<svg");
	*strstr(html, "</div></figure>") = '\0';
	return html;
}

/* What is drawn stays; what nobody sees does not, nor the digits that say nothing. */
static const struct {
	const char *drawn, *in_page;
} shrunk[] = {
	{ "<svg>\n<title>privbench</title><desc>by gnuplot</desc><!-- no > more --></svg>", "</svg>" },
	{ "<svg><g a='1'>\n<g> </g><title> </title></g><g><path/></g></svg>", "<g><path/></g></svg>" },
	{ "<svg><g><title>popf: 30 cycles</title><path/></g></svg>",
	  "<g><title>popf: 30 cycles</title><path/></g></svg>" },
	{ "<svg><path d='M120.90,-98.00 L0.00,5.05 '\tx=\"10\" y=\"100.10\"/></svg>",
	  "<path d='M120.9,-98 L0,5.05' x=\"10\" y=\"100.1\"/></svg>" },
	{ "<svg><path stroke='rgb(  0, 114,  178)' fill=\"#009e73\"/></svg>",
	  "<path stroke='#0072b2' fill=\"#009e73\"/></svg>" },
	{ "<svg><text>1.00  rgb( 1, 2, 3) id='x' &lt;g&gt;</text></svg>",
	  "<text>1.00  rgb( 1, 2, 3) id='x' &lt;g&gt;</text></svg>" },
	{ "<svg><a\n\txmlns=\"http://www.w3.org/2000/svg\"\n b='www.3.org'/></svg>", "<a b='www.3.org'/></svg>" },
	{ "<svg><style>.plot{}</style><use xlink:href='#a'/></svg>", "<use href='#p0-a'/></svg>" },
	{ "<svg><defs><path id='a'/><use href='#a' id='b'/><path id='ab'/><use href='#ab' id='c'/></defs>"
	  "<use href='#b'/></svg>",
	  "<defs><path id='p0-a'/><use href='#p0-a' id='p0-b'/></defs><use href='#p0-b'/></svg>" },
	{ "<svg><g a='>'></g><g a=\"'>\"><path/></g></svg>", "<g a=\"'>\"><path/></g></svg>" },
	{ "<svg><g font-family=\"sans-serif\" font-size=\"13.00\" text-anchor=\"start\"><text>a</text></g></svg>",
	  "<g><text>a</text></g></svg>" },
	{ "<svg><g", "<g" },
	{ "<svg><g></svg></g></g><text>open", "</g></g><text>open" },
};

START_TEST(html_shrinks_pictures)
{
	const char *html = in_page(shrunk[_i].drawn);

	ck_assert_int_eq(strncmp(html, SVG_OPEN, strlen(SVG_OPEN)), 0);
	ck_assert_str_eq(html + strlen(SVG_OPEN), shrunk[_i].in_page);
}
END_TEST

/* Links lead where no script is; ids are there once; lists, facts and folds are elements. */
START_TEST(html_has_links_and_lists)
{
	static const struct column columns[] = { SHOWN("a", "first"), { "b", "second", LEFT } };
	struct document *d = document_new("benches");
	struct row *row;
	const char *html;

	document_contents(d);
	document_add(d, BLOCK_SECTION, "one & only");
	document_id(d, "one");
	document_add(d, BLOCK_SECTION, "twin");
	document_id(d, "one");
	document_add(d, BLOCK_FOLD, "more");
	document_fact(d, "mail", "by <her>");
	document_url(d, "https://example.org/?a=1&b=\"2\"");
	document_add(d, BLOCK_ITEM, "harmful");
	document_url(d, "javascript:alert(1)");
	document_add(d, BLOCK_ITEM, "near");
	document_url(d, "other/page.html#a:b");
	document_unfold(d);
	row = table_row(document_table(d, "t", "of two", columns, 2));
	row->id = xstrdup("row");
	put_text(row, "name");
	put_link(row, "there", "#one");
	html = written(html_document, d);
	ck_assert_ptr_nonnull(strstr(html, "<li><a href=\"#one\">one &#38; only</a></li>"));
	ck_assert_ptr_nonnull(strstr(html, "<h2 id=\"one\">one &#38; only<a class=\"here\" href=\"#one\""));
	ck_assert_ptr_nonnull(strstr(html, "<h2>twin"));
	ck_assert_ptr_nonnull(strstr(html, "<details>\n<summary>more</summary>\n<dl>\n<dt>mail</dt><dd>"
		"<a href=\"https://example.org/?a=1&#38;b=&#34;2&#34;\">by &#60;her&#62;</a></dd>\n</dl>\n<ul>\n"
		"<li>harmful</li>\n<li><a href=\"other/page.html#a:b\">near</a></li>\n</ul>\n</details>\n"));
	ck_assert_ptr_nonnull(strstr(html, "aria-label=\"table 1: of two\"><table>\n<caption>of two</caption>\n"));
	ck_assert_ptr_nonnull(strstr(html, "<tr id=\"row\"><th scope=\"row\"><a href=\"#row\">name</a></th>"
		"<td class=\"left\"><a href=\"#one\">there</a></td></tr>"));
}
END_TEST

static TCase *terminal(void)
{
	TCase *tc = tcase_create("terminal");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, silicon_has_cycles_ns_and_ticks);
	tcase_add_test(tc, a_narrow_terminal_gets_the_columns_in_bands);
	tcase_add_test(tc, a_lopsided_interval_shows_both_ends);
	tcase_add_test(tc, unknown_frequencies_leave_no_column);
	tcase_add_test(tc, icount_is_whole_and_exact);
	tcase_add_test(tc, icount_shows_what_varies);
	tcase_add_test(tc, exits_have_who_handles_them);
	tcase_add_test(tc, every_group_says_that_the_calibration_failed);
	tcase_add_test(tc, ratios_name_what_they_are_to);
	tcase_add_test(tc, every_emulated_group_says_so);
	tcase_add_test(tc, ratios_are_to_the_first_measured_row_of_the_group);
	tcase_add_test(tc, nothing_is_related_to_nothing);
	tcase_add_loop_test(tc, rows_without_a_figure_show_the_reason_and_no_number,
			    CLOCK_SILICON, CLOCK_EMULATED + 1);
	tcase_add_test(tc, lines_fit_the_terminal);
	tcase_add_test(tc, a_reason_has_room);
	tcase_add_test(tc, columns_end_below_each_other);
	tcase_add_test(tc, claims_have_verdict_and_figures);
	tcase_add_test(tc, code_stands_beside_time);
	tcase_add_test(tc, a_claim_says_who_means_it);
	tcase_add_test(tc, shares_are_named);
	tcase_add_test(tc, at_the_threshold);
	tcase_add_test(tc, constructions_stand_apart);
	tcase_add_test(tc, undecided_claims_stand_together_by_reason);
	tcase_add_test(tc, what_is_not_known_of_the_machine_says_why);
	tcase_add_test(tc, a_terminal_is_given_no_commands);
	return tc;
}

static void setup_two(void)
{
	struct record *older;

	setup();
	older = r;
	setup();
	record_fact(r, "kernel", "%s", "6.12.0");
	newer = r;
	r = older;
}

static void teardown_two(void)
{
	teardown();
	record_free(newer);
}

/* The same bench in both. */
static void add_both(const char *name, double older, double newest, double half)
{
	struct record *first = r;

	add(name, "g", older, half);
	r = newer;
	add(name, "g", newest, half);
	r = first;
}

START_TEST(exact_counts_differ_by_one)
{
	r->clock = newer->clock = CLOCK_ICOUNT;
	add_both("same", 10, 10, NAN);
	add_both("other", 10, 11, NAN);
	ck_assert_str_eq(line(beside(false), "bench"), "bench 6.1.0 6.12.0");
	ck_assert_str_eq(line(beside(false), "same"), "same 10 10");
	ck_assert_str_eq(line(beside(false), "* other"), "* other 10 11");
	ck_assert_ptr_null(strstr(beside(true), "same "));
	ck_assert_str_eq(line(beside(true), "* other"), "* other 10 11");
}
END_TEST

/* A path that has no one length differs if that of no batch is among the other's. */
START_TEST(paths_differ_beyond_their_batches)
{
	r->clock = newer->clock = CLOCK_ICOUNT;
	add_both("near", 10.2, 12.6, 2);
	add_both("far", 10.2, 20.4, 2);
	ck_assert_str_eq(line(beside(false), "near"), "near ≈ 10 ≈ 13");
	ck_assert_str_eq(line(beside(false), "* far"), "* far ≈ 10 ≈ 20");
	ck_assert_ptr_nonnull(strstr(beside(true), "≈: the path differs"));
	ck_assert_str_eq(line(table(), "far"), "far ≈ 10 12 1.00×");
	ck_assert_ptr_nonnull(strstr(table(), "≈: the path differs"));
}
END_TEST

START_TEST(cycles_differ_beyond_their_intervals)
{
	add_both("near", 10, 10.5, .3);
	add_both("far", 10, 11, .3);
	ck_assert_str_eq(line(beside(false), "near"), "near 10.00 10.50");
	ck_assert_str_eq(line(beside(false), "* far"), "* far 10.00 11.00");
}
END_TEST

START_TEST(an_emulators_figures_do_not_differ)
{
	r->clock = newer->clock = CLOCK_EMULATED;
	add_both("far", 10, 99, .1);
	ck_assert_str_eq(line(beside(false), "far"), "far 10.00 99.00");
	ck_assert_ptr_nonnull(strstr(beside(true), "no bench differs"));
}
END_TEST

START_TEST(what_only_one_has_differs)
{
	struct record *first = r;

	add("old", "g", 1, 0);
	skip("needy", "g", "needs X");
	r = newer;
	add("needy", "g", 3, 0);
	add("new", "h", 2, 0);
	r = first;
	ck_assert_str_eq(line(beside(true), "* old"), "* old 1.00 -");
	ck_assert_str_eq(line(beside(true), "* needy"), "* needy skipped 3.00");
	ck_assert_str_eq(line(beside(true), "* new"), "* new - 2.00");
}
END_TEST

START_TEST(columns_are_headed_by_what_tells_them_apart)
{
	add_both("a", 1, 1, 0);
	record_fact(newer, "kernel", "%s", "6.1.0");
	free(newer->target);
	newer->target = xstrdup("qemu");
	ck_assert_str_eq(line(beside(false), "bench"), "bench kernel qemu");
	free(newer->target);
	newer->target = xstrdup("kernel");
	free(newer->path);
	newer->path = xstrdup("x/b.json");
	ck_assert_str_eq(line(beside(false), "bench"), "bench a,b.json b.json");
	record_fact(r, "cpu_model", "Intel");
	record_fact(newer, "cpu_model", "AMD");
	record_fact(newer, "kernel", "6.12.0");
	ck_assert_str_eq(line(beside(false), "bench"), "bench Intel AMD");
}
END_TEST

START_TEST(other_units_do_not_go_side_by_side)
{
	const struct record *const both[] = { r, newer };

	newer->clock = CLOCK_ICOUNT;
	ck_assert_ptr_null(beside_document(both, 2, false));
}
END_TEST

static TCase *side_by_side(void)
{
	TCase *tc = tcase_create("side by side");

	tcase_add_checked_fixture(tc, setup_two, teardown_two);
	tcase_add_test(tc, exact_counts_differ_by_one);
	tcase_add_test(tc, paths_differ_beyond_their_batches);
	tcase_add_test(tc, cycles_differ_beyond_their_intervals);
	tcase_add_test(tc, an_emulators_figures_do_not_differ);
	tcase_add_test(tc, what_only_one_has_differs);
	tcase_add_test(tc, columns_are_headed_by_what_tells_them_apart);
	tcase_add_test(tc, other_units_do_not_go_side_by_side);
	return tc;
}

static TCase *files(void)
{
	TCase *tc = tcase_create("files");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, csv_quotes_what_must_be);
	tcase_add_test(tc, csv_has_figures_in_full);
	tcase_add_test(tc, csv_rows_have_the_columns_of_the_header);
	tcase_add_test(tc, a_huge_figure_has_an_exponent);
	tcase_add_test(tc, markdown_cells_stay_cells);
	tcase_add_test(tc, json_has_figures_in_full);
	tcase_add_test(tc, html_keeps_ids_of_figures_apart);
	tcase_add_loop_test(tc, html_shrinks_pictures, 0, ARRAY_SIZE(shrunk));
	tcase_add_test(tc, html_has_links_and_lists);
	return tc;
}

Suite *table_suite(void)
{
	Suite *s = suite_create("table");

	suite_add_tcase(s, terminal());
	suite_add_tcase(s, side_by_side());
	suite_add_tcase(s, files());
	return s;
}
