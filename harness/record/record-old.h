/* SPDX-License-Identifier: GPL-2.0-only */
/* What records of before 1.0 have otherwise: docs/record.md, "Schema 1". */
#ifndef RECORD_OLD_H
#define RECORD_OLD_H

#include <jansson.h>

#include "record.h"

/*
 * A record of schema 1 gets the names and values of schema 2, but its benches and claims stay
 * objects: a member that is missing or null has no value, not the usual one.  NULL, or what is
 * wrong and where (malloced).
 */
char *record_from_1(json_t *root);

/* In records of either schema, names of before 1.0 become those of today. */
void name_now(char **name);
void claim_now(struct claim_result *c);

#endif
