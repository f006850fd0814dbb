/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SUITE_H
#define SUITE_H

struct executor;
struct record;
struct request;

/*
 * Measure the calibration results, recognise the clock by them, then measure what
 * the request selects, each batch in a new order; fill in the record's results and
 * clock.  0, or -errno, said on stderr: nothing could be measured, or a signal
 * came.
 */
int suite_run(struct executor *executor, const struct request *q, struct record *r);

/*
 * Notes in the record on how its figures came about: VM exits, long times without interrupts,
 * contended benches, samples that held another's instructions.
 */
void note_disturbances(struct record *r);

#endif
