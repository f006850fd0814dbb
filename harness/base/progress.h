/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

/*
 * Show on stderr what is being done, the `done`th of `total` steps: one line
 * rewritten on a terminal, with the time left; elsewhere a plain line every
 * tenth of the way.
 */
void progress(size_t done, size_t total, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Take the line off the terminal again. */
void progress_end(void);

#endif
