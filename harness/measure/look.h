/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes on between two bursts and no burst sees: the core's clock moves, and
 * others take the CPU away.  A look before a series of samples and one after it
 * bear witness.
 */
#ifndef LOOK_H
#define LOOK_H

#include "tally.h"

struct host;

struct look {
	double ratio;		/* core cycles a TSC tick, by the IMUL chain; NAN: it could not be measured */
	double stolen;		/* steal_ms(); NAN: not told */
};

/* Ten bursts of the chain on the host, in that layout, and the account of `cpu`. */
struct look look(struct host *host, unsigned int layout, int cpu);

/*
 * What was going on in between: a tick's worth in core cycles, and CAUSE_FREQUENCY
 * if that moved by more than 1 %, CAUSE_STEAL if time was stolen (/proc/stat
 * tells it in steps of 10 ms).
 */
struct window look_between(const struct look *before, const struct look *after);

#endif
