// SPDX-License-Identifier: GPL-2.0-only
/* A PC that is all ours: started by QEMU, by GRUB, or by privbench's own monitor. */
#include "cpu.h"
#include "flat.h"
#include "pc.h"
#include "selectors.h"

#define PIC1 0x20
#define PIC2 0xa0
#define PIC_INIT 0x11

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

int platform_is_ours(void)
{
	return 1;
}

void platform_measure(void (*slice)(void))
{
	slice();
}

struct tsc platform_clock(void)
{
	return clock_of_tsc(0);
}

void platform_describe(struct text *t)
{
	(void)t;
}

const char *platform_leaves_out(const struct pb_bench *bench)
{
	(void)bench;
	return NULL;
}

int platform_is_careful(void)
{
	return 0;
}

/* All at once, when it is complete: nobody reads half of it from a serial port. */
int platform_save(const struct text *t, int complete)
{
	__u16 port = words_number(plan_words(), "port", 1) == 2 ? COM2 : COM1;

	if (!complete)
		return 0;
	if (!serial_open(port)) {
		console_print("privbench: no serial port to send the samples to\n");
		return FAILED;
	}
	console_print("%llu bytes of samples on COM%u, for `privbench import`\n",
		      (__u64)t->length, port == COM2 ? 2 : 1);
	serial_write(port, t->buffer, t->length);
	return 0;
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
