/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>

/*
 * Show on stderr which of `total` steps is done: on a terminal in one line, with the time left;
 * elsewhere as a plain line every tenth of the way.
 */
void progress(size_t done, size_t total, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Take the line off the terminal again. */
void progress_end(void);

#endif
