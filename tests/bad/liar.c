// SPDX-License-Identifier: GPL-2.0-only
/* A flat guest that answers every request with what cannot be: -DLIE='statement on "box"'. */
#include "abi.h"
#include "mailbox.h"

static struct pb_mailbox mailbox = { .version = PB_ABI_VERSION, .benches = BENCHES };

static void ring(__u32 address)
{
	asm volatile("outl %0, %w1" : : "a"(address), "Nd"((__u16)PB_MAILBOX_PORT) : "memory");
}

/* guest/pc/start.S calls it. */
void flat_main(void)
{
	struct pb_mailbox *box = &mailbox;
	__u32 address = (__u32)(__u64)box;

	for (;;) {
		ring(address);
		box->error = 0;
		box->run.status = PB_OK;
		box->run.done = box->run.samples;
		box->run.loops = 1;
		LIE;
	}
}
