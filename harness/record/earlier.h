/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EARLIER_H
#define EARLIER_H

#include <stdbool.h>

struct record;

/* So many of a folder's last records are read. */
#define EARLIER_RECORDS 8

/*
 * The lowest plausible estimate of a bench in a folder's last records, by name, of those of
 * `like`'s CPU and clock whose calibration did not fail; INFINITY where there is none, or no
 * folder (NULL).  What cannot be read is passed over: whoever wants the records is told then.
 */
double earlier_least(const char *folder, const struct record *like, const char *bench,
		     bool (*plausible)(double));

#endif
