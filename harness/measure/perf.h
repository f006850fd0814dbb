/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event counters around a measuring call, for the calling thread, ring 0 included.
 *
 *	perf_begin(p);
 *	measure();
 *	perf_end(p);
 *
 * The count of an event that did not count throughout is NAN, and perf_missing() names it with
 * the reason.  So zero always means that nothing happened.
 */
#ifndef PERF_H
#define PERF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct count;
struct perf;

/* Open every event that can be counted here. */
struct perf *perf_open(void);
/* The same, but nothing is counted, and why. */
struct perf *perf_none(const char *why);
void perf_close(struct perf *p);

/* Which events are not counted, and why, or NULL.  Valid until the next perf_begin(). */
const char *perf_missing(const struct perf *p);

void perf_begin(struct perf *p);
void perf_end(struct perf *p);

/*
 * The counts between the last begin and end, of all events in a fixed order; their number.
 * "tsc": ticks while the thread ran.
 */
size_t perf_counts(const struct perf *p, const struct count **counts);

/*
 * Why a count is not valid, or NULL.  `enabled` and `running` are in ns.
 */
const char *perf_doubt(uint64_t value, uint64_t enabled, uint64_t running, bool zero_possible);

#endif
