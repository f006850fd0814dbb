// SPDX-License-Identifier: GPL-2.0-only
#include "cpu.h"
#include "flat.h"

/* A 16550 (National, PC16550D). */
enum { DATA, INTERRUPTS, FIFO, LINE, MODEM, LINE_STATUS, MODEM_STATUS, SCRATCH };
#define LINE_8N1 0x03
#define LINE_DIVISOR 0x80
#define FIFO_ON 0x07
#define MODEM_DTR_RTS 0x03
#define STATUS_EMPTY 0x20
#define PATIENCE 1000000	/* polls for a port that stopped sending */

int serial_open(__u16 port)
{
	out8(port + SCRATCH, 0x5a);
	if (in8(port + SCRATCH) != 0x5a)
		return 0;
	out8(port + INTERRUPTS, 0);
	out8(port + LINE, LINE_8N1 | LINE_DIVISOR);
	out8(port + DATA, 1);
	out8(port + INTERRUPTS, 0);
	out8(port + LINE, LINE_8N1);
	out8(port + FIFO, FIFO_ON);
	out8(port + MODEM, MODEM_DTR_RTS);
	return 1;
}

static void serial_byte(__u16 port, char c)
{
	unsigned int i;

	for (i = 0; i < PATIENCE && !(in8(port + LINE_STATUS) & STATUS_EMPTY); i++)
		;
	out8(port + DATA, (__u8)c);
}

void serial_write(__u16 port, const char *text, size_t length)
{
	while (length--)
		serial_byte(port, *text++);
}
