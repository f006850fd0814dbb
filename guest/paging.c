// SPDX-License-Identifier: GPL-2.0-only
#include "paging.h"

#include <linux/types.h>

#define PAGE 0x1000ULL
#define LARGE_PAGE 0x200000ULL
#define ENTRIES 512
#define GIBIBYTES 4

enum { PRESENT = 1, WRITABLE = 2, LARGE = 0x80 };

extern __u64 directory_pointers[];	/* start.S */

static __u64 directories[GIBIBYTES - 1][ENTRIES] __attribute__((aligned(PAGE)));

void paging_setup(void)
{
	__u64 address = ENTRIES * LARGE_PAGE;
	unsigned int i, j;

	for (i = 0; i < GIBIBYTES - 1; i++) {
		for (j = 0; j < ENTRIES; j++, address += LARGE_PAGE)
			directories[i][j] = address | PRESENT | WRITABLE | LARGE;
		directory_pointers[i + 1] = (__u64)directories[i] | PRESENT | WRITABLE;
	}
	asm volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" : : : "rax", "memory");
}
