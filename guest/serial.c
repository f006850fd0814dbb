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
#define STATUS_IDLE 0x40
#define PATIENCE 1000000	/* polls for a port that stopped sending */

static struct {
	__u8 line, interrupts, modem, divisor[2];
} before;

static void save(__u16 port)
{
	before.line = in8(port + LINE);
	before.modem = in8(port + MODEM);
	out8(port + LINE, before.line & ~LINE_DIVISOR);
	before.interrupts = in8(port + INTERRUPTS);
	out8(port + LINE, before.line | LINE_DIVISOR);
	before.divisor[0] = in8(port + DATA);
	before.divisor[1] = in8(port + INTERRUPTS);
}

int serial_open(__u16 port)
{
	out8(port + SCRATCH, 0x5a);
	if (in8(port + SCRATCH) != 0x5a)
		return 0;
	save(port);
	out8(port + LINE, LINE_8N1);
	out8(port + INTERRUPTS, 0);
	out8(port + LINE, LINE_8N1 | LINE_DIVISOR);
	out8(port + DATA, 1);
	out8(port + INTERRUPTS, 0);
	out8(port + LINE, LINE_8N1);
	out8(port + FIFO, FIFO_ON);
	out8(port + MODEM, MODEM_DTR_RTS);
	return 1;
}

static void wait_for(__u16 port, __u8 status)
{
	unsigned int i;

	for (i = 0; i < PATIENCE && !(in8(port + LINE_STATUS) & status); i++)
		;
}

/* As it was before serial_open(); what is being sent leaves first. */
void serial_close(__u16 port)
{
	wait_for(port, STATUS_IDLE);
	out8(port + LINE, LINE_8N1 | LINE_DIVISOR);
	out8(port + DATA, before.divisor[0]);
	out8(port + INTERRUPTS, before.divisor[1]);
	out8(port + LINE, before.line & ~LINE_DIVISOR);
	out8(port + INTERRUPTS, before.interrupts);
	out8(port + LINE, before.line);
	out8(port + MODEM, before.modem);
}

static void serial_byte(__u16 port, char c)
{
	wait_for(port, STATUS_EMPTY);
	out8(port + DATA, (__u8)c);
}

void serial_write(__u16 port, const char *text, size_t length)
{
	while (length--)
		serial_byte(port, *text++);
}
