/* SPDX-License-Identifier: GPL-2.0-only */
/* Serial ports and the VGA text screen, as far as they are there. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stddef.h>
#include <linux/types.h>

#define COM1 0x3f8
#define COM2 0x2f8

/* 115200 8N1; 0 if there is no such port. */
int serial_open(__u16 port);
void serial_write(__u16 port, const char *text, size_t length);

/* On the first serial port and on the screen, once opened. */
void console_open(void);
void console_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
