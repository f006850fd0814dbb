/* SPDX-License-Identifier: GPL-2.0-only */
/* Selectors and vectors, for C and assembly. */
#ifndef SELECTORS_H
#define SELECTORS_H

/* In the order that SYSRET and SYSEXIT ask for (Intel SDM 2B). */
#define KERNEL_CS	0x08
#define KERNEL_DS	0x10
#define USER32_CS	0x1b
#define USER_DS		0x23
#define USER_CS		0x2b
#define SYSEXIT_SS	0x33
#define CALL_GATE	0x4b
#define CPU_NODE	0x7b	/* as in Linux */
#define TSS_SELECTOR	0xff0	/* above those of any firmware: it may stay in TR */

#define VECTOR_DB	1
#define VECTOR_NMI	2
#define VECTOR_DF	8
#define VECTOR_GP	13
#define VECTOR_MC	18
#define FIRST_INTERRUPT	32
#define VECTOR_RING3_DONE 0x80	/* ring 3's way back */

#define TSS_RSP0	4

#endif
