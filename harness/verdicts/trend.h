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

/* The records of one boot that have the same facts. */
struct point {
	const char *utc;		/* of its first record */
	double seconds;			/* since 1970; NAN if it is no time */
	size_t records;
};

/* Consecutive boots with the same facts. */
struct epoch {
	size_t first, count;		/* points */
	char *changed[CHANGES_FACTS];	/* "kernel: 6.1, then 6.12"; none of the first epoch */
	size_t changed_count;
	size_t moved;			/* benches that change where it begins */
	size_t near;			/* benches that change near it */
};

/* A bench's change of level; or its drift, a straight line from the first point to the last. */
struct change {
	const struct bench_history *history;
	bool drift;
	size_t at;			/* the first point of the new level */
	size_t first, last;		/* its 95 % interval; of a drift the whole history */
	size_t before, after;		/* points with a figure in the old and the new level */
	double from, to;		/* in the unit */
	bool absolute;			/* the effect is to - from, not to / from - 1 */
	double effect;
	double p;			/* corrected for all tests of the machine; NAN if exact */
	const struct epoch *epoch;	/* of `epochs`, the nearest; or NULL */
	const struct epoch *epochs;	/* after the last figure before `first`, up to `last` */
	size_t epoch_count;
};

/* The boot is certain, and exactly one epoch begins there. */
static inline bool change_blames(const struct change *c)
{
	return c->epoch_count == 1 && c->first == c->last;
}

struct bench_history {
	const char *question, *name;
	double *figures;		/* by point, or NAN */
	size_t count;			/* figures that are not NAN */
	struct change *changes;		/* in time */
	size_t change_count;
	size_t lost;			/* the first point that lacks its figure, or SIZE_MAX */
};

struct machine {
	const char *cpu, *target;
	const char *core;		/* "P", ...; or NULL */
	enum clock clock;
	struct point *points;		/* in time */
	size_t count, records;
	struct epoch *epochs;
	size_t epoch_count;
	struct bench_history *histories;	/* by question, then by name */
	size_t history_count;
	const struct change **changes;	/* of all benches, worst first */
	size_t change_count;
	size_t moved, unmeasured;	/* benches that change; that have no figure */
	size_t unfit;			/* figures of results that are not ok */
};

struct trend {
	const char *path;
	struct machine *machines;	/* by CPU, target and clock */
	size_t count;
	size_t unreadable;
	size_t uncalibrated;		/* records whose calibration failed */
};

/*
 * `delta`: relative change that counts as none on silicon; 0: delta_of().
 * Keeps pointers into the history; call trend_free() before history_free().
 */
struct trend trend_make(const struct history *h, double delta);
void trend_free(struct trend *t);

/* Find the changes of each of the machine's histories; called by trend_make(). */
void trend_find_changes(struct machine *m, double delta);

#endif
