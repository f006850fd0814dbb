/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One line to the user, escaped for a terminal, because it may contain text of a record, a guest or
 * a file name.
 */
#ifndef COMPLAIN_H
#define COMPLAIN_H

#include <stddef.h>
#include <stdio.h>

void say_line(FILE *to, const char *before, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#define complain(...) say_line(stderr, "privbench: ", __VA_ARGS__)	/* an error */
#define remark(...) say_line(stderr, "", __VA_ARGS__)			/* progress */
#define announce(...) say_line(stdout, "", __VA_ARGS__)			/* a result */

/* Print the lines of another program on stderr. */
void quote(const char *lines);

/*
 * Show on stderr how many of `total` steps are done: on a terminal in one line, with the time left;
 * in a guest a line for every tenth, for the program that booted it; else one every ten seconds.
 */
void progress(size_t done, size_t total, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* So much of the time was waited, and says nothing of the time left. */
void progress_waited(double seconds);

/* Erase the line. */
void progress_end(void);

#endif
