// SPDX-License-Identifier: GPL-2.0-only
#include "paging.h"

#include <linux/types.h>

#define PAGE 0x1000ULL
#define LARGE_PAGE 0x200000ULL
#define ENTRIES 512
#define GIBIBYTES 4

enum { PRESENT = 1, WRITABLE = 2, USER = 4, LARGE = 0x80 };

typedef __u64 table[ENTRIES] __attribute__((aligned(PAGE)));

static table pml4, pointers, directories[GIBIBYTES], first_pages;

static __u64 entry(const void *table)
{
	return (__u64)table | PRESENT | WRITABLE | USER;
}

/* Ring 3 may touch the first GiB, where this image lies; beyond are devices. */
void paging_setup(void)
{
	__u64 address = 0;
	unsigned int i, j;

	pml4[0] = entry(pointers);
	for (i = 0; i < GIBIBYTES; i++) {
		pointers[i] = entry(directories[i]);
		for (j = 0; j < ENTRIES; j++, address += LARGE_PAGE)
			directories[i][j] = address | PRESENT | WRITABLE | LARGE | (i ? 0 : USER);
	}
	directories[0][0] = entry(first_pages);
	for (j = 1; j < ENTRIES; j++)	/* page 0 is missing, to catch null pointers */
		first_pages[j] = j * PAGE | PRESENT | WRITABLE | USER;
	asm volatile("mov %0, %%cr3" : : "r"(pml4) : "memory");
}
