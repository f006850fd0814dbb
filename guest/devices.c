// SPDX-License-Identifier: GPL-2.0-only
/* What privbench's own monitor has (bench/mailbox.h), or the machine where there is no monitor. */
#include "cpu.h"
#include "flat.h"

#define LARGE_PAGE 0x200000
#define LARGE_PAGES 2

/*
 * One to be touched by pages of 4 KiB, the others as they are.  An array with that alignment would
 * align the file, too.
 */
static char memory[(2 + LARGE_PAGES) * LARGE_PAGE];

static char *pages(void)
{
	return (char *)(((__u64)memory + LARGE_PAGE - 1) & ~(__u64)(LARGE_PAGE - 1));
}

void devices_setup(void)
{
	paging_split(pages(), LARGE_PAGE);
}

__u64 devices_have(void)
{
	return platform_alone() ? PB_PIC | PB_LARGE_PAGES : mailbox.devices & PB_DEVICES;
}

/* As if nobody had touched them: the host has none behind them, or at least the TLB has none. */
void devices_freshen(const struct pb_bench *bench)
{
	int large = !!(bench->needs & PB_LARGE_PAGES);

	if (!(bench->flags & PB_FRESH))
		return;
	pb_fresh = (__u64)(pages() + large * LARGE_PAGE);
	mailbox.fresh = (struct pb_fresh_pages){
		(__u32)pb_fresh, large ? LARGE_PAGES * LARGE_PAGE : LARGE_PAGE, (__u32)large,
	};
	if (devices_have() & PB_OWN_MONITOR)
		out8(PB_FRESH_PORT, 0);
	write_cr3(read_cr3());
}

static pb_fn *timed;
static __u8 mark;

static void between_marks(struct pb_frame *frame)
{
	out8(PB_MARK_PORT, PB_MARK_BEGIN);
	timed(frame);
	out8(PB_MARK_PORT, mark);
}

void devices_mark(__u8 end)
{
	mark = end;
}

pb_fn *devices_marked(pb_fn *fn)
{
	timed = fn;
	return mark ? between_marks : fn;
}
