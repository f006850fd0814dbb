// SPDX-License-Identifier: GPL-2.0-only
#include "clock.h"

#include <math.h>
#include <string.h>

#include "machine.h"
#include "util.h"

/*
 * IMUL r64 takes 3 cycles on Intel cores since Nehalem and on every Zen
 * (Fog, Instruction tables; uops.info); ADD takes 1.
 */
#define IMUL_CYCLES 3.0

/* Core clocks between a fifth and six times the TSC's. */
#define IMUL_TICKS_MIN (IMUL_CYCLES / 6)
#define IMUL_TICKS_MAX (IMUL_CYCLES * 5)
#define RATIO_TOLERANCE .06

/* A front end takes 1 to 12 nops a cycle; an emulator that drops them takes none at all. */
#define NOP_CYCLES_MIN .05
#define NOP_CYCLES_MAX 1.2

double clock_core_ratio(const struct chains *c)
{
	return IMUL_CYCLES / c->imul;
}

bool clock_may_be_silicon(const struct chains *c)
{
	return !c->emulator && c->imul >= IMUL_TICKS_MIN && c->imul <= IMUL_TICKS_MAX;
}

static bool plausible(const struct chains *c)
{
	double nop = c->nop * clock_core_ratio(c);

	return clock_may_be_silicon(c) &&
	       fabs(c->imul / c->add / IMUL_CYCLES - 1) <= RATIO_TOLERANCE &&
	       nop >= NOP_CYCLES_MIN && nop <= NOP_CYCLES_MAX;
}

enum clock clock_recognise(const struct chains *c, char **why)
{
	if (c->exact && c->imul == 1 && c->add == 1 && c->nop == 1) {
		*why = xasprintf("nop, imul-chain and add-chain take exactly 1 tick an instruction");
		return CLOCK_ICOUNT;
	}
	if (plausible(c)) {
		*why = xasprintf("imul-chain takes %.3f ticks, %.2f times add-chain", c->imul,
				 c->imul / c->add);
		return CLOCK_SILICON;
	}
	*why = xasprintf("%snop, imul-chain and add-chain take %.4g, %.4g and %.4g ticks",
			 c->emulator ? "CPUID names an emulator (TCG); " : "", c->nop, c->imul,
			 c->add);
	return CLOCK_EMULATED;
}

bool clock_in_emulator(void)
{
	char signature[13];

	cpu_hypervisor(signature);
	return !strcmp(signature, "TCGTCGTCGTCG");
}
