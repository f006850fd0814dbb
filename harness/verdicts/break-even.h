/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Forms of an MSR write that may fault, against the exception table.  A form
 * costs (1 - r) * good + r * faulting, r being the share of writes that fault;
 * the break-even fault rate is the r at which it costs what wrmsr-extable does.
 */
#ifndef BREAK_EVEN_H
#define BREAK_EVEN_H

#include <stdbool.h>
#include <stddef.h>

#include "summary.h"

struct record;
struct result;

enum break_even_kind {
	BREAK_EVEN_AT,		/* the form costs less above `rate`, or below it */
	BREAK_EVEN_NEVER,	/* costs more, or at some rate the same */
	BREAK_EVEN_ALWAYS,	/* costs less, or at some rate the same */
	BREAK_EVEN_SAME,	/* the same at every rate */
	BREAK_EVEN_HIDDEN,	/* the difference with a fault is within `place` */
	BREAK_EVEN_UNKNOWN,	/* `reason` says why */
};

struct break_even {
	const char *form;			/* the bench, as it does not fault */
	const struct result *good, *faulting;	/* the form's */
	const struct result *table_good, *table_faulting;	/* the exception table's */
	enum break_even_kind kind;
	bool above;		/* AT: the form costs less above the rate, else below */
	struct estimate rate;	/* AT: 0 to 1; under icount its interval is what `place` makes */
	double place;		/* how much an entry's place in the exception table moves; or 0 */
	char *reason;		/* UNKNOWN, else NULL */
};

/*
 * For every form in the record, in *all, to be freed by break_even_free(); their number.
 * Each difference must have one sign: in its 95 % interval on silicon, in every batch under icount.
 * The rate has a 95 % t interval of log odds over the passes that all results have.
 */
size_t break_even(const struct record *r, struct break_even **all);
void break_even_free(struct break_even *all, size_t count);

/* How much an entry's place in the exception table moves a faulting form; 0: not, or on silicon. */
double break_even_place(const struct record *r);

/* The form minus the exception table, in the record's unit, without and with a fault. */
double break_even_good(const struct break_even *b);
double break_even_faulting(const struct break_even *b);

#endif
