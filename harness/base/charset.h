/* SPDX-License-Identifier: GPL-2.0-only */
/* Standard output and error: UTF-8, or ASCII in place of it where the locale is not UTF-8. */
#ifndef CHARSET_H
#define CHARSET_H

/* From now on they are written so. */
void charset_begin(void);

/* Standard output is for programs: UTF-8 in any locale.  Call before anything is printed. */
void charset_utf8(void);

/* Whether all of standard output has been written: 0 or -errno. */
int charset_end(void);

#endif
