// SPDX-License-Identifier: GPL-2.0-only
/* The first serial port and the VGA text screen, as far as they are there. */
#include "cpu.h"
#include "flat.h"
#include "pc.h"

#define SCREEN ((volatile __u16 *)0xb8000)
#define COLUMNS 80
#define ROWS 25
#define GREY 0x0700

static int opened, serial;

static void scroll(void)
{
	unsigned int i;

	for (i = 0; i < COLUMNS * (ROWS - 1); i++)
		SCREEN[i] = SCREEN[i + COLUMNS];
	for (; i < COLUMNS * ROWS; i++)
		SCREEN[i] = GREY | ' ';
}

/* Always on the last line: what firmware left above scrolls away. */
static void screen_char(char c)
{
	static unsigned int column;

	if (c == '\n' || column == COLUMNS)
		scroll();
	if (c == '\n' || c == '\r' || column == COLUMNS)
		column = 0;
	if (c != '\n' && c != '\r')
		SCREEN[COLUMNS * (ROWS - 1) + column++] = GREY | (__u8)c;
}

void console_open(void)
{
	opened = 1;
	serial = serial_open(COM1);
}

void console_write(const char *text, size_t length)
{
	size_t i;

	for (i = 0; opened && i < length; i++) {
		if (serial && text[i] == '\n')
			serial_write(COM1, "\r", 1);
		if (serial)
			serial_write(COM1, &text[i], 1);
		screen_char(text[i]);
	}
}
