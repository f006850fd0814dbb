// SPDX-License-Identifier: GPL-2.0-only
/* Verdicts on records that are made up for them. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comparable.h"
#include "comparison.h"
#include "suites.h"
#include "figures.h"
#include "tables.h"
#include "util.h"
#include "written.h"

static struct records a, b;
static struct comparison c;
static const struct rules gate = { .correction = CORRECT_HOLM };

static void setup(void)
{
	a = (struct records){ .path = "A" };
	b = (struct records){ .path = "B" };
	c = (struct comparison){ 0 };
}

static void teardown(void)
{
	comparison_free(&c);
	records_free(&a);
	records_free(&b);
}

static struct record *boot(struct records *s, enum clock clock, const char *id)
{
	struct record *r = record_new();

	r->clock = clock;
	r->path = xasprintf("%s/%zu", s->path, s->count);
	r->id = xasprintf("%s%zu", s->path, s->count);
	r->target = xstrdup("kernel");
	r->version = xstrdup("1");
	record_fact(r, "boot_id", "%s", id ? id : r->id);
	record_fact(r, "cpu_model", "A CPU");
	s->records = xreallocarray(s->records, s->count + 1, sizeof(*s->records));
	s->records[s->count++] = r;
	return r;
}

static void figure(struct record *r, const char *bench, double value)
{
	struct result *result = record_add_result(r, bench);

	result->status = STATUS_OK;
	result->estimate = value;
	result->question = xstrdup("g");
}

/* Ten boots of each, that vary by 1 % or so; `slow` and `fast` are b's share of a's. */
static void boots(enum clock clock, double share)
{
	size_t i;

	for (i = 0; i < 10; i++) {
		double noise = 1 + .004 * (double)((7 * i) % 5) - .008;

		figure(boot(&a, clock, NULL), "cli", 300 * noise);
		figure(boot(&b, clock, NULL), "cli", 300 * share * (2 - noise));
	}
}

static const struct difference *only(void)
{
	c = comparison_make(&a, &b, &gate);
	ck_assert_ptr_null(c.apart);
	ck_assert_uint_eq(c.count, 1);
	return &c.all[0];
}

/* What b adds in each layout, in percent: the mean alone is 5 % in all of them. */
static const struct {
	double adds[4];
	const char *build;		/* b's; a's is "one" */
	enum outcome outcome;
} placed[] = {
	{ { 5, 5, 5, 5 }, "two", OUTCOME_REGRESSED },
	{ { 7, 6, 7, 0 }, "two", OUTCOME_REGRESSED },
	{ { 20, 0, 0, 0 }, "two", OUTCOME_UNRESOLVED },
	{ { 10, 10, 0, 0 }, "two", OUTCOME_UNRESOLVED },
	{ { 20, 0, 0, 0 }, "one", OUTCOME_REGRESSED },
	{ { -20, 0, 0, 0 }, "two", OUTCOME_UNRESOLVED },
	{ { -6, -7, -7, 0 }, "two", OUTCOME_IMPROVED },
};

static void add_layouts(struct record *r, const double adds[4], const char *build)
{
	struct result *result = &r->results[0];
	unsigned int k;

	record_fact(r, "build", "%s", build);
	result->batch_count = 4;
	result->batches = xcalloc(4, sizeof(*result->batches));
	for (k = 0; k < 4; k++)
		result->batches[k] = (struct batch){ .layout = k, .pass = k, .estimate = 300 * (1 + adds[k] / 100) };
}

START_TEST(a_change_shows_in_most_layouts)
{
	static const double none[4] = { 0 };
	const double *adds = placed[_i].adds;
	const struct difference *d;
	size_t i;

	boots(CLOCK_SILICON, 1 + (adds[0] + adds[1] + adds[2] + adds[3]) / 400);
	for (i = 0; i < a.count; i++) {
		add_layouts(a.records[i], none, "one");
		add_layouts(b.records[i], adds, placed[_i].build);
	}
	d = only();
	ck_assert_int_eq(d->outcome, placed[_i].outcome);
	if (d->outcome == OUTCOME_UNRESOLVED)
		ck_assert_ptr_nonnull(strstr(d->reason, "of 4 layouts: where the linker put the code"));
}
END_TEST

static const struct {
	double share;
	enum outcome outcome;
} shares[] = {
	{ 1, OUTCOME_SAME }, { 1.005, OUTCOME_SAME }, { 1.02, OUTCOME_UNRESOLVED },
	{ 1.05, OUTCOME_REGRESSED }, { .95, OUTCOME_IMPROVED },
};

START_TEST(boots_decide)
{
	const struct difference *d;

	boots(CLOCK_SILICON, shares[_i].share);
	d = only();
	ck_assert_int_eq(d->outcome, shares[_i].outcome);
	ck_assert_double_eq_tol(d->effect, shares[_i].share - 1, .003);
	ck_assert(d->lo < shares[_i].share - 1 && d->hi > shares[_i].share - 1);
	ck_assert(!d->paired && d->boots_a == 10 && d->boots_b == 10);
	if (d->outcome == OUTCOME_UNRESOLVED)
		ck_assert(d->needed > 10);
}
END_TEST

/* What is said to decide, does: the p and the interval with the verdict, bench by bench. */
START_TEST(what_decides_is_told)
{
	const struct rules rules = { .correction = _i % 2 ? CORRECT_HOLM : CORRECT_BH };
	const struct difference *d;
	size_t i, k, outcomes[OUTCOMES] = { 0 };

	for (i = 0; i < 6; i++) {
		struct record *x = boot(&a, CLOCK_SILICON, NULL), *y = boot(&b, CLOCK_SILICON, NULL);

		for (k = 0; k < 40; k++) {
			char *name = xasprintf("bench-%zu", k);

			figure(x, name, 300 + (double)((i + k) % 4));
			figure(y, name, 300 * (1 + .002 * (double)k - .04) + (double)((i + 2 * k) % 4));
			free(name);
		}
	}
	c = comparison_make(&a, &b, &rules);
	for (d = c.all; d < c.all + c.count; d++) {
		bool beyond = d->decided[0] > d->delta || d->decided[1] < -d->delta;
		bool within = d->decided[0] > -d->delta && d->decided[1] < d->delta;

		outcomes[d->outcome]++;
		ck_assert(beyond == (d->outcome == OUTCOME_REGRESSED || d->outcome == OUTCOME_IMPROVED));
		ck_assert(beyond == (d->beyond <= .05) && within == (d->outcome == OUTCOME_SAME));
		ck_assert(within == (d->within <= .05));
		ck_assert_double_eq_tol(d->level, within ? .9 : .975, within ? 1e-12 : .02501);
	}
	ck_assert(outcomes[OUTCOME_REGRESSED] && outcomes[OUTCOME_IMPROVED] && outcomes[OUTCOME_SAME] &&
		  outcomes[OUTCOME_UNRESOLVED]);
}
END_TEST

static char *printed_as(void (*writer)(const struct document *d, FILE *out))
{
	return xstrdup(written(writer, comparison_document(&c, &a, &b)));
}

/* Of 2 % there is no doubt that it is not 0, and much that it is more than 2 %. */
START_TEST(a_p_that_decides_nothing_is_not_shown)
{
	const struct difference *d;
	char *text;

	boots(CLOCK_SILICON, 1.02);
	d = only();
	ck_assert(d->p < .001 && d->outcome == OUTCOME_UNRESOLVED);
	ck_assert(d->beyond > .05 && d->within > .05);
	text = printed_as(text_document);
	ck_assert_msg(strstr(text, "p beyond  p within") && !strstr(text, "<.0001"), "%s", text);
	ck_assert_msg(strstr(text, "(95 %)"), "%s", text);
	free(text);
}
END_TEST

/* No verdict, and yet figures. */
START_TEST(one_boot_has_figures)
{
	char *text;

	figure(boot(&a, CLOCK_SILICON, "one"), "cli", 200);
	figure(boot(&b, CLOCK_SILICON, "two"), "cli", 300);
	ck_assert_int_eq(only()->outcome, OUTCOME_UNRESOLVED);
	text = printed_as(text_document);
	ck_assert_msg(strstr(text, "cli    UNRESOLVED  200.0  300.0  +50.0 %"), "%s", text);
	ck_assert_msg(strstr(text, "UNRESOLVED: one boot describes"), "%s", text);
	free(text);
}
END_TEST

START_TEST(what_is_exactly_the_same_is_a_number)
{
	struct record *x = boot(&a, CLOCK_ICOUNT, NULL), *y = boot(&b, CLOCK_ICOUNT, NULL);
	char *text;

	figure(x, "cli", 7);
	figure(y, "cli", 7);
	figure(x, "sti", 7);
	figure(y, "sti", 8);
	c = comparison_make(&a, &b, &gate);
	text = printed_as(_i ? markdown_document : text_document);
	ck_assert_msg(strstr(text, "1 bench; --verbose shows it") && !strstr(text, "cli"), "%s", text);
	ck_assert_msg(strstr(text, "REGRESSED"), "%s", text);
	free(text);
	c.verbose = true;
	text = printed_as(_i ? markdown_document : text_document);
	ck_assert_msg(strstr(text, "cli"), "%s", text);
	free(text);
}
END_TEST

/* Drift that is the same for both halves of a pair does not count. */
START_TEST(pairs_decide)
{
	const struct difference *d;
	size_t i;

	for (i = 0; i < 6; i++) {
		struct record *x = boot(&a, CLOCK_SILICON, "one"), *y = boot(&b, CLOCK_SILICON, "one");

		record_fact(x, "pair", "session/%zu", i + 1);
		record_fact(y, "pair", "session/%zu", 5 - i + 1);
		figure(x, "cli", 200 + 40 * (double)i);
		figure(y, "cli", 1.04 * (200 + 40 * (double)(5 - i)) * (1 + .001 * (double)(i % 2)));
	}
	d = only();
	ck_assert(d->paired && d->boots_a == 6);
	ck_assert_int_eq(d->outcome, OUTCOME_REGRESSED);
}
END_TEST

START_TEST(one_boot_decides_nothing)
{
	figure(boot(&a, CLOCK_SILICON, "one"), "cli", 200);
	figure(boot(&a, CLOCK_SILICON, "one"), "cli", 201);
	figure(boot(&b, CLOCK_SILICON, "one"), "cli", 300);
	ck_assert_int_eq(only()->outcome, OUTCOME_UNRESOLVED);
	ck_assert_ptr_nonnull(strstr(c.all[0].reason, "--against"));
}
END_TEST

/* A hundredth of a cycle is 10 % of a tenth, and no difference; another nop of two is one. */
static const struct {
	double a, b;
	enum outcome outcome;
} small[] = {
	{ .1, .11, OUTCOME_SAME }, { .5, .75, OUTCOME_REGRESSED }, { .26, .21, OUTCOME_IMPROVED },
	{ 3, 3.15, OUTCOME_REGRESSED }, { 33, 34, OUTCOME_REGRESSED }, { 40, 40.4, OUTCOME_SAME },
};

START_TEST(small_benches_have_small_margins)
{
	size_t i;

	for (i = 0; i < 4; i++) {
		figure(boot(&a, CLOCK_SILICON, NULL), "cli", small[_i].a + .001 * (double)(i % 2));
		figure(boot(&b, CLOCK_SILICON, NULL), "cli", small[_i].b + .001 * (double)(i % 3));
	}
	ck_assert_int_eq(only()->outcome, small[_i].outcome);
	ck_assert(c.all[0].absolute == (small[_i].a < 1));
	ck_assert_double_eq_tol(c.all[0].effect, (small[_i].b - small[_i].a) / fmax(small[_i].a, 1), .002);
	ck_assert_double_eq(c.all[0].delta, .02);
}
END_TEST

/* A share of a cycle there, as it is of the figure above. */
START_TEST(a_margin_is_asked_for)
{
	const struct rules wide = { .delta = .3, .correction = CORRECT_HOLM };
	size_t i;

	for (i = 0; i < 4; i++) {
		figure(boot(&a, CLOCK_SILICON, NULL), "cli", small[_i].a + .001 * (double)(i % 2));
		figure(boot(&b, CLOCK_SILICON, NULL), "cli", small[_i].b + .001 * (double)(i % 3));
	}
	c = comparison_make(&a, &b, &wide);
	ck_assert_int_eq(c.all[0].outcome, OUTCOME_SAME);
}
END_TEST

static const struct {
	double b;
	enum outcome outcome;
} counts[] = { { 7, OUTCOME_SAME }, { 8, OUTCOME_REGRESSED }, { 6, OUTCOME_IMPROVED } };

START_TEST(an_exact_clock_knows_no_margin)
{
	figure(boot(&a, CLOCK_ICOUNT, NULL), "cli", 7);
	figure(boot(&b, CLOCK_ICOUNT, NULL), "cli", counts[_i].b);
	ck_assert_int_eq(only()->outcome, counts[_i].outcome);
}
END_TEST

/* Under KVM a path may vary: where it lies is all that it says of another boot's. */
static const struct {
	double b, least, most;
	enum outcome outcome;
} varied[] = {
	{ 104, 100, 110, OUTCOME_SAME }, { 120, 110, 130, OUTCOME_SAME },
	{ 121, 111, 131, OUTCOME_REGRESSED }, { 80, 75, 89, OUTCOME_IMPROVED },
	{ 111, 111, 111, OUTCOME_REGRESSED }, { 110, 110, 110, OUTCOME_SAME },
};

START_TEST(a_path_that_varies_has_a_range)
{
	struct record *r = boot(&a, CLOCK_ICOUNT, NULL), *other = boot(&b, CLOCK_ICOUNT, NULL);

	record_fact(r, "virt", "kvm");
	record_fact(other, "virt", "kvm");
	figure(r, "cli", 100);
	r->results[0].min = 90;
	r->results[0].max = 110;
	figure(other, "cli", varied[_i].b);
	other->results[0].min = varied[_i].least;
	other->results[0].max = varied[_i].most;
	ck_assert_int_eq(only()->outcome, varied[_i].outcome);
}
END_TEST

START_TEST(boots_that_disagree_are_not_exact)
{
	figure(boot(&a, CLOCK_ICOUNT, NULL), "cli", 7);
	figure(boot(&a, CLOCK_ICOUNT, NULL), "cli", 8);
	figure(boot(&b, CLOCK_ICOUNT, NULL), "cli", 7);
	ck_assert_int_eq(only()->outcome, OUTCOME_UNRESOLVED);
}
END_TEST

/* 872.2 three times and divided by three is not 872.2. */
START_TEST(records_of_one_boot_keep_their_value)
{
	size_t i;

	figure(boot(&a, CLOCK_ICOUNT, "one"), "cli", 872.2);
	for (i = 0; i < 2 + (size_t)_i; i++)
		figure(boot(&b, CLOCK_ICOUNT, "two"), "cli", 872.2);
	ck_assert_int_eq(only()->outcome, OUTCOME_SAME);
	ck_assert_double_eq(c.all[0].a, c.all[0].b);
}
END_TEST

START_TEST(a_bench_that_is_lost_is_no_pass)
{
	struct record *r = boot(&b, CLOCK_ICOUNT, NULL);
	struct result *result = record_add_result(r, "cli");

	result->reason = xstrdup("raised #GP (vector 13)");
	result->status = STATUS_FAULTED;
	record_add_result(r, "sti")->reason = xstrdup("x");
	figure(boot(&a, CLOCK_ICOUNT, NULL), "cli", 7);
	ck_assert_int_eq(only()->outcome, OUTCOME_INCOMPARABLE);
	ck_assert_ptr_nonnull(strstr(c.all[0].reason, "raised #GP"));
	ck_assert_uint_eq(c.unmeasured, 1);
}
END_TEST

START_TEST(other_units_and_cpus_are_apart)
{
	figure(boot(&a, CLOCK_SILICON, NULL), "cli", 7);
	figure(boot(&b, _i ? CLOCK_SILICON : CLOCK_ICOUNT, NULL), "cli", 7);
	if (_i)
		record_fact(b.records[0], "cpu_model", "Another");
	c = comparison_make(&a, &b, &gate);
	ck_assert_ptr_nonnull(c.apart);
	ck_assert_uint_eq(c.count, 0);
}
END_TEST

START_TEST(what_changed_is_named)
{
	figure(boot(&a, CLOCK_ICOUNT, NULL), "cli", 7);
	figure(boot(&b, CLOCK_ICOUNT, NULL), "cli", 7);
	record_fact(a.records[0], "microcode", "0x1");
	record_fact(b.records[0], "microcode", "0x2");
	record_fact(a.records[0], "mitigations", "l1tf: Vulnerable: no SMT; mds: Not affected; gds: Not affected; tsa: Vulnerable; "
		    "spectre_v2: Mitigation: Retpolines; RSB filling; STIBP: disabled");
	record_fact(b.records[0], "mitigations", "l1tf: Not affected; mds: Not affected; ghostwrite: Not affected; "
		    "spectre_v2: Mitigation: Retpolines; STIBP: always-on; srbds: Vulnerable; PBRSB");
	record_fact(a.records[0], "compiler", "gcc (Debian) 12");
	record_fact(b.records[0], "compiler", "gcc (Debian) 14");
	record_fact(a.records[0], "command_line", "quiet nopti");
	record_fact(b.records[0], "command_line", "quiet mitigations=off");
	record_fact(a.records[0], "config", "HZ=250 RETPOLINE=y CPU_SRSO=y SLS=y");
	record_fact(b.records[0], "config", "HZ=250 MITIGATION_RETPOLINE=y MITIGATION_SRSO=y MITIGATION_SLS=n");
	only();
	ck_assert_uint_eq(c.changed_count, 5);
	ck_assert_str_eq(c.changed[0], "microcode: 0x1, then 0x2");
	ck_assert_str_eq(c.changed[1], "command_line: -nopti +mitigations=off");
	ck_assert_str_eq(c.changed[2], "mitigations: l1tf: Vulnerable: no SMT, then Not affected; "
			 "tsa: Vulnerable, then not listed; RSB filling: present, then not listed; "
			 "STIBP: disabled, then always-on; srbds: not listed, then Vulnerable; PBRSB: not listed, then present");
	ck_assert_str_eq(c.changed[3], "config: -SLS=y +MITIGATION_SLS=n");
	ck_assert_str_eq(c.changed[4], "compiler: gcc (Debian) 12, then gcc (Debian) 14");
}
END_TEST

/* In the middle of b, not where a ends. */
START_TEST(what_changed_within_b_is_named)
{
	size_t i;

	boots(CLOCK_SILICON, 1);
	for (i = 0; i < 10; i++) {
		record_fact(a.records[i], "kernel", "6.1");
		record_fact(b.records[i], "kernel", "%s", i > 2 && i < 6 ? "6.12" : "6.1");
	}
	only();
	ck_assert_uint_eq(c.changed_count, 1);
	ck_assert_str_eq(c.changed[0], "kernel: 6.1, then 6.12 (in 0 of 10 records of A, and 3 of 10 of B)");
}
END_TEST

/* Twenty benches, one of them a chance hit at p = .03: not after Holm. */
START_TEST(many_benches_are_corrected_for)
{
	size_t i, k;

	for (i = 0; i < 5; i++) {
		struct record *x = boot(&a, CLOCK_SILICON, NULL), *y = boot(&b, CLOCK_SILICON, NULL);

		for (k = 0; k < 20; k++) {
			char *name = xasprintf("bench-%zu", k);

			figure(x, name, 300 + (double)((i + k) % 5));
			figure(y, name, (k ? 300 : 313.5) + 3 * (double)((i + 2 * k) % 5));
			free(name);
		}
	}
	c = comparison_make(&a, &b, &gate);
	ck_assert_uint_eq(c.outcomes[OUTCOME_REGRESSED], 0);
	comparison_free(&c);
	for (i = 0; i < 5; i++) {
		a.records[i]->result_count = 1;
		b.records[i]->result_count = 1;
	}
	c = comparison_make(&a, &b, &gate);
	ck_assert_uint_eq(c.outcomes[OUTCOME_REGRESSED], 1);
	for (i = 0; i < 5; i++)
		a.records[i]->result_count = b.records[i]->result_count = 20;
}
END_TEST

/* What a gate says of one bench. */
START_TEST(figures_in_a_sentence)
{
	const struct difference *d;
	char *text;

	figure(boot(&a, CLOCK_ICOUNT, NULL), "cli", 7);
	figure(boot(&b, CLOCK_ICOUNT, NULL), "cli", 8.5);
	d = only();
	text = comparison_figures(&c, d);
	ck_assert_str_eq(text, "7, then 8.5 instructions (+1.5)");
	free(text);
	figure(boot(&b, CLOCK_ICOUNT, NULL), "cli", 9);
	comparison_free(&c);
	d = only();
	text = comparison_figures(&c, d);
	ck_assert_str_eq(text, "7, then 8.75 instructions (+1.75): boots of B disagree under an exact clock");
	free(text);
}
END_TEST

static const struct rules guarded = { .correction = CORRECT_HOLM, .guarded = true };

/* What regressed on a machine that drifts is not held against b; on a steady one it is. */
START_TEST(a_restless_machine_is_told)
{
	size_t i;

	for (i = 0; i < 8; i++) {
		struct record *x = boot(&a, CLOCK_SILICON, NULL), *y = boot(&b, CLOCK_SILICON, NULL);

		figure(x, "cli", 300 + (i < 4 ? 0 : 30.) + (double)(i % 2));
		figure(y, "cli", 400 + (double)(i % 2));
		figure(x, "sti", 300 + (double)(i % 3));
		figure(y, "sti", 330 + (double)(i % 3));
		if (_i) {
			record_fact(x, "pair", "s/%zu", i);
			record_fact(y, "pair", "s/%zu", i);
		}
	}
	c = comparison_make(&a, &b, &gate);
	ck_assert_uint_eq(c.outcomes[OUTCOME_REGRESSED], 2);
	comparison_free(&c);
	c = comparison_make(&a, &b, &guarded);
	ck_assert_uint_eq(c.outcomes[OUTCOME_REGRESSED], _i ? 2 : 1);
	if (_i)
		return;
	ck_assert_str_eq(c.all[1].name, "cli");
	ck_assert_int_eq(c.all[1].outcome, OUTCOME_UNRESOLVED);
	ck_assert_ptr_nonnull(strstr(c.all[1].reason, "A differs from itself"));
}
END_TEST

/* What a bench is in some of b's records, while it is ok in the others and in a's. */
static void spoil(struct record *r, enum status status)
{
	struct result *result = (struct result *)record_find(r, "cli");

	if (status == STATUS_OK) {	/* not even tried */
		free(result->name);
		result->name = xstrdup("another");
		return;
	}
	result->status = status;
	result->reason = xstrdup("raised #GP (vector 13)");
}

START_TEST(a_bench_that_is_lost_in_part_is_no_pass)
{
	static const enum status statuses[] = { STATUS_FAULTED, STATUS_FAILED, STATUS_SKIPPED, STATUS_OK };
	enum clock clock = _i < 4 ? CLOCK_SILICON : CLOCK_ICOUNT;
	size_t i, k;

	for (i = 0; i < 10; i++) {
		figure(boot(&a, clock, NULL), "cli", 300);
		figure(boot(&b, clock, NULL), "cli", 300);
	}
	for (i = 0; i < 9; i++)
		spoil(b.records[i], statuses[_i % 4]);
	c = comparison_make(&a, &b, &gate);
	for (k = 0; k < c.count && strcmp(c.all[k].name, "cli"); k++)
		;
	ck_assert_int_eq(c.all[k].outcome, OUTCOME_INCOMPARABLE);
	ck_assert_msg(strstr(c.all[k].reason, "B: 9 of 10 records: ") != NULL, "%s", c.all[k].reason);
}
END_TEST

/* Two boots without are enough to go on with; one is not. */
START_TEST(contended_ones_are_left_out)
{
	const struct difference *d;
	size_t i;

	boots(CLOCK_SILICON, 1);
	for (i = 0; i < 8 + (size_t)_i; i++) {
		struct result *result = (struct result *)record_find(b.records[i], "cli");

		result->estimate *= 3;
		spoil(b.records[i], STATUS_CONTENDED);
	}
	d = only();
	ck_assert_uint_eq(d->boots_b, 2 - (size_t)_i);
	ck_assert(d->contended == (_i > 0));
	if (!_i) {
		ck_assert_str_eq(c.notes[0], "left out as contended: cli (8 of 10 in B)");
		ck_assert(d->effect < .05);
		return;
	}
	ck_assert_int_eq(d->outcome, OUTCOME_UNRESOLVED);
	ck_assert_ptr_nonnull(strstr(d->reason, _i == 1 ? "contended in 9 of 10 records of B" :
							 "contended in 10 of 10 records of B"));
}
END_TEST

START_TEST(records_that_do_not_count_are_told)
{
	size_t i, n = _i % 2 ? 5 : 4;

	boots(CLOCK_SILICON, 1);
	for (i = 0; i < n; i++) {
		((struct result *)record_find(b.records[i], "cli"))->estimate *= 3;
		if (_i < 2)
			record_fact(b.records[i], "calibration", "failed");
		else
			b.records[i]->clock = CLOCK_EMULATED;
	}
	c = comparison_make(&a, &b, &gate);
	if (_i == 3) {	/* half of them: the clocks do differ */
		ck_assert_ptr_nonnull(strstr(c.apart, "their units differ"));
		return;
	}
	ck_assert_ptr_null(c.apart);
	ck_assert_uint_eq(c.all[0].boots_b, 10 - n);
	ck_assert_int_eq(c.all[0].outcome, OUTCOME_SAME);
	ck_assert((c.disturbed != NULL) == (_i == 1));
	ck_assert_msg(strstr(c.notes[0], _i % 2 ? "B: 5 of 10 records left out: their calibration failed" :
				 _i ? "B: 4 of 10 records left out: their clock was not recognised" :
				      "B: 4 of 10 records left out: their calibration failed") != NULL, "%s", c.notes[0]);
}
END_TEST

START_TEST(without_a_record_that_counts_there_is_nothing)
{
	size_t i;

	boots(CLOCK_SILICON, 1);
	for (i = 0; i < 10; i++)
		record_fact(b.records[i], "calibration", "failed");
	c = comparison_make(&a, &b, &gate);
	ck_assert_uint_eq(c.count, 0);
	ck_assert_ptr_nonnull(strstr(c.disturbed, "B: 10 of 10 records do not count"));
}
END_TEST

static const struct {
	const char *key, *said;
	enum clock clock;
} machines[] = {
	{ "cpu_model", "another CPU: cpu_model is A CPU in A/0, and other in B/7", CLOCK_SILICON },
	{ "cpu_vendor", "another CPU: cpu_vendor is unknown in A/0, and other in B/7", CLOCK_SILICON },
	{ "cpu_family", "another CPU: cpu_family", CLOCK_SILICON },
	{ "cpu_model_number", "another CPU: cpu_model_number", CLOCK_SILICON },
	{ "cpu_stepping", "another CPU: cpu_stepping", CLOCK_SILICON },
	{ "core_type", "another CPU: core_type", CLOCK_SILICON },
	{ "cpu_model", NULL, CLOCK_ICOUNT },
	{ "target", "another target: A/0 was measured at kernel, and B/7 at user", CLOCK_SILICON },
	{ "target", "another target: A/0 was measured at kernel, and B/7 at user", CLOCK_ICOUNT },
};

START_TEST(every_record_is_of_one_machine_and_target)
{
	boots(machines[_i].clock, 1);
	if (strcmp(machines[_i].key, "target")) {
		record_fact(b.records[7], machines[_i].key, "other");
	} else {
		free(b.records[7]->target);
		b.records[7]->target = xstrdup("user");
	}
	c = comparison_make(&a, &b, &gate);
	if (machines[_i].said)
		ck_assert_msg(c.apart && strstr(c.apart, machines[_i].said), "%s", c.apart);
	else
		ck_assert_ptr_null(c.apart);
}
END_TEST

static void call(struct record *r, const char *id)
{
	free(r->id);
	r->id = xstrdup(id);
}

START_TEST(a_run_counts_once)
{
	boots(CLOCK_SILICON, 1);
	call(b.records[3], "B0");
	ck_assert_uint_eq(only()->boots_b, 9);
	ck_assert_str_eq(c.notes[0], "B: 1 of 10 records left out: copies of a run that is there already");
}
END_TEST

START_TEST(what_is_in_both_is_named)
{
	char *said;

	boots(CLOCK_SILICON, 1);
	ck_assert_ptr_null(comparable_refused(&a, &b));
	call(b.records[3], "A5");
	said = comparable_refused(&a, &b);
	ck_assert_msg(strstr(said, "A/5 and B/3 are records of one run (A5)") != NULL, "%s", said);
	free(said);
	call(b.records[3], "B0");
	said = comparable_refused(&a, &b);
	ck_assert_msg(strstr(said, "B/0 and B/3 say that they are records of one run (B0)") != NULL, "%s", said);
	free(said);
	((struct result *)record_find(b.records[3], "cli"))->estimate = record_find(b.records[0], "cli")->estimate;
	ck_assert_ptr_null(comparable_refused(&a, &b));
}
END_TEST

/* Numbers that are alike make no pairs. */
static const char *const sessions[][2] = { { "s/", "s/" }, { "s/", "t/" }, { "", "" } };

START_TEST(pairs_are_of_one_session)
{
	size_t i;

	boots(CLOCK_SILICON, 1);
	for (i = 0; i < 10; i++) {
		record_fact(a.records[i], "pair", "%s%zu", sessions[_i][0], i);
		record_fact(b.records[i], "pair", "%s%zu", sessions[_i][1], i);
	}
	ck_assert(only()->paired == !_i);
	ck_assert_uint_eq(c.all[0].boots_a, 10);
	ck_assert_uint_eq(c.note_count, _i ? 1 : 0);
	if (_i)
		ck_assert_ptr_nonnull(strstr(c.notes[0], "compared unpaired"));
}
END_TEST

START_TEST(half_a_pair_is_left_out)
{
	size_t i;

	boots(CLOCK_SILICON, 1);
	for (i = 0; i < 10; i++) {
		record_fact(a.records[i], "pair", "s/%zu", i);
		record_fact(b.records[i], "pair", "s/%zu", i);
	}
	record_fact(b.records[9], "calibration", "failed");
	ck_assert_uint_eq(only()->boots_a, 9);
	ck_assert_ptr_nonnull(strstr(c.notes[0], "A: 1 of 10 records left out: the other half"));
}
END_TEST

/* Of what b exceeds a by at most, half is below the interval; the level is the same. */
START_TEST(a_gate_asks_one_side)
{
	struct rules rules = { .correction = CORRECT_HOLM, .one_sided = true };
	double two;

	boots(CLOCK_SILICON, 1.03);
	two = only()->beyond;
	comparison_free(&c);
	c = comparison_make(&a, &b, &rules);
	ck_assert_double_eq_tol(c.all[0].beyond, two / 2, 1e-12);
	ck_assert_double_eq_tol(c.all[0].level, .9, 1e-12);
	ck_assert_double_eq_tol(c.all[0].bound, c.all[0].decided[1], 1e-12);
	ck_assert_double_eq(difference_share(&c.all[0], c.all[0].bound), c.all[0].bound);
}
END_TEST

START_TEST(a_share_of_less_than_a_cycle_is_of_a_cycle)
{
	const struct difference d = { .absolute = true, .a = .1, .bound = .03 };
	const struct difference e = { .absolute = true, .a = 4, .bound = .2 };

	ck_assert_double_eq(difference_share(&d, d.bound), .03);
	ck_assert_double_eq(difference_share(&e, e.bound), .05);
}
END_TEST

START_TEST(boots_that_would_detect_are_told)
{
	struct rules rules = { .correction = CORRECT_HOLM, .one_sided = true, .detect = _i ? .001 : .02 };

	boots(CLOCK_SILICON, .999);
	c = comparison_make(&a, &b, &rules);
	ck_assert_int_eq(c.all[0].outcome, OUTCOME_SAME);
	ck_assert(isnan(c.all[0].needed) == !_i && (!_i || c.all[0].needed > 10));
}
END_TEST

/* Every format has every bench in it, and nothing that is no number. */
START_TEST(printed)
{
	static void (*const writers[])(const struct document *d, FILE *out) = {
		text_document, markdown_document, csv_document, json_document, html_document,
	};
	char *text;

	boots(CLOCK_SILICON, 1.05);
	figure(a.records[0], "lost", 3);
	c = comparison_make(&a, &b, &gate);
	text = printed_as(writers[_i]);
	ck_assert_msg(strstr(text, "cli") && strstr(text, "lost") && strstr(text, "REGRESSED"), "%s", text);
	ck_assert_msg(!strstr(text, "nan") && !strstr(text, "inf"), "%s", text);
	free(text);
}
END_TEST

Suite *comparison_suite(void)
{
	Suite *s = suite_create("comparison");
	TCase *t = tcase_create("comparison");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, a_change_shows_in_most_layouts, 0, ARRAY_SIZE(placed));
	tcase_add_loop_test(t, boots_decide, 0, ARRAY_SIZE(shares));
	tcase_add_loop_test(t, what_decides_is_told, 0, 2);
	tcase_add_test(t, a_p_that_decides_nothing_is_not_shown);
	tcase_add_test(t, one_boot_has_figures);
	tcase_add_loop_test(t, what_is_exactly_the_same_is_a_number, 0, 2);
	tcase_add_test(t, pairs_decide);
	tcase_add_test(t, one_boot_decides_nothing);
	tcase_add_loop_test(t, small_benches_have_small_margins, 0, ARRAY_SIZE(small));
	tcase_add_loop_test(t, a_margin_is_asked_for, 0, ARRAY_SIZE(small));
	tcase_add_loop_test(t, an_exact_clock_knows_no_margin, 0, ARRAY_SIZE(counts));
	tcase_add_loop_test(t, a_path_that_varies_has_a_range, 0, ARRAY_SIZE(varied));
	tcase_add_test(t, boots_that_disagree_are_not_exact);
	tcase_add_loop_test(t, records_of_one_boot_keep_their_value, 0, 20);
	tcase_add_test(t, a_bench_that_is_lost_is_no_pass);
	tcase_add_loop_test(t, other_units_and_cpus_are_apart, 0, 2);
	tcase_add_test(t, what_changed_is_named);
	tcase_add_test(t, what_changed_within_b_is_named);
	tcase_add_test(t, many_benches_are_corrected_for);
	tcase_add_test(t, figures_in_a_sentence);
	tcase_add_loop_test(t, a_restless_machine_is_told, 0, 2);
	tcase_add_loop_test(t, a_bench_that_is_lost_in_part_is_no_pass, 0, 8);
	tcase_add_loop_test(t, contended_ones_are_left_out, 0, 3);
	tcase_add_loop_test(t, records_that_do_not_count_are_told, 0, 4);
	tcase_add_test(t, without_a_record_that_counts_there_is_nothing);
	tcase_add_loop_test(t, every_record_is_of_one_machine_and_target, 0, ARRAY_SIZE(machines));
	tcase_add_test(t, a_run_counts_once);
	tcase_add_test(t, what_is_in_both_is_named);
	tcase_add_loop_test(t, pairs_are_of_one_session, 0, ARRAY_SIZE(sessions));
	tcase_add_test(t, half_a_pair_is_left_out);
	tcase_add_test(t, a_gate_asks_one_side);
	tcase_add_test(t, a_share_of_less_than_a_cycle_is_of_a_cycle);
	tcase_add_loop_test(t, boots_that_would_detect_are_told, 0, 2);
	tcase_add_loop_test(t, printed, 0, 5);
	suite_add_tcase(s, t);
	return s;
}
