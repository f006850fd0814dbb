/* SPDX-License-Identifier: GPL-2.0-only */
/* One bench's samples, batch by batch, and the result they make; figures in the record's unit. */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe.h"
#include "record.h"

struct pb_bench;
struct pb_run;
struct perf;

struct quiet_batch {
	struct batch batch;
	double scale, width;		/* the window's */
};

struct tally {
	const struct pb_bench *bench;
	long pass;			/* to which the next batch belongs */
	bool counts;			/* ticks are instructions: samples of a batch must agree */
	bool closed;			/* skipped, faulted or failed: not to be measured again */
	int status;
	char *reason;
	struct quiet_batch *batches;
	size_t batch_count;
	struct batch *contended;	/* none of the tries was quiet; the last of them */
	size_t contended_count;
	double *values;			/* of all kept samples, ascending in each batch */
	size_t value_count;
	double *with_dropped;		/* estimates of all samples, batch by batch */
	size_t with_dropped_count;
	size_t dropped[CAUSES];
	struct count *counters;		/* totals */
	size_t counter_count;
	double operations;		/* that the counters saw */
	double exits;			/* VM exits meanwhile; NAN: not known */
	uint64_t longest;
};

/*
 * Add an executor's answer as a batch.  UNDISTURBED; or what disturbed most of the samples: then
 * there is no batch, and they all count as dropped.
 */
enum cause tally_add(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
		     const struct window *window, const struct perf *perf);

/* Add such an answer after all, as a contended batch, which is shown and decides nothing. */
void tally_add_contended(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
			 const struct window *window);

/* Batches whose width lies above what the core turned out to do were contended. */
void tally_demote(struct tally *t, double width);
void tally_exits(struct tally *t, double exits);
void tally_fail(struct tally *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The mean of the lowest tenth of a batch, the tally's first being 0; NAN if there is no such
 * batch.  For a chain of known latency: all above that is others' use of the core.
 */
double tally_floor(const struct tally *t, size_t batch);

/* Nine samples in ten, or more, are equal; the rest are strays, as of a hypervisor's timer. */
bool tally_exact(const struct tally *t);

/* Fill in a result of the record.  The tally stays as it is. */
void tally_finish(const struct tally *t, struct result *result, const struct record *r);

/* The tally of that bench, which must be there. */
struct tally *tally_find(struct tally *all, size_t n, const char *name);

/* Forget everything but the bench. */
void tally_reset(struct tally *t);

#endif
