/* SPDX-License-Identifier: GPL-2.0-only */
/* What the TSC counts: harness/measure/clock.c, in integers. */
#ifndef CLOCK_H
#define CLOCK_H

#include <linux/types.h>

enum clock { CLOCK_SILICON, CLOCK_ICOUNT, CLOCK_EMULATED };

/* Millionths of a tick per instruction. */
struct chains {
	__s64 nop, imul, add;
	int exact;		/* every single sample said the same */
	int emulator;		/* CPUID names TCG */
};

enum clock clock_recognise(const struct chains *c);
extern const char *const clock_names[], *const clock_units[];

/* A figure in ticks in the clock's unit: on silicon core cycles, by an IMUL's 3. */
__s64 clock_scale(enum clock clock, const struct chains *c, __s64 ticks);

#endif
