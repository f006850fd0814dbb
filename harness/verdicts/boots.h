/* SPDX-License-Identifier: GPL-2.0-only */
/* The records of several boots as one. */
#ifndef BOOTS_H
#define BOOTS_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct records;

/* For an interval. */
#define BOOTS_MIN 3

/*
 * A record in which each result has the mean of logs over all records, with its interval and a
 * batch for each record; claims are judged by these.  Everything else is from the first record.
 * NULL without records.
 */
struct record *boots_summary(const struct records *boots);

/*
 * The number of results whose interval is wider than +- delta, the larger
 * of 2 % and 0.02 units (docs/method.md).  If `say`, each is named on stderr.
 */
size_t boots_unsettled(const struct record *summary, bool say);

#endif
