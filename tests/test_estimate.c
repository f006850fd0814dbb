// SPDX-License-Identifier: GPL-2.0-only
/* The screen's figures of samples, without floating point, against the program's of the same. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "executor.h"
#include "questions.h"
#include "random.h"
#include "record.h"
#include "request.h"
#include "suite.h"
#include "suites.h"
#include "util.h"

#include "../guest/integers.c"
#include "../guest/quiet.c"
#include "../guest/estimate.c"
#include "../guest/answers.c"

#define PASSES 7
#define SAMPLES 25
#define LOOPS 40
#define CHAIN 1600.	/* cycles of a probe */
#define ISSUE 560.
#define SCREEN 24
#define LINE 80

/* A machine: how its samples come about. */
struct kind {
	const char *name, *virt;
	enum ticks ticks;
	double tick;		/* cycles of a tick */
	double noise;		/* of a burst, in ticks: up to */
	unsigned int step;	/* the TSC's */
	double spike, interrupt, contended, slow;	/* the chance of a sample */
	double drift;		/* of the clock, from pass to pass */
	unsigned int shared;	/* passes as bits: another thread is on the core */
	double width;		/* of issue-width in shared passes */
	bool no_nops;		/* they take no time */
	unsigned int longer;	/* instructions of longer names, from pass to pass */
};

static const struct kind kinds[] = {
	{ "exact", "none", TICKS_CYCLES, .tick = 1, .step = 1 },
	{ "noise", "none", TICKS_CYCLES, .tick = 1.4, .noise = 30, .step = 1, .spike = .05 },
	{ "discrete", "none", TICKS_CYCLES, .tick = .7, .noise = 60, .step = 26 },
	{ "interrupts", "none", TICKS_CYCLES, .tick = .7, .noise = 9, .step = 1, .interrupt = .1 },
	{ "drift", "kvm", TICKS_CYCLES, .tick = 1.1, .noise = 20, .step = 2, .drift = .02 },
	{ "others now and then", "kvm", TICKS_CYCLES, .tick = 1, .noise = 20, .step = 1, .contended = .2 },
	{ "others", "kvm", TICKS_CYCLES, .tick = 1, .noise = 20, .step = 1, .contended = .8 },
	{ "shared passes", "kvm", TICKS_CYCLES, .tick = 1, .noise = 20, .step = 1, .shared = 0x24, .width = 1.7 },
	{ "shared at first, though whole", "kvm", TICKS_CYCLES, .tick = 1, .noise = 20, .step = 1,
	  .shared = 0x03, .width = 1.5 },
	{ "shared for the most part", "kvm", TICKS_CYCLES, .tick = 1, .noise = 20, .step = 1,
	  .shared = 0x7c, .width = 1.7 },
	{ "emulated", "tcg", TICKS_EMULATED, .tick = .013, .noise = 4000, .step = 1, .spike = .2 },
	{ "emulated, NOPs in no time", "tcg", TICKS_EMULATED, .tick = .5, .step = 1, .no_nops = true },
	{ "instructions", "tcg", TICKS_INSTRUCTIONS, .tick = 1, .step = 1 },
	{ "strays", "tcg", TICKS_INSTRUCTIONS, .tick = 1, .step = 1, .spike = .08 },
	{ "shared later, though whole", "kvm", TICKS_CYCLES, .tick = 1, .noise = 20, .step = 1,
	  .shared = 0x30, .width = 1.5 },
	{ "slow now and then", "kvm", TICKS_CYCLES, .tick = 1, .noise = 20, .step = 1, .slow = .3 },
	{ "paths that vary", "tcg", TICKS_INSTRUCTIONS, .tick = 1, .step = 1, .longer = 3 },
};

static struct machine {
	struct executor host;
	const struct kind *kind;
	uint64_t random;
	double slower;			/* the clock, during this sample */
	unsigned int begun;		/* passes */
	struct pb_run quiet[3 * PB_QUIET_MOMENTS];
	struct pb_sample samples[3 * PB_QUIET_MOMENTS][PB_QUIET_SAMPLES];
	unsigned int taken;
} m;

static double uniform(void)
{
	return (double)random_below(&m.random, 1 << 20) / (1 << 20);
}

static bool is_shared(void)
{
	return m.host.pass && m.kind->shared >> (m.host.pass - 1) & 1;
}

static double cost_of(const struct pb_bench *b)
{
	double shared = is_shared() ? 1.3 : 1;

	if (m.kind->ticks == TICKS_INSTRUCTIONS)
		return (b->insns >= 0 ? b->insns : 7) +
		       (strlen(b->name) > 10 ? m.kind->longer * m.host.pass : 0);
	if (!strcmp(b->name, "issue-width"))
		return is_shared() ? m.kind->width : 1;
	if (!strcmp(b->name, "nop"))
		return m.kind->no_nops ? 0 : .25;
	return !strcmp(b->name, "imul-chain") ? 3 :
	       !strcmp(b->name, "load-hit") ? 1.5 : !strcmp(b->name, "empty") ? 0 :
	       !strcmp(b->name, "add-chain") ? 1 : shared * (double)(3 * strlen(b->name));
}

static double tick_now(void)
{
	return m.kind->tick * (1 + m.kind->drift * m.host.pass) / m.slower;
}

static __u64 burst(double cycles)
{
	double ticks = 900 + cycles / tick_now() + m.kind->noise * uniform();

	if (m.host.pass && uniform() < m.kind->spike)
		ticks += 5000 * uniform();
	return (__u64)ticks / m.kind->step * m.kind->step;
}

static struct pb_probe probe(const struct pb_run *run)
{
	double tick = tick_now();
	bool contended = is_shared() ||
			 (run->samples != PB_QUIET_SAMPLES && uniform() < m.kind->contended);

	return (struct pb_probe){ (__u16)fmin(CHAIN / tick, PB_PROBE_MAX),
				  (__u16)fmin(ISSUE / tick * (contended ? 1.6 : 1), PB_PROBE_MAX) };
}

static void sample(struct pb_run *run, struct pb_sample *samples)
{
	const struct pb_bench *bench = pb_find(run->name);
	double one = LOOPS * bench->unroll * cost_of(bench);

	run->loops = LOOPS;
	for (run->done = 0; run->done < run->samples; run->done++) {
		struct pb_sample *s = &samples[run->done];

		m.slower = run->samples != PB_QUIET_SAMPLES && uniform() < m.kind->slow ? 1.2 : 1;
		*s = (struct pb_sample){ .one = burst(one), .two = burst(2 * one) };
		if (run->probe)
			s->before = s->after = probe(run);
		if (uniform() < m.kind->interrupt)
			s->irqs = 1, s->two += 9000;
	}
}

/* As the guest's plan does: all moments, whether the program wants them or not. */
static void begin_pass(void)
{
	static const char *const names[] = { "imul-chain", "load-hit", "issue-width" };

	m.begun = m.host.pass;
	m.taken = 0;
	estimate_pass();
	for (unsigned int i = 0; m.kind->ticks == TICKS_CYCLES && i < ARRAY_SIZE(m.quiet); i++) {
		m.quiet[i] = (struct pb_run){ .samples = PB_QUIET_SAMPLES, .probe = 1 };
		strcpy(m.quiet[i].name, names[i % 3]);
		sample(&m.quiet[i], m.samples[i]);
		estimate_quiet(pb_find(names[i % 3]), &m.quiet[i], m.samples[i]);
	}
}

static int run(struct executor *host, struct pb_run *run)
{
	struct pb_sample *samples = (struct pb_sample *)(uintptr_t)run->buffer;
	const struct pb_bench *bench = pb_find(run->name);

	if (host->pass > m.begun)
		begin_pass();
	if (host->pass && run->samples == PB_QUIET_SAMPLES) {
		run->loops = LOOPS;
		run->done = run->samples;
		memcpy(samples, m.samples[m.taken++], sizeof(m.samples[0]));
		return 0;
	}
	if (!strcmp(run->name, "cli-pv-direct")) {
		run->status = PB_SKIPPED;
		strcpy(run->reason, "this CPU has no CLI (CPUID.1:EAX[1])");
	} else {
		sample(run, samples);
	}
	if (host->pass)
		estimate_add(bench, run, samples);
	else
		estimate_chain(bench, run, samples);
	return 0;
}

static struct record *measured(const struct kind *kind, const char *glob, unsigned int passes)
{
	const char *const globs[] = { glob, "cli-pv-direct" };
	struct request q = { .globs = globs, .glob_count = 2, .seed = 3, .plan = { 1, passes, SAMPLES } };
	struct record *r = record_new();
	/* Progress; the test is a process of its own. */
	FILE *quiet = freopen("/dev/null", "w", stderr);

	ck_assert_ptr_nonnull(quiet);
	m = (struct machine){
		.host = { .layouts = 1, .tsc_khz = 2000000, .run = run, .recorded = true },
		.kind = kind, .random = 5,
	};
	record_fact(r, "virt", "%s", kind->virt);
	estimate_begin(!strcmp(kind->virt, "tcg"), !strcmp(kind->virt, "none"));
	ck_assert_int_eq(suite_run(&m.host, &q, r), 0);
	return r;
}

/* Contended: by other moments for their scale, perhaps. */
static double tolerance(const struct result *result)
{
	return (result->status == STATUS_OK ? 1e-5 : .01) * fmax(1, fabs(result->estimate));
}

static void compare(const struct kind *kind, const struct record *r)
{
	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];
		struct estimate_figure f = estimate_of(pb_find(result->name));
		double value = (double)f.value / ESTIMATE_ONE;

		ck_assert_msg(f.status == (result->status == STATUS_OK ? FIGURE_OK : result->status ==
			      STATUS_CONTENDED ? FIGURE_CONTENDED : FIGURE_WHY), "%s, %s: %d, not %d",
			      kind->name, result->name, f.status, result->status);
		if (f.status == FIGURE_OK || f.status == FIGURE_CONTENDED)
			ck_assert_msg(fabs(value - result->estimate) <= tolerance(result),
				      "%s, %s: %f, not %f", kind->name, result->name, value, result->estimate);
	}
}

START_TEST(as_in_the_record)
{
	static const enum clock clocks[] = {
		[TICKS_CYCLES] = CLOCK_SILICON, [TICKS_INSTRUCTIONS] = CLOCK_ICOUNT,
		[TICKS_EMULATED] = CLOCK_EMULATED,
	};
	struct record *r = measured(&kinds[_i], "irq-*", PASSES);

	ck_assert_int_eq(estimate_ticks(), kinds[_i].ticks);
	ck_assert_int_eq(r->clock, clocks[kinds[_i].ticks]);
	ck_assert_uint_gt(r->result_count, 40);
	compare(&kinds[_i], r);
	record_free(r);
}
END_TEST

/* What is printed */

static char screen[16 * 1024];
static size_t printed;

void console_print(const char *fmt, ...)
{
	struct text t = { screen, sizeof(screen) - 1, printed };
	va_list args;

	va_start(args, fmt);
	text_vprint(&t, fmt, args);
	va_end(args);
	printed = t.length;
}

static void ck_assert_fits(void)
{
	unsigned int lines = 0;

	for (const char *line = screen; *line; line += strcspn(line, "\n") + 1) {
		ck_assert_msg(strcspn(line, "\n") < LINE, "%.100s", line);
		lines++;
	}
	ck_assert_uint_lt(lines, SCREEN);
}

static const char *answers(const struct kind *kind, const char *glob)
{
	record_free(measured(kind, glob, 3));
	printed = 0;
	memset(screen, 0, sizeof(screen));
	answers_print();
	ck_assert_fits();
	return screen;
}

#define ck_assert_has(text, part) ck_assert_msg(strstr(text, part), "no \"%s\" in:\n%s", part, text)

START_TEST(a_screen)
{
	const char *text = answers(&kinds[_i], _i % 2 ? "*" : "irq-restore");

	ck_assert_has(text, "POPF, or a test and STI? (irq-restore)\n  popf-if-0-1 ");
	ck_assert_has(text, "\n  test-sti-if-0-1 ");
	ck_assert_has(text, "privbench import");
}
END_TEST

START_TEST(words)
{
	const char *text = answers(&kinds[12], "cli-sti");

	ck_assert_has(text, "answers, in instructions, exact");
	ck_assert_has(text, "\n  cli-sti                                      2\n");
	ck_assert_has(text, "\n  cli-pv-direct                     skipped: this CPU has no CLI\n");
	ck_assert_has(answers(&kinds[16], "cli-sti*"), "\n  cli-sti-pv-direct                         ~ 12\n");
	ck_assert_has(answers(&kinds[10], "cli-sti"), "ticks of an emulator");
	ck_assert_has(answers(&kinds[6], "cli-sti"), " contended\n");
	ck_assert_has(answers(&kinds[0], "cli-sti"), "answers, in core cycles");
}
END_TEST

START_TEST(no_clock)
{
	struct pb_run failed = { .status = PB_FAULTED, .vector = 6 };

	m.kind = &kinds[0];
	estimate_begin(0, 1);
	for (unsigned int i = 0; i < 2; i++)
		estimate_chain(pb_find(i ? "add-chain" : "imul-chain"), &failed, NULL);
	estimate_pass();
	estimate_add(pb_find("cli"), &failed, NULL);
	ck_assert_str_eq(estimate_of(pb_find("cli")).why, "faulted: raised vector 6");
	ck_assert_int_eq(estimate_of(pb_find("sti")).status, FIGURE_NONE);
	answers_print();
	ck_assert_str_eq(screen, "no answers: nop, imul-chain and add-chain do not tell the clock\n");
}
END_TEST

static const struct {
	double value;
	unsigned int decimals;
	const char *text;
} numbers[] = {
	{ 3, 0, "3" }, { .125, 2, "0.12" }, { .375, 2, "0.38" }, { 99.996, 1, "100.0" }, { 1.996, 2, "2.00" },
	{ -.25, 2, "-0.25" }, { -.001, 2, "0.00" }, { 0, 2, "0.00" }, { 2.5, 0, "2" }, { 3.5, 0, "4" },
	{ 123456789.04, 1, "123456789.0" }, { 971.16, 1, "971.2" }, { 7.0625, 2, "7.06" },
};

START_TEST(number)
{
	char got[FIGURE_MAX] = "";
	struct text t = { got, sizeof(got) - 1, 0 };

	print_number(&t, (__s64)rint(numbers[_i].value * ESTIMATE_ONE), numbers[_i].decimals);
	ck_assert_str_eq(got, numbers[_i].text);
}
END_TEST

START_TEST(arithmetic)
{
	ck_assert_uint_eq(mul_div(1ULL << 60, 1ULL << 50, 1ULL << 55), 1ULL << 55);
	ck_assert_uint_eq(mul_div(5, 1, 2), 2);
	ck_assert_uint_eq(mul_div(7, 1, 2), 4);
	ck_assert_uint_eq(mul_div(1, 1, 0), ~0ULL >> 1);
	ck_assert_int_eq(signed_mul_div(-10, 3, 4), -8);
	for (__u64 v = 1; v < 1ULL << 50; v = v * 17 / 3 + 1) {
		double off = (double)log_of(v) / (1ULL << LOG_BITS) - log2((double)v);

		ck_assert_double_le(fabs(off), 1e-9);
		ck_assert_double_eq_tol((double)number_of(log_of(v)), (double)v, 1 + 1e-8 * (double)v);
	}
}
END_TEST

Suite *estimate_suite(void)
{
	Suite *s = suite_create("estimate");
	TCase *t = tcase_create("estimate");

	tcase_add_loop_test(t, as_in_the_record, 0, ARRAY_SIZE(kinds));
	tcase_add_loop_test(t, a_screen, 0, ARRAY_SIZE(kinds));
	tcase_add_test(t, words);
	tcase_add_test(t, no_clock);
	tcase_add_loop_test(t, number, 0, ARRAY_SIZE(numbers));
	tcase_add_test(t, arithmetic);
	suite_add_tcase(s, t);
	return s;
}
