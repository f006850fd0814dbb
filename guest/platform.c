// SPDX-License-Identifier: GPL-2.0-only
#include "platform.h"

#include "cpu.h"
#include "segments.h"
#include "text.h"

#define PIC1 0x20
#define PIC2 0xa0
#define PIC_INIT 0x11

/* Channel 2 counts 1.193182 MHz while bit 0 of port 61H is set; bit 5 says that it is through. */
#define PIT_CHANNEL2 0x42
#define PIT_MODE 0x43
#define PIT_ONE_SHOT 0xb0
#define PIT_GATE 0x61
#define PIT_DONE 0x20
#define PIT_COUNT 11932			/* 10 ms */
#define PIT_MS 10
#define PIT_PATIENCE 10000000000ULL	/* ticks of the TSC */

#define RTC_INDEX 0x70
#define RTC_DATA 0x71
enum { SECONDS = 0, MINUTES = 2, HOURS = 4, DAY = 7, MONTH = 8, YEAR = 9, STATUS_A = 10, STATUS_B = 11 };
#define A_UPDATING 0x80
#define B_BINARY 0x04
#define B_24_HOURS 0x02

#define DEBUG_EXIT 0xf4			/* QEMU's isa-debug-exit, if it has one */
#define ACPI_PM1_CONTROL 0x604		/* where QEMU's pc and q35 have it */
#define ACPI_S5 0x2000
#define RESET_CONTROL 0xcf9
#define RESET_HARD 0x06
#define KEYBOARD 0x64
#define KEYBOARD_RESET 0xfe

static void pic_setup(__u16 port, __u8 vector, __u8 cascade)
{
	out8(port, PIC_INIT);
	out8(port + 1, vector);
	out8(port + 1, cascade);
	out8(port + 1, 1);
	out8(port + 1, 0xff);
}

void pic_mask(void)
{
	pic_setup(PIC1, FIRST_INTERRUPT, 4);
	pic_setup(PIC2, FIRST_INTERRUPT + 8, 2);
}

__u32 pit_tsc_khz(void)
{
	__u8 gate = in8(PIT_GATE) & ~3;
	__u64 start, ticks = 0;

	out8(PIT_GATE, gate);
	out8(PIT_MODE, PIT_ONE_SHOT);
	out8(PIT_CHANNEL2, PIT_COUNT & 0xff);
	out8(PIT_CHANNEL2, PIT_COUNT >> 8);
	start = rdtsc();
	out8(PIT_GATE, gate | 1);
	while (!(in8(PIT_GATE) & PIT_DONE) && ticks < PIT_PATIENCE)
		ticks = rdtsc() - start;
	out8(PIT_GATE, gate);
	return ticks < PIT_PATIENCE ? (__u32)(ticks / PIT_MS) : 0;
}

static unsigned int rtc(__u8 index)
{
	out8(RTC_INDEX, index);
	return in8(RTC_DATA);
}

static unsigned int rtc_number(__u8 index)
{
	unsigned int n = rtc(index);

	return rtc(STATUS_B) & B_BINARY ? n : (n >> 4) * 10 + (n & 15);
}

void rtc_utc(char utc[UTC_MAX])
{
	struct text t = { utc, UTC_MAX, 0 };
	unsigned int i;

	for (i = 0; i < 100000 && rtc(STATUS_A) & A_UPDATING; i++)
		;
	if (i == 100000 || !(rtc(STATUS_B) & B_24_HOURS))
		text_print(&t, "1970-01-01T00:00:00Z");
	else
		text_print(&t, "20%02u-%02u-%02uT%02u:%02u:%02uZ", rtc_number(YEAR), rtc_number(MONTH),
			   rtc_number(DAY), rtc_number(HOURS), rtc_number(MINUTES), rtc_number(SECONDS));
	text_char(&t, '\0');
}

void power_off(int status)
{
	out32(DEBUG_EXIT, (__u32)status);
	out16(ACPI_PM1_CONTROL, ACPI_S5);
	out8(RESET_CONTROL, RESET_HARD);
	out8(KEYBOARD, KEYBOARD_RESET);
}
