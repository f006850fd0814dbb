// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the program says of records whose truth is known: how often it finds what
 * is not there, and what is.  Seeded: the same answers every time.
 *
 * usage: truth few|many DIR [GROUP]; truth r DIR; truth history RECORD DIR BOOTS
 */
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "student.h"
#include "util.h"

#define BENCHES 40
#define ALPHA .05
#define DELTA .02
#define STEPPED 7		/* the bench that differs, where one does */

static const char *privbench;
static char *side_a, *side_b;
static uint64_t seed;
static bool many;
static int failed;

/* How often */

/* n log x, also where n is 0. */
static double times_log(size_t n, double x)
{
	return n ? (double)n * log(x) : 0;
}

/* The chance of k of n or more. */
static double chance_of(size_t k, size_t n, double p)
{
	double sum = 0, of = lgamma((double)n + 1);

	for (; k <= n; k++)
		sum += exp(of - lgamma((double)k + 1) - lgamma((double)(n - k) + 1) +
			   times_log(k, p) + times_log(n - k, 1 - p));
	return sum;
}

static void tell(bool fine)
{
	fputs(fine ? "ok - " : "not ok - ", stdout);
	failed |= !fine;
}

/* A share between lo and hi, as far as so many can tell: one in a hundred is wrong. */
static void share(size_t hits, size_t n, double lo, double hi, const char *what, ...)
	__attribute__((format(printf, 5, 6)));
static void share(size_t hits, size_t n, double lo, double hi, const char *what, ...)
{
	double got = 100 * (double)hits / (double)n;
	va_list args;

	tell(n && chance_of(hits, n, hi) > .01 && chance_of(n - hits, n, 1 - lo) > .01);
	va_start(args, what);
	vprintf(what, args);
	va_end(args);
	printf(": %zu of %zu, %.1f %%; %.4g to %.4g %%\n", hits, n, got, 100 * lo, 100 * hi);
}

static size_t times(size_t if_few, size_t if_many)
{
	return many ? if_many : if_few;
}

/* Asking the program */

struct answer {
	int status;
	char *text;		/* and what it complained of */
	json_t *json;		/* NULL: there is none in it */
};

static struct answer ask(const char *const words[])
{
	struct answer a = { 0 };
	const char *json;

	a.status = run_program(words, &a.text);
	json = a.text ? strstr(a.text, "{\n") : NULL;
	if (json)
		a.json = json_loads(json, JSON_DISABLE_EOF_CHECK, NULL);
	return a;
}

#define ASK(...) ask((const char *const[]){ privbench, __VA_ARGS__, NULL })

static void forget(struct answer *a)
{
	json_decref(a->json);
	free(a->text);
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static double number_of(const json_t *value)
{
	return json_is_number(value) ? json_number_value(value) : NAN;
}

static size_t index_of(const json_t *bench)
{
	return strtoul(text_of(bench, "bench") + strlen("bench-"), NULL, 10);
}

static bool says(const json_t *bench, const char *verdict)
{
	return !strcmp(text_of(bench, "verdict"), verdict);
}

/* A and b */

/* Of b's records; a's have no steps. */
static void make_sides(const struct truth *b)
{
	struct truth a = *b;

	a.steps = NULL;
	a.mark = NULL;
	folder_make(&a, side_a, seed++);
	folder_make(b, side_b, seed++);
}

static struct answer ask_of_sides(const char *command)
{
	return ASK(command, "--format", "json", side_a, side_b);
}

/* What many experiments came to. */
struct tally {
	size_t n, exits[8];	/* by exit status; the last: any other */
	size_t benches, covered, bounded;	/* by ci, from above */
	size_t found;		/* benches that differ, and are named */
	size_t wrong;		/* experiments that name another */
	size_t excluded;	/* that exclude, and say so, no more than they may */
};

static void cover(struct tally *all, const json_t *bench, const struct truth *t)
{
	bool ratio = !strcmp(text_of(bench, "effect_unit"), "relative");
	double effect = truth_step(t, index_of(bench), 0) - 1;

	effect *= ratio ? 1 : truth_mean(t, index_of(bench));
	all->benches++;
	all->covered += number_of(json_object_get(bench, "ci_lo")) <= effect &&
			effect <= number_of(json_object_get(bench, "ci_hi"));
	all->bounded += effect <= number_of(json_object_get(bench, "bound"));
}

/* "no regression of 2.6 % or more": is that so? */
static bool excludes_no_truth(const struct answer *a, const struct truth *t)
{
	const char *said = a->text ? strstr(a->text, "no regression of ") : NULL;
	double least, most = 0;
	size_t i;

	for (i = 0; i < t->benches; i++)
		most = fmax(most, truth_step(t, i, 0) - 1);
	return said && sscanf(said, "no regression of %lf %%", &least) == 1 && most < least / 100;
}

static void count(struct tally *all, const struct answer *a, const struct truth *t)
{
	size_t i, wrong = 0;
	const json_t *bench;

	all->n++;
	all->exits[a->status < 0 || a->status > 7 ? 7 : a->status]++;
	json_array_foreach(json_object_get(a->json, "benches"), i, bench) {
		bool named = says(bench, "REGRESSED") || says(bench, "IMPROVED");
		bool differs = truth_step(t, index_of(bench), 0) != 1;

		cover(all, bench, t);
		all->found += named && differs;
		wrong += named && !differs;
	}
	all->wrong += wrong > 0;
	all->excluded += a->status == 0 && excludes_no_truth(a, t);
}

static struct tally repeat(const char *command, const struct truth *truth, size_t n)
{
	struct truth t = *truth;
	struct tally all = { 0 };
	char session[32];

	while (all.n < n) {
		struct answer said;

		snprintf(session, sizeof(session), "%zu", (size_t)seed);
		t.session = truth->session ? session : NULL;
		make_sides(&t);
		said = ask_of_sides(command);
		count(&all, &said, &t);
		forget(&said);
	}
	return all;
}

#define TEN_BOOTS .benches = BENCHES, .boots = 10, .least = 60, .most = 2000
#define SMALL(from, to) .benches = BENCHES, .boots = 10, .least = from, .most = to, \
	.boot_sd = .005, .batch_sd = .005, .sample_sd = .02, .batches = 6
#define STEP(...) .steps = (const struct step[]){ { __VA_ARGS__ }, { .count = 0 } }
#define ONE(...) STEP(.bench = STEPPED, .count = 1, __VA_ARGS__)
#define ALL(...) STEP(.count = BENCHES, __VA_ARGS__)
#define PAIRS .session = "of its own", .session_sd = .015, .pair_sd = .01

/* The gate */

static void no_difference(const char *what, const struct truth *t, size_t n)
{
	struct tally all = repeat("check", t, n);

	share(all.exits[1], all.n, 0, .05, "gate, %s: exit 1", what);
	share(all.exits[0], all.n, .95, 1, "gate, %s: exit 0", what);
	share(all.excluded, all.exits[0], .95, 1,
	      "gate, %s: no regression of x or more, and none is", what);
}

/* A one-sided t test's, at what Holm asks of the first; over all that sd may be taken for. */
static double power(double sd, double effect)
{
	double df = 18, t = student_quantile(1 - ALPHA / BENCHES, df), half = df / 2, sum = 0, s;
	double distance = (log1p(effect) - log1p(DELTA)) / (sd * sqrt(2 / 10.));
	int i;

	for (i = 1; i < 4000; i++) {
		s = i / 1000.;
		sum += .5 * erfc((t * s - distance) / M_SQRT2) *
		       exp(half * log(half) - lgamma(half) + (df - 1) * log(s) - half * s * s);
	}
	return 2 * sum / 1000;
}

static void one_differs(double effect, double sd, size_t n)
{
	struct truth t = { TEN_BOOTS, .boot_sd = sd, ONE(.by = 1 + effect) };
	double theory = power(sd, effect), more = 100 * effect, percent = 100 * sd;
	struct tally all = repeat("check", &t, n);

	share(all.found, all.n, fmax(0, theory - .05), fmin(1, theory + .05),
	      "gate, one bench costs %g %% more, sd %g %%: found", more, percent);
	share(all.wrong, all.n, 0, .05,
	      "gate, one bench costs %g %% more, sd %g %%: another is named", more, percent);
}

static void all_differ(const char *what, const struct truth *t, double least)
{
	struct tally all = repeat("check", t, times(3, 30));

	share(all.exits[1], all.n, .95, 1, "gate, all %s: exit 1", what);
	share(all.found, all.benches, least, 1, "gate, all %s: found", what);
}

/* As many boots as the first comparison asked for, drawn afresh, decide. */

/* Of the bench that differs, if any: the boots it asks for; 0: it is decided. */
static double asked_for(const struct truth *t)
{
	struct answer said;
	const json_t *bench = NULL;
	double needed = NAN;
	size_t i = 0;

	make_sides(t);
	said = ask_of_sides("check");
	while ((bench = json_array_get(json_object_get(said.json, "benches"), i++)))
		if (index_of(bench) == t->steps->bench)
			needed = says(bench, "UNRESOLVED") ?
				 number_of(json_object_get(bench, "boots_needed")) : 0;
	forget(&said);
	return needed;
}

static void boots_needed(void)
{
	static const double effects[] = { 1.04, 1, 1.035, 1.005, 1.05, 1.01 };
	size_t n = times(3, 60), asked = 0, decided = 0, i;

	for (i = 0; i < n; i++) {
		double by = effects[i % ARRAY_SIZE(effects)];
		struct truth t = { TEN_BOOTS, .boot_sd = .015, ONE(.by = by) };
		double needed = asked_for(&t);

		if (needed > 0 && needed <= 300) {
			t.boots = (size_t)needed;
			asked++;
			decided += asked_for(&t) == 0;
		}
	}
	share(decided, asked, .9, 1, "gate, boots needed, measured afresh: decided");
}

/* Folders that are not what a gate may go by: marks of b's records */

static void spoil(struct record *r, enum status status, const char *reason)
{
	struct result *row = &r->results[3];

	row->status = status;
	row->reason = xstrdup(reason);
	row->estimate = status == STATUS_CONTENDED ? 3 * row->estimate : NAN;
}

static void faults_once(struct record *r, size_t boot)
{
	if (boot == 8)
		spoil(r, STATUS_FAULTED, "general protection fault");
}

static void fails(struct record *r, size_t boot)
{
	if (boot % 2)
		spoil(r, STATUS_FAILED, "every sample was disturbed");
}

static void is_skipped(struct record *r, size_t boot)
{
	if (boot % 2)
		spoil(r, STATUS_SKIPPED, "this CPU has no such instruction");
}

static void is_contended(struct record *r, size_t boot)
{
	if (boot % 2)
		spoil(r, STATUS_CONTENDED, "another thread took part of the core");
}

static void is_always_contended(struct record *r, size_t boot)
{
	(void)boot;
	is_contended(r, 1);
}

static void is_missing(struct record *r, size_t boot)
{
	if (boot % 2)
		r->result_count--;
}

static void is_there_twice(struct record *r, size_t boot)
{
	if (boot == 8)
		strcpy(r->results[5].name, r->results[4].name);
}

static void uncalibrated(struct record *r, size_t boot)
{
	if (boot % 2)
		record_fact(r, "calibration", "failed");
}

static void other_cpu(struct record *r, size_t boot)
{
	if (boot == 8)
		record_fact(r, "cpu_model", "Another CPU");
}

static void other_core(struct record *r, size_t boot)
{
	if (boot == 8)
		record_fact(r, "core_type", "E");
}

static void other_stepping(struct record *r, size_t boot)
{
	if (boot == 8)
		record_fact_number(r, "cpu_stepping", 2);
}

static void other_target(struct record *r, size_t boot)
{
	(void)boot;
	strcpy(r->target, "qemu");
}

static void emulated(struct record *r, size_t boot)
{
	if (boot == 8)
		r->clock = CLOCK_EMULATED;
}

static const struct hole {
	const char *what;
	void (*mark)(struct record *r, size_t boot);
	int status;
} holes[] = {
	{ "a bench faults in one record of ten", faults_once, 4 },
	{ "a bench fails in half of the records", fails, 4 },
	{ "a bench is skipped in half of the records", is_skipped, 4 },
	{ "a bench is missing in half of the records", is_missing, 4 },
	{ "a bench is contended in half of the records", is_contended, 0 },
	{ "a bench is contended in all records", is_always_contended, 0 },
	{ "a bench is there twice in one record", is_there_twice, 5 },
	{ "half of the records failed calibration", uncalibrated, 3 },
	{ "the ninth record is of another CPU", other_cpu, 4 },
	{ "the ninth record is of another core type", other_core, 4 },
	{ "the ninth record is of another stepping", other_stepping, 4 },
	{ "another target", other_target, 4 },
	{ "one launch is emulated", emulated, 0 },
};

static void exits(const char *what, struct answer said, int status)
{
	tell(said.status == status);
	printf("gate, %s: exit %d; %d\n", what, said.status, status);
	forget(&said);
}

static void all_holes(void)
{
	struct truth t = { TEN_BOOTS, .boot_sd = .005 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(holes); i++) {
		t.mark = holes[i].mark;
		make_sides(&t);
		exits(holes[i].what, ask_of_sides("check"), holes[i].status);
	}
	t.mark = NULL;
	folder_make(&t, side_a, seed);
	exits("the same folder on both sides", ASK("check", side_a, side_a), 2);
	folder_make(&t, side_b, seed);
	exits("a copy of the folder", ask_of_sides("check"), 2);
}

/* As records were that did not say of which session their pairs are. */
static void numbered(struct record *r, size_t boot)
{
	record_fact_number(r, "pair", (double)boot + 1);
}

/* Halves of two sessions are no pairs, whatever their numbers. */
static void two_sessions(const char *what, void (*mark)(struct record *r, size_t boot))
{
	struct truth a = { TEN_BOOTS, .boot_sd = .002, PAIRS, .mark = mark }, b = a;
	size_t i, n = times(6, 60), red = 0;
	char sessions[2][32];

	a.session = sessions[0];
	b.session = sessions[1];
	for (i = 0; i < n; i++) {
		struct answer said;

		snprintf(sessions[0], sizeof(sessions[0]), "%zu", (size_t)seed);
		snprintf(sessions[1], sizeof(sessions[1]), "%zu", (size_t)seed + 1);
		folder_make(&a, side_a, seed++);
		folder_make(&b, side_b, seed++);
		said = ask_of_sides("check");
		red += said.status == 1;
		forget(&said);
	}
	share(red, n, 0, .05, "gate, %s: exit 1", what);
}

static void gates(void)
{
	struct truth unpaired = { TEN_BOOTS, .boot_sd = .015 };
	struct truth paired = { TEN_BOOTS, .boot_sd = .005, PAIRS };
	struct truth quiet = { TEN_BOOTS, .boot_sd = .005, ALL(.by = 1.03) };
	struct truth tiny = { SMALL(.3, 5) };
	struct truth small = { SMALL(1, 5), ALL(.by = 1.05) };
	struct truth smaller = { SMALL(.3, 1), ALL(.by = 1.1) };
	struct truth more = { TEN_BOOTS, .boot_sd = .015, ALL(.by = 1.01) };
	struct truth edge = { TEN_BOOTS, .boot_sd = .005, ALL(.by = 1 + DELTA) };

	no_difference("all cost 2 % more, sd .5 %", &edge, times(4, 200));
	no_difference("nothing differs, sd 1.5 %", &unpaired, times(5, 100));
	no_difference("nothing differs, pairs, sd .7 %", &paired, times(5, 100));
	no_difference("nothing differs, .3 to 5 cycles", &tiny, times(4, 100));
	no_difference("all cost 1 % more, sd 1.5 %", &more, times(2, 100));
	one_differs(.03, .005, times(12, 400));
	one_differs(.05, .015, times(5, 300));
	all_differ("cost 3 % more, sd .5 %", &quiet, power(.005, .03));
	all_differ("of 1 to 5 cycles cost 5 % more", &small, .9);
	all_differ("of .3 to 1 cycle cost 10 % more", &smaller, .9);
	all_holes();
	two_sessions("halves of pairs of two sessions", NULL);
	two_sessions("the same, and their pairs are only numbered", numbered);
	boots_needed();		/* the last: how many folders it draws, the program says */
}

/* Intervals */

static void coverage(const char *what, const struct truth *t)
{
	struct tally all = repeat("compare", t, times(4, 60));

	share(all.covered, all.benches, .93, .97, "compare, %s: 95 %% intervals cover the truth",
	      what);
	share(all.bounded, all.benches, .93, .97, "compare, %s: 95 %% bounds lie above the truth",
	      what);
}

static void intervals(void)
{
	coverage("+2 %", &(struct truth){ TEN_BOOTS, .boot_sd = .015, ALL(.by = 1.02) });
	coverage("+2 %, pairs",
		 &(struct truth){ TEN_BOOTS, .boot_sd = .005, PAIRS, ALL(.by = 1.02) });
	coverage("+5 % of less than a cycle", &(struct truth){ SMALL(.2, .9), ALL(.by = 1.05) });
}

/* Trend */

#define HISTORY .benches = 39, .boots = 60, .least = 60, .most = 2000, .boot_sd = .015

/* Of how many histories what is said. */
struct histories {
	size_t n, any;
	size_t stepped, drifted;	/* the bench that changes, and not the other */
	size_t placed;			/* the step may be where it is */
	size_t named, blamed;		/* an epoch, as near; as where the step is, for sure */
};

static void look_at(struct histories *one, const json_t *change, size_t boot)
{
	double first = number_of(json_object_get(change, "first_boot"));
	double last = number_of(json_object_get(change, "last_boot"));
	bool named = json_is_integer(json_object_get(change, "epoch"));

	if (!strcmp(text_of(change, "kind"), "drift"))
		one->drifted = 1;
	else
		one->stepped = 1;
	one->placed |= first <= (double)boot + 1 && (double)boot + 1 <= last;
	one->named |= named;
	one->blamed |= named && !(first < last) && number_of(json_object_get(change, "epochs")) == 1;
}

static void look(struct histories *all, const json_t *changes, size_t boot)
{
	struct histories one = { 0 };
	const json_t *change;
	size_t i;

	json_array_foreach(changes, i, change)
		if (index_of(change) == STEPPED)
			look_at(&one, change, boot);
	all->n++;
	all->any += json_array_size(changes) > 0;
	all->stepped += one.stepped && !one.drifted;
	all->drifted += one.drifted && !one.stepped;
	all->placed += one.placed;
	all->named += one.named;
	all->blamed += one.blamed;
}

static struct histories trend(const struct truth *t, size_t n)
{
	struct histories all = { 0 };

	while (all.n < n) {
		struct answer said;

		folder_make(t, side_a, seed++);
		said = ASK("trend", "--format", "json", side_a);
		look(&all, json_object_get(said.json, "changes"), t->steps ? t->steps->at : 0);
		forget(&said);
	}
	return all;
}

static void steady(double ar, size_t n)
{
	struct histories all = trend(&(struct truth){ HISTORY, .ar = ar }, n);

	share(all.any, n, 0, .05, "trend, nothing changes, AR(1) of %g: any change", ar);
}

static void slow_and_uncalibrated(struct record *r)
{
	size_t i, k;

	record_fact(r, "calibration", "failed");
	for (i = 0; i < r->result_count; i++) {
		r->results[i].estimate *= 1.3;
		for (k = 0; k < r->results[i].batch_count; k++)
			r->results[i].batches[k].estimate *= 1.3;
	}
}

static void fifteen_are_uncalibrated(struct record *r, size_t boot)
{
	if (boot >= 20 && boot < 35)
		slow_and_uncalibrated(r);
}

static void every_third_is_uncalibrated(struct record *r, size_t boot)
{
	if (boot % 3 == 0)
		slow_and_uncalibrated(r);
}

static void microcode_at_29(struct record *r, size_t boot)
{
	record_fact(r, "microcode", boot < 29 ? "0x1" : "0x2");
}

static void steps_near_epochs(void)
{
	struct truth before = { HISTORY, ONE(.by = 1.05, .at = 30), .mark = microcode_at_29 };
	struct truth there = { HISTORY, ONE(.by = 1.05, .at = 29), .mark = microcode_at_29 };
	struct histories all = trend(&before, times(5, 100));

	share(all.stepped, all.n, .95, 1, "trend, +5 %% one boot after an epoch begins: found");
	share(all.placed, all.n, .9, 1, "trend, +5 %% one boot after an epoch begins: placed");
	share(all.blamed, all.n, 0, .1, "trend, +5 %% one boot after an epoch begins: blamed");
	all = trend(&there, times(3, 100));
	share(all.named, all.n, .9, 1, "trend, +5 %% where an epoch begins: it is named");
}

static void trends(void)
{
	struct truth last = { HISTORY, ONE(.by = 1.1, .at = 58) };
	struct truth drift = { HISTORY, ONE(.by = 1.05, .over = 59) };
	struct truth disturbed = { HISTORY, .mark = fifteen_are_uncalibrated };
	struct histories all;

	steady(0, times(4, 100));
	steady(.3, times(8, 200));
	steady(.6, times(3, 100));
	all = trend(&last, times(6, 100));
	share(all.stepped, all.n, .95, 1, "trend, +10 %% in the last two boots, sd 1.5 %%: found");
	all = trend(&drift, times(5, 100));
	share(all.drifted, all.n, .9, 1, "trend, 5 %% more over 60 boots: a drift, and no step");
	steps_near_epochs();
	all = trend(&disturbed, times(2, 30));
	share(all.any, all.n, 0, .05, "trend, 15 of 60 failed calibration, 30 %% more: any change");
}

/* Spread */

/* Of boots, of batches, of samples. */
static void spread(const char *what, void (*mark)(struct record *r, size_t boot))
{
	struct truth t = {
		.benches = BENCHES, .boots = 60, .least = 60, .most = 2000,
		.boot_sd = .02, .batch_sd = .01, .sample_sd = .05, .batches = 6, .mark = mark,
	};
	const double sds[] = { t.boot_sd, t.batch_sd, t.sample_sd };
	struct answer said;
	size_t right = 0, i;
	const char *line;

	folder_make(&t, side_a, seed++);
	said = ASK("show", "--spread", side_a);
	for (line = strstr(said.text, "\n  bench-"); line; line = strstr(line + 1, "\n  bench-")) {
		double got[3];

		if (sscanf(line, " bench-%*s %lf %% %lf %% %lf", &got[0], &got[1], &got[2]) == 3)
			for (i = 0; i < 3; i++)
				right += fabs(got[i] / 100 / sds[i] - 1) < 1 / 3.;
	}
	share(right, (size_t)3 * BENCHES, .99, 1,
	      "show --spread, %s: a third off the truth at most", what);
	forget(&said);
}

static void spreads(void)
{
	spread("60 records", NULL);
	spread("20 of 60 failed calibration, 30 % more", every_third_is_uncalibrated);
}

/* Folders to compare that R compares, too. */

/* The record of boot 7 is that of boot 6 once more. */
static void copy_the_one_before(struct record *r, size_t boot)
{
	static double figures[BENCHES];
	size_t i;

	for (i = 0; i < r->result_count; i++) {
		if (boot == 6)
			figures[i] = r->results[i].estimate;
		if (boot == 7)
			r->results[i].estimate = figures[i];
	}
	if (boot == 7)
		r->id[strlen(r->id) - 1] = '6';
}

static void some_are_gone(struct record *r, size_t boot)
{
	if (boot < 2)
		record_fact(r, "boot_id", "one of two records");
	if (boot == 4)
		record_fact(r, "calibration", "failed");
	if (boot == 5)
		is_always_contended(r, boot);
	copy_the_one_before(r, boot);
}

static void for_r(const char *dir)
{
	const struct step steps[] = {
		{ .bench = 3, .count = 9, .by = 1.02 }, { .bench = 12, .count = 9, .by = 1.05 },
		{ .bench = 25, .count = 6, .by = .93 }, { .bench = 31, .count = 3, .by = 1.2 },
		{ .count = 0 },
	};
	const struct truth truths[] = {
		{ TEN_BOOTS, .boot_sd = .012 },
		{ TEN_BOOTS, .boot_sd = .005, PAIRS },
		{ .benches = BENCHES, .boots = 8, .least = .2, .most = 300, .boot_sd = .01,
		  .batch_sd = .01, .sample_sd = .05, .batches = 4 },
		{ TEN_BOOTS, .boot_sd = .01, .mark = some_are_gone },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(truths); i++) {
		struct truth b = truths[i];

		side_a = xasprintf("%s/%zu-a", dir, i);
		side_b = xasprintf("%s/%zu-b", dir, i);
		folder_make(&b, side_a, seed++);
		b.steps = steps;
		b.boots += b.session ? 0 : 2 * i;
		folder_make(&b, side_b, seed++);
		free(side_a);
		free(side_b);
	}
}

/* To measure the program with: records like this one, of which some benches change. */

static size_t middle;

static void microcode_in_the_middle(struct record *r, size_t boot)
{
	record_fact(r, "microcode", boot < middle ? "0x1" : "0x2");
}

static void history(const char *record, const char *dir, size_t boots)
{
	struct truth t = {
		.model = record, .boots = boots, .boot_sd = .01, .mark = microcode_in_the_middle,
		.steps = (const struct step[]){
			{ .bench = 0, .count = 20, .by = 1.05, .at = boots / 2 },
			{ .bench = 20, .count = 20, .by = 1.025, .at = boots / 2 + 2 },
			{ .bench = 40, .count = 20, .by = 1.05, .over = boots },
			{ .count = 0 },
		},
	};

	middle = boots / 2;
	folder_make(&t, dir, seed);
}

static const struct group {
	const char *name;
	void (*prove)(void);
} groups[] = {
	{ "gate", gates }, { "intervals", intervals }, { "trend", trends }, { "spread", spreads },
};

static void prove(const char *dir, const char *only)
{
	size_t i;

	side_a = xasprintf("%s/a", dir);
	side_b = xasprintf("%s/b", dir);
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		seed = 1 + i * 1000000;
		if (!only || !strcmp(only, groups[i].name))
			groups[i].prove();
	}
	folder_remove(side_a);
	folder_remove(side_b);
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	privbench = program_file("privbench");
	many = !strcmp(what, "many");
	if ((argc == 3 || argc == 4) && (many || !strcmp(what, "few")))
		prove(argv[2], argv[3]);
	else if (argc == 3 && !strcmp(what, "r"))
		for_r(argv[2]);
	else if (argc == 5 && !strcmp(what, "history"))
		history(argv[2], argv[3], strtoul(argv[4], NULL, 10));
	else
		failed = 2;
	return failed;
}
