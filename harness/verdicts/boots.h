/* SPDX-License-Identifier: GPL-2.0-only */
/* The records of several boots as one. */
#ifndef BOOTS_H
#define BOOTS_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct records;

/* Fewer boots than this have no interval worth the name. */
#define BOOTS_MIN 3

/*
 * For each bench the mean of logs over the records and its interval, with a record in the place of
 * a batch; claims are judged on that.  All else is the first record's.  NULL without records.
 */
struct record *boots_summary(const struct records *boots);

/* How many results are less certain than +- delta_of() them.  Each is named on stderr if asked. */
size_t boots_unsettled(const struct record *summary, bool say);

#endif
