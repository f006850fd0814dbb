/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event counters around a measuring call: what the kernel says happened on the
 * calling thread, ring 0 included, to set beside what the clock says.
 *
 *	perf_begin(p);
 *	measure();
 *	perf_end(p);
 *
 * An event either counted all of the window or is not ok and named, with the
 * reason, by perf_missing(). Zero always means that nothing happened.
 */
#ifndef PRIVBENCH_PERF_H
#define PRIVBENCH_PERF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct perf_count - one event over the last window
 * @event: name, stable: it is a key in records
 * @ok: @value was counted; false before the first perf_end()
 * @value: "tsc" in ticks while the thread was on a CPU, everything else in
 *         occurrences; not scaled; 0 unless @ok
 */
struct perf_count {
	const char *event;
	bool ok;
	uint64_t value;
};

struct perf;

/**
 * perf_open() - open every event that this machine lets us count
 *
 * For the calling thread, on any CPU; the other calls are for that thread too.
 *
 * Return: NULL when out of memory, never for want of a PMU.
 */
struct perf *perf_open(void);

/**
 * perf_missing() - say which events are not counted, and why
 *
 * What could not be opened is known from perf_open() on; what could not be
 * trusted in the last window, from perf_end() on.
 *
 * Return: NULL when all are counted, else one sentence without a full stop,
 * which the next perf_begin(), perf_end() or perf_close() overwrites.
 */
const char *perf_missing(const struct perf *p);

/**
 * perf_begin() - start a window with all counts at nothing
 *
 * Return: 0, or -EINVAL in a window. An event that fails is a missing one.
 */
int perf_begin(struct perf *p);

/**
 * perf_end() - end the window and take its counts
 *
 * Return: 0, or -EINVAL outside a window. An event that fails is a missing one.
 */
int perf_end(struct perf *p);

/**
 * perf_counts() - all events, ok or not, in a fixed order
 * @counts: set to an array that belongs to @p
 *
 * Return: how many.
 */
size_t perf_counts(const struct perf *p, const struct perf_count **counts);

/** perf_close() - free @p, which may be NULL */
void perf_close(struct perf *p);

/**
 * perf_doubt() - why a window's count is not to be believed
 * @enabled: ns for which the event was to count
 * @running: ns for which it did
 * @zero_possible: this event may well not have happened at all
 *
 * Return: NULL when it is to be believed.
 */
const char *perf_doubt(uint64_t value, uint64_t enabled, uint64_t running,
		       bool zero_possible);

#endif
