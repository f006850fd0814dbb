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
	{ "next", "there is no bench ''" },
	{ "next nothing", "there is no bench 'nothing'" },
	{ "next nop 3", "has more than a name" },
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
	parsed("", 0, "serial: no raw samples: the file is empty");
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

/* Files of runs that did not end */

#define CHECKPOINTS (PASSES + 1)

/* What a stick has: a checkpoint before each `cli`, which may hang, and one after all passes. */
struct stick {
	struct text text;
	size_t at[CHECKPOINTS];		/* where the text behind a checkpoint begins */
	size_t answers[CHECKPOINTS];	/* before it */
};

static void checkpoint(struct text *t)
{
	unsigned int lines = 0;
	size_t i;

	for (i = 0; i < t->length; i++)
		lines += t->buffer[i] == '\n';
	text_print(t, "sum %x %08x\n", lines, pb_crc32(0, t->buffer, t->length));
}

static bool begins_with(const char *line, const char *words)
{
	return !strncmp(line, words, strlen(words));
}

static struct stick stick(unsigned int probe)
{
	struct text w = written(probe);
	struct stick s = { .text = { xcalloc(ROOM, 1), ROOM, 0 } };
	char *rest = w.buffer, *line;
	size_t n = 0, answers = 0;

	while ((line = strsep(&rest, "\n")) && rest) {
		if (begins_with(line, "run cli ")) {
			text_print(&s.text, "next cli\n");
			checkpoint(&s.text);
			s.answers[n] = answers;
			s.at[n++] = s.text.length;
		}
		text_print(&s.text, "%s\n", line);
		answers += begins_with(line, "run ") || begins_with(line, "fail ");
	}
	checkpoint(&s.text);
	s.answers[n] = answers;
	s.at[n++] = s.text.length;
	ck_assert_uint_eq(n, CHECKPOINTS);
	raw_end(&s.text);
	free(w.buffer);
	return s;
}

/* What has been read of the first `cut` bytes is up to a checkpoint, and no more. */
static void check_cut(const struct stick *s, size_t cut, struct raw *raw, const char *error)
{
	size_t n = CHECKPOINTS;

	while (n && s->at[n - 1] > cut)
		n--;
	if (!n) {
		ck_assert_msg(!raw, "a record of %zu bytes", cut);
		ck_assert_msg(strstr(error, cut < strlen(PB_RAW_BEGIN) ? "no raw samples" : "cut short"),
			      "%zu bytes: %s", cut, error);
		return;
	}
	ck_assert_msg(raw, "%zu bytes: %s", cut, error);
	ck_assert(raw->unfinished);
	ck_assert_uint_eq(raw->answer_count, s->answers[n - 1]);
	ck_assert_uint_eq(raw->whole, n - 1);
	ck_assert_uint_eq(raw->passes, n > 1 ? n - 1 : 1);
	ck_assert(!raw->lost == (cut != s->at[n - 1] || n == CHECKPOINTS));
}

/* Nothing but these bytes is there, for a sanitizer to see. */
START_TEST(cut_anywhere)
{
	struct stick s = stick(0);
	size_t cut, version = strlen(PB_RAW_BEGIN);

	for (cut = 0; cut < s.text.length; cut++) {
		char *copy = xcalloc(cut + !cut, 1), *error = NULL;
		struct raw *raw;

		memcpy(copy, s.text.buffer, cut);
		raw = raw_parse(copy, cut, "stick", &error);
		if (cut != version - 1)		/* "privbench-raw " is of no version */
			check_cut(&s, cut, raw, error);
		if (raw)
			raw_free(raw);
		free(error);
		free(copy);
	}
	free(s.text.buffer);
}
END_TEST

static struct record *record_of(const char *text, size_t length)
{
	struct raw *raw = parsed(text, length, NULL);
	struct record *r = record_new();

	ck_assert_int_eq(replay(raw, NULL, r), 0);
	raw_free(raw);
	return r;
}

static bool noted(const struct record *r, const char *words)
{
	size_t i;

	for (i = 0; i < r->note_count && !strstr(r->notes[i], words); i++)
		;
	return i < r->note_count;
}

/* In pass 1 + _i the machine hung at `cli`, which was the first of its kind in pass 1. */
START_TEST(hung)
{
	struct stick s = stick(1);
	struct record *r = record_of(s.text.buffer, s.at[_i]);
	const struct result *cli = record_find(r, "cli"), *nop = record_find(r, "imul-chain");
	char *says = xasprintf("the run did not end: it stopped after %d of 4 passes, and the machine did not come back from cli", _i);

	ck_assert_int_eq(r->clock, CLOCK_SILICON);
	ck_assert_int_eq(cli->status, STATUS_FAILED);
	ck_assert_str_eq(cli->reason, "the machine did not come back from it: it hung, was reset or switched off");
	ck_assert_int_eq(nop->status, STATUS_OK);
	ck_assert_uint_eq(nop->batch_count, _i ? _i : 1);
	ck_assert_double_eq_tol(nop->estimate, 3, .01);
	ck_assert_msg(noted(r, says), "no '%s'", says);
	ck_assert(noted(r, "what the first pass had measured") == !_i);
	free(says);
	record_free(r);
	free(s.text.buffer);
}
END_TEST

/* All passes are there, but what comes after them is not. */
START_TEST(hung_at_the_end)
{
	struct stick s = stick(1);
	struct record *r = record_of(s.text.buffer, s.at[PASSES]);
	const struct result *cli = record_find(r, "cli");

	ck_assert_int_eq(cli->status, STATUS_OK);
	ck_assert_uint_eq(cli->batch_count, PASSES);
	ck_assert(noted(r, "it stopped after 4 of 4 passes"));
	ck_assert(!noted(r, "come back"));
	record_free(r);
	free(s.text.buffer);
}
END_TEST

/* Of the benches that calibrate, the first pass had come to the first. */
START_TEST(hung_early)
{
	struct text t = written(1);
	char *after = strstr(t.buffer, "pass 1\n");
	struct record *r;
	size_t i, ended = 0;

	for (i = 0; i < 1 + PB_QUIET_MOMENTS * 3 + 1; i++)
		after = strchr(after, '\n') + 1;
	t.length = (size_t)(after - t.buffer);
	text_print(&t, "next sti\n");
	checkpoint(&t);
	r = record_of(t.buffer, t.length);
	ck_assert_int_eq(record_find(r, "sti")->status, STATUS_FAILED);
	for (i = 0; i < r->result_count; i++)
		ended += r->results[i].status == STATUS_SKIPPED &&
			 !strcmp(r->results[i].reason, "the run ended before it");
	ck_assert_uint_eq(ended, 5);
	ck_assert_uint_eq(r->result_count, 7);
	record_free(r);
	free(t.buffer);
}
END_TEST

/* A blame is for what nothing came after; a sector that was never written is nothing. */
static const struct {
	const char *behind;
	size_t length;
	bool lost;
} tails[] = {
	{ "", 0, true }, { "\0\0\0\0", 4, true }, { "r", 1, false }, { "run cli", 7, false },
	{ "skip cli none\n", 14, false }, { "run cli 1\nsum 5 6\n", 18, false }, { "\xff\xfe\n", 3, true },
};

START_TEST(came_back)
{
	struct stick s = stick(0);
	struct raw *raw;

	memcpy(s.text.buffer + s.at[1], tails[_i].behind, tails[_i].length);
	raw = parsed(s.text.buffer, s.at[1] + tails[_i].length, NULL);
	ck_assert(!raw->lost == !tails[_i].lost);
	ck_assert_uint_eq(raw->whole, 1);
	raw_free(raw);
	free(s.text.buffer);
}
END_TEST

/* A byte of each kind of place: the file has an end, or is good up to there. */
START_TEST(changed)
{
	struct stick s = stick(0);
	struct raw *raw;

	s.text.buffer[s.at[1] + 20] ^= 1;
	parsed(s.text.buffer, s.text.length, "the checksum is another");
	raw = parsed(s.text.buffer, s.at[4], NULL);
	ck_assert_uint_eq(raw->whole, 1);
	ck_assert_ptr_null(raw->lost);
	raw_free(raw);
	s.text.buffer[s.at[0] - 20] ^= 1;
	parsed(s.text.buffer, s.at[4], "the checksum is another");
	free(s.text.buffer);
}
END_TEST

START_TEST(ended_before_a_bench)
{
	struct text t = written(0);

	t.length = (size_t)(strstr(t.buffer, "pass 1\n") - t.buffer);
	checkpoint(&t);
	parsed(t.buffer, t.length, "the run ended before a bench was measured");
	free(t.buffer);
}
END_TEST

/* "privbench-raw N" and the reason */
static const struct {
	const char *text, *says;
} versions[] = {
	{ "privbench-raw 1\nversion 0.1\n", "serial: raw samples of version 1, and privbench" },
	{ "privbench-raw 3\n", "raw samples of version 3" },
	{ "privbench-raw 20\n", "raw samples of version 20" },
	{ "privbench-raw ", "raw samples of version 0" },
	{ "privbench-raw 2", "cut short" },
	{ "GIF89a", "serial: no raw samples of the flat guest" },
};

START_TEST(of_another_version)
{
	parsed(versions[_i].text, strlen(versions[_i].text), versions[_i].says);
}
END_TEST

/* What UEFI adds */

static struct text with_facts(const char *lines)
{
	struct text w = written(0), t = { xcalloc(ROOM, 1), ROOM, 0 };
	char *pass = strstr(w.buffer, "pass 0\n");

	*pass = '\0';
	text_print(&t, "%s%s", w.buffer, lines);
	*pass = 'p';
	text_print(&t, "%s", pass);
	raw_end(&t);
	free(w.buffer);
	return t;
}

static struct record *described(const char *lines)
{
	struct text t = with_facts(lines);
	struct raw *raw = parsed(t.buffer, t.length, NULL);
	struct record *r = record_new();

	raw_describe(raw, r);
	raw_free(raw);
	free(t.buffer);
	return r;
}

/* NULL as a value: it cannot be read, and the text is why; as a text: there is no such fact. */
static const struct {
	const char *lines, *fact, *value;
	bool missing;
} uefi[] = {
	{ "firmware EDK II 0x10000, UEFI 2.70\n", "firmware", "EDK II 0x10000, UEFI 2.70", false },
	{ "", "firmware", NULL, false },
	{ "machine LENOVO 21HM\n", "machine_model", "LENOVO 21HM", false },
	{ "tsc_from CPUID 15H\n", "tsc_khz_from", "CPUID 15H", false },
	{ "memory c80 DDR4\n", "memory", "3200 MT/s DDR4", false },
	{ "memory 12c0\n", "memory", "4800 MT/s", false },
	{ "memory 0 DDR4\n", "memory", "SMBIOS gives no speed of DDR4", true },
	{ "memory 0\n", "memory", "SMBIOS gives no speed", true },
	{ "", "memory", NULL, false },
	{ "core 1e\n", "apic_id", "30", false },
	{ "paging_levels 5\n", "paging_levels", "5", false },
	{ "cpuid_7 0 0 0 8000\ncpuid_1a 40000001 0 0 0\n", "core_type", "P", false },
	{ "cpuid_7 0 0 0 8000\ncpuid_1a 20000001 0 0 0\ncache_levels 3\n", "core_type", "E", false },
	{ "cpuid_7 0 0 0 8000\ncpuid_1a 20000001 0 0 0\ncache_levels 2\n", "core_type", "LP-E", false },
	{ "cpuid_7 0 0 0 8000\ncpuid_1a 20000001 0 0 0\n", "core_type",
	  "an E-core or an LP-E-core: CPUID leaf 4 tells no caches", true },
	{ "cpuid_7 0 0 0 8000\ncpuid_1a 30000001 0 0 0\n", "core_type", "CPUID leaf 1AH gives type 0x30", true },
	{ "cpuid_7 0 0 0 0\ncpuid_80000026 40000001 8000 0 0\n", "core_type", "P", false },
	{ "cpuid_7 0 0 0 0\ncpuid_80000026 40000001 10008000 0 0\n", "core_type", "E", false },
	{ "cpuid_7 0 0 0 0\ncpuid_80000026 40000001 20008000 0 0\n", "core_type",
	  "CPUID leaf 80000026H gives type 0x2", true },
	{ "cpuid_7 0 0 0 0\ncpuid_80000026 1 10008000 0 0\n", "core_type", "not a hybrid CPU", true },
	{ "cpuid_7 0 0 0 0\n", "core_type", "not a hybrid CPU", true },
	{ "", "core_type", NULL, false },
	{ "msr_1a0 850089\n", "msr_1a0", "0x850089", false },
	{ "msr_1a0 850089\n", "turbo", "on", false },
	{ "msr_1a0 4000850089\n", "turbo", "off", false },
	{ "msr_c0010015 2000000\n", "turbo", NULL, false },
	{ "msr_10a 400000000d20c0eb\n", "arch_capabilities",
	  "RDCL_NO IBRS_ALL SKIP_L1DFL_VMENTRY MDS_NO IF_PSCHANGE_MC_NO TSX_CTRL FBSDP_NO PSDP_NO PBRSB_NO GDS_NO RFDS_NO ITS_NO", false },
	{ "msr_10a 0\n", "arch_capabilities", "none", false },
	{ "smis 10\nsmis_after 10\n", "smis", "0", false },
	{ "smis fffffffe\nsmis_after 1\n", "smis", "3", false },
	{ "smis 10\n", "smis", "the run did not end", true },
	{ "firmware x\n", "smis", "not counted: a guest is not told of them, and only Intel CPUs count them", true },
	{ "", "smis", NULL, false },
	{ "aperf 300\nmperf 200\n", "aperf_mperf_percent", "150", false },
	{ "aperf 300\nmperf 200\n", "mean_mhz", "3000", false },
	{ "aperf 300\nmperf 0\n", "mean_mhz", NULL, false },
	{ "mperf 200\n", "mean_mhz", NULL, false },
};

START_TEST(facts_of_uefi)
{
	struct record *r = described(uefi[_i].lines);
	const struct fact *f = record_find_fact(r, uefi[_i].fact);

	ck_assert(!f == !uefi[_i].value);
	if (f)
		ck_assert_pstr_eq(uefi[_i].missing ? f->missing : f->value, uefi[_i].value);
	ck_assert(noted(r, "3 SMIs came during the run") == (f && !strcmp(uefi[_i].lines, "smis fffffffe\nsmis_after 1\n")));
	record_free(r);
}
END_TEST

/* Both kinds of core of one hybrid may be measured within a second. */
START_TEST(named_after_its_core)
{
	struct record *r = record_new();
	char *path;

	r->utc = xstrdup("2026-11-22T22:33:00Z");
	r->target = xstrdup("flat");
	record_fact_missing(r, "core_type", "not a hybrid CPU");
	path = record_path_in(".", r);
	ck_assert_str_eq(path, "./2026-11-22T22-33-00Z-flat.json");
	free(path);
	record_fact(r, "core_type", "E");
	path = record_path_in(".", r);
	ck_assert_str_eq(path, "./2026-11-22T22-33-00Z-flat-E.json");
	free(path);
	record_free(r);
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
	tcase_add_test(t, cut_anywhere);
	tcase_add_loop_test(t, hung, 0, PASSES);
	tcase_add_test(t, hung_at_the_end);
	tcase_add_test(t, hung_early);
	tcase_add_loop_test(t, came_back, 0, ARRAY_SIZE(tails));
	tcase_add_test(t, changed);
	tcase_add_test(t, ended_before_a_bench);
	tcase_add_loop_test(t, of_another_version, 0, ARRAY_SIZE(versions));
	tcase_add_loop_test(t, facts_of_uefi, 0, ARRAY_SIZE(uefi));
	tcase_add_test(t, named_after_its_core);
	suite_add_tcase(s, t);
	return s;
}
