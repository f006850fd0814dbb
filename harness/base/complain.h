/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is said to the user in one line: escaped for a terminal, whatever a record, a
 * guest or the name of a file brings with it.
 */
#ifndef COMPLAIN_H
#define COMPLAIN_H

/* "privbench: ...", on stderr. */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What goes on, on stderr. */
void remark(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What was made, on stdout. */
void announce(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Lines that others said, on stderr. */
void quote(const char *lines);

#endif
