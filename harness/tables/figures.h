/* SPDX-License-Identifier: GPL-2.0-only */
/* Figures in words, as tables and plots have them. */
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

/* All malloced, but where it is const; NULL where there is none. */

/* A figure of the record; the interval of a result's estimate; why it has none. */
char *table_figure(const struct record *r, double v);
char *table_interval(const struct record *r, const struct result *result);
char *table_why(const struct result *result);

/* Core cycles in TSC ticks and in nanoseconds; NAN unless on silicon. */
double table_ticks(const struct record *r, double cycles);
double table_ns(const struct record *r, double cycles);

/*
 * Of what is compared: a figure; a change, "+1.2 %", or "+0.05" of the unit if it is absolute; and
 * a probability.
 */
char *figures_value(bool exact, double v);
char *figures_change(bool exact, bool absolute, double v);
char *figures_probability(double p);

/* "0.62× [0.60, 0.64]", "-" */
char *claims_effect(const struct claim_result *c);

/* The reason, without the name of the bench that it is about: many claims then have the same. */
const char *claims_why(const struct claim_result *c);

/*
 * "cheaper above 0.0023, 1 in 435 (costs 2 more without a fault, 868.2 less with one)"; and what
 * such figures are of.
 */
char *break_even_text(const struct record *r, const struct break_even *b);
const char *break_even_unit(const struct record *r);

/* "3, then 4 instructions (+1)", or why there is no verdict. */
char *comparison_figures(const struct comparison *c, const struct difference *d);

/* The names of all without a verdict for the i-th one's reason; NULL: told before, or none. */
char *comparison_without_verdict(const struct comparison *c, size_t i);

char *trend_effect(const struct change *c);		/* "+5.0 %", "+2" */
char *trend_machine_name(const struct machine *m);	/* "AMD EPYC; target user, clock silicon" */
char *trend_epoch_text(const struct epoch *e); /* "kernel: 6.1, then 6.12; turbo: on, then off" */

#endif
