/* SPDX-License-Identifier: GPL-2.0-only */
/* Predictors filled or cleared by code, alone and on the way into ring 0. */
#ifndef PB_SPECULATION_H
#define PB_SPECULATION_H

#define FILL_RSB								\
	"mov $16, %eax; 1: call 2f; int3; 2: call 3f; int3; 3: add $16, %rsp\n"	\
	"dec %eax; jnz 1b; lfence\n"
#define FILL_RSB_INSNS (1 + 16 * 5 + 1)

/* call pb_clear_bhb: two loops of five, nested */
#define CLEAR_BHB_INSNS (1 + 1 + 3 + 5 * (2 + 5 * 3 + 2) + 6 + 1 + 1 + 2)

#endif
