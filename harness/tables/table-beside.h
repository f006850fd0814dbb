/* SPDX-License-Identifier: GPL-2.0-only */
/* Several records in one table: a column each. */
#ifndef TABLE_BESIDE_H
#define TABLE_BESIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct record;

/*
 * For a terminal: a table per question, a row a bench, a column a record, headed
 * by what tells the records apart: target, CPU, kernel, file.  `*` marks rows that
 * differ: by an instruction under icount, by intervals that do not overlap on silicon,
 * in whether there is a figure anywhere.  `differ`: those rows alone.  0; -EINVAL, said
 * on stderr, if the records are of different units; -EIO if `out` could not be written.
 */
int table_beside(const struct record *const records[], size_t count, bool differ, FILE *out);

#endif
