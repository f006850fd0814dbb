// SPDX-License-Identifier: GPL-2.0-only
#include "tally.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "bench.h"
#include "measure.h"
#include "perf.h"
#include "probe.h"
#include "summary.h"
#include "util.h"

static const char *const causes[CAUSES] = {
	"interrupt", "nmi", "smi", "context-switch", "migration", "steal", "frequency",
	"contention", "stray",
};

static const char *vector_name(unsigned int vector)
{
	static const char *const names[] = {
		[0] = "#DE", [1] = "#DB", [3] = "#BP", [6] = "#UD", [7] = "#NM", [8] = "#DF",
		[11] = "#NP", [12] = "#SS", [13] = "#GP", [14] = "#PF", [17] = "#AC", [21] = "#CP",
	};

	return vector < ARRAY_SIZE(names) && names[vector] ? names[vector] : "exception";
}

static void close_with(struct tally *t, int status, char *reason)
{
	free(t->reason);
	t->closed = true;
	t->status = status;
	t->reason = reason;
}

void tally_fail(struct tally *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	close_with(t, STATUS_FAILED, xvasprintf(fmt, args));
	va_end(args);
}

/* Evidence only: a value that merely looks wrong is kept. */
static enum cause cause_of(const struct pb_sample *s, __u32 cpu, const struct window *w)
{
	if (s->irqs)
		return CAUSE_IRQ;
	if (s->nmis)
		return CAUSE_NMI;
	if (s->smis)
		return CAUSE_SMI;
	if (s->switches)
		return CAUSE_SWITCH;
	return s->cpu != cpu ? CAUSE_MIGRATION : probe_cause(w, s);
}

static size_t agreeing(const struct pb_sample *samples, size_t n, const struct pb_sample *with)
{
	size_t i, same = 0;

	for (i = 0; i < n; i++)
		same += samples[i].one == with->one && samples[i].two == with->two;
	return same;
}

/*
 * Under icount the same code takes the same number of instructions.  A sample that differs from
 * most holds other code's instructions, a hypervisor's timer's for example, which no counter of
 * ours sees.  Keeps the samples that agree, if they are most; else all where the path may vary.
 */
static size_t drop_strays(struct tally *t, struct pb_sample *samples, size_t n)
{
	const struct pb_sample *s = samples;
	struct pb_sample usual;
	size_t i, kept = 0;

	while (s < samples + n && 2 * agreeing(samples, n, s) <= n)
		s++;
	if (s == samples + n && t->may_vary)
		return n;
	if (s == samples + n) {
		tally_fail(t, "no number of instructions is that of most samples");
		return 0;
	}
	usual = *s;
	for (i = 0; i < n; i++)
		if (agreeing(&samples[i], 1, &usual))
			samples[kept++] = samples[i];
	t->dropped[CAUSE_STRAY] += n - kept;
	return kept;
}

/*
 * Fills values[] with what an operation took in each sample: the longer burst minus what the
 * shorter one usually takes.  Subtracting sample by sample would turn a spike in the shorter one
 * into a value that is too low.
 */
static double per_operation(const struct pb_sample *samples, size_t n, double scale, double *values)
{
	double base;
	size_t i;

	for (i = 0; i < n; i++)
		values[i] = (double)samples[i].one;
	stats_sort(values, n);
	base = stats_low_mean(values, n);
	for (i = 0; i < n; i++)
		values[i] = ((double)samples[i].two - base) * scale;
	stats_sort(values, n);
	return stats_low_mean(values, n);
}

static void add_counters(struct tally *t, const struct perf *perf)
{
	const struct count *counts;
	size_t i, n = perf_counts(perf, &counts);

	for (i = 0; i < n; i++) {
		if (i == t->counter_count)
			*PUSH(t->counters, t->counter_count) =
				(struct count){ xstrdup(counts[i].name), 0 };
		t->counters[i].value += counts[i].value;
	}
}

/* Standard deviation of what stats_low_mean() is the mean of. */
static double low_sd(const double *sorted, size_t n)
{
	return sqrt(stats_moments(sorted, stats_low_count(n)).variance);
}

static enum cause most_frequent(const size_t *dropped)
{
	size_t i, most = 0;

	for (i = 1; i < CAUSES; i++)
		if (dropped[i] > dropped[most])
			most = i;
	return (enum cause)most;
}

static double scale_of(const struct tally *t, const struct pb_run *run, const struct window *w)
{
	return w->scale / ((double)t->bench->unroll * run->loops);
}

static void keep_batch(struct tally *t, const struct pb_run *run, const struct window *w,
		      const struct pb_sample *kept, size_t n)
{
	double *values;

	t->values = xreallocarray(t->values, t->value_count + n, sizeof(*t->values));
	values = t->values + t->value_count;
	t->value_count += n;
	*PUSH(t->batches, t->batch_count) = (struct quiet_batch){
		.batch.layout = run->layout,
		.batch.pass = t->pass,
		.batch.loops = run->loops,
		.batch.samples = n,
		.batch.estimate = per_operation(kept, n, scale_of(t, run, w), values),
		.batch.sd = low_sd(values, n),
		.scale = w->scale,
		.width = w->width,
	};
}

/* Of all samples, those that were disturbed too. */
static double estimate_of_all(const struct tally *t, const struct pb_run *run,
			      const struct pb_sample *samples, const struct window *w)
{
	double *values = xcalloc(run->done, sizeof(*values));
	double estimate = per_operation(samples, run->done, scale_of(t, run, w), values);

	free(values);
	return estimate;
}

/* On silicon half of a batch must be left. */
static enum cause add_batch(struct tally *t, const struct pb_run *run,
			    const struct pb_sample *samples, const struct window *w)
{
	bool probed = w->chain > 0 || w->disturbed != UNDISTURBED;
	struct pb_sample *kept = xcalloc(run->done, sizeof(*kept));
	size_t i, n = 0, dropped[CAUSES + 1] = { 0 };
	enum cause cause, disturbed = UNDISTURBED;

	for (i = 0; i < run->done; i++) {
		cause = cause_of(&samples[i], samples[0].cpu, w);
		dropped[cause]++;
		if (cause == UNDISTURBED)
			kept[n++] = samples[i];
	}
	if (probed && 2 * n < run->done) {
		disturbed = most_frequent(dropped);
		dropped[disturbed] += n;
		n = 0;
	}
	for (i = 0; i < CAUSES; i++)
		t->dropped[i] += dropped[i];
	if (t->counts && n)
		n = drop_strays(t, kept, n);
	*PUSH(t->with_dropped, t->with_dropped_count) = estimate_of_all(t, run, samples, w);
	if (n)
		keep_batch(t, run, w, kept, n);
	free(kept);
	return disturbed;
}

enum cause tally_add(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
		     const struct window *window, const struct perf *perf)
{
	enum cause disturbed = UNDISTURBED;

	if (run->status == PB_SKIPPED) {
		close_with(t, STATUS_SKIPPED, xstrdup(run->reason));
	} else if (run->status == PB_FAULTED) {
		close_with(t, STATUS_FAULTED, xasprintf("raised %s (vector %u)",
							vector_name(run->vector), run->vector));
	} else if (run->status == PB_FAILED) {
		tally_fail(t, "%s", run->reason);
	} else if (!run->done) {
		tally_fail(t, "the executor measured nothing");
	} else {
		disturbed = add_batch(t, run, samples, window);
		add_counters(t, perf);
		t->operations += 3.0 * t->bench->unroll * (run->loops * run->done + PB_TRIALS);
		if (run->longest > t->longest)
			t->longest = run->longest;
	}
	return disturbed;
}

void tally_add_contended(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
			 const struct window *window)
{
	*PUSH(t->contended, t->contended_count) = (struct batch){
		.layout = run->layout, .pass = t->pass, .loops = run->loops, .samples = run->done,
		.estimate = estimate_of_all(t, run, samples, window), .sd = NAN,
	};
}

void tally_demote(struct tally *t, double width)
{
	size_t i, kept = 0, from = 0, to = 0;

	for (i = 0; i < t->batch_count; i++) {
		struct quiet_batch b = t->batches[i];
		size_t n = b.batch.samples;

		if (b.width <= width) {
			memmove(t->values + to, t->values + from, n * sizeof(*t->values));
			to += n;
			t->batches[kept++] = b;
		} else {
			t->dropped[CAUSE_CONTENTION] += n;
			*PUSH(t->contended, t->contended_count) = b.batch;
		}
		from += n;
	}
	t->batch_count = kept;
	t->value_count = to;
}

void tally_exits(struct tally *t, double exits, double user_exits)
{
	t->exits = exits;
	t->user_exits = user_exits;
}

double tally_floor(const struct tally *t, size_t batch)
{
	const double *values = t->values;
	size_t i;

	if (batch >= t->batch_count)
		return NAN;
	for (i = 0; i < batch; i++)
		values += t->batches[i].batch.samples;
	return stats_moments(values, (t->batches[batch].batch.samples + 9) / 10).mean;
}

bool tally_exact(const struct tally *t)
{
	size_t i, j, same = 0, most = 0;

	for (i = 0; i < t->value_count; i++, same = 0) {
		for (j = 0; j < t->value_count; j++)
			same += t->values[j] == t->values[i];
		most = same > most ? same : most;
	}
	return 10 * most >= 9 * t->value_count;
}

static void add_bin(struct result *result, double value)
{
	double rounded = round(value * 100) / 100 + 0.0;	/* no -0 */

	if (!result->bins || result->histogram[result->bins - 1].value != rounded)
		*PUSH(result->histogram, result->bins) = (struct bin){ rounded, 0 };
	result->histogram[result->bins - 1].count++;
}

/* The quiet batches, and the contended ones where those are more. */
static void finish_batches(const struct tally *t, struct result *result)
{
	size_t i;

	for (i = 0; i < t->batch_count; i++)
		*PUSH(result->batches, result->batch_count) = t->batches[i].batch;
	for (i = 0; result->status == STATUS_CONTENDED && i < t->contended_count; i++)
		*PUSH(result->batches, result->batch_count) = t->contended[i];
}

static void finish_values(const struct tally *t, struct result *result)
{
	size_t i, n = t->value_count;
	double *sorted = xcalloc(n, sizeof(*sorted));

	memcpy(sorted, t->values, n * sizeof(*sorted));
	stats_sort(sorted, n);
	result->samples = n;
	result->min = sorted[0];
	result->p50 = stats_quantile(sorted, n, .5);
	result->p99 = stats_quantile(sorted, n, .99);
	result->max = sorted[n - 1];
	for (i = 0; i < n; i++)
		add_bin(result, sorted[i]);
	free(sorted);
}

static void finish_estimate(const struct tally *t, struct result *result, enum clock clock)
{
	/* The mean of logarithms would not be exact. */
	struct estimate (*mean)(const double *values, size_t n) =
		clock == CLOCK_ICOUNT ? stats_mean : stats_cycles_mean;
	double *v = xcalloc(result->batch_count, sizeof(*v));
	struct estimate e;
	size_t i;

	for (i = 0; i < result->batch_count; i++)
		v[i] = result->batches[i].estimate;
	e = mean(v, result->batch_count);
	result->estimate = e.mean;
	if (clock != CLOCK_ICOUNT) {
		result->ci[0] = e.lo;
		result->ci[1] = e.hi;
	}
	result->estimate_with_dropped = mean(t->with_dropped, t->with_dropped_count).mean;
	free(v);
}

static void add_count(struct count **counts, size_t *n, const char *name, double value)
{
	if (!isnan(value))
		*PUSH(*counts, *n) = (struct count){ xstrdup(name), value };
}

static void finish_evidence(const struct tally *t, struct result *result, const struct record *r)
{
	size_t i;

	for (i = 0; i < CAUSES; i++)
		if (t->dropped[i])
			add_count(&result->dropped, &result->dropped_count, causes[i],
				  (double)t->dropped[i]);
	/* The TSC around the call checks the clock; it is no property of the bench. */
	for (i = 0; i < t->counter_count; i++)
		if (strcmp(t->counters[i].name, "tsc"))
			add_count(&result->counters, &result->counter_count, t->counters[i].name,
				  t->counters[i].value / t->operations);
	add_count(&result->counters, &result->counter_count, "vm-exits", t->exits);
	add_count(&result->counters, &result->counter_count, "user-exits", t->user_exits);
	if (r->clock == CLOCK_SILICON && t->longest)
		result->longest_us = (double)t->longest / r->tsc_khz * 1e3;
}

/* "every sample was disturbed: interrupt 20; frequency 580" */
static char *all_disturbed(const struct tally *t)
{
	char *text = xstrdup("every sample was disturbed");
	const char *mark = ":";
	size_t i;

	for (i = 0; i < CAUSES; i++) {
		if (!t->dropped[i])
			continue;
		append(&text, "%s %s %zu", mark, causes[i], t->dropped[i]);
		mark = ";";
	}
	return text;
}

static enum status status_of(const struct tally *t)
{
	if (t->closed)
		return (enum status)t->status;
	if (t->contended_count > t->batch_count)
		return STATUS_CONTENDED;
	return t->batch_count ? STATUS_OK : STATUS_FAILED;
}

static char *reason_of(const struct tally *t, enum status status)
{
	enum cause most = most_frequent(t->dropped);

	if (status == STATUS_OK)
		return NULL;
	if (status == STATUS_CONTENDED && most == CAUSE_CONTENTION)
		return xstrdup("another hardware thread or guest used the core in most batches");
	if (status == STATUS_CONTENDED)
		return xasprintf("most samples of most batches were disturbed: %s", causes[most]);
	return t->reason ? xstrdup(t->reason) : all_disturbed(t);
}

void tally_finish(const struct tally *t, struct result *result, const struct record *r)
{
	const struct pb_bench *b = t->bench;

	result_set_bench(result, b);
	free(result->reason);
	result->status = status_of(t);
	result->reason = reason_of(t, result->status);
	if (result->status != STATUS_OK && result->status != STATUS_CONTENDED)
		return;
	finish_batches(t, result);
	if (result->status == STATUS_OK)
		finish_values(t, result);
	finish_estimate(t, result, r->clock);
	finish_evidence(t, result, r);
}

void tally_reset(struct tally *t)
{
	const struct pb_bench *bench = t->bench;
	size_t i;

	for (i = 0; i < t->counter_count; i++)
		free(t->counters[i].name);
	free(t->counters);
	free(t->reason);
	free(t->batches);
	free(t->contended);
	free(t->values);
	free(t->with_dropped);
	*t = (struct tally){ .bench = bench };
}

struct tally *tally_find(struct tally *all, size_t n, const char *name)
{
	for (; n; n--, all++)
		if (!strcmp(all->bench->name, name))
			return all;
	abort();
}
