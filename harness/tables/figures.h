/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures as text, for tables and plots. */
#ifndef FIGURES_H
#define FIGURES_H

#include <stdbool.h>
#include <stddef.h>

struct break_even;
struct change;
struct claim_result;
struct comparison;
struct difference;
struct epoch;
struct machine;
struct record;
struct result;

/* All malloced unless const; NULL if there is none. */

/* "instructions, exact (QEMU -icount): path length, not time" */
const char *table_unit(const struct record *r);

/*
 * A figure; that of a bench, "≈ 953" of a path whose length differs from batch to batch; the
 * interval of an estimate, "(951 to 955)" of such a path; the reason why there is none.
 */
char *table_figure(const struct record *r, double v);
char *table_estimate(const struct record *r, const struct result *result);
char *table_interval(const struct record *r, const struct result *result);
char *table_why(const struct result *result);
char *table_brief_why(const struct result *result);	/* "needs ring 0", "no WRMSRNS" */

/* From the least to the most: the interval, or the batches of such a path; or NAN. */
void figures_ends(const struct record *r, const struct result *result, double ends[2]);

/* Exact figures that are not the same; others whose ends do not meet. */
bool figures_apart(const struct record *r, const struct result *a, const struct record *other,
		   const struct result *b);

/* Such a path: "≈" stands before its length. */
bool figures_spread(const struct record *r, const struct result *result);
extern const char figures_spreading[];		/* what that means */

/* Bytes in line, out of line and in tables: "12", "12+14", "12+14+24". */
char *table_size(const struct result *result);

/*
 * Of a comparison: a figure; a change, "+1.2 %", or "+0.05" of the unit if absolute; a p value.
 */
char *figures_value(bool exact, double v);
char *figures_change(bool exact, bool absolute, double v);
char *figures_probability(double p);

/* A ratio in three digits, the thousands apart: "7.25", "1,240". */
char *figures_rounded(double v);

/* "0.62× [0.60, 0.64]", "-" */
char *claims_effect(const struct claim_result *c);

/* "supported", "at the threshold", "by construction" */
const char *claims_verdict(const struct claim_result *c);

/* "cli / sti", "(a − base) / (b − base)", "(a / a-of) / (b / b-of)"; NULL: it is not known */
char *claims_ratio(const struct claim_result *c);

/* "Lutomirski, LKML 2020-11-13"; "implied by ...", "left open by ..." */
char *claims_source(const struct claim_result *c);

/* The reason without the name of the bench, so that claims with the same one can be grouped. */
const char *claims_why(const struct claim_result *c);

/*
 * "cheaper above 0.0023, 1 in 435 (costs 2 more without a fault, 868.2 less with one)", of
 * a path "executes fewer"; and the unit of these figures.
 */
char *break_even_text(const struct record *r, const struct break_even *b);
char *break_even_one_in(const struct break_even *b);	/* "1 in 1,240" */
const char *break_even_unit(const struct record *r);

/* "3, then 4 instructions (+1)", or why there is no verdict. */
char *comparison_figures(const struct comparison *c, const struct difference *d);

/* All benches without a verdict for the reason of the i-th, if it is the first of them; or NULL. */
char *comparison_without_verdict(const struct comparison *c, size_t i);

char *question_anchor(const char *question);	/* the id of its section in a page: "q-popf" */

char *trend_effect(const struct change *c);		/* "+5.0 %", "+2" */
char *trend_machine_name(const struct machine *m);	/* "AMD EPYC; target user, clock silicon" */
char *trend_epoch_text(const struct epoch *e); /* "kernel: 6.1, then 6.12; turbo: on, then off" */

#endif
