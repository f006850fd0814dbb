/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The history of each bench on each machine of a folder, and where it changes.
 * A machine is a CPU (vendor, family, number, name), a target and a clock.
 */
#ifndef TREND_H
#define TREND_H

#include <stdbool.h>
#include <stddef.h>

#include "changes.h"
#include "record.h"

struct history;

/* One boot, or what of it has the same facts: its records, taken together. */
struct point {
	const char *utc;		/* of its first record */
	double seconds;			/* the same, since 1970; NAN if it is no time */
	size_t records;
};

/* Boots of which all that is recorded is alike. */
struct epoch {
	size_t first, count;		/* points */
	char *changed[CHANGES_FACTS];	/* "kernel: 6.1, then 6.12"; none of the first epoch */
	size_t changed_count;
	size_t moved;			/* benches that change where it begins */
	size_t near;			/* that may, or where another boot or epoch begins */
};

/* A bench's change of level; or its drift, a straight line from the first point to the last. */
struct change {
	const struct bench_history *history;
	bool drift;
	size_t at;			/* the first point of the new level */
	size_t first, last;		/* where it may be (95 %); of a drift the whole history */
	size_t before, after;		/* points with a figure, of the old level and the new */
	double from, to;		/* in the unit */
	bool absolute;			/* the effect is to - from, not to / from - 1 */
	double effect;
	double p;			/* over all tests of the machine; NAN where exact */
	const struct epoch *epoch;	/* the nearest that begins where it may be; or NULL */
	const struct epoch *epochs;	/* all that begin after the figure before, to `last` */
	size_t epoch_count;
};

/* At a target that is certain one epoch begins, and no other. */
static inline bool change_blames(const struct change *c)
{
	return c->epoch_count == 1 && c->first == c->last;
}

struct bench_history {
	const char *question, *name;
	double *figures;		/* by point; NAN where there is none */
	size_t count;			/* that are not NAN */
	struct change *changes;		/* in time */
	size_t change_count;
	size_t lost;			/* from this point on it has no figure; or SIZE_MAX */
};

struct machine {
	const char *cpu, *target;
	enum clock clock;
	struct point *points;		/* in time */
	size_t count, records;
	struct epoch *epochs;
	size_t epoch_count;
	struct bench_history *histories;	/* by question, then by name */
	size_t history_count;
	const struct change **changes;	/* of all benches, worst first */
	size_t change_count;
	size_t moved, unmeasured;	/* benches that change; that have no figure at all */
	size_t unfit;			/* figures that do not count: their results are not ok */
};

struct trend {
	const char *path;
	struct machine *machines;	/* by CPU, target and clock */
	size_t count;
	size_t unreadable;
	size_t uncalibrated;		/* records that do not count: their calibration failed */
};

/*
 * `delta`: what counts as no change on silicon, relative; 0: the usual, 2 % or a
 * unit.  Keeps pointers into the history; call trend_free() before history_free().
 */
struct trend trend_make(const struct history *h, double delta);
void trend_free(struct trend *t);

/* Find the changes of each of the machine's histories: trend_make() does. */
void trend_find_changes(struct machine *m, double delta);

#endif
