/* SPDX-License-Identifier: GPL-2.0-only */
/* Standard output and error are UTF-8, or ASCII if the locale is not UTF-8. */
#ifndef CHARSET_H
#define CHARSET_H

/* Convert them from now on. */
void charset_begin(void);

/* Standard output is for programs: UTF-8 in any locale.  Call before anything is printed. */
void charset_utf8(void);

/* The text in ASCII (malloced). */
char *charset_ascii(const char *text);

/* Flush standard output.  0 or -errno. */
int charset_end(void);

#endif
