/* SPDX-License-Identifier: GPL-2.0-only */
/* Selectors and vectors, for C and assembly. */
#ifndef SEGMENTS_H
#define SEGMENTS_H

/* In the order that SYSCALL and SYSRET ask for (Intel SDM 2B, "SYSRET"). */
#define KERNEL_CS	0x08
#define KERNEL_DS	0x10
#define USER32_CS	0x1b
#define USER_DS		0x23
#define USER_CS		0x2b
#define TSS_SELECTOR	0x30

#define VECTOR_NMI	2
#define VECTOR_DF	8
#define VECTOR_MC	18
#define FIRST_INTERRUPT	32
#define VECTOR_RING3_DONE 0x80	/* the one gate that ring 3 may use */

#define TSS_RSP0	4

#ifndef __ASSEMBLER__
#include <linux/types.h>

struct tss {
	__u32 reserved0;
	__u64 rsp[3];
	__u64 reserved1;
	__u64 ist[7];
	__u64 reserved2;
	__u16 reserved3;
	__u16 io_bitmap;
} __attribute__((packed));

extern struct tss tss;

/* Own GDT, TSS and IDT; every vector is caught from here on. */
void segments_setup(void);

/*
 * Lead `vector` to `handler`, on a stack of its own if `ist`.  Ring 3, too, may
 * raise it.  Then: lead it to trap() again.
 */
void segments_set_gate(unsigned int vector, const void *handler, int ist);
void segments_reset_gate(unsigned int vector);

/* That stack of its own: where it begins, aligned to 64 bytes. */
__u64 segments_spare_stack(void);

/* A sum of the IDT. */
__u64 segments_sum(void);

/* fred.S: a page for IA32_FRED_CONFIG. */
extern const char fred_entry[];
#endif

#endif
