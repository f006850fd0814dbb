// SPDX-License-Identifier: GPL-2.0-only
/* A call of the hypervisor that does nothing there. */
#include "bench.h"

/* The wrong one of the two raises #UD, or KVM patches it. */
#define HYPERCALL(id, need)							\
	BENCH_TIMES(id, 4, "mov $0xffff, %eax; may_fault " #id,				\
		.name = #id, .question = "hypercall", .needs = PB_RING0 | (need), .insns = 2,	\
		.what = "a hypercall that KVM does not know")

HYPERCALL(vmcall, PB_KVM | PB_INTEL);
HYPERCALL(vmmcall, PB_KVM | PB_AMD);
