/* SPDX-License-Identifier: GPL-2.0-only */
/* What record.c and record-json.c know of each other. */
#ifndef RECORD_JSON_H
#define RECORD_JSON_H

struct record;

/* The record as it stands in a file (malloced).  record_parse() is the way back. */
char *record_to_text(const struct record *r);

/*
 * Where the record itself keeps a number that stands among the facts in the
 * file: "tsc_khz" or "core_tsc_ratio".  NULL: an ordinary fact.
 */
double *record_own_fact(struct record *r, const char *key);

#endif
