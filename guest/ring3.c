// SPDX-License-Identifier: GPL-2.0-only
#include "ring3.h"

#include "segments.h"
#include "traps.h"

#define VECTOR_GP 13

extern __u64 ring3_stack;
extern const char ring3_leave[];

int ring3_abort(struct registers *r)
{
	if (!(r->cs & 3))
		return 0;
	r->rax = r->vector;
	trap_resume(r, ring3_leave, ring3_stack);
	return 1;
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
	return 0;
}
