/* SPDX-License-Identifier: GPL-2.0-only */
/* What one bench's samples add up to, batch by batch; figures are in the record's unit. */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct batch;
struct pb_bench;
struct pb_run;
struct pb_sample;
struct perf;
struct record;
struct result;

enum cause {
	CAUSE_IRQ, CAUSE_NMI, CAUSE_SMI, CAUSE_SWITCH, CAUSE_MIGRATION, CAUSE_STEAL, CAUSE_FREQUENCY,
	CAUSE_CONTENTION, CAUSE_STRAY, CAUSES, UNDISTURBED = CAUSES
};

/* What the machine did while a batch was measured. */
struct window {
	double scale;			/* what a tick is worth in the record's unit */
	enum cause disturbed;		/* none of the samples counts, for this; or UNDISTURBED */
	double chain;			/* ticks of a probe's chain; 0: not probed */
	double issue, width;		/* of a core of our own: issue-width by the chain; in core cycles */
};

struct tally {
	const struct pb_bench *bench;
	long pass;			/* that batches now belong to */
	bool counts;			/* ticks are instructions: samples of a batch must agree */
	bool closed;			/* skipped, faulted or failed: no use in going on */
	int status;
	char *reason;
	struct batch *batches;
	double *scales, *widths;	/* the windows' */
	size_t batch_count;
	struct batch *contended;		/* of which no take was quiet: the last one's */
	size_t contended_count;
	double *values;			/* per operation, of all kept samples; batch by batch, ascending */
	size_t value_count;
	double *disturbed;		/* estimates with the dropped samples, of all that was taken */
	size_t disturbed_count;
	size_t dropped[CAUSES];
	struct count *counters;		/* totals */
	size_t counter_count;
	double operations;		/* that the counters saw */
	double exits;			/* VM exits meanwhile; NAN: not known */
	uint64_t longest;
};

/*
 * Take in what a executor answered.  UNDISTURBED; or what disturbed most of the samples, and then no batch came of
 * them and they count as dropped.
 */
enum cause tally_add(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
	       const struct window *window, const struct perf *perf);

/* The same answer, given up on: a batch that is shown and decides nothing. */
void tally_add_contended(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
			 const struct window *window);

/* Batches whose width, as it turned out, lies above what the core can do: they were contended. */
void tally_demote(struct tally *t, double width);
void tally_exits(struct tally *t, double exits);
void tally_fail(struct tally *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The floor of a batch, the tally's first being 0: the mean of its lowest tenth; NAN
 * if there is no such batch.  For a chain whose latency is known: what lies above is
 * whoever shares the core.
 */
double tally_floor(const struct tally *t, size_t batch);

/*
 * Nine samples in ten, or more, said exactly the same: the rest are strays, of a
 * hypervisor that counts along.
 */
bool tally_exact(const struct tally *t);

/* Turn into a result of the record.  The tally stays as it is. */
void tally_finish(const struct tally *t, struct result *result, const struct record *r);

/* The one of that bench, which is there. */
struct tally *tally_find(struct tally *all, size_t n, const char *name);

/* Forget everything but the bench. */
void tally_reset(struct tally *t);

#endif
