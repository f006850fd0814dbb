// SPDX-License-Identifier: GPL-2.0-only
#include "suite.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "calibration.h"
#include "clock.h"
#include "complain.h"
#include "globs.h"
#include "host.h"
#include "interrupt.h"
#include "look.h"
#include "perf.h"
#include "place.h"
#include "progress.h"
#include "random.h"
#include "record.h"
#include "spoils.h"
#include "steal.h"
#include "tally.h"
#include "util.h"

/*
 * Loads of samples, by clock.  Under icount every sample says the same, so a
 * few show that they do; an emulator's figures decide nothing.
 */
struct amount {
	unsigned int loads, samples, loops;
};

static const struct amount usual[] = {
	[CLOCK_SILICON] = { 6, 100, 0 },
	[CLOCK_ICOUNT] = { 2, 5, 1 },
	[CLOCK_EMULATED] = { 2, 20, 1 },
};

/* Before the clock is known: enough to know it by. */
static const struct amount first_look = { 1, 20, 0 };

#define CALIBRATION "calibrate"
static const char *const chain_names[] = { "nop", "imul-chain", "add-chain" };

/* Enough to drown the counters' own system calls, at one loop where that takes long enough. */
#define CHECK_SAMPLES 1000
#define CHECK_TRIES 5

/* Of a load that was spoilt as a whole. */
#define TAKES 5

/* Of a load that signals cut short, though nobody wants the run to end. */
#define CALLS 100

struct suite {
	struct host *host;
	struct record *record;
	struct perf *perf;
	const struct plan *plan;	/* asked for; 0: the clock's usual */
	struct tally *tallies;
	size_t count;
	uint64_t random;
	int cpu;			/* to which the place has pinned us */
	bool looking;			/* on silicon, once that is known */
	struct look last;
};

static struct amount amount_of(const struct suite *s)
{
	struct amount a = usual[s->record->clock];

	if (s->plan->loads)
		a.loads = s->plan->loads;
	if (s->plan->samples)
		a.samples = s->plan->samples;
	return a;
}

static void shuffle(struct suite *s, struct tally **order, size_t n)
{
	struct tally *t;
	size_t i, j;

	for (i = n; i > 1; i--) {
		j = random_next(&s->random) % i;
		t = order[i - 1];
		order[i - 1] = order[j];
		order[j] = t;
	}
}

/* What has been going on since the last look; elsewhere than on silicon a tick is a tick. */
static struct window look_again(struct suite *s, unsigned int layout)
{
	struct look before = s->last;

	if (!s->looking)
		return (struct window){ 1, UNDISTURBED };
	s->last = look(s->host, layout, s->cpu);
	return look_between(&before, &s->last);
}

/*
 * A stop (SIGSTOP), a debugger or the freezer interrupts the call as Ctrl-C
 * does, but not the run: call again.  The counters tell of the last call.
 */
static int call(struct suite *s, struct pb_run *run)
{
	const struct pb_run asked = *run;
	int calls = 0, err;

	do {
		*run = asked;
		perf_begin(s->perf);
		err = host_run(s->host, run);
		perf_end(s->perf);
	} while (err == -EINTR && !interrupted() && ++calls < CALLS);
	return err;
}

static int take(struct suite *s, struct tally *t, struct pb_run *run, struct window *window)
{
	const struct pb_sample *samples = (const struct pb_sample *)(uintptr_t)run->buffer;
	double exits;
	int err;

	snprintf(run->name, sizeof(run->name), "%s", t->bench->name);
	err = call(s, run);
	exits = s->host->exits;
	/* Of what was not measured, most of a table in ring 3, nothing can be spoilt. */
	*window = !err && run->done ? look_again(s, run->layout) : (struct window){ 1, UNDISTURBED };
	if (!err) {
		tally_add(t, run, samples, window, s->perf);
		tally_exits(t, exits);
	}
	return err;
}

/* One load of one bench, again if all of it was spoilt; 0 or -errno of a host that cannot go on. */
static int measure_load(struct suite *s, struct tally *t, const struct amount *amount, unsigned int load)
{
	struct pb_sample *samples = xcalloc(amount->samples, sizeof(*samples));
	struct window window;
	int takes = 0, err;

	do {
		struct pb_run run = {
			.version = PB_ABI_VERSION,
			.layout = load % s->host->layouts,
			.samples = amount->samples,
			.loops = amount->loops,
			.buffer = (uintptr_t)samples,
		};

		err = take(s, t, &run, &window);
	} while (!err && !t->closed && window.spoilt != UNDISTURBED && ++takes < TAKES);
	free(samples);
	return err;
}

static int measure_loads(struct suite *s, struct tally **order, size_t n, const struct amount *amount)
{
	unsigned int load;
	size_t i;
	int err;

	for (load = 0; load < amount->loads; load++) {
		shuffle(s, order, n);
		for (i = 0; i < n; i++) {
			progress(load * n + i, amount->loads * n, "%s", order[i]->bench->name);
			if (order[i]->closed)
				continue;
			err = measure_load(s, order[i], amount, load);
			if (interrupted())
				return -EINTR;
			if (err == -EINTR)
				tally_fail(order[i], "signals cut all of %d calls short; does a debugger stop privbench, or SIGSTOP?",
					   CALLS);
			else if (err)
				tally_fail(order[i], "the host refused: %s", strerror(-err));
		}
	}
	return 0;
}

static struct tally *find(struct suite *s, const char *name)
{
	return tally_find(s->tallies, s->count, name);
}

/* The chains, measured first and alone; then forgotten, to be measured like everything else. */
static int recognise_clock(struct suite *s)
{
	struct tally *order[] = { find(s, "nop"), find(s, "imul-chain"), find(s, "add-chain") };
	struct chains c = { .exact = true, .emulator = clock_in_emulator() };
	double *ticks[] = { &c.nop, &c.imul, &c.add };
	size_t i;
	int err = measure_loads(s, order, ARRAY_SIZE(order), &first_look);

	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(ticks); i++) {
		*ticks[i] = tally_floor(find(s, chain_names[i]), 0);
		c.exact &= tally_exact(find(s, chain_names[i]));
		if (isnan(*ticks[i])) {
			const char *why = find(s, chain_names[i])->reason;

			complain("the clock cannot be recognised: %s: %s", chain_names[i],
				why ? why : "every sample was disturbed; is the machine overloaded?");
			return -EIO;
		}
		tally_reset(find(s, chain_names[i]));
	}
	s->record->clock = clock_recognise(&c, &s->record->clock_reason);
	s->looking = s->record->clock == CLOCK_SILICON;
	return 0;
}

static double counted(const struct suite *s, const char *event)
{
	const struct perf_count *c;
	size_t n;

	for (n = perf_counts(s->perf, &c); n; n--, c++)
		if (!strcmp(c->event, event))
			return c->ok ? (double)c->value : NAN;
	return NAN;
}

/*
 * One long call: how many percent perf's TSC event is off the host's own TSC.
 * NAN without the event, or if the call was not alone: perf counts this
 * thread's time only.
 */
static int time_call(struct suite *s, struct pb_sample *samples, double *off)
{
	struct pb_run run = {
		.version = PB_ABI_VERSION, .name = "imul-chain", .samples = CHECK_SAMPLES,
		.loops = usual[s->record->clock].loops, .buffer = (uintptr_t)samples,
	};
	int err;

	err = call(s, &run);
	*off = NAN;
	if (!err && run.status == PB_OK && run.end > run.begin && !(counted(s, "context-switches") > 0))
		*off = 100 * (counted(s, "tsc") / (double)(run.end - run.begin) - 1);
	return err == -EINTR && !interrupted() ? 0 : err;
}

/* Then what the other counters say is about the same calls, too. */
static int check_tsc(struct suite *s)
{
	struct pb_sample *samples = xcalloc(CHECK_SAMPLES, sizeof(*samples));
	double off = NAN;
	int i, err = 0;

	for (i = 0; i < CHECK_TRIES && !err && !(fabs(off) <= 1); i++)
		err = time_call(s, samples, &off);
	free(samples);
	if (fabs(off) <= 1)
		record_fact(s->record, "tsc_check", "perf's msr/tsc/ agrees with the host within 1 %%");
	else if (isnan(off))
		record_fact_missing(s->record, "tsc_check", "no msr/tsc/ event, or no call undisturbed");
	else
		record_note(s->record, "clock check failed: perf's msr/tsc/ is %.2f %% off the host's own TSC", off);
	return err;
}

static void collect_code(struct suite *s, struct row *row)
{
	struct pb_site site = { .version = PB_ABI_VERSION };
	size_t i, shown;

	snprintf(site.name, sizeof(site.name), "%s", row->name);
	if (host_code(s->host, &site))
		return;
	row->bytes = site.bytes;
	shown = site.bytes < PB_CODE_MAX ? site.bytes : PB_CODE_MAX;
	row->code = xcalloc(2 * shown + 1, 1);
	for (i = 0; i < shown; i++)
		sprintf(row->code + 2 * i, "%02x", site.code[i]);
}

/* Rows in the table's order. */
static void finish(struct suite *s)
{
	struct record *r = s->record;
	size_t i;

	r->tsc_khz = s->host->tsc_khz ? s->host->tsc_khz : NAN;
	calibrate(r, s->tallies, s->count);
	for (i = 0; i < s->count; i++) {
		struct row *row = record_add_row(r, s->tallies[i].bench->name);

		tally_finish(&s->tallies[i], row, r);
		collect_code(s, row);
		say_what_spoils(r, row);
	}
	say_what_strayed(r);
}

static void select_rows(struct suite *s, const struct request *q)
{
	size_t i;

	s->tallies = xcalloc(pb_bench_count, sizeof(*s->tallies));
	for (i = 0; i < pb_bench_count; i++)
		if (!strcmp(pb_benches[i]->group, CALIBRATION) || globs_select(q, pb_benches[i]))
			s->tallies[s->count++].bench = pb_benches[i];
}

static int measure(struct suite *s)
{
	struct tally **order = xcalloc(s->count, sizeof(*order));
	int err = recognise_clock(s);
	struct amount amount;
	size_t i;

	if (!err)
		err = check_tsc(s);
	for (i = 0; i < s->count; i++) {
		order[i] = &s->tallies[i];
		order[i]->counts = s->record->clock == CLOCK_ICOUNT;
	}
	amount = amount_of(s);
	look_again(s, 0);
	if (!err)
		err = measure_loads(s, order, s->count, &amount);
	free(order);
	return err;
}

int suite_run(struct host *host, const struct request *q, struct record *r)
{
	struct suite s = {
		.host = host,
		.record = r,
		.plan = &q->plan,
		.random = q->seed ? q->seed : 1,
		.perf = perf_open(),
		.cpu = sched_getcpu(),
	};
	double stolen;
	size_t i;
	int err;

	select_rows(&s, q);
	stolen = steal_ms(s.cpu);
	err = measure(&s);
	steal_record(r, s.cpu, stolen);
	if (!err)
		finish(&s);
	if (err == -EINTR)
		complain("interrupted; nothing was recorded");
	if (s.perf && perf_missing(s.perf))
		record_note(r, "%s", perf_missing(s.perf));
	for (i = 0; i < s.count; i++)
		tally_reset(&s.tallies[i]);
	free(s.tallies);
	perf_close(s.perf);
	progress_end();
	return err;
}
