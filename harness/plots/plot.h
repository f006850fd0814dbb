/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plots of records.  Each kind of plot has its own file; plot.c has
 * their table, and only it runs gnuplot.
 *
 * One plot for each question with a measured result, `<question>.svg` and `.png`; and, where
 * there is something to draw, one of each other kind, like `overlap.*` and `claims.*`.
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

/* Most records in one plot, because of their colours. */
#define PLOT_RECORDS 7

/* Records, a machine's history, or a comparison. */
struct plot_source {
	const struct record *const *records;
	size_t count;
	const struct machine *machine;
	const struct comparison *comparison;
	const struct records *baseline, *candidate;	/* what is compared */
};

/*
 * Draw records of one unit together into `folder`, which is made if necessary.
 * What has nothing to draw is named on stderr and left out.
 *
 * 0, and in *paths the files in the order of the record, each SVG
 * before its PNG, NULL-terminated, to be freed by plot_free().  Or
 * -errno with the reason on stderr and *paths NULL: -ENODATA if there was
 * nothing to draw, -ENOENT if gnuplot is missing.
 */
int plot_records(const struct record *const records[], size_t count, const char *folder,
		 char ***paths);

/* Only the claims; the units may differ, because effects are ratios. */
int plot_claims(const struct record *const records[], size_t count, const char *folder,
		char ***paths);

/* A machine's history, a plot for each question, with file names that begin with `prefix`. */
int plot_trend(const struct machine *m, const char *prefix, const char *folder, char ***paths);

/* A comparison of two sets of records. */
int plot_comparison(const struct comparison *c, const struct records *a, const struct records *b,
		    const char *folder, char ***paths);

void plot_free(char **paths);

/* The SVG of a question, or of a kind like "claims"; or NULL. */
const char *plot_svg(char *const *paths, const char *kind, const char *name);

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
 * Write the data of a plot of this kind, "question", "claims", ..., for the tests.
 * The number of figures.
 */
size_t plot_write(FILE *out, const char *kind, const struct plot_source *of, const char *question);

#endif
