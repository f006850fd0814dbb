// SPDX-License-Identifier: GPL-2.0-only
#include "ring3.h"

#include "segments.h"
#include "selectors.h"
#include "traps.h"

extern const char ring3_done[], ring3_leave[];

void ring3_setup(void)
{
	trap_ring3_leave = ring3_leave;
	segments_set_gate(VECTOR_RING3_DONE, ring3_done, 0);
}

static __u64 ring_plus(__u64 n)
{
	__u64 cs;

	asm volatile("mov %%cs, %0" : "=r"(cs));
	return (cs & 3) + n;
}

static __u64 forbidden(__u64 n)
{
	asm volatile("cli");
	return n;
}

const char *ring3_test(void)
{
	__u64 result = 0;

	if (ring3_call(ring_plus, 39, &result) != VECTOR_RING3_DONE || result != 42)
		return "a function called in ring 3 did not come back";
	if (ring3_call(forbidden, 0, &result) != VECTOR_GP)
		return "CLI did not fault in ring 3";
	return NULL;
}
