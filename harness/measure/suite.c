// SPDX-License-Identifier: GPL-2.0-only
#include "suite.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi.h"
#include "bench.h"
#include "changes.h"
#include "calibration.h"
#include "complain.h"
#include "executor.h"
#include "interrupt.h"
#include "machine.h"
#include "perf.h"
#include "questions.h"
#include "request.h"
#include "probe.h"
#include "random.h"
#include "raw-format.h"
#include "record.h"
#include "records.h"
#include "tally.h"
#include "util.h"

const struct amount suite_amounts[] = {
	[CLOCK_SILICON] = { PB_AMOUNT_SILICON },
	[CLOCK_ICOUNT] = { 2, 5, 1 },
	[CLOCK_EMULATED] = { PB_AMOUNT_EMULATED },
};

/* Before the clock is known: enough to know it by. */
static const struct amount for_clock = { 1, PB_CLOCK_SAMPLES, 0 };

/*
 * Enough to drown what counters see and the executor does not: their own system calls, the way into
 * a guest and out of it, each page of samples touched and copied.  Where instructions are the clock
 * that means long samples; an emulator takes long over each.
 */
static const struct amount for_check[] = {
	[CLOCK_SILICON] = { 1, 1000, 0 },
	[CLOCK_ICOUNT] = { 1, 100, PB_LOOPS_MAX },
	[CLOCK_EMULATED] = { 1, 1000, 1 },
};
#define CHECK_TRIES 5

/* Calls for one batch, where signals interrupt them without ending the run. */
#define CALLS 100

/* Seconds between two tries of a disturbed batch. */
#define REST_LEAST .001
#define REST_MOST .064

struct suite {
	struct executor *executor;
	struct record *record;
	struct perf *perf;
	const struct request *asked;
	struct tally *tallies;
	size_t count;
	uint64_t random;
	int cpu;			/* to which the target has pinned us */
	bool probing;			/* on silicon, once that is known */
	struct probe_quiet quiet;	/* in this pass's layout */
	bool sought;			/* in this pass, once */
	double least;			/* core cycles of issue-width, here or in earlier records */
	double earlier;			/* the same of earlier records alone */
	double seen;			/* the same here alone */
	bool alone;			/* no other hardware thread, and no hypervisor */
	double patience;		/* seconds left */
	size_t step, steps;
	unsigned int passes;		/* begun */
	double rest;			/* seconds until a disturbed batch is tried again */
};

void suite_progress(const char *target, size_t done, size_t total, const char *text)
{
	char *name = xasprintf("%.*s", (int)strcspn(text, " "), text);
	const struct pb_bench *bench = pb_find(name);
	const char *end = strchr(text, ')');

	progress(done, total, "%s  %.*s  %s", target, end ? (int)(end - text + 1) : 80, text,
		 bench ? pb_question_title(bench->question) : "");
	free(name);
}

/* In a guest, for the program outside, which knows the question. */
static void tell(const struct suite *s, const char *what, const char *name)
{
	char *text;

	if (s->executor->recorded)
		return;
	text = xasprintf("%s (%zu of %zu%s)", name, s->step + 1, s->steps, what);
	if (getenv("PRIVBENCH_PLAIN"))
		progress(s->step, s->steps, "%s", text);
	else
		suite_progress(s->record->target, s->step, s->steps, text);
	free(text);
}

static struct amount amount_of(const struct suite *s)
{
	struct amount a = suite_amounts[s->record->clock];

	if (s->asked->plan.batches)
		a.batches = s->asked->plan.batches;
	if (s->asked->plan.samples)
		a.samples = s->asked->plan.samples;
	if (s->executor->recorded)
		a.loops = 0;	/* whatever was chosen then */
	return a;
}

static void shuffle(struct suite *s, struct tally **order, size_t n)
{
	for (; n > 1; n--) {
		size_t j = random_below(&s->random, n);
		struct tally *t = order[n - 1];

		order[n - 1] = order[j];
		order[j] = t;
	}
}

/*
 * SIGSTOP, a debugger or the freezer interrupts the call as Ctrl-C does, but must not end the run:
 * call again.  The counters count the last call.
 */
static int call(struct suite *s, struct pb_run *run)
{
	const struct pb_run asked = *run;
	int calls = 0, err;

	if (s->executor->recorded)
		return executor_run(s->executor, run);
	do {
		*run = asked;
		perf_begin(s->perf);
		err = executor_run(s->executor, run);
		perf_end(s->perf);
	} while (err == -EINTR && !interrupted() && ++calls < CALLS);
	return err;
}

/*
 * Once a pass, so that the reference's own error differs from batch to batch and the interval holds
 * it.  Until there is one, no batch is quiet.
 */
static void find_quiet(struct suite *s, unsigned int layout)
{
	if (!s->probing || s->quiet.issue > 0 || (s->patience <= 0 && s->sought))
		return;
	s->sought = true;
	if (!probe_find_quiet(s->executor, layout, s->alone, &s->quiet)) {
		s->quiet.issue = NAN;
		return;
	}
	s->seen = fmin(s->seen, s->quiet.width);
	if (s->quiet.width > s->least * (1 + PROBE_TOLERANCE))
		s->quiet.issue = NAN;
	else
		s->least = fmin(s->least, s->quiet.width);
}

/* One answer of the executor, and what the machine did meanwhile. */
static int take(struct suite *s, struct tally *t, struct pb_run *run, struct window *window)
{
	const struct pb_sample *samples = (const struct pb_sample *)(uintptr_t)run->buffer;
	double stolen = steal_ms(s->cpu);
	int err = call(s, run);

	if (err)
		return err;
	*window = probe_window(s->probing ? &s->quiet : NULL, samples, run->done);
	if (s->probing && steal_ms(s->cpu) > stolen)
		window->disturbed = CAUSE_STEAL;
	window->disturbed = tally_add(t, run, samples, window, s->perf);
	return 0;
}

/* Once, outside the time in which other counters count. */
static void count_exits(struct suite *s, struct tally *t, unsigned int batch)
{
	double all = NAN, user = NAN;

	if (batch)
		return;
	if (s->executor->count_exits && !t->closed)
		s->executor->count_exits(s->executor, t->bench, &all, &user);
	tally_exits(t, all, user);
}

/*
 * Others who use the core do so for a while: to try without a rest would burn a processor, and take
 * from them what we wait for.
 */
static void rest(struct suite *s)
{
	s->rest = s->rest > 0 ? fmin(2 * s->rest, REST_MOST) : REST_LEAST;
	usleep((useconds_t)(1e6 * s->rest));
}

/*
 * One batch of one bench: again while others use the core, until patience is at an end.  0, or the
 * executor's -errno.
 */
static int measure_batch(struct suite *s, struct tally *t, const struct amount *amount,
			 unsigned int batch)
{
	struct pb_sample *samples = xcalloc(amount->samples, sizeof(*samples));
	struct pb_run run;
	struct window window = { 0 };
	double begin;
	int err;

	t->pass = batch;
	for (;;) {
		begin = wall_seconds();
		run = (struct pb_run){
			.version = PB_ABI_VERSION,
			.layout = batch % s->executor->layouts,
			.samples = amount->samples,
			.loops = amount->loops,
			.probe = s->probing,
			.buffer = (uintptr_t)samples,
		};
		snprintf(run.name, sizeof(run.name), "%s", t->bench->name);
		find_quiet(s, run.layout);
		err = take(s, t, &run, &window);
		if (err || t->closed || window.disturbed == UNDISTURBED || s->patience <= 0)
			break;
		tell(s, ", waiting until nobody else uses the core", t->bench->name);
		rest(s);
		s->patience -= wall_seconds() - begin;
		progress_waited(wall_seconds() - begin);
	}
	if (window.disturbed == UNDISTURBED)
		s->rest = 0;
	else if (!err && !t->closed)
		tally_add_contended(t, &run, samples, &window);
	free(samples);
	count_exits(s, t, batch);
	return err;
}

/* The tallies that still take samples come first; their number. */
static size_t drop_closed(struct tally **order, size_t n)
{
	size_t open = 0;

	for (size_t i = 0; i < n; i++) {
		struct tally *t = order[i];

		if (!t->closed) {
			order[i] = order[open];
			order[open++] = t;
		}
	}
	return open;
}

static int measure_batches(struct suite *s, struct tally **order, size_t n,
			   const struct amount *amount)
{
	unsigned int batch;
	size_t i;
	int err;

	for (batch = 0; batch < amount->batches; batch++) {
		n = drop_closed(order, n);
		s->steps = amount->batches * n;
		shuffle(s, order, n);
		s->executor->pass = s->passes++;
		s->quiet.issue = NAN;
		s->sought = false;
		for (i = 0; i < n; i++) {
			s->step = batch * n + i;
			tell(s, "", order[i]->bench->name);
			if (order[i]->closed)
				continue;
			err = measure_batch(s, order[i], amount, batch);
			if (interrupted())
				return -EINTR;
			if (err == -EINTR)
				tally_fail(order[i], "signals cut all of %d calls short; does a "
					   "debugger stop privbench, or SIGSTOP?", CALLS);
			else if (err)
				tally_fail(order[i], "the executor refused: %s", strerror(-err));
		}
	}
	return 0;
}

static struct tally *find(struct suite *s, const char *name)
{
	return tally_find(s->tallies, s->count, name);
}

static bool in_emulator(const struct suite *s)
{
	char signature[13];

	if (s->executor->recorded)
		return !strcmp(changes_fact(s->record, "virt"), "tcg");
	cpu_hypervisor(signature);
	return !strcmp(signature, "TCGTCGTCGTCG");
}

/* The chains, measured alone and then forgotten. */
static int measure_chains(struct suite *s, struct chains *c)
{
	static const char *const names[] = { "nop", "imul-chain", "add-chain" };
	struct tally *order[] = { find(s, names[0]), find(s, names[1]), find(s, names[2]) };
	double *ticks[] = { &c->nop, &c->imul, &c->add };
	int err = measure_batches(s, order, ARRAY_SIZE(order), &for_clock);
	size_t i;

	*c = (struct chains){ .exact = true, .emulator = in_emulator(s) };
	for (i = 0; i < ARRAY_SIZE(ticks) && !err; i++) {
		struct tally *t = find(s, names[i]);	/* order[] is shuffled */

		*ticks[i] = tally_floor(t, 0);
		c->exact &= tally_exact(t);
		if (isnan(*ticks[i])) {
			complain("the clock cannot be recognised: %s: %s", names[i], t->reason ?
				 t->reason : "every sample was disturbed; is the machine "
				 "overloaded?");
			err = -EIO;
		}
		tally_reset(t);
	}
	return err;
}

/* Others on the core can make silicon look emulated: measure that again. */
static int recognise_clock(struct suite *s)
{
	struct record *r = s->record;
	double begin = wall_seconds();
	struct chains c;
	int err;

	do {
		free(r->clock_reason);
		r->clock_reason = NULL;
		err = measure_chains(s, &c);
		if (err)
			return err;
		r->clock = clock_recognise(&c, &r->clock_reason);
	} while (r->clock == CLOCK_EMULATED && clock_may_be_silicon(&c) &&
		 wall_seconds() - begin < s->patience);
	s->probing = r->clock == CLOCK_SILICON;
	if (s->probing)
		s->earlier = records_least(s->asked->store, r, "issue-width",
					   probe_width_plausible);
	s->least = s->earlier;
	return 0;
}

/*
 * By how many percent perf's TSC event differs from the executor's own TSC.  NAN without the event,
 * or after a context switch: perf counts this thread's time only.
 */
static double tsc_difference(const struct suite *s, const struct pb_run *run)
{
	const struct count *counts;
	size_t n = perf_counts(s->perf, &counts);

	if (run->status != PB_OK || run->end <= run->begin ||
	    count_of(counts, n, "context-switches") > 0)
		return NAN;
	return 100 * (count_of(counts, n, "tsc") / (double)(run->end - run->begin) - 1);
}

/* In one long call.  If the TSCs agree, the other counters count the same calls, too. */
static int check_tsc(struct suite *s)
{
	const struct amount *amount = &for_check[s->record->clock];
	struct pb_sample *samples = xcalloc(amount->samples, sizeof(*samples));
	double off = NAN;
	int i, err = 0;

	for (i = 0; i < CHECK_TRIES && !err && !(fabs(off) <= 1); i++) {
		struct pb_run run = {
			.version = PB_ABI_VERSION, .name = "imul-chain",
			.samples = amount->samples, .loops = amount->loops,
			.buffer = (uintptr_t)samples,
		};

		err = call(s, &run);
		off = err ? NAN : tsc_difference(s, &run);
		if (err == -EINTR && !interrupted())
			err = 0;
	}
	free(samples);
	if (fabs(off) <= 1)
		record_fact(s->record, "tsc_check",
			    "perf's msr/tsc/ agrees with the executor within 1 %%");
	else if (isnan(off))
		record_fact_missing(s->record, "tsc_check",
				    "no msr/tsc/ event, or no call undisturbed");
	else
		record_note(s->record, "clock check failed: perf's msr/tsc/ differs from the "
			    "executor's own TSC by %.2f %%", off);
	return err;
}

static void collect_code(struct suite *s, struct result *result)
{
	struct pb_site site = { .version = PB_ABI_VERSION };
	size_t i, shown;

	snprintf(site.name, sizeof(site.name), "%s", result->name);
	if (executor_code(s->executor, &site))
		return;
	result->bytes = site.bytes;
	if (result->status == STATUS_SKIPPED && bench_has_addresses(pb_find(result->name)))
		return;		/* of what did not run they say nothing, and differ by program */
	shown = site.bytes < PB_CODE_MAX ? site.bytes : PB_CODE_MAX;
	result->code = xstrdup("");
	for (i = 0; i < shown; i++)
		append(&result->code, "%02x", site.code[i]);
}

/* CPUID exits from every guest; of an MSR access alone the hypervisor's bitmap decides. */
static bool exit_suspected(const struct record *r, const struct result *result)
{
	const struct pb_bench *b = pb_find(result->name);

	bool may = strstr(result->name, "cpuid") || (pb_is_msr(b->operand) && result->insns == 1);

	return may && result->estimate > EXIT_CYCLES && record_guest_of(r);
}

static void note_result(struct record *r, const struct result *result)
{
	double exits = count_of(result->counters, result->counter_count, "vm-exits");
	double user = count_of(result->counters, result->counter_count, "user-exits");

	if (user > .5)
		record_note(r, "%s: %.1f VM exits an operation to privbench's own monitor in user "
			    "space, as out-0x80, which is empty; the figure includes them",
			    result->name, user);
	else if (exits > .5)
		record_note(r, "%s: %.1f VM exits an operation; the figure includes them",
			    result->name, exits);
	else if (isnan(exits) && exit_suspected(r, result))
		record_note(r, "%s: %.0f core cycles: a VM exit is suspected, and the figure "
			    "would be the hypervisor's", result->name, result->estimate);
	if (result->longest_us > 100)
		record_note(r, "%s kept interrupts off for %.0f us: one loop takes that long",
			    result->name, result->longest_us);
}

static void note_strays(struct record *r)
{
	double strays = 0, samples = 0;
	char *names = xstrdup("");
	size_t i;

	for (i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];
		double n = count_of(result->dropped, result->dropped_count, "stray");

		samples += (double)result->samples;
		if (!(n > 0))
			continue;
		strays += n;
		append(&names, "%s%s", *names ? ", " : "", result->name);
	}
	if (strays > 0)
		record_note(r, "%.0f of %.0f samples executed other instructions too, as of a "
			    "hypervisor's timer, and were dropped: %s", strays, strays + samples,
			    names);
	free(names);
}

/* A hypervisor may take another path now and then, as when it has run out of ASIDs. */
static void note_varying(struct record *r)
{
	char *all = xstrdup("");

	for (size_t i = 0; r->clock == CLOCK_ICOUNT && i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (result->status == STATUS_OK && result->min < result->max)
			append(&all, "%s%s (%.10g to %.10g)", *all ? ", " : "", result->name,
			       result->min, result->max);
	}
	if (*all)
		record_note(r, "the path varied from sample to sample: %s", all);
	free(all);
}

void note_disturbances(struct record *r)
{
	size_t contended = record_count(r, STATUS_CONTENDED), i;

	for (i = 0; r->clock == CLOCK_SILICON && i < r->result_count; i++)
		note_result(r, &r->results[i]);
	if (contended)
		record_note(r, "%zu of %zu benches are contended and decide nothing; "
			    "--wait SECONDS waits longer for a quiet core", contended,
			    contended + record_count(r, STATUS_OK));
	note_strays(r);
	note_varying(r);
}

/* Results in the table's order. */
static void finish(struct suite *s)
{
	struct record *r = s->record;
	size_t i;

	for (i = 0; s->probing && i < s->count; i++)
		tally_demote(&s->tallies[i], s->least * (1 + PROBE_TOLERANCE));
	r->tsc_khz = s->executor->tsc_khz ? s->executor->tsc_khz : NAN;
	calibrate(r, s->tallies, s->count);
	for (i = 0; i < s->count; i++) {
		struct result *result = record_add_result(r, s->tallies[i].bench->name);

		tally_finish(&s->tallies[i], result, r);
		collect_code(s, result);
	}
	note_disturbances(r);
	if (s->seen < INFINITY && s->seen > s->earlier * (1 + PROBE_TOLERANCE))
		record_note(r, "issue-width took %.2f core cycles at its quickest, and %.2f in an "
			    "earlier record in %s: the core was shared all the while, or that "
			    "record is wrong", s->seen, s->earlier, s->asked->store);
}

static void select_benches(struct suite *s)
{
	size_t i;

	s->tallies = xcalloc(pb_bench_count, sizeof(*s->tallies));
	for (i = 0; i < pb_bench_count; i++)
		if (!strcmp(pb_benches[i]->question, PB_CALIBRATION) ||
		    globs_select(s->asked, pb_benches[i]))
			s->tallies[s->count++].bench = pb_benches[i];
}

static int measure(struct suite *s)
{
	struct tally **order = xcalloc(s->count, sizeof(*order));
	int err = recognise_clock(s);
	struct amount amount;
	size_t i;

	if (!err && !s->executor->recorded)
		err = check_tsc(s);
	for (i = 0; i < s->count; i++) {
		order[i] = &s->tallies[i];
		order[i]->counts = s->record->clock == CLOCK_ICOUNT;
		order[i]->may_vary = record_counts_hypervisor(s->record) ||
				     order[i]->bench->flags & PB_VARIES;
	}
	amount = amount_of(s);
	if (!err)
		err = measure_batches(s, order, s->count, &amount);
	free(order);
	return err;
}

static bool alone(const struct record *r)
{
	return !strcmp(changes_fact(r, "virt"), "none") && strcmp(changes_fact(r, "smt"), "on");
}

int suite_run(struct executor *executor, const struct request *q, struct record *r)
{
	struct suite s = {
		.executor = executor,
		.record = r,
		.asked = q,
		.random = q->seed ? q->seed : 1,
		.perf = executor->uncounted ? perf_none(executor->uncounted) : perf_open(),
		.cpu = executor->recorded ? -1 : sched_getcpu(),
		.patience = q->wait,
		.least = INFINITY,
		.earlier = INFINITY,
		.seen = INFINITY,
		.alone = alone(r),
	};
	double stolen;
	size_t i;
	int err;

	select_benches(&s);
	stolen = steal_ms(s.cpu);
	err = measure(&s);
	if (!executor->recorded)
		steal_record(r, s.cpu, stolen);
	if (!err)
		finish(&s);
	if (err == -EINTR)
		complain("interrupted; nothing of this target was recorded");
	if (!executor->recorded && perf_missing(s.perf))
		record_note(r, "%s", perf_missing(s.perf));
	for (i = 0; i < s.count; i++)
		tally_reset(&s.tallies[i]);
	free(s.tallies);
	perf_close(s.perf);
	progress_end();
	return err;
}
