/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event counters around a measuring call, for the calling thread, ring 0 included.
 *
 *	perf_begin(p);
 *	measure();
 *	perf_end(p);
 *
 * An event either counted all of the window, or its count is NAN, and perf_missing() names it with
 * the reason.  Zero always means that nothing happened.
 */
#ifndef PERF_H
#define PERF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct count;
struct perf;

/* Open every event that this machine lets us count. */
struct perf *perf_open(void);
void perf_close(struct perf *p);

/* Which events are not counted, and why, or NULL.  Good until the next perf_begin(). */
const char *perf_missing(const struct perf *p);

void perf_begin(struct perf *p);
void perf_end(struct perf *p);

/*
 * What happened in the last window, of all events in a fixed order; how many.  NAN: not counted.
 * "tsc": ticks while the thread ran.
 */
size_t perf_counts(const struct perf *p, const struct count **counts);

/*
 * Why not to believe a count, or NULL.  `enabled` is for how many ns the event was to count,
 * `running` for how many it did.
 */
const char *perf_doubt(uint64_t value, uint64_t enabled, uint64_t running, bool zero_possible);

#endif
