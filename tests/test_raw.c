// SPDX-License-Identifier: GPL-2.0-only
/* Raw samples as the flat guest writes them, read and made a record of. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "raw.h"
#include "raw-format.h"
#include "record.h"
#include "suites.h"
#include "util.h"

#include "../guest/raw-write.c"		/* its text.c is in test_flat.c */

#define ROOM (1 << 20)
#define PASSES 4
#define SAMPLES 8

/* A core of 2 ticks a cycle, 6 wide. */
static double cycles_of(const char *bench)
{
	return !strcmp(bench, "imul-chain") ? 3 : !strcmp(bench, "nop") ? .25 : !strcmp(bench, "cli") ? 4 : 1;
}

static struct pb_mailbox box;

static void ask(struct text *t, const char *bench, unsigned int samples, unsigned int probe)
{
	__u64 one = (__u64)(2 * cycles_of(bench) * PB_UNROLL * 100), i;
	struct pb_probe p = { 3200, 1100 };

	box.request = PB_REQUEST_RUN;
	box.run = (struct pb_run){
		.samples = samples, .done = samples, .loops = 100, .probe = probe, .begin = 1ULL << 60,
		.end = (1ULL << 60) + 1000,
	};
	strcpy(box.run.name, bench);
	for (i = 0; i < samples; i++)
		box.samples[i] = (struct pb_sample){ .one = 500 + one + i % 2, .two = 500 + 2 * one };
	for (i = 0; probe && i < samples; i++)
		box.samples[i].before = box.samples[i].after = p;
	raw_answer(t, &box);
}

/* A bench whose body did something else than it should. */
static void failed(struct text *t, const char *bench, const char *reason)
{
	box.request = PB_REQUEST_RUN;
	box.run = (struct pb_run){ .samples = SAMPLES, .status = PB_FAILED };
	strcpy(box.run.name, bench);
	strcpy(box.run.reason, reason);
	raw_answer(t, &box);
}

/*
 * What a guest sends that measured `cli`, and could not measure `sti`; the third sample of its
 * second pass was interrupted.
 */
static struct text written(unsigned int probe)
{
	static const char *const quiet[] = { "imul-chain", "load-hit", "issue-width" };
	struct text t = { xcalloc(ROOM, 1), ROOM, 0 };
	unsigned int pass, i;

	text_print(&t, PB_RAW_BEGIN "\nversion 7.8\ntable %x\nplan %x %x\nseed 11\ntsc_khz 1e8480\n"
		   "cpuid_0 1 756e6547 6c65746e 49656e69\ncpuid_1 806f8 0 0 0\nmicrocode 2b\npass 0\n",
		   pb_table_sum(), PASSES, SAMPLES);
	ask(&t, "nop", PB_CLOCK_SAMPLES, 0);
	ask(&t, "imul-chain", PB_CLOCK_SAMPLES, 0);
	ask(&t, "add-chain", PB_CLOCK_SAMPLES, 0);
	for (pass = 1; pass <= PASSES; pass++) {
		text_print(&t, "pass %x\n", pass);
		for (i = 0; probe && i < PB_QUIET_MOMENTS * 3; i++)
			ask(&t, quiet[i % 3], PB_QUIET_SAMPLES, 1);
		for (i = 0; i < 6; i++)
			ask(&t, pb_benches[i]->name, SAMPLES, probe);
		ask(&t, "cli", SAMPLES, probe);
		if (pass == 1)
			failed(&t, "sti", "an instruction failed: error 12");
		if (pass == 2) {
			t.length -= 3;		/* the last sample's events: none, and the newline */
			text_print(&t, "AC\n");
			t.buffer[t.length - 3] = 'A';
		}
	}
	return t;
}

static struct raw *parsed(const char *buffer, size_t length, const char *expected)
{
	char *error = NULL;
	struct raw *raw = raw_parse(buffer, length, "serial", &error);

	if (expected)
		ck_assert_msg(error && strstr(error, expected), "'%s', not '%s'", error, expected);
	else
		ck_assert_msg(raw, "%s", error);
	ck_assert(!raw == !!expected);
	free(error);
	return raw;
}

/* Every kind of difference comes back as it was. */
START_TEST(round_trip)
{
	static const __u64 ticks[] = {
		0, 1, 15, 16, 31, 32, 1023, 1024, 65535, 1ULL << 40, 3, (1ULL << 62) - 1, 0, 7,
	};
	struct text t = { xcalloc(ROOM, 1), ROOM, 0 };
	struct raw *raw;
	unsigned int i;

	text_print(&t, "noise\r\n" PB_RAW_BEGIN "\n");
	t.buffer += 7;
	t.length -= 7;
	text_print(&t, "version 1\ntable %x\nplan 1 1\npass 0\n", pb_table_sum());
	box.request = PB_REQUEST_RUN;
	box.run = (struct pb_run){
		.name = "nop", .samples = 100, .done = ARRAY_SIZE(ticks), .loops = 3, .status = PB_FAULTED,
		.vector = 13, .begin = 5, .end = ~0ULL, .longest = 9,
	};
	for (i = 0; i < ARRAY_SIZE(ticks); i++)
		box.samples[i] = (struct pb_sample){
			.one = ticks[i], .two = ticks[ARRAY_SIZE(ticks) - 1 - i],
			.irqs = i == 3, .nmis = i == 4 ? 65535 : 0, .smis = i == 5,
			.before = { (__u16)i, 65535 }, .after = { 65535, (__u16)(100 - i) },
		};
	raw_answer(&t, &box);
	box.request = PB_REQUEST_CODE;
	box.site = (struct pb_site){ .name = "nop", .bytes = 3, .code = { 0x0f, 0x1f, 0xa0 } };
	raw_answer(&t, &box);
	raw_end(&t);

	raw = parsed(t.buffer - 7, t.length + 7, NULL);
	ck_assert_uint_eq(raw->answer_count, 1);
	ck_assert_mem_eq(raw->answers[0].samples, box.samples, sizeof(box.samples[0]) * ARRAY_SIZE(ticks));
	ck_assert_mem_eq(&raw->answers[0].run, &box.run, sizeof(box.run));
	ck_assert_uint_eq(raw->site_count, 1);
	ck_assert_uint_eq(raw->sites[0].bytes, 3);
	ck_assert_mem_eq(raw->sites[0].code, box.site.code, 3);
	raw_free(raw);
	free(t.buffer - 7);
}
END_TEST

static struct record *replayed(unsigned int probe)
{
	struct text t = written(probe);
	struct record *r = record_new();
	struct raw *raw;

	raw_end(&t);
	raw = parsed(t.buffer, t.length, NULL);
	ck_assert_int_eq(replay(raw, NULL, r), 0);
	raw_free(raw);
	free(t.buffer);
	return r;
}

START_TEST(a_core_of_its_own)
{
	struct record *r = replayed(1);
	const struct result *cli = record_find(r, "cli");

	ck_assert_int_eq(r->clock, CLOCK_SILICON);
	ck_assert_double_eq_tol(r->core_ratio, .5, .001);
	ck_assert_double_eq_tol(r->tsc_khz, 2000000, .1);
	ck_assert_str_eq(record_find_fact(r, "virt")->value, "none");
	ck_assert_str_eq(record_find_fact(r, "cpu_vendor")->value, "GenuineIntel");
	ck_assert_str_eq(record_find_fact(r, "cpu_model_number")->value, "143");
	ck_assert_str_eq(record_find_fact(r, "microcode")->value, "0x2b");
	ck_assert_str_eq(record_find_fact(r, "calibration")->value, "ok");
	ck_assert_uint_eq(r->result_count, 8);
	ck_assert_int_eq(cli->status, STATUS_OK);
	ck_assert_double_eq_tol(cli->estimate, 4, .01);
	ck_assert_uint_eq(cli->batch_count, PASSES);
	ck_assert_uint_eq(cli->samples, PASSES * SAMPLES - 1);
	ck_assert_uint_eq(cli->dropped_count, 1);
	ck_assert_str_eq(cli->dropped[0].name, "interrupt");
	ck_assert_ptr_null(record_find_fact(r, "steal_ms"));
	record_free(r);
}
END_TEST

START_TEST(a_burst_that_failed)
{
	struct record *r = replayed(1);
	const struct result *sti = record_find(r, "sti");

	ck_assert_int_eq(sti->status, STATUS_FAILED);
	ck_assert_str_eq(sti->reason, "an instruction failed: error 12");
	record_free(r);
}
END_TEST

/* Cycles without probes would be of no known core clock. */
START_TEST(without_probes)
{
	struct record *r = replayed(0);

	ck_assert_int_eq(r->clock, CLOCK_SILICON);
	ck_assert_int_eq(record_find(r, "cli")->status, STATUS_FAILED);
	record_free(r);
}
END_TEST

/* One line among good ones, and what is said of it. */
static const struct {
	const char *line, *says;
} bad[] = {
	{ "pass 9", "is not pass 5, whose turn it is" },
	{ "run nothing 1 0 0 1 0 1 2 0 0 ", "there is no bench 'nothing'" },
	{ "run", "there is no bench ''" },
	{ "run nop 1 0 0 1", "has not nine numbers" },
	{ "run nop 1 0 0 1 0 1 2 0 2 ", "has a number of samples or probes that cannot be" },
	{ "run nop ffffffff 0 0 1 0 1 2 0 ffffffff ", "has a number of samples or probes that cannot be" },
	{ "run nop 1 0 0 1 0 1 2 0 1 AAAAAA", "sample 1 is cut short, or is none" },
	{ "run nop 1 0 0 1 0 1 2 0 1 AAAAAA!", "sample 1 is cut short, or is none" },
	{ "run nop 1 0 0 1 0 1 2 0 1 gggggggggggggggA", "sample 1 is cut short, or is none" },
	{ "run nop 1 1 0 1 0 1 2 0 1 CEAAAAA", "sample 1 has a probe that cannot be" },
	{ "run nop 1 0 0 1 0 1 2 0 1 CEDAAAA", "sample 1 has a probe that cannot be" },
	{ "run nop 1 0 0 1 0 1 2 0 1 CEAAAAAA", "has more samples than it says" },
	{ "code nop x", "has no length" },
	{ "code nop 2 90", "has not as many bytes as it says" },
	{ "code nop 1 9090", "has not as many bytes as it says" },
	{ "code nop 1 9", "has not as many bytes as it says" },
	{ "version 3", "\"version\" is a word too many" },
};

START_TEST(refused)
{
	struct text t = written(1);
	char *says;
	unsigned int lines = 1;
	size_t i;

	for (i = 0; i < t.length; i++)
		lines += t.buffer[i] == '\n';
	text_print(&t, "%s\n", bad[_i].line);
	raw_end(&t);
	says = xasprintf("serial: line %u: %s", lines, bad[_i].says);
	parsed(t.buffer, t.length, says);
	free(says);
	free(t.buffer);
}
END_TEST

START_TEST(damaged)
{
	struct text t = written(1);

	parsed(t.buffer, t.length, "cut short");
	raw_end(&t);
	parsed(t.buffer, t.length - 1, "cut short");
	parsed(t.buffer + 1, t.length - 1, "serial: no raw samples");
	parsed("", 0, "serial: no raw samples");
	t.buffer[t.length / 2] ^= 1;
	parsed(t.buffer, t.length, ": ");	/* the line, or the checksum */
	free(t.buffer);
}
END_TEST

static const struct {
	const char *header, *says;
} headers[] = {
	{ "version 0.0\ntable 12345678\nplan 1 1\n", "privbench 0.0 with other benches" },
	{ "version 0.0\ntable %x\nplan 0 1\n", "no plan" },
	{ "version 0.0\ntable %x\nplan 1 ffffff\n", "no plan" },
	{ "table %x\nplan 1 1\n", "no version or no run" },
	{ "version 0.0\ntable %x\nplan 1 1\n", "no version or no run" },
};

START_TEST(incomplete)
{
	struct text t = { xcalloc(ROOM, 1), ROOM, 0 };
	char *header = xasprintf("%s", headers[_i].header), *mark = strstr(header, "%x");

	text_print(&t, PB_RAW_BEGIN "\n");
	if (mark) {
		*mark = '\0';
		text_print(&t, "%s%x%s", header, pb_table_sum(), mark + 2);
	} else {
		text_print(&t, "%s", header);
	}
	raw_end(&t);
	parsed(t.buffer, t.length, headers[_i].says);
	free(header);
	free(t.buffer);
}
END_TEST

/* As a terminal program may write it down: other line ends, and what was said before and after. */
START_TEST(captured)
{
	struct text t = written(1), c = { xcalloc(2, ROOM), 2 * ROOM, 0 };
	struct raw *plain, *raw;
	size_t i;

	raw_end(&t);
	text_print(&c, "\x1b[2J 99 %%  nop\r\n");
	for (i = 0; i < t.length; i++)
		text_print(&c, t.buffer[i] == '\n' ? "\r\n" : "%s", (char[]){ t.buffer[i], '\0' });
	text_print(&c, "done; power off or reset\r\n");
	plain = parsed(t.buffer, t.length, NULL);
	raw = parsed(c.buffer, c.length, NULL);
	ck_assert_uint_eq(raw->id, plain->id);
	ck_assert_uint_eq(raw->answer_count, plain->answer_count);
	raw_free(raw);
	raw_free(plain);
	free(t.buffer);
	free(c.buffer);
}
END_TEST

Suite *raw_suite(void)
{
	Suite *s = suite_create("raw");
	TCase *t = tcase_create("raw");

	tcase_add_test(t, round_trip);
	tcase_add_test(t, a_core_of_its_own);
	tcase_add_test(t, a_burst_that_failed);
	tcase_add_test(t, without_probes);
	tcase_add_loop_test(t, refused, 0, ARRAY_SIZE(bad));
	tcase_add_test(t, damaged);
	tcase_add_loop_test(t, incomplete, 0, ARRAY_SIZE(headers));
	tcase_add_test(t, captured);
	suite_add_tcase(s, t);
	return s;
}
