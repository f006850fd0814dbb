// SPDX-License-Identifier: GPL-2.0-only
#include "paging.h"

#include <linux/types.h>

#define PAGE 0x1000ULL
#define LARGE_PAGE 0x200000ULL
#define ENTRIES 512
#define GIBIBYTES 4

enum { PRESENT = 1, WRITABLE = 2, USER = 4, LARGE = 0x80 };

extern char user_start[], user_end[];			/* flat.lds */
extern __u64 first_pages[], directory_pointers[];	/* start.S: of the first 2 MiB; of all */

static __u64 directories[GIBIBYTES - 1][ENTRIES] __attribute__((aligned(PAGE)));

void paging_setup(void)
{
	__u64 address = ENTRIES * LARGE_PAGE;
	unsigned int i, j;
	__u64 page;

	for (i = 0; i < GIBIBYTES - 1; i++) {
		for (j = 0; j < ENTRIES; j++, address += LARGE_PAGE)
			directories[i][j] = address | PRESENT | WRITABLE | LARGE;
		directory_pointers[i + 1] = (__u64)directories[i] | PRESENT | WRITABLE;
	}
	for (page = (__u64)user_start / PAGE; page < (__u64)user_end / PAGE; page++)
		first_pages[page] |= USER;
	asm volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" : : : "rax", "memory");
}
