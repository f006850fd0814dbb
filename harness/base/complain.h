/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One line to the user, escaped for a terminal: a record, a guest or the name of a file may bring
 * anything with it.
 */
#ifndef COMPLAIN_H
#define COMPLAIN_H

#include <stddef.h>
#include <stdio.h>

void say_line(FILE *to, const char *before, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#define complain(...) say_line(stderr, "privbench: ", __VA_ARGS__)	/* what is wrong */
#define remark(...) say_line(stderr, "", __VA_ARGS__)			/* what goes on */
#define announce(...) say_line(stdout, "", __VA_ARGS__)			/* what was made */

/* Lines that others said, on stderr. */
void quote(const char *lines);

/*
 * Show on stderr which of `total` steps is done: on a terminal in one line, with the time left;
 * elsewhere as a plain line every tenth of the way.
 */
void progress(size_t done, size_t total, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Take the line off the terminal again. */
void progress_end(void);

#endif
