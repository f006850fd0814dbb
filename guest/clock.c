// SPDX-License-Identifier: GPL-2.0-only
/* The TSC's frequency, by what else counts time in a PC. */
#include "cpu.h"
#include "flat.h"

#define CPUID_TSC 0x15
#define CPUID_SIGNATURE 0x40000000

/* Channel 2 counts 1.193182 MHz while bit 0 of port 61H is set; bit 5 says that it is through. */
#define PIT_CHANNEL2 0x42
#define PIT_MODE 0x43
#define PIT_ONE_SHOT 0xb0
#define PIT_GATE 0x61
#define PIT_DONE 0x20
#define PIT_COUNT 11932			/* 10 ms */
#define PIT_MS 10
#define PATIENCE 1000000000ULL		/* ticks of the TSC: some machines have stopped the PIT */

/* ACPI's timer counts 3.579545 MHz in 24 bits. */
#define ACPI_TIMER_MASK 0xffffff
#define ACPI_TIMER_COUNT 35795		/* 10 ms */
#define ACPI_TIMER_MS 10

/* Two clocks that differ by more are not both right. */
#define DIFFER(a, b) ((a) > (b) + (b) / 50 || (b) > (a) + (a) / 50)

int platform_under(const char signature[12])
{
	struct pb_cpuid c = pb_cpuid(CPUID_SIGNATURE, 0);

	return pb_cpu_is_virtual() && !memcmp(&c.ebx, signature, 12);
}

/* Intel SDM 2A: ECX is the crystal's frequency, EBX/EAX the TSC's multiple of it; 0: not told. */
static __u32 cpuid_khz(void)
{
	struct pb_cpuid c;

	if (pb_cpuid(0, 0).eax < CPUID_TSC)
		return 0;
	c = pb_cpuid(CPUID_TSC, 0);
	return c.eax ? (__u32)((__u64)c.ecx * c.ebx / c.eax / 1000) : 0;
}

static __u32 pit_khz(__u16 unused)
{
	__u8 before = in8(PIT_GATE), gate = before & ~3;
	__u64 start, ticks = 0;

	(void)unused;
	out8(PIT_GATE, gate);
	out8(PIT_MODE, PIT_ONE_SHOT);
	out8(PIT_CHANNEL2, PIT_COUNT & 0xff);
	out8(PIT_CHANNEL2, PIT_COUNT >> 8);
	start = pb_tsc();
	out8(PIT_GATE, gate | 1);
	while (!(in8(PIT_GATE) & PIT_DONE) && ticks < PATIENCE)
		ticks = pb_tsc() - start;
	out8(PIT_GATE, before);
	return ticks < PATIENCE ? (__u32)(ticks / PIT_MS) : 0;
}

static __u32 acpi_khz(__u16 port)
{
	__u32 first = in32(port) & ACPI_TIMER_MASK;
	__u64 start = pb_tsc(), ticks = 0;

	while (((in32(port) - first) & ACPI_TIMER_MASK) < ACPI_TIMER_COUNT && ticks < PATIENCE)
		ticks = pb_tsc() - start;
	return ticks < PATIENCE ? (__u32)(ticks / ACPI_TIMER_MS) : 0;
}

/* An SMI in between only makes it more; 0 if there is no such timer. */
static __u32 least_of_three(__u32 (*khz)(__u16 port), __u16 port)
{
	__u32 least = khz(port), again;
	int i;

	for (i = 0; i < 2 && least; i++) {
		again = khz(port);
		if (again < least)
			least = again;
	}
	return least;
}

struct tsc clock_of_tsc(__u16 acpi_timer)
{
	__u32 by_cpuid = cpuid_khz(), by_timer = 0;
	const char *timer = "the ACPI timer";

	if (platform_under(UNDER_TCG))
		return (struct tsc){ 0, "none: an emulator's" };
	if (acpi_timer)
		by_timer = least_of_three(acpi_khz, acpi_timer);
	if (!by_timer) {
		by_timer = least_of_three(pit_khz, 0);
		timer = "the PIT";
	}
	if (by_cpuid && by_timer && DIFFER(by_cpuid, by_timer))
		return (struct tsc){ 0, "none: CPUID 15H and a timer differ by more than 2 %" };
	if (by_cpuid)
		return (struct tsc){ by_cpuid, "CPUID 15H" };
	return (struct tsc){ by_timer, by_timer ? timer : "none: no timer ticks" };
}
