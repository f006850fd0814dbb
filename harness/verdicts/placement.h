/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two builds differ in more than what was changed: where the linker put each body.  Branch
 * predictors go by addresses, and in one layout of four a body may cost ten percent less for no
 * other reason (Curtsinger and Berger, "STABILIZER", ASPLOS 2013).  What was changed shows in
 * most of them.
 */
#ifndef PLACEMENT_H
#define PLACEMENT_H

#include <stdbool.h>
#include <stddef.h>

struct records;

/* A change that was found, beyond delta. */
struct shift {
	bool absolute;		/* effect and delta are in the unit, not shares */
	double effect, delta;
};

struct placement {
	size_t layouts;		/* in which both builds measured it; 0 within one build */
	size_t beyond;		/* of these: beyond delta, to the same side as the mean */
};

struct placement placement_of(const struct records *a, const struct records *b,
			      const char *bench, const struct shift *shift);

/* It does in half of them at most. */
bool placement_explains(const struct placement *p);

#endif
