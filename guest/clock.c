// SPDX-License-Identifier: GPL-2.0-only
#include "clock.h"

#include "figures.h"

#define TICK 1000000
#define IMUL_CYCLES 3

const char *const clock_names[] = { "silicon", "icount", "emulated" };
const char *const clock_units[] = { "core cycles", "instructions", "emulated ticks" };

/* harness/measure/clock.c has the limits and why they are so. */
static int plausible(const struct chains *c)
{
	__s64 nop_cycles = c->nop * IMUL_CYCLES * TICK / c->imul;

	return c->imul >= IMUL_CYCLES * TICK / 6 && c->imul <= IMUL_CYCLES * TICK * 5 &&
	       100 * c->imul >= 94 * IMUL_CYCLES * c->add && 100 * c->imul <= 106 * IMUL_CYCLES * c->add &&
	       nop_cycles >= TICK / 20 && nop_cycles <= TICK + TICK / 5;
}

enum clock clock_recognise(const struct chains *c)
{
	if (c->exact && c->nop == TICK && c->imul == TICK && c->add == TICK)
		return CLOCK_ICOUNT;
	if (!c->emulator && c->imul > 0 && plausible(c))
		return CLOCK_SILICON;
	return CLOCK_EMULATED;
}

__s64 clock_scale(enum clock clock, const struct chains *c, __s64 ticks)
{
	return clock == CLOCK_SILICON ? divide(ticks * IMUL_CYCLES * TICK, c->imul) : ticks;
}
