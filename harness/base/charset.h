/* SPDX-License-Identifier: GPL-2.0-only */
/* Text is UTF-8; where the locale's characters are others, ASCII is what a user gets. */
#ifndef CHARSET_H
#define CHARSET_H

/* From now on standard output and error are written so. */
void charset_begin(void);

/* Standard output is for programs after all: UTF-8 in any locale.  Before anything is printed. */
void charset_utf8(void);

/* Whether all of standard output has been written: 0 or -errno. */
int charset_end(void);

#endif
