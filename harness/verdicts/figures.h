/* SPDX-License-Identifier: GPL-2.0-only */
/* A bench's figures on one side of a comparison, one a boot. */
#ifndef FIGURES_H
#define FIGURES_H

#include <stdbool.h>
#include <stddef.h>

struct records;

struct figure {
	const char *boot;	/* which boot, or which pair */
	double mean;		/* of `records` estimates; of equal ones exactly their value */
	size_t records;
};

struct figures {
	const struct records *counted, *every;
	struct figure *all;
	size_t count;
	double least;
	size_t contended;	/* records */
	size_t lost;		/* of every record: without a figure, though others may have one */
	char *why;		/* the first of them: its reason (malloced) */
};

/*
 * From the records that count.  A missing figure is looked for in every record: one that does
 * not count may be the one that faulted.
 */
struct figures figures_of(const struct records *counted, const struct records *every,
			  const char *bench, bool paired);
void figures_free(struct figures *f);

/* Bring both into one order, by pair: how many match; they come first. */
size_t figures_match(struct figures *a, struct figures *b);

/* Under an exact clock: whether all boots have the same; what they have, or the mean. */
bool figures_agree(const struct figures *f);
double figures_exact(const struct figures *f);

#endif
