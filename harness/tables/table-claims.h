/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TABLE_CLAIMS_H
#define TABLE_CLAIMS_H

#include <stdio.h>

struct claim_result;
struct form;
struct record;

/*
 * The claims: those that were decided, in the record's order, then the ones
 * that could not be, together by the reason.
 */
void claims_print(const struct record *r, FILE *out);
void claims_as(const struct record *r, const struct form *form, FILE *out);

/* "0.62× [0.60, 0.64]", malloced. */
char *claims_effect(const struct claim_result *c);

/* "cli / sti below 1", malloced; "of cli / sti, not recorded" where the record does not say. */
char *claims_predicted(const struct claim_result *c);

/* What a record calls "cycles", "path" or "bytes", in words that cannot be taken for each other. */
const char *claims_measure(const char *measure);

/* The reason, without the name of the bench that it is about: many claims then have the same. */
const char *claims_why(const struct claim_result *c);

/*
 * Claims that could not be decided for the same reason as claim `i`: their ids
 * with commas between (malloced), or NULL if an earlier claim had that reason
 * too, or `i` was decided.
 */
char *claims_undecided(const struct record *r, size_t i);

#endif
