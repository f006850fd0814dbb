// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "record-members.h"
#include "record.h"
#include "suites.h"
#include "util.h"

/* A folder of the test's own, and standard error as a file in another target. */
static char folder[32];
static FILE *errors;

static void setup(void)
{
	strcpy(folder, "/tmp/test-record-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	errors = tmpfile();
	ck_assert_ptr_nonnull(errors);
	dup2(fileno(errors), STDERR_FILENO);
}

static void teardown(void)
{
	ck_assert_int_eq(run_program((const char *[]){ "rm", "-r", folder, NULL }, NULL), 0);
	fclose(errors);
}

static char *in_folder(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static int entries(void)
{
	DIR *dir = opendir(folder);
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void put_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static struct count *counts(const char *name, double value)
{
	struct count *c = xcalloc(1, sizeof(*c));

	*c = (struct count){ xstrdup(name), value };
	return c;
}

static struct result *add_row(struct record *r, const char *name, enum status status,
			      const char *reason)
{
	struct result *result = record_add_result(r, name);

	result->question = xstrdup("irq-restore");
	result->what = xstrdup("“±×” survive");
	result->status = status;
	result->reason = reason ? xstrdup(reason) : NULL;
	return result;
}

static void add_measured(struct record *r)
{
	struct result *result = add_row(r, "popf-if-1-1", STATUS_OK, NULL);

	result->insns = 2;
	result->bytes = 3;
	result->cold = 0;
	result->tables = 12;
	result->code = xstrdup("519d");
	result->estimate = 1.0 / 3;
	result->ci[0] = 0.1;
	result->ci[1] = 0.7;
	result->min = 9;
	result->p50 = 0x1.fffffffffffffp-3;
	result->p99 = 10.75;
	result->max = 1e300;
	result->samples = 600;
	result->dropped = counts("interrupt", 3);
	result->dropped_count = 1;
	result->estimate_with_dropped = -0.25;
	result->histogram = xcalloc(2, sizeof(*result->histogram));
	result->histogram[0] = (struct bin){ -0.5, 1 };
	result->histogram[1] = (struct bin){ 1234567.89, 1ULL << 40 };
	result->bins = 2;
	result->batches = xcalloc(1, sizeof(*result->batches));
	result->batches[0] = (struct batch){ 3, 7, 1024, 100, 9.75, .25 };
	result->batch_count = 1;
	result->counters = counts("cycles", 10.125);
	result->counter_count = 1;
	result->longest_us = 42.5;
}

static void add_claims(struct record *r)
{
	int v;

	r->claim_count = VERDICT_NOT_MEASURABLE + 1;
	r->claims = xcalloc(r->claim_count, sizeof(*r->claims));
	for (v = 0; v <= VERDICT_NOT_MEASURABLE; v++)
		r->claims[v] = (struct claim_result){
			.id = xasprintf("claim-%d", v),
			.source = xstrdup("lkml"),
			.text = xstrdup("a is\n\"faster\"\tthan b"),
			.measure = xstrdup("cycles"),
			.a = xstrdup("a"),
			.b = xstrdup("b"),
			.base = v ? NULL : xstrdup("c"),
			.predicted = v ? NULL : xstrdup("not above"),
			.factor = v ? NAN : 1.5,
			.margin = v ? NULL : xstrdup("2 %"),
			.delta = v ? NAN : 0.03,
			.effect = v ? NAN : 0.62,
			.ci = { v ? NAN : 0.5, v ? NAN : 0.75 },
			.verdict = (enum verdict)v,
			.reason = v ? xstrdup("a: skipped") : NULL,
		};
}

static struct record *full(void)
{
	struct record *r = record_new();

	r->id = xstrdup("00ff");
	r->utc = xstrdup("2024-01-01T00:00:00Z");
	r->version = xstrdup("0.1");
	r->command = xstrdup("run --on kernel 'é*'");
	r->seed = INT64_MAX;
	r->target = xstrdup("kernel");
	r->clock = CLOCK_SILICON;
	r->clock_reason = xstrdup("imul-chain takes 2.1 ticks");
	r->core_ratio = 1.4285714285714286;
	r->tsc_khz = 2100000;
	record_fact(r, "cpu", "%s", "Größer CPU");
	record_fact_number(r, "model", 85);
	record_fact_number(r, "off", 0.1);
	record_fact_missing(r, "microcode", "no %s", "permission");
	add_measured(r);
	add_row(r, "b", STATUS_SKIPPED, "needs ring 0");
	add_row(r, "c", STATUS_FAULTED, "#GP at the second instruction");
	add_row(r, "d", STATUS_FAILED, "the host refused");
	add_claims(r);
	record_note(r, "%d %% of nothing", 100);
	return r;
}

/* The file that the record makes (malloced). */
static char *written(struct record *r)
{
	char *path = in_folder("record.json"), *text;

	ck_assert_int_eq(record_write(r, path, RECORD_REPLACES), 0);
	ck_assert_str_eq(r->path, path);
	text = read_file(path, NULL);
	free(path);
	return text;
}

static struct record *parsed(const char *text)
{
	char *error = NULL;
	struct record *r = record_parse(text, strlen(text), "test.json", &error);

	ck_assert_msg(r, "%s", error);
	return r;
}

static char *full_text(void)
{
	struct record *r = full();
	char *text = written(r);

	record_free(r);
	return text;
}

/* The same record as schema 1 had it. */
static char *old_text(void)
{
	char *text = read_file("tests/record-1.json", NULL);

	ck_assert_ptr_nonnull(text);
	return text;
}

/* The only `old` of the text made `new`. */
static char *with(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	ck_assert_msg(at, "the record has no %s", old);
	return xasprintf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

/* Why it is refused (malloced). */
static char *refusal(const char *text, size_t length)
{
	char *error = NULL;
	struct record *r = record_parse(text, length, "test.json", &error);

	ck_assert_msg(!r, "was taken");
	ck_assert_ptr_nonnull(error);
	ck_assert_msg(!strncmp(error, "test.json:", 10), "no file name: %s", error);
	ck_assert_msg(strchr(error, ';'), "no remedy: %s", error);
	return error;
}

#define ck_says(error, says) \
	ck_assert_msg(strstr(error, says), "'%s' does not say '%s'", error, says)

static void ck_refused(const char *text, size_t length, const char *says)
{
	char *error = refusal(text, length);

	ck_says(error, says);
	free(error);
}

#define ck_same(a, b) \
	ck_assert_msg((a) == (b) || (isnan(a) && isnan(b)), "%.17g became %.17g", a, b)

START_TEST(writing_what_was_read_gives_the_same_bytes)
{
	char *first = full_text(), *second;
	struct record *r = parsed(first);

	second = written(r);
	ck_assert_str_eq(first, second);
	record_free(r);
	free(first);
	free(second);
}
END_TEST

START_TEST(schema_1_is_read)
{
	char *old = old_text(), *now = full_text(), *again;
	struct record *r = parsed(old);

	again = written(r);
	ck_assert_str_eq(now, again);
	record_free(r);
	free(again);
	free(now);
	free(old);
}
END_TEST

/* To the digits that decide: what they are rounded to stays as it is from then on. */
START_TEST(every_figure_survives)
{
	struct record *a = full(), *b;
	const struct result *x = record_find(a, "popf-if-1-1"), *y;
	char *text = written(a);

	ck_assert_double_eq_tol(x->estimate, 1.0 / 3, 1e-8);
	ck_assert_double_eq_tol(x->batches[0].estimate, 9.75, 1e-6);	size_t i;

	b = parsed(text);
	y = record_find(b, "popf-if-1-1");
	ck_same(x->estimate, y->estimate);
	ck_same(x->ci[0], y->ci[0]);
	ck_same(x->ci[1], y->ci[1]);
	ck_same(x->p50, y->p50);
	ck_same(x->p99, y->p99);
	ck_same(x->max, y->max);
	ck_same(x->estimate_with_dropped, y->estimate_with_dropped);
	ck_same(x->longest_us, y->longest_us);
	ck_same(a->core_ratio, b->core_ratio);
	ck_same(a->tsc_khz, b->tsc_khz);
	ck_assert_uint_eq(b->seed, a->seed);
	ck_assert_uint_eq(y->samples, 600);
	ck_assert_uint_eq(y->bins, 2);
	for (i = 0; i < y->bins; i++) {
		ck_same(x->histogram[i].value, y->histogram[i].value);
		ck_assert_uint_eq(x->histogram[i].count, y->histogram[i].count);
	}
	ck_assert_int_eq(y->batches[0].layout, 3);
	ck_same(x->batches[0].sd, y->batches[0].sd);
	ck_assert_str_eq(y->counters[0].name, "cycles");
	ck_assert_str_eq(b->claims[0].base, "c");
	ck_assert_str_eq(b->claims[0].predicted, "not above");
	ck_assert_str_eq(b->claims[0].margin, "2 %");
	ck_same(a->claims[0].factor, b->claims[0].factor);
	ck_same(a->claims[0].delta, b->claims[0].delta);
	record_free(a);
	record_free(b);
	free(text);
}
END_TEST

START_TEST(what_does_not_exist_stays_so)
{
	struct record *a = full(), *b;
	char *text = written(a);
	const struct result *result;

	b = parsed(text);
	result = record_find(b, "b");
	ck_assert_int_eq(result->status, STATUS_SKIPPED);
	ck_assert_str_eq(result->reason, "needs ring 0");
	ck_assert(isnan(result->estimate) && isnan(result->ci[0]) && isnan(result->min) &&
		  isnan(result->p50));
	ck_assert(isnan(result->p99) && isnan(result->max) && isnan(result->estimate_with_dropped));
	ck_assert(isnan(result->longest_us));
	ck_assert_int_eq(result->insns, -1);
	ck_assert_int_eq(result->bytes, -1);
	ck_assert_int_eq(result->cold, -1);
	ck_assert_int_eq(result->tables, -1);
	ck_assert_ptr_null(result->code);
	ck_assert(isnan(b->claims[VERDICT_NOT_MEASURABLE].effect));
	ck_assert(isnan(b->claims[VERDICT_NOT_MEASURABLE].factor) &&
		  !b->claims[VERDICT_NOT_MEASURABLE].predicted);
	ck_assert_str_eq(record_find_fact(b, "microcode")->missing, "no permission");
	ck_assert_ptr_null(record_find_fact(b, "microcode")->value);
	ck_assert(record_find_fact(b, "off")->number);
	ck_assert_str_eq(record_find_fact(b, "off")->value, "0.1");
	record_free(a);
	record_free(b);
	free(text);
}
END_TEST

START_TEST(what_a_claim_compares_survives)
{
	struct record *a = full(), *b;
	char *text;

	a->claims[1].standing = xstrdup("implied");
	a->claims[1].a_of = xstrdup("x");
	a->claims[1].b_of = xstrdup("y");
	text = written(a);
	b = parsed(text);
	ck_assert_str_eq(b->claims[1].standing, "implied");
	ck_assert_str_eq(b->claims[1].a_of, "x");
	ck_assert_str_eq(b->claims[1].b_of, "y");
	ck_assert_ptr_null(b->claims[0].standing);
	ck_assert_int_eq(b->claims[VERDICT_BY_CONSTRUCTION].verdict, VERDICT_BY_CONSTRUCTION);
	record_free(a);
	record_free(b);
	free(text);
}
END_TEST

/* A claim had one measure, which its id named. */
START_TEST(old_ids_of_claims)
{
	static const char *const ids[][3] = {
		{ "sti-beats-popf-path", "path", "sti-beats-popf" },
		{ "a-path", "cycles", "a-path" },
		{ "asm-goto-bytes", "bytes", "asm-goto-below-branch" },
		{ "b-bytes", "bytes", "b-bytes" },
	};
	struct record *a = full(), *b;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		free(a->claims[i].id);
		free(a->claims[i].measure);
		a->claims[i].id = xstrdup(ids[i][0]);
		a->claims[i].measure = xstrdup(ids[i][1]);
	}
	text = written(a);
	b = parsed(text);
	for (i = 0; i < ARRAY_SIZE(ids); i++)
		ck_assert_str_eq(b->claims[i].id, ids[i][2]);
	record_free(a);
	record_free(b);
	free(text);
}
END_TEST

/* docs/record.md: "or absent". */
START_TEST(what_is_absent_is_nothing)
{
	char *text = old_text(), *less = with(text, "\"min\": 9,", ""), *least;
	struct record *r;

	least = with(less, "\"samples\": 600,", "");
	free(less);
	less = with(least, "\"predicted\": \"not above\",", "");
	r = parsed(less);
	ck_assert(isnan(r->results[0].min));
	ck_assert_uint_eq(r->results[0].samples, 0);
	ck_assert_ptr_null(r->claims[0].predicted);
	record_free(r);
	free(least);
	free(less);
	free(text);
}
END_TEST

START_TEST(whole_figures_are_whole_numbers)
{
	char *text = full_text();

	ck_assert_ptr_nonnull(strstr(text, ",[9,0.25,10.75,1e+300],"));
	ck_assert_ptr_nonnull(strstr(text, "\"tsc_khz\": 2100000,"));
	ck_assert_ptr_nonnull(strstr(text, ",[0.01,-50,1,-123456838,1099511627776],"));
	ck_assert_ptr_nonnull(strstr(text, "\"seed\": 9223372036854775807"));
	free(text);
}
END_TEST

START_TEST(a_bench_without_a_figure_is_not_written_as_ok)
{
	struct record *r = full(), *back;
	char *text;

	add_row(r, "blank", STATUS_OK, NULL);
	record_add_result(r, "untouched");
	text = written(r);
	back = parsed(text);
	ck_assert_int_eq(record_find(back, "blank")->status, STATUS_FAILED);
	ck_assert_int_eq(record_find(back, "untouched")->status, STATUS_FAILED);
	ck_assert_ptr_nonnull(record_find(back, "untouched")->reason);
	record_free(r);
	record_free(back);
	free(text);
}
END_TEST

START_TEST(bytes_that_are_no_utf8_are_kept_readable)
{
	struct record *r = full(), *back;
	char *text;

	record_fact(r, "command_line", "%s", "quiet x=\xff\xfe");
	text = written(r);
	back = parsed(text);
	ck_assert_str_eq(record_find_fact(back, "command_line")->value, "quiet x=\\xff\\xfe");
	record_free(r);
	record_free(back);
	free(text);
}
END_TEST

START_TEST(a_fact_replaces_the_earlier_one)
{
	struct record *r = record_new();

	record_fact_missing(r, "cpu", "unreadable");
	record_fact_number(r, "smt", 1);
	record_fact(r, "cpu", "%s", "known");
	record_fact_number(r, "smt", NAN);
	record_fact_number(r, "tsc_khz", 5);
	ck_assert_uint_eq(r->fact_count, 2);
	ck_assert_str_eq(record_find_fact(r, "cpu")->value, "known");
	ck_assert_ptr_null(record_find_fact(r, "cpu")->missing);
	ck_assert_ptr_nonnull(record_find_fact(r, "smt")->missing);
	ck_assert(r->tsc_khz == 5);
	record_free(r);
	record_free(NULL);
}
END_TEST

/* One place of a good record changed: what the refusal must name. */
static const struct change {
	const char *old, *new, *says;
} changes[] = {
	{ "\"schema\": 1", "\"schema\": 3", "newer" },
	{ "\"schema\": 1", "\"schema\": 2", "target is missing" },
	{ "\"schema\": 1", "\"schema\": \"1\"", "not a privbench record" },
	{ "\"schema\": 1", "\"schema\": 0", "not a privbench record" },
	{ "\"schema\": 1", "\"other\": 1", "not a privbench record" },
	{ "\"run\": {", "\"walk\": {", "not a privbench record" },
	{ "\"id\": \"00ff\",", "", "run.id is missing" },
	{ "\"id\": \"00ff\"", "\"id\": 7", "run.id is a whole number" },
	{ "\"seed\": 9223372036854775807", "\"seed\": -1", "run.seed is -1" },
	{ "\"seed\": 9223372036854775807", "\"seed\": 9223372036854775808", "test.json:" },
	{ "\"model\": 85", "\"model\": []", "machine.model is an array" },
	{ "\"tsc_khz\": 2100000", "\"tsc_khz\": 0", "machine.tsc_khz" },
	{ "\"tsc_khz\": 2100000", "\"tsc_khz\": \"2\"", "machine.tsc_khz" },
	{ "\"unreadable\"", "\"unread\"", "machine.unread" },
	{ "\"microcode\": \"no", "\"cpu\": \"no", "machine.unreadable.cpu" },
	{ "\"no permission\"", "null", "machine.unreadable.microcode is null" },
	{ "\"place\": \"kernel\",", "", "target is missing" },
	{ "\"clock\": \"silicon\"", "\"clock\": \"sundial\"", "clock is \"sundial\"" },
	{ "\"clock\": \"silicon\"", "\"clock\": \"icount\"", "unit is \"core cycles\"" },
	{ "\"unit\": \"core cycles\"", "\"unit\": 1", "unit is a whole number" },
	{ "\"benches\": [", "\"benches\": [7,", "benches[0] is a whole number" },
	{ "\"benches\": [", "\"benches\": [{},", "benches[0].name is missing" },
	{ "\"name\": \"popf-if-1-1\"", "\"name\": null", "benches[0].name is null" },
	{ "\"name\": \"popf-if-1-1\"", "\"name\": \"p\", \"colour\": 1", "\"colour\"" },
	{ "\"name\": \"popf-if-1-1\"", "\"name\": \"b\"",
	  "benches[1].name is \"b\", as that of benches[0] is" },
	{ "\"status\": \"ok\"", "\"status\": \"fine\"", "benches[0].status is \"fine\"" },
	{ "\"status\": \"skipped\"", "\"status\": \"ok\"", "benches[1] is ok and has no estimate" },
	{ "\"reason\": \"needs ring 0\"", "\"reason\": null", "benches[1] is skipped" },
	{ "\"insns\": 2", "\"insns\": -2", "benches[0].insns is -2" },
	{ "\"insns\": 2", "\"insns\": 2.5", "benches[0].insns is a number" },
	{ "\"estimate\": 0.3333333333333333", "\"estimate\": \"fast\"",
	  "benches[0].estimate is a string" },
	{ "\"samples\": 600", "\"samples\": -600", "benches[0].samples is -600" },
	{ "\"interrupt\": 3", "\"interrupt\": -3", "benches[0].dropped.interrupt is -3" },
	{ "\"dropped\": {", "\"dropped\": 1, \"x\": {", "benches[0].dropped is a whole number" },
	{ "\"-0.5\": 1", "\"-0.5\": -1", "benches[0].histogram[\"-0.5\"] must be a number" },
	{ "\"-0.5\": 1", "\"half\": 1", "benches[0].histogram[\"half\"]" },
	{ "\"-0.5\": 1", "\"2e9\": 1", "out of order" },
	{ "\"layout\": 3", "\"layout\": 4294967296", "benches[0].batches[0].layout" },
	{ "\"layout\": 3", "\"layout\": true", "benches[0].batches[0].layout is true" },
	{ "\"layout\": 3,", "", "benches[0].batches[0]: Object item not found: layout" },
	{ "\"layout\": 3", "\"colour\": 1, \"layout\": 3", "benches[0].batches[0]: 1 object item(s) left" },
	{ "\"cycles\": 10.125", "\"cycles\": false", "benches[0].counters.cycles is false" },
	{ "\"ci\": [", "\"ci\": [0.05,", "benches[0].ci must be" },
	{ "\"ci\": [", "\"ci\": [9, 8], \"x\": [", "wrong way round" },
	{ "\"claims\": [", "\"claims\": {}, \"x\": [", "claims is an object" },
	{ "\"verdict\": \"refuted\"", "\"verdict\": \"perhaps\"", "claims[1].verdict is \"perhaps\"" },
	{ "\"effect\": 0.62", "\"effect\": []", "claims[0].effect is an array" },
	{ "\"notes\": [", "\"notes\": [0,", "notes[0] is a whole number" },
	{ "\"place\"", "\"clock\": \"silicon\", \"place\"", "test.json:" },
	{ "\"p99\": 1", "\"p99\": 1e999, \"x\": 1", "test.json:" },
};

START_TEST(a_changed_record_is_refused_by_name)
{
	const struct change *c = &changes[_i];
	char *text = old_text(), *changed = with(text, c->old, c->new);

	ck_refused(changed, strlen(changed), c->says);
	free(text);
	free(changed);
}
END_TEST

/* The same of schema 2. */
static const struct change row_changes[] = {
	{ "\"schema\": 2", "\"schema\": 1", "benches[0] is an array and must be an object" },
	{ "\"target\": \"kernel\",", "", "target is missing" },
	{ "[\"popf-if-1-1\",", "{\"name\":\"x\"},[\"popf-if-1-1\",",
	  "benches[0] is an object and must be an array" },
	{ "[\"popf-if-1-1\",", "[7,", "benches[0].name is a whole number" },
	{ "[\"popf-if-1-1\",", "[", "benches[0].status" },
	{ "[\"popf-if-1-1\",", "[\"b\",", "benches[1].name is \"b\", as that of benches[0] is" },
	{ "[\"popf-if-1-1\",\"ok\"", "[\"popf-if-1-1\",\"fine\"", "benches[0].status is \"fine\"" },
	{ "[\"popf-if-1-1\",\"ok\"", "[\"popf-if-1-1\",null", "benches[0].status is missing" },
	{ "[\"popf-if-1-1\",\"ok\"", "[\"popf-if-1-1\",{\"status\":\"ok\"}",
	  "benches[0][1] is an object" },
	{ "\"ok\",2,", "\"ok\",-2,", "benches[0].insns is -2" },
	{ "0.33333333,", "\"fast\",", "benches[0].estimate is a string" },
	{ "0.33333333,", "null,", "benches[0] is ok and has no estimate" },
	{ "\"519d\"", "\"519\"", "benches[0].code must be bytes, two digits" },
	{ "\"519d\"", "\"519g\"", "benches[0].code must be bytes, two digits" },
	{ "\"519d\"", "\"<b>9\"", "benches[0].code must be bytes, two digits" },
	{ "\"core_tsc_ratio\": 1.4285714285714286", "\"core_tsc_ratio\": 1e9",
	  "machine.core_tsc_ratio is 1e+09 and must be 0.01 to 100" },
	{ "\"core_tsc_ratio\": 1.4285714285714286", "\"core_tsc_ratio\": 1e-9",
	  "machine.core_tsc_ratio is 1e-09" },
	{ "[\"claim-1\",", "[\"claim-0\",",
	  "claims[1].id is \"claim-0\" of measure cycles, as claims[0] is" },
	{ "[0.1,0.7]", "[0.7,0.1]", "wrong way round" },
	{ "[0.1,0.7]", "[0.1]", "benches[0].ci must be an array of 2" },
	{ "[0.1,0.7]", "[0.1,null]", "benches[0].ci[1] is null" },
	{ "[9,0.25,", "[\"\",0.25,", "benches[0].quantiles[0] is a string" },
	{ "[0.01,-50,1,", "[0,-50,1,", "benches[0].histogram must be" },
	{ "[0.01,-50,1,", "[0.01,0.5,1,", "benches[0].histogram must be" },
	{ "[0.01,-50,1,", "[0.01,-50,[],", "benches[0].histogram[2] is an array" },
	{ "[0.01,-50,1,", "[0.01,9007199254740993,1,", "benches[0].histogram must be" },
	{ "[0.01,-50,1,", "[0.01,-50,-9223372036854775808,", "benches[0].histogram has a bin beyond" },
	{ "[[9.75,", "[7,[9.75,", "benches[0].batches[0] is a whole number" },
	{ "[[9.75,", "[[9.75,{\"x\":1}],[", "benches[0].batches[0] has a member \"x\"" },
	{ "1024,3,7]", "1024,3,7,8]",
	  "benches[0].batches[0] has 7 columns, and this privbench knows 6" },
	{ "1024,3,7]", "1024,4294967296,7]", "benches[0].batches[0].layout" },
	{ "\"dropped\":{", "\"dropped\":1,\"x\":{", "benches[0].dropped is a whole number" },
	{ "\"dropped\":{", "\"colour\":1,\"dropped\":{", "benches[0] has a member \"colour\"" },
	{ "{\"reason\":\"needs ring 0\",", "{", "benches[1] is skipped and has no reason" },
	{ "[\"claim-0\",", "[\"claim-0\",7,", "claims[0].measure is a whole number" },
	{ "\"refuted\"", "\"perhaps\"", "claims[1].verdict is \"perhaps\"" },
	{ "\"notes\": [", "\"notes\": [0,", "notes[0] is a whole number" },
};

START_TEST(a_changed_row_is_refused_by_name)
{
	const struct change *c = &row_changes[_i];
	char *text = full_text(), *changed = with(text, c->old, c->new);

	ck_refused(changed, strlen(changed), c->says);
	free(text);
	free(changed);
}
END_TEST

/*
 * What no run can say of a claim: one of time, of the path and the size of code that is all ours,
 * of a path that is not; one whose base may leave nothing over.
 */
#define TIME "sti-beats-popf", "cycles"
#define OUR_PATH "error-branch-executes-more", "path"
#define OUR_SIZE "popf-smaller", "bytes"
#define KERNEL_PATH "kernel-wrmsr-executes-more", "path"
#define OVER_BASE "static-key-below-flag", "cycles"
static const struct {
	enum clock clock;
	const char *id, *measure;
	enum verdict verdict;
	double effect;
	const char *says;	/* NULL: it is read */
} sayings[] = {
	{ CLOCK_SILICON, TIME, VERDICT_SUPPORTED, .5, NULL },
	{ CLOCK_SILICON, TIME, VERDICT_NO_DIFFERENCE, 1, NULL },
	{ CLOCK_SILICON, TIME, VERDICT_NOT_MEASURABLE, NAN, NULL },
	{ CLOCK_ICOUNT, TIME, VERDICT_NOT_MEASURABLE, NAN, NULL },
	{ CLOCK_ICOUNT, TIME, VERDICT_SUPPORTED, .5, "claims[0].verdict is \"supported\", but time" },
	{ CLOCK_EMULATED, TIME, VERDICT_UNRESOLVED, .5, "claims[0].verdict is \"unresolved\", but time" },
	{ CLOCK_SILICON, TIME, VERDICT_BY_CONSTRUCTION, .5, "but only a measurement decides" },
	{ CLOCK_SILICON, OUR_PATH, VERDICT_BY_CONSTRUCTION, 2, NULL },
	{ CLOCK_ICOUNT, OUR_PATH, VERDICT_SUPPORTED, 2, "the code decides this claim" },
	{ CLOCK_ICOUNT, OUR_PATH, VERDICT_REFUTED, 2, "the code decides this claim" },
	{ CLOCK_SILICON, OUR_SIZE, VERDICT_SUPPORTED, .5, "the code decides this claim" },
	{ CLOCK_ICOUNT, KERNEL_PATH, VERDICT_REFUTED, 2, NULL },
	{ CLOCK_SILICON, KERNEL_PATH, VERDICT_REFUTED, 2, "path lengths are decided under clock icount" },
	{ CLOCK_ICOUNT, KERNEL_PATH, VERDICT_BY_CONSTRUCTION, 2, "but only a measurement decides" },
	{ CLOCK_SILICON, TIME, VERDICT_SUPPORTED, 0, "claims[0].effect is 0, and must be above 0" },
	{ CLOCK_SILICON, TIME, VERDICT_SUPPORTED, -.5, "claims[0].effect is -0.5, and must be above 0" },
	{ CLOCK_SILICON, TIME, VERDICT_REFUTED, 1e9, "claims[0].effect is 1e+09, and must be" },
	{ CLOCK_SILICON, OVER_BASE, VERDICT_UNRESOLVED, -.5, NULL },
	{ CLOCK_SILICON, OVER_BASE, VERDICT_UNRESOLVED, -1e9, "within ±" },
	/* What this program does not claim it leaves as it is. */
	{ CLOCK_ICOUNT, "of-long-ago", "cycles", VERDICT_SUPPORTED, -1, NULL },
};

static char *saying(int i)
{
	struct record *r = full();
	char *text;

	record_drop_claims(r);
	r->clock = sayings[i].clock;
	*PUSH(r->claims, r->claim_count) = (struct claim_result){
		.id = xstrdup(sayings[i].id), .measure = xstrdup(sayings[i].measure),
		.source = xstrdup(""), .text = xstrdup(""), .a = xstrdup(""), .b = xstrdup(""),
		.factor = NAN, .delta = NAN, .effect = sayings[i].effect, .ci = { NAN, NAN },
		.verdict = sayings[i].verdict,
	};
	text = written(r);
	record_free(r);
	return text;
}

START_TEST(what_no_run_says_of_a_claim_is_refused)
{
	char *text = saying(_i);

	if (sayings[_i].says)
		ck_refused(text, strlen(text), sayings[_i].says);
	else
		record_free(parsed(text));
	free(text);
}
END_TEST

/* On silicon noise is beside nothing. */
START_TEST(fewer_instructions_than_none_are_refused)
{
	struct record *r = full();
	char *text;

	r->results[0].estimate = -.125;
	text = written(r);
	record_free(parsed(text));
	free(text);
	r->clock = CLOCK_ICOUNT;
	text = written(r);
	ck_refused(text, strlen(text), "benches[0].estimate is -0.125, and nothing executes fewer");
	record_free(r);
	free(text);
}
END_TEST

#define A_BENCH \
	"{\"name\": \"b%zu\", \"group\": \"g%zu\", \"what\": \"\", \"status\": \"ok\", \"estimate\": 1},"
#define A_CLAIM \
	"{\"id\": \"c%zu\", \"source\": \"\", \"text\": \"\", \"measure\": \"path\", \"a\": \"a\", \"b\": \"b\"," \
	" \"verdict\": \"supported\"},"

#define RESTORE "; restore the file or measure again"

/* `more` elements put before those that full() has, up to the limit and beyond. */
static const struct {
	const char *before, *element;
	size_t has, most;
	const char *says, *advice;
} limits[] = {
	{ "\"machine\": {", "\"f%zu\": 1,", 7, RECORD_FACTS_MAX, "machine holds", RESTORE },
	{ "\"unreadable\": {", "\"f%zu\": \"why\",", 7, RECORD_FACTS_MAX, "machine holds", RESTORE },
	{ "\"benches\": [", A_BENCH, 4, RECORD_BENCHES_MAX, "benches holds",
	  "at most 4000; measure less at once" },
	{ "\"claims\": [", A_CLAIM, 6, RECORD_CLAIMS_MAX, "claims holds", RESTORE },
	{ "\"notes\": [", "\"%zu\",", 1, RECORD_NOTES_MAX, "notes holds", RESTORE },
	{ "\"dropped\": {", "\"c%zu\": 1,", 1, RECORD_COUNTS_MAX, "benches[0].dropped holds",
	  RESTORE },
	{ "\"counters\": {", "\"c%zu\": 1,", 1, RECORD_COUNTS_MAX, "benches[0].counters holds",
	  RESTORE },
	{ "\"loads\": [", "{\"layout\": 0, \"loops\": 1, \"samples\": 1, \"estimate\": 1},", 1,
	  RECORD_BATCHES_MAX, "benches[0].batches holds", RESTORE },
	{ ",[[9.75,0.25,100,1024,3,7]", ",[%zu]", 1, RECORD_BATCHES_MAX, "benches[0].batches holds",
	  RESTORE },
	/* These two last: of so many there are no far more. */
	{ "\"-0.5\": 1,", "\"%zu\": 1,", 2, RECORD_BINS_MAX, "benches[0].histogram holds", RESTORE },
	{ "-123456838,1099511627776", ",-1%zu,1", 2, RECORD_BINS_MAX, "benches[0].histogram holds",
	  RESTORE },
};

static char *with_more(const char *before, const char *element, size_t more)
{
	char *old = old_text(), *text = strstr(old, before) ? xstrdup(old) : full_text(), *longer,
	     *all;
	size_t size, i;
	FILE *out = open_memstream(&longer, &size);

	fputs(before, out);
	for (i = 0; i < more; i++)
		fprintf(out, element, i, i);	/* NOLINT: the formats are above */
	fclose(out);
	all = with(text, before, longer);
	free(longer);
	free(text);
	free(old);
	return all;
}

START_TEST(what_is_longer_than_any_run_makes_it_is_refused)
{
	const size_t fits = limits[_i].most - limits[_i].has;
	char *most = with_more(limits[_i].before, limits[_i].element, fits);
	char *more = with_more(limits[_i].before, limits[_i].element, fits + 1);
	char *error = refusal(more, strlen(more));

	record_free(parsed(most));
	ck_says(error, limits[_i].says);
	ck_says(error, limits[_i].advice);
	free(error);
	free(most);
	free(more);
}
END_TEST

/* To take them would take their number squared. */
START_TEST(far_too_many_are_refused_at_once)
{
	char *many = with_more(limits[_i].before, limits[_i].element, 100000);

	ck_refused(many, strlen(many), limits[_i].says);
	free(many);
}
END_TEST

/* Each row has as many batches as the first: 300 short ones stand for 1.2 million. */
START_TEST(short_rows_that_stand_for_much_are_refused)
{
	char *full = full_text(), *text, *rows;
	size_t size, i;
	FILE *out = open_memstream(&rows, &size);

	fputs("\"benches\": [\n[\"first\",\"ok\",0,\"\",0,null,null,null,[[0,0,1,1]", out);
	for (i = 1; i < RECORD_BATCHES_MAX; i++)
		fputs(",[0]", out);
	fputs("]],\n", out);
	for (i = 0; i < 300; i++)
		fprintf(out, "[\"b%zu\",\"ok\",0,\"\",0],\n", i);
	fclose(out);
	text = with(full, "\"benches\": [\n", rows);
	ck_refused(text, strlen(text), "brings the record to 1004000 batches, and it may have 1000000");
	free(text);
	free(rows);
	free(full);
}
END_TEST

START_TEST(a_text_that_is_too_long_is_refused)
{
	static const char *const texts[][2] = {
		{ "\"place\": \"kernel", "target is" },
		{ "\"cpu\": \"", "machine.cpu is" },
		{ "\"microcode\": \"", "machine.unreadable.microcode is" },
		{ "\"100 %", "notes[0] is" },
	};
	char *text = old_text(), *long_text = xcalloc(RECORD_TEXT_MAX + 2, 1), *longer, *changed;

	memset(long_text, 'x', RECORD_TEXT_MAX + 1);
	longer = xasprintf("%s%s", texts[_i][0], long_text);
	changed = with(text, texts[_i][0], longer);
	ck_refused(changed, strlen(changed), texts[_i][1]);
	free(changed);
	free(longer);
	free(long_text);
	free(text);
}
END_TEST

/* What stands in a column makes all of it as wide. */
static const struct {
	const char *name;
	size_t most;
	const char *says;
} names[] = {
	{ "popf-if-1-1", RECORD_NAME_MAX, "benches[0].name is 257" },
	{ "irq-restore", RECORD_NAME_MAX, "benches[0].question is 257" },
	{ "519d", RECORD_CODE_MAX, "benches[0].code is 1025" },
	{ "interrupt", RECORD_NAME_MAX, "benches[0].dropped, a name in it, is 257" },
	{ "cycles", RECORD_NAME_MAX, "benches[0].counters, a name in it, is 257" },
	{ "cpu", RECORD_NAME_MAX, "machine, a name in it, is 257" },
	{ "microcode", RECORD_NAME_MAX, "machine.unreadable, a name in it, is 257" },
	{ "claim-0", RECORD_NAME_MAX, "claims[0].id is 257" },
	{ "c", RECORD_NAME_MAX, "benches[2].name is 257" },
};

static char *with_name(const char *name, size_t length)
{
	char *text = old_text(), *old = xasprintf("\"%s\"", name), *filler = xcalloc(length + 1, 1),
	     *new, *changed;

	memset(filler, 'c', length - strlen(name));
	new = xasprintf("\"%s%s\"", filler, name);
	changed = with(text, old, new);
	free(new);
	free(filler);
	free(old);
	free(text);
	return changed;
}

START_TEST(a_name_that_is_too_long_for_a_column_is_refused)
{
	char *most = with_name(names[_i].name, names[_i].most),
	     *more = with_name(names[_i].name, names[_i].most + 1);

	record_free(parsed(most));
	ck_refused(more, strlen(more), names[_i].says);
	free(most);
	free(more);
}
END_TEST

/* The shift puts the limit at each byte of a character. */
START_TEST(what_is_written_can_be_read_however_long_its_texts)
{
	static const char *const characters[] = { "é", "\xff" };
	struct record *r = full(), *back;
	size_t size, i, length;
	char *text;
	FILE *out;

	free(r->command);
	out = open_memstream(&r->command, &size);
	fprintf(out, "%*s", _i / 2, "");
	for (i = 0; i < RECORD_TEXT_MAX; i++)
		fputs(characters[_i % 2], out);
	fclose(out);
	text = written(r);
	back = parsed(text);
	length = strlen(back->command);
	ck_assert_uint_le(length, RECORD_TEXT_MAX);
	ck_assert_uint_gt(length, RECORD_TEXT_MAX - 8);
	ck_assert_str_eq(back->command + length - strlen("…"), "…");
	record_free(back);
	record_free(r);
	free(text);
}
END_TEST

static const struct {
	const char *text, *says;
} others[] = {
	{ "", "test.json:1: empty" },
	{ " \n\n", "empty" },
	{ "[]", "not a privbench record" },
	{ "7", "not a privbench record" },
	{ "null", "not a privbench record" },
	{ "{}", "not a privbench record" },
	{ "{\"schema\": \"http://json-schema.org/\"}", "not a privbench record" },
	{ "\x7f" "ELF", "not JSON" },
	{ "{\n\n  schema: 1\n}", "test.json:3: not JSON" },
	{ "{\"schema\": 1}\n{}", "test.json:2: not JSON" },
	{ "{\"schema\":\n1, \"schema\": 1}", "test.json:2: not JSON" },
	{ "\"\xff\"", "test.json:1: not JSON" },
};

START_TEST(other_files_are_refused)
{
	ck_refused(others[_i].text, strlen(others[_i].text), others[_i].says);
}
END_TEST

START_TEST(a_deep_file_is_refused)
{
	char *text = xcalloc(1 << 20, 1);

	memset(text, '[', (1 << 20) - 1);
	ck_refused(text, (1 << 20) - 1, "not JSON");
	free(text);
}
END_TEST

/* Up to the last brace: without the newline after it, nothing is lost. */
START_TEST(a_record_cut_anywhere_is_refused)
{
	char *text = full_text(), *cut;
	size_t i, length = strlen(text) - 1;

	ck_assert(text[length - 1] == '}');
	for (i = 0; i < length; i++) {
		cut = xcalloc(i, 1);	/* to the byte: reading over its end is found */
		memcpy(cut, text, i);
		ck_refused(cut, i, i ? "cut short" : "empty");
		free(cut);
	}
	free(text);
}
END_TEST

START_TEST(a_changed_byte_is_survived)
{
	static const char bytes[] = "\"{}[],:0-e\\ \x80";
	char *text = full_text(), *error;
	size_t i, j, length = strlen(text);
	struct record *r;
	char old;

	for (i = 0; i < length; i++) {
		old = text[i];
		for (j = 0; j < sizeof(bytes); j++) {
			text[i] = bytes[j];
			error = NULL;
			r = record_parse(text, length, "test.json", &error);
			ck_assert(!r == !!error);
			record_free(r);
			free(error);
		}
		text[i] = old;
	}
	free(text);
}
END_TEST

static void ck_unreadable(const char *path, const char *says)
{
	char *error = NULL;

	ck_assert_ptr_null(record_read(path, &error));
	ck_assert_msg(!strncmp(error, path, strlen(path)), "%s", error);
	ck_assert_msg(strstr(error, says) && strchr(error, ';'), "%s", error);
	free(error);
}

START_TEST(what_cannot_be_read_is_told)
{
	char *missing = in_folder("missing"), *below = in_folder("file/record"),
	     *file = in_folder("file");

	put_file(file, "");
	ck_unreadable(folder, "directory");
	ck_unreadable(missing, "No such file");
	ck_unreadable(below, "Not a directory");
	ck_unreadable(file, ":1: empty");
	free(missing);
	free(below);
	free(file);
}
END_TEST

START_TEST(a_file_is_read_as_it_was_written)
{
	struct record *r = full(), *back;
	char *text = written(r), *error = NULL;

	back = record_read(r->path, &error);
	ck_assert_msg(back, "%s", error);
	ck_assert_str_eq(back->path, r->path);
	record_free(r);
	record_free(back);
	free(text);
}
END_TEST

/* What follows the estimates is not even JSON: it is cut off, and the file is read once. */
START_TEST(a_brief_read_looks_at_few_columns)
{
	char *text = full_text(), *path = in_folder("brief.json"), *error = NULL, *broken, *empty;
	struct record *r;

	broken = with(text, "[0.1,0.7]", "[0.1,what]");
	empty = with(broken, "\"519d\"", "\"\"");
	for (int i = 0; i < 2; i++) {
		put_file(path, i ? empty : broken);
		ck_assert_ptr_null(record_read(path, &error));
		free(error);
		r = record_read_brief(path, &error);
		ck_assert_msg(r, "%s", error);
		ck_assert_uint_eq(r->result_count, 4);
		ck_assert_double_eq_tol(r->results[0].estimate, 1.0 / 3, 1e-8);
		ck_assert_str_eq(r->results[0].question, "irq-restore");
		ck_assert_int_eq(r->results[3].status, STATUS_FAILED);
		record_free(r);
	}
	free(empty);
	free(broken);
	free(path);
	free(text);
}
END_TEST

static void ck_same_result(const struct result *x, const struct result *y)
{
	ck_assert_str_eq(x->name, y->name);
	ck_assert_str_eq(x->question, y->question);
	ck_assert_int_eq(x->status, y->status);
	ck_same(x->estimate, y->estimate);
}

/* Each line a bench, or not: by another program, or in schema 1. */
static void ck_brief(char *text)
{
	struct record *r, *brief;
	char *path = in_folder("brief.json"), *error = NULL;

	put_file(path, text);
	r = record_read(path, &error);
	brief = record_read_brief(path, &error);
	ck_assert_msg(brief && !error, "%s", error);
	ck_assert_uint_eq(brief->result_count, r->result_count);
	for (size_t i = 0; i < r->result_count; i++)
		ck_same_result(&r->results[i], &brief->results[i]);
	record_free(r);
	record_free(brief);
	free(path);
	free(text);
}

START_TEST(a_brief_read_knows_names_and_estimates)
{
	char *text = full_text();
	json_t *json = json_loads(text, 0, NULL);

	/* Lines that are not a byte longer than the short ones. */
	ck_brief(with(text, "\"benches\": [\n",
		      "\"benches\": [\n[\"first\",\"ok\",0,\"\",1.5],\n"
		      "[\"second\",\"skipped\",null,null,null,null,null,null,null,{\"reason\":\"none\"}],\n"
		      "[\"third\",\"skipped\"],\n"));
	ck_brief(text);
	ck_brief(old_text());
	ck_brief(json_dumps(json, JSON_INDENT(2)));
	ck_brief(json_dumps(json, JSON_COMPACT));
	json_decref(json);
}
END_TEST

/* A bench of the table that was skipped: nothing but the reason is to be said of it. */
static struct result *add_skipped(struct record *r, const char *name, const char *reason)
{
	struct result *result = record_add_result(r, name);

	result_set_bench(result, pb_find(name));
	result->code = bench_code(pb_find(name));
	result->status = STATUS_SKIPPED;
	result->reason = xstrdup(reason);
	return result;
}

#define NO_RDPRU "this CPU has no \"RDPRU\""

/* Of two questions and for two reasons, in the order of the table. */
static struct record *with_skipped(void)
{
	struct record *r = full();

	while (r->result_count)
		members_free(result_members, &r->results[--r->result_count]);
	add_skipped(r, "wrmsr", "needs ring 0");
	add_skipped(r, "wrmsr-cs", "needs ring 0");
	add_measured(r);
	add_row(r, "strange", STATUS_SKIPPED, "needs ring 0");
	add_skipped(r, "kernel-irq-save-restore-if-1", "needs ring 0");
	add_skipped(r, "rdpru", NO_RDPRU);
	return r;
}

#define SKIPPED_LINES \
	"],\n\"skipped\": {\n\"needs ring 0\": [\"wrmsr\",\"wrmsr-cs\",\n" \
	"\"kernel-irq-save-restore-if-1\"],\n" \
	"\"this CPU has no \\\"RDPRU\\\"\": [\"rdpru\"]\n},\n\"claims\": ["

static void ck_all_the_same(const struct record *r, const struct record *back)
{
	ck_assert_uint_eq(r->result_count, back->result_count);
	for (size_t i = 0; i < r->result_count; i++)
		for (const struct member *m = result_members; m->name; m++)
			ck_assert_msg(member_same(m, &r->results[i], &back->results[i]),
				      "%s of %s", m->name, r->results[i].name);
}

START_TEST(skipped_benches_stand_together)
{
	struct record *r = with_skipped(), *back;
	char *text = written(r), *again;

	ck_assert_msg(strstr(text, SKIPPED_LINES), "%s", text);
	ck_assert_ptr_null(strstr(text, "[\"wrmsr\",\"skipped\""));
	ck_assert_ptr_nonnull(strstr(text, "[\"strange\",\"skipped\""));
	back = parsed(text);
	ck_all_the_same(r, back);
	again = written(back);
	ck_assert_str_eq(text, again);
	ck_brief(xstrdup(text));
	free(again);
	free(text);
	record_free(back);
	record_free(r);
}
END_TEST

/* Benches that are in no order, and those that only another privbench has. */
START_TEST(skipped_benches_find_their_place)
{
	static const char *const names[] = { "wrmsr", "strange", "wrmsr-cs", "popf-if-1-1", "odd" };
	char *text = full_text(), *mixed, *at;
	struct record *r;

	mixed = with(text, "],\n\"claims\"", "],\n\"skipped\": {\"x\": [\"odd\", \"wrmsr-cs\"],"
		     " \"y\": [\"wrmsr\"]},\n\"claims\"");
	at = with(mixed, "[\"popf-if", "[\"strange\",\"failed\",{\"reason\":\"z\"}],\n[\"popf-if");
	r = parsed(at);
	ck_assert_uint_eq(r->result_count, 8);
	ck_assert_str_eq(r->results[0].name, "strange");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ck_assert_ptr_nonnull(record_find(r, names[i]));
	ck_assert_str_eq(r->results[1].name, "wrmsr");
	ck_assert_str_eq(r->results[2].name, "wrmsr-cs");
	ck_assert_str_eq(r->results[3].name, "popf-if-1-1");
	ck_assert_str_eq(r->results[7].name, "odd");
	ck_assert_str_eq(r->results[7].question, "unknown");
	ck_assert_str_eq(r->results[7].reason, "x");
	ck_assert_int_eq(r->results[7].insns, -1);
	ck_assert_int_eq(r->results[7].bytes, -1);
	record_free(r);
	ck_brief(at);
	free(mixed);
	free(text);
}
END_TEST

static void change_text(char **text, const char *to)
{
	free(*text);
	*text = xstrdup(to);
}

/* Each in a way of its own. */
static void make_unusual(struct result *result, int how)
{
	switch (how) {
	case 0: return change_text(&result->question, "another");
	case 1: return change_text(&result->what, "another");
	case 2: return change_text(&result->code, "90");
	case 3: return change_text(&result->reason, "\xff");
	case 4: result->insns++; return;
	case 5: result->bytes = 77; return;
	case 6: result->cold = 77; return;
	case 7: result->longest_us = 1; return;
	case 8: result->samples = 1; return;
	case 9: result->status = STATUS_FAULTED; return;
	case 10: result->estimate = 1; return;
	case 11:
		free(result->reason);
		result->reason = xcalloc(RECORD_TEXT_MAX + 2, 1);
		memset(result->reason, 'x', RECORD_TEXT_MAX + 1);
		return;
	}
}

START_TEST(a_skipped_bench_of_which_more_is_known_has_its_line)
{
	struct record *r = with_skipped(), *back;
	char *text;

	make_unusual(&r->results[1], _i);
	text = written(r);
	ck_assert_ptr_nonnull(strstr(text, "\n[\"wrmsr-cs\",\""));
	ck_assert_ptr_nonnull(strstr(text, "\"needs ring 0\": [\"wrmsr\",\n"));
	back = parsed(text);
	if (_i == 0)			/* as this version asks */
		change_text(&r->results[1].question, pb_find("wrmsr-cs")->question);
	if (_i == 3 || _i == 11)	/* written in another way, whatever its row */
		change_text(&r->results[1].reason, back->results[1].reason);
	ck_all_the_same(r, back);
	free(text);
	record_free(back);
	record_free(r);
}
END_TEST

/* What stands for "skipped": what the refusal must name. */
static const char *const skipped_changes[][2] = {
	{ "[]", "skipped is an array and must be an object" },
	{ "\"needs ring 0\"", "skipped is a string and must be an object" },
	{ "{\"why\": \"wrmsr\"}", "skipped.why is a string and must be an array" },
	{ "{\"why\": {\"wrmsr\": 1}}", "skipped.why is an object and must be an array" },
	{ "{\"why\": [\"wrmsr\", 7]}", "skipped.why[1] is a whole number and must be a string" },
	{ "{\"why\": [null]}", "skipped.why[0] is null" },
	{ "{\"\": [\"wrmsr\"]}", "skipped has benches without a reason" },
	{ "{7: [\"wrmsr\"]}", "test.json:" },
	{ "{\"why\": [\"wrmsr\"],\n\"why\": [\"rdmsr\"]}", "duplicate" },
	{ "{\"why\": [\"wrmsr\", \"wrmsr\"]}", "skipped.why has \"wrmsr\", which the record has twice" },
	{ "{\"a\": [\"wrmsr\"], \"b\": [\"wrmsr\"]}", "has \"wrmsr\", which the record has twice" },
	{ "{\"why\": [\"popf-if-1-1\"]}", "skipped.why has \"popf-if-1-1\", which the record has twice" },
	{ "{\"why\": [\"wrmsr-amid-24\", \"wrmsr-overlap-24\"]}", "has \"wrmsr-overlap-24\"" },
};

static void ck_skipped_refused(const char *value, const char *says)
{
	char *text = full_text(), *new = xasprintf("],\n\"skipped\": %s,\n\"claims\"", value);
	char *changed = with(text, "],\n\"claims\"", new), *path = in_folder("bad.json"), *error;

	ck_refused(changed, strlen(changed), says);
	put_file(path, changed);
	ck_assert_ptr_null(record_read_brief(path, &error));
	ck_says(error, says[0] == 't' ? "bad.json:" : says);
	free(error);
	free(path);
	free(changed);
	free(new);
	free(text);
}

START_TEST(a_changed_group_is_refused_by_name)
{
	ck_skipped_refused(skipped_changes[_i][0], skipped_changes[_i][1]);
}
END_TEST

/* Names or a reason that are too long, or too many. */
START_TEST(a_group_beyond_the_limits_is_refused)
{
	char *filler = xcalloc(RECORD_TEXT_MAX + 2, 1), *value, *many;
	size_t size, i;
	FILE *out = open_memstream(&many, &size);

	memset(filler, 'x', RECORD_TEXT_MAX + 1);
	value = xasprintf("{\"%s\": [\"wrmsr\"]}", filler);
	ck_skipped_refused(value, "skipped, a reason in it, is 16385 bytes long");
	free(value);
	filler[RECORD_NAME_MAX + 1] = '\0';
	value = xasprintf("{\"why\": [\"%s\"]}", filler);
	ck_skipped_refused(value, "skipped.why[0] is 257 bytes long");
	fputs("{\"why\": [\"0\"", out);
	for (i = 1; i + 3 <= RECORD_BENCHES_MAX; i++)
		fprintf(out, ",\"%zu\"", i);
	fputs("]}", out);
	fclose(out);
	ck_skipped_refused(many, "skipped.why brings the record to 4002 benches");
	free(many);
	free(value);
	free(filler);
}
END_TEST

START_TEST(schema_1_has_no_groups)
{
	char *text = old_text(), *changed = with(text, "\"benches\": [",
						 "\"skipped\": {}, \"benches\": [");

	ck_refused(changed, strlen(changed), "skipped is no member of schema 1");
	free(changed);
	free(text);
}
END_TEST

START_TEST(addresses_are_told_from_code)
{
	char *code = bench_code(pb_find("wrmsr-cs"));

	ck_assert_str_eq(code, "2e0f30");
	ck_assert(!bench_has_addresses(pb_find("wbinvd")));
	ck_assert(bench_has_addresses(pb_find("wrmsr-pv-direct")));
	ck_assert(bench_has_addresses(pb_find("wrmsr-pv-indirect")));
	ck_assert(bench_has_addresses(pb_find("wbinvd-pv-direct")));
	ck_assert(!bench_has_addresses(pb_find("kernel-wrmsr")));
	ck_assert_ptr_null(bench_code(pb_find("wrmsr-pv-direct")));
	ck_assert_ptr_null(bench_code(pb_find("kernel-wrmsr")));
	free(code);
}
END_TEST

/* Fails with the error, says so with the path, and leaves `left` files in the folder. */
static void ck_unwritable(const char *path, int err, int left)
{
	struct record *r = full();
	char said[512] = "";

	ck_assert_int_eq(record_write(r, path, RECORD_NEW), -err);
	ck_assert_ptr_null(r->path);
	rewind(errors);
	ck_assert_uint_gt(fread(said, 1, sizeof(said) - 1, errors), 0);
	ck_assert_msg(strstr(said, strcmp(path, "-") ? path : "standard output"), "%s", said);
	ck_assert_msg(strstr(said, strerror(err)) && strchr(said, ';'), "%s", said);
	ck_assert_int_eq(entries(), left);
	record_free(r);
}

START_TEST(a_missing_folder)
{
	char *path = in_folder("missing/record.json");

	ck_unwritable(path, ENOENT, 0);
	free(path);
}
END_TEST

START_TEST(a_path_through_a_file)
{
	char *file = in_folder("file"), *path = in_folder("file/record.json");

	put_file(file, "");
	ck_unwritable(path, ENOTDIR, 1);
	free(file);
	free(path);
}
END_TEST

START_TEST(a_folder)
{
	ck_unwritable(folder, EISDIR, 0);
}
END_TEST

START_TEST(no_name)
{
	ck_assert_int_eq(chdir(folder), 0);
	ck_unwritable("", ENOENT, 0);
}
END_TEST

/* mkstemp() works, rename() does not. */
START_TEST(a_name_that_is_too_long)
{
	char name[300], *path;

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	path = in_folder(name);
	ck_unwritable(path, ENAMETOOLONG, 0);
	free(path);
}
END_TEST

START_TEST(a_full_device)
{
	ck_unwritable("/dev/full", ENOSPC, 0);
}
END_TEST

START_TEST(a_full_device_as_standard_output)
{
	int fd = open("/dev/full", O_WRONLY);

	dup2(fd, STDOUT_FILENO);
	ck_unwritable("-", ENOSPC, 0);
}
END_TEST

START_TEST(a_new_file_has_the_usual_mode_and_an_old_one_keeps_its)
{
	struct record *r = full();
	char *path = in_folder("record.json");
	struct stat st;

	umask(027);
	ck_assert_int_eq(record_write(r, path, RECORD_NEW), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0640);
	chmod(path, 0604);
	ck_assert_int_eq(record_write(r, r->path, RECORD_REPLACES), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0604);
	ck_assert_int_eq(entries(), 1);
	record_free(r);
	free(path);
}
END_TEST

START_TEST(no_file_is_rewritten)
{
	char *path = in_folder("record.json"), *error = NULL;
	struct record *back;

	put_file(path, "old");
	ck_unwritable(path, EEXIST, 1);
	back = record_read(path, &error);
	ck_assert_ptr_null(back);
	ck_assert_ptr_nonnull(strstr(error, "record.json:1: not JSON"));
	free(error);
	free(path);
}
END_TEST

START_TEST(the_next_free_name_is_taken)
{
	static const char *const names[] = { "a.b.json", "a.b-2.json", "a.b-3.json" };
	char *path = in_folder(names[0]);
	struct record *r = full();

	for (int i = 0; i < 3; i++) {
		char *wanted = in_folder(names[i]);

		ck_assert_int_eq(record_write(r, path, RECORD_BESIDE), 0);
		ck_assert_str_eq(r->path, wanted);
		free(wanted);
	}
	ck_assert_int_eq(entries(), 3);
	record_free(r);
	free(path);
}
END_TEST

/* Whatever it leads to: a folder of records may have come from anywhere. */
START_TEST(nothing_is_written_through_a_link)
{
	char *file = in_folder("file"), *link = in_folder("link"), *nowhere = in_folder("nowhere"),
	     *text;
	struct record *r = full();
	struct stat st;

	put_file(file, "old");
	ck_assert_int_eq(symlink("file", link), 0);
	ck_unwritable(link, EEXIST, 2);
	ck_assert_int_eq(record_write(r, link, RECORD_REPLACES), 0);
	ck_assert_int_eq(lstat(link, &st), 0);
	ck_assert(S_ISREG(st.st_mode));
	ck_assert_int_eq(symlink("/dev/full", nowhere), 0);
	ck_unwritable(nowhere, EEXIST, 3);
	ck_assert_int_eq(record_write(r, nowhere, RECORD_REPLACES), 0);
	text = read_file(file, NULL);
	ck_assert_str_eq(text, "old");
	free(text);
	record_free(r);
	free(nowhere);
	free(file);
	free(link);
}
END_TEST

START_TEST(a_pipe_is_written_straight)
{
	char *path = in_folder("pipe"), *text = xcalloc(1, 65536);
	struct record *r = full();
	struct stat st;
	int fd;

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	fd = open(path, O_RDWR);	/* a record fits into a pipe's buffer */
	ck_assert_int_eq(record_write(r, path, RECORD_NEW), 0);
	ck_assert_int_gt(read(fd, text, 65535), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert(S_ISFIFO(st.st_mode));
	record_free(parsed(text));
	record_free(r);
	free(text);
	free(path);
}
END_TEST

static TCase *round_trip(void)
{
	TCase *tc = tcase_create("round trip");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, writing_what_was_read_gives_the_same_bytes);
	tcase_add_test(tc, schema_1_is_read);
	tcase_add_test(tc, every_figure_survives);
	tcase_add_test(tc, what_does_not_exist_stays_so);
	tcase_add_test(tc, what_a_claim_compares_survives);
	tcase_add_test(tc, old_ids_of_claims);
	tcase_add_test(tc, what_is_absent_is_nothing);
	tcase_add_test(tc, whole_figures_are_whole_numbers);
	tcase_add_test(tc, a_bench_without_a_figure_is_not_written_as_ok);
	tcase_add_test(tc, bytes_that_are_no_utf8_are_kept_readable);
	tcase_add_test(tc, a_fact_replaces_the_earlier_one);
	tcase_add_test(tc, a_file_is_read_as_it_was_written);
	tcase_add_test(tc, a_brief_read_knows_names_and_estimates);
	tcase_add_test(tc, skipped_benches_stand_together);
	tcase_add_test(tc, skipped_benches_find_their_place);
	tcase_add_loop_test(tc, a_skipped_bench_of_which_more_is_known_has_its_line, 0, 12);
	tcase_add_test(tc, addresses_are_told_from_code);
	return tc;
}

static TCase *reading(void)
{
	TCase *tc = tcase_create("reading");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, a_changed_record_is_refused_by_name, 0, ARRAY_SIZE(changes));
	tcase_add_loop_test(tc, a_changed_row_is_refused_by_name, 0, ARRAY_SIZE(row_changes));
	tcase_add_loop_test(tc, what_no_run_says_of_a_claim_is_refused, 0, ARRAY_SIZE(sayings));
	tcase_add_test(tc, fewer_instructions_than_none_are_refused);
	tcase_add_loop_test(tc, other_files_are_refused, 0, ARRAY_SIZE(others));
	tcase_add_loop_test(tc, a_changed_group_is_refused_by_name, 0, ARRAY_SIZE(skipped_changes));
	tcase_add_test(tc, a_group_beyond_the_limits_is_refused);
	tcase_add_test(tc, schema_1_has_no_groups);
	tcase_add_loop_test(tc, what_is_longer_than_any_run_makes_it_is_refused, 0,
			    ARRAY_SIZE(limits));
	tcase_add_loop_test(tc, far_too_many_are_refused_at_once, 0, ARRAY_SIZE(limits) - 2);
	tcase_add_test(tc, short_rows_that_stand_for_much_are_refused);
	tcase_add_loop_test(tc, a_text_that_is_too_long_is_refused, 0, 4);
	tcase_add_loop_test(tc, a_name_that_is_too_long_for_a_column_is_refused, 0,
			    ARRAY_SIZE(names));
	tcase_add_loop_test(tc, what_is_written_can_be_read_however_long_its_texts, 0, 8);
	tcase_add_test(tc, a_deep_file_is_refused);
	tcase_add_test(tc, a_record_cut_anywhere_is_refused);
	tcase_add_test(tc, a_changed_byte_is_survived);
	tcase_add_test(tc, what_cannot_be_read_is_told);
	tcase_add_test(tc, a_brief_read_looks_at_few_columns);
	return tc;
}

static TCase *writing(void)
{
	TCase *tc = tcase_create("writing");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_missing_folder);
	tcase_add_test(tc, a_path_through_a_file);
	tcase_add_test(tc, a_folder);
	tcase_add_test(tc, no_name);
	tcase_add_test(tc, a_name_that_is_too_long);
	tcase_add_test(tc, a_full_device);
	tcase_add_test(tc, a_full_device_as_standard_output);
	tcase_add_test(tc, a_new_file_has_the_usual_mode_and_an_old_one_keeps_its);
	tcase_add_test(tc, no_file_is_rewritten);
	tcase_add_test(tc, the_next_free_name_is_taken);
	tcase_add_test(tc, nothing_is_written_through_a_link);
	tcase_add_test(tc, a_pipe_is_written_straight);
	return tc;
}

Suite *record_suite(void)
{
	Suite *s = suite_create("record");

	suite_add_tcase(s, round_trip());
	suite_add_tcase(s, reading());
	suite_add_tcase(s, writing());
	return s;
}
