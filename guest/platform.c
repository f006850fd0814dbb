// SPDX-License-Identifier: GPL-2.0-only
#include "cpu.h"
#include "flat.h"
#include "selectors.h"

#define CPUID_SIGNATURE 0x40000000

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

#define ACPI_PM1_CONTROL 0x604		/* where QEMU's pc and q35 have it */
#define ACPI_S5 0x2000
#define RESET_CONTROL 0xcf9
#define RESET_HARD 0x06

static int alone;

static void pic_setup(__u16 port, __u8 vector, __u8 cascade)
{
	out8(port, PIC_INIT);
	out8(port + 1, vector);
	out8(port + 1, cascade);
	out8(port + 1, 1);
	out8(port + 1, 0xff);
}

/* No interrupt comes from the PICs; a spurious one gets a vector above the exceptions. */
void platform_setup(void)
{
	alone = 1;
	pic_setup(PIC1, FIRST_INTERRUPT, 4);
	pic_setup(PIC2, FIRST_INTERRUPT + 8, 2);
	console_open();
}

int platform_alone(void)
{
	return alone;
}

int platform_under(const char signature[12])
{
	struct pb_cpuid c = pb_cpuid(CPUID_SIGNATURE, 0);

	return pb_cpu_is_virtual() && !memcmp(&c.ebx, signature, 12);
}

__u32 pit_tsc_khz(void)
{
	__u8 gate = in8(PIT_GATE) & ~3;
	__u64 start, ticks = 0;

	out8(PIT_GATE, gate);
	out8(PIT_MODE, PIT_ONE_SHOT);
	out8(PIT_CHANNEL2, PIT_COUNT & 0xff);
	out8(PIT_CHANNEL2, PIT_COUNT >> 8);
	start = pb_tsc();
	out8(PIT_GATE, gate | 1);
	while (!(in8(PIT_GATE) & PIT_DONE) && ticks < PIT_PATIENCE)
		ticks = pb_tsc() - start;
	out8(PIT_GATE, gate);
	return ticks < PIT_PATIENCE ? (__u32)(ticks / PIT_MS) : 0;
}

/* Other hypervisors would only reset, and start us again. */
void platform_end(int status)
{
	if (alone && (platform_under(UNDER_TCG) || platform_under(UNDER_KVM))) {
		out16(ACPI_PM1_CONTROL, ACPI_S5);
		out8(RESET_CONTROL, RESET_HARD);
	}
	console_print("%s; power off or reset\n", status ? "failed" : "done");
	cpu_stop();
}
