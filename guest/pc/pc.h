/* SPDX-License-Identifier: GPL-2.0-only */
/* The flat guest on a PC that is all its own. */
#ifndef PC_H
#define PC_H

/* console.c: on the first serial port and on the screen, once opened. */
void console_open(void);

/* platform.c: there is no monitor: mask the PICs, open the console. */
void platform_setup(void);

#endif
