/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plots of records.  Each kind of plot is laid out in a file of its own; plot.c has
 * their table, and is the only one that runs gnuplot.
 *
 * One plot per question that has a measured result, `<question>.svg` and `.png`; one of
 * how much independent work an MSR write overlaps, `overlap.*`; one of what an MSR write
 * costs by how often it faults, `break-even.*`; and one of the claims, `claims.*`.
 */
#ifndef PLOT_H
#define PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct machine;
struct record;
struct result;

/* No more records can be told apart by their colours in one plot. */
#define PLOT_RECORDS 7

/* What a plot is of: records, or a machine's history. */
struct plot_source {
	const struct record *const *records;
	size_t count;
	const struct machine *machine;
};

/*
 * Draw records of one unit together into `folder`, which is made if need be.
 * What has nothing to draw is said on stderr and left out.
 *
 * 0, and in *paths the files in the order of the record, each plot's SVG
 * before its PNG, NULL-terminated, to be given to plot_free().  Or
 * -errno with the reason on stderr and *paths NULL: -ENODATA if there was
 * nothing at all to draw, -ENOENT if gnuplot is missing.
 */
int plot_records(const struct record *const records[], size_t count, const char *folder,
		 char ***paths);

/* Of the claims alone, which are ratios: the records' units may differ. */
int plot_claims(const struct record *const records[], size_t count, const char *folder,
		char ***paths);

/* A machine's history, a plot a question, its file's name after `prefix`. */
int plot_trend(const struct machine *m, const char *prefix, const char *folder, char ***paths);

void plot_free(char **paths);

/* The one of these that is the SVG of a question, or of a kind like "claims"; NULL: none is. */
const char *plot_svg(char *const *paths, const char *kind, const char *name);

/* A file in a folder, which may have a slash behind it (malloced). */
char *plot_path(const char *folder, const char *name);

/* Make a folder for plots and pages.  0, or -errno, said on stderr. */
int plot_make_folder(const char *folder);

/* The folder for what is made of a record: its path without .json (malloced). */
char *plot_folder(const char *file);

/* Of several records, the folder for the i-th, in `into` (malloced). */
char *plot_own_folder(const char *into, size_t i, const char *file);

/* The plot a result goes to: its question's, or "overlap". */
const char *plot_of(const struct result *result);

/* Whether it has a figure to draw; NULL has none. */
bool plot_measured(const struct result *result);

/*
 * The data that gnuplot is given for a plot of this kind, "question", "claims", ..., for
 * the tests.  How many figures it shows.
 */
size_t plot_write(FILE *out, const char *kind, const struct plot_source *of, const char *question);

#endif
