// SPDX-License-Identifier: GPL-2.0-only
/* start.S maps the first 4 GiB one to one, by large pages but for the first of them. */
#include "cpu.h"
#include "flat.h"

#define PAGE 0x1000
#define LARGE_PAGE 0x200000
#define ENTRIES 512
#define LARGE 0x80
#define FLAGS 0xfff
#define TABLES 2		/* the benches' pages may lie across a border */

extern __u64 directories[];	/* start.S */

static __u64 tables[TABLES][ENTRIES] __attribute__((aligned(PAGE)));

static void split(__u64 *entry, __u64 *table)
{
	__u64 page = *entry & ~(__u64)LARGE;
	unsigned int i;

	for (i = 0; i < ENTRIES; i++)
		table[i] = page + i * PAGE;
	*entry = (__u64)table | (page & FLAGS);
}

void paging_split(const void *start, size_t bytes)
{
	__u64 first = (__u64)start / LARGE_PAGE, last = ((__u64)start + bytes - 1) / LARGE_PAGE;
	unsigned int used = 0;

	for (; first <= last && used < TABLES; first++)
		if (directories[first] & LARGE)
			split(&directories[first], tables[used++]);
	asm volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" : : : "rax", "memory");
}
