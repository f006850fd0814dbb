/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SUITE_H
#define SUITE_H

struct executor;
struct record;
struct request;

/*
 * Measure the calibration benches, recognise the clock by them, then measure what the request
 * selects, in a new order in each pass; fill in the record's results and clock.  0, or -errno,
 * said on stderr: nothing could be measured, or a signal came.
 */
int suite_run(struct executor *executor, const struct request *q, struct record *r);

/*
 * Add notes on VM exits, long times with interrupts off, contended benches and strays.
 */
void note_disturbances(struct record *r);

#endif
