/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEGMENTS_H
#define SEGMENTS_H

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

/* Own GDT, TSS and IDT; every vector leads to trap() from here on. */
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

#endif
