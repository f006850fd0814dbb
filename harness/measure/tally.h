/* SPDX-License-Identifier: GPL-2.0-only */
/* What one bench's samples add up to, load by load. */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct load;
struct pb_bench;
struct pb_run;
struct pb_sample;
struct perf;
struct record;
struct row;

enum cause { CAUSE_IRQ, CAUSE_NMI, CAUSE_SMI, CAUSE_SWITCH, CAUSE_MIGRATION, CAUSE_STRAY, CAUSES };

struct tally {
	const struct pb_bench *bench;
	bool counts;			/* ticks are instructions: samples of a load must agree */
	bool closed;			/* skipped, faulted or failed: no use in going on */
	int status;
	char *reason;
	struct load *loads;		/* estimates in ticks */
	unsigned int *numbers;		/* which load of the run each of them was */
	size_t load_count;
	double *values;			/* ticks per operation, of all kept samples, load by load */
	size_t value_count;
	double *disturbed;		/* estimates per load with the dropped samples */
	unsigned int *disturbed_numbers;
	size_t disturbed_count;
	size_t dropped[CAUSES];
	struct count *counters;		/* totals */
	size_t counter_count;
	double operations;		/* that the counters saw */
	double exits;			/* VM exits meanwhile; NAN: not known */
	uint64_t longest;
};

/* Take in what a host answered for load `number` of the run. */
void tally_add(struct tally *t, unsigned int number, const struct pb_run *run,
	       const struct pb_sample *samples, const struct perf *perf);
void tally_exits(struct tally *t, double exits);
void tally_fail(struct tally *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The floor of load `number`: the mean of its lowest tenth, in ticks; NAN if
 * there is no such load.  For a chain whose latency is known: what lies above
 * is whoever shares the core.
 */
double tally_floor(const struct tally *t, unsigned int number);

/*
 * Nine samples in ten, or more, said exactly the same: the rest are strays, of a
 * hypervisor that counts along.
 */
bool tally_exact(const struct tally *t);

/*
 * Turn into a row of the record; a tick of load n is scales[n] of the record's
 * unit.  The tally stays as it is.
 */
void tally_finish(const struct tally *t, struct row *row, const struct record *r,
		  const double *scales);

/* Forget everything but the bench. */
void tally_reset(struct tally *t);

#endif
