/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SUITE_H
#define SUITE_H

#include "record.h"

struct executor;
struct request;

/* How much is measured unless a plan says otherwise; loops 0: as many as take long enough. */
struct amount {
	unsigned int batches, samples, loops;
};

/* Under icount every sample says the same; an emulator's figures decide nothing. */
extern const struct amount suite_amounts[];	/* by clock */

/*
 * Measure the calibration benches, recognise the clock by them, then measure what the request
 * selects, in a new order in each pass; fill in the record's results and clock.  0, or -errno,
 * said on stderr: nothing could be measured, or a signal came.
 */
int suite_run(struct executor *executor, const struct request *q, struct record *r);

/* progress() of a bench at a target; `text` is "wrmsr-cs (3 of 10)", perhaps with more behind. */
void suite_progress(const char *target, size_t done, size_t total, const char *text);

/*
 * An instruction that takes so many core cycles in a guest probably exits to the hypervisor, and no
 * CPU takes it.  Only for one alone: a fault that is taken is slow anyway.
 */
#define EXIT_CYCLES 600

/*
 * Add notes on VM exits, long times with interrupts off, contended benches, strays and paths that
 * vary.
 */
void note_disturbances(struct record *r);

#endif
