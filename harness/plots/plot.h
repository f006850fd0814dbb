/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plots of records.  Each kind of plot has its own file; plot.c has
 * their table, and only it runs gnuplot.
 *
 * Each kind is `KIND.svg` and `.png`, those of questions `QUESTION.svg`; what would be taller than
 * a screen goes on in `KIND.2.svg`:
 *   question    its benches with the figures of all records, a panel a unit
 *   distributions  how the samples lie around its estimates, of core cycles; their files are
 *               `QUESTION.distributions.svg`
 *   kernels     what differs between records that differ in the kernel
 *   overlap     an instruction with independent work around it, of each unit
 *   break-even  the cost of an MSR write against how often it faults, of each unit
 *   bytes       the size of a site against its cost, of the first record of each unit
 *   xen         what Xen PV adds to a path
 *   exits       what leaving a guest costs, by kernel, and what of it are mitigations
 *   worlds      paravirt sites natively, under KVM, under Xen PV and in User Mode Linux
 *   cpus        the same bench on CPUs of different models
 *   claims      their effects and verdicts
 *   trend       a question's figures boot by boot, of a machine's history
 *   comparison  what changed from a baseline to a candidate
 */
#ifndef PLOT_H
#define PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct comparison;
struct machine;
struct record;
struct records;
struct result;

/* A bit each; PNGs come light or dark, an SVG turns dark with the screen. */
enum plot_format { PLOT_SVG = 1, PLOT_PNG = 2, PLOT_PNG_DARK = 4 };

/* Most records in one plot, because of their colours. */
#define PLOT_RECORDS 7

/* Records, a machine's history, or a comparison. */
struct plot_source {
	const struct record *const *records;
	size_t count;
	const unsigned char *places;	/* of each in the run: its colour; NULL: 0, 1, ... */
	unsigned int absent;		/* a bit each: without marks, and not named above */
	const struct machine *machine;
	size_t exact;			/* records that are left out, since they are not of time */
	const struct comparison *comparison;
	const struct records *baseline, *candidate;	/* what is compared */
};

/*
 * Draw records, of any units, together into `folder`, which is made if necessary.  Of more than
 * PLOT_RECORDS the first of each target, CPU and kernel; emulated ones only among themselves.
 * What has nothing to draw is named on stderr and left out.
 *
 * 0, and in *paths the files in the order of the record, each SVG
 * before its PNG, NULL-terminated, to be freed by plot_free().  Or
 * -errno with the reason on stderr and *paths NULL: -ENODATA if there was
 * nothing to draw, -ENOENT if gnuplot is missing.
 */
int plot_records(const struct record *const records[], size_t count, const char *folder,
		 unsigned int formats, char ***paths);

/* Only the claims; the units may differ, because effects are ratios. */
int plot_claims(const struct record *const records[], size_t count, const char *folder,
		unsigned int formats, char ***paths);

/* A machine's history, a plot for each question, with file names that begin with `prefix`. */
int plot_trend(const struct machine *m, const char *prefix, const char *folder,
	       unsigned int formats, char ***paths);

/* A comparison of two sets of records. */
int plot_comparison(const struct comparison *c, const struct records *a, const struct records *b,
		    const char *folder, char ***paths);

/*
 * A plot of its own records, at most PLOT_RECORDS: of a question; or of a kind that is of none, and
 * then `question` is NULL.
 */
struct plot_wish {
	const char *kind, *question;
	const struct record *const *records;
	size_t count;
	const unsigned char *places;	/* of each: its colour; NULL: 0, 1, ... */
};

/* These, as SVG; where there is nothing to draw there is no file. */
int plot_wishes(const struct plot_wish wishes[], size_t count, const char *folder, char ***paths);

void plot_free(char **paths);

/*
 * The SVG of a question, or of a kind like "claims"; or NULL.  What is too tall for one picture
 * goes on at page 1, 2, ...
 */
const char *plot_svg(char *const *paths, const char *kind, const char *name, size_t page);

/* A file in a folder, which may end in a slash (malloced). */
char *plot_path(const char *folder, const char *name);

/* Make a folder for plots and pages.  0, or -errno, said on stderr. */
int plot_make_folder(const char *folder);

/* The folder for plots of a record: its path without .json (malloced). */
char *plot_folder(const char *file);

/* The folder for the i-th of several records, in `into` (malloced). */
char *plot_own_folder(const char *into, size_t i, const char *file);

/* The plot of a result: its question, or "overlap". */
const char *plot_of(const struct result *result);

/*
 * Write the data of the plots of this kind, "question", "claims", ..., for the tests.
 * The number of figures.
 */
size_t plot_write(FILE *out, const char *kind, const struct plot_source *of, const char *question);

#endif
