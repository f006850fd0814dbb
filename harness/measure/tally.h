/* SPDX-License-Identifier: GPL-2.0-only */
/* The samples of one bench, by batch, and its result; figures in the record's unit. */
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
	long pass;			/* of the next batch */
	bool counts;			/* ticks are instructions: samples of a batch must agree, */
	bool may_vary;			/* ... unless PB_VARIES, or a hypervisor's are among them */
	bool closed;			/* skipped, faulted or failed: not to be measured again */
	int status;
	char *reason;
	struct quiet_batch *batches;
	size_t batch_count;
	struct batch *contended;	/* the last try of batches that were never quiet */
	size_t contended_count;
	double *values;			/* of all kept samples, ascending in each batch */
	size_t value_count;
	double *with_dropped;		/* estimates of all samples, batch by batch */
	size_t with_dropped_count;
	size_t dropped[CAUSES];
	struct count *counters;		/* totals */
	size_t counter_count;
	double operations;		/* while the counters ran */
	double exits, user_exits;	/* as executor.h has them; NAN: not known */
	uint64_t longest;
};

/*
 * Add an executor's answer as a batch.  UNDISTURBED; or what disturbed most of the samples: then
 * all are dropped.
 */
enum cause tally_add(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
		     const struct window *window, const struct perf *perf);

/* Add such an answer as a contended batch. */
void tally_add_contended(struct tally *t, const struct pb_run *run, const struct pb_sample *samples,
			 const struct window *window);

/* Batches of a greater width become contended. */
void tally_demote(struct tally *t, double width);
void tally_exits(struct tally *t, double exits, double user_exits);
void tally_fail(struct tally *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The mean of the lowest tenth of a batch, counted from 0, or NAN.  For a chain of known latency:
 * anything above is due to other users of the core.
 */
double tally_floor(const struct tally *t, size_t batch);

/* At least 90 % of the samples are equal; the others are strays. */
bool tally_exact(const struct tally *t);

/* Fill in a result of the record. */
void tally_finish(const struct tally *t, struct result *result, const struct record *r);

/* The tally of a bench, which must exist. */
struct tally *tally_find(struct tally *all, size_t n, const char *name);

/* Forget everything but the bench. */
void tally_reset(struct tally *t);

#endif
