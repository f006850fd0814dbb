// SPDX-License-Identifier: GPL-2.0-only
/* start.S maps the first 4 GiB one to one, by large pages but for the first of them. */
#include "cpu.h"
#include "flat.h"

#define PAGE 0x1000
#define LARGE_PAGE 0x200000
#define ENTRIES 512
#define LARGE 0x80
#define FLAGS 0xfff
#define TABLES 7		/* of the four pieces that are split three may cross a border */

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
	static unsigned int used;

	for (; first <= last && used < TABLES; first++)
		if (directories[first] & LARGE)
			split(&directories[first], tables[used++]);
	asm volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" : : : "rax", "memory");
}

static __u64 *entry_of(const void *page)
{
	__u64 address = (__u64)page;
	__u64 *table = (__u64 *)(directories[address / LARGE_PAGE] & ~(__u64)FLAGS);

	return &table[address / PAGE % ENTRIES];
}

__u64 paging_flags(const void *page)
{
	return *entry_of(page) & FLAGS;
}

__u64 paging_set_flags(const void *page, __u64 flags)
{
	__u64 before = paging_flags(page);

	*entry_of(page) ^= before ^ flags;
	asm volatile("invlpg (%0)" : : "r"(page) : "memory");
	return before;
}
