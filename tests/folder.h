/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folders of records whose truth is known, by the product's own writer.  The
 * same seed makes the same folder.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <stddef.h>
#include <stdint.h>

#include "record.h"

/* From boot `at` on these benches cost `by` times as much; at once, or bit by bit over so many. */
struct step {
	size_t bench, count;
	double by;
	size_t at, over;
};

/* Means and standard deviations of all benches; the latter are relative. */
struct truth {
	const char *model;	/* a record that all are made of; NULL: made up whole */
	size_t benches, boots;
	double least, most;	/* means, in cycles, of the first bench and of the last */
	double boot_sd, batch_sd, sample_sd;
	double ar;		/* correlation of a boot with the one before */
	size_t batches;		/* a boot; 0: the figures stand alone */
	const char *session;	/* of pairs; NULL: each record is a boot of its own */
	double session_sd;	/* of what all halves of pairs have in common */
	double pair_sd;		/* of what both halves of one have */
	const struct step *steps;	/* up to one of no bench; NULL: there are none */
	void (*mark)(struct record *r, size_t boot);	/* what else is peculiar to records */
};

/* A bench's, before any step; and what the steps have made of it by that boot. */
double truth_mean(const struct truth *t, size_t bench);
double truth_step(const struct truth *t, size_t bench, size_t boot);

/* DIR/000.json ...; the folder is made, or emptied of records.  Ends the program if that fails. */
void folder_make(const struct truth *t, const char *dir, uint64_t seed);

/* The records in it, their index, and it. */
void folder_remove(const char *dir);

#endif
