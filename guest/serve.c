// SPDX-License-Identifier: GPL-2.0-only
#include "serve.h"

#include "bench.h"
#include "cpu.h"
#include "executor.h"
#include "mailbox.h"

#define EINVAL 22
#define ENOTTY 25
#define EPROTO 71

static struct pb_mailbox mailbox;

static int run(struct pb_run *r)
{
	if (r->version != PB_ABI_VERSION)
		return -EPROTO;
	if (r->samples > PB_MAILBOX_SAMPLES)
		return -EINVAL;
	return executor_run(r, mailbox.samples, mailbox.tsc_khz);
}

static int answer(void)
{
	switch (mailbox.request) {
	case PB_REQUEST_RUN:
		return run(&mailbox.run);
	case PB_REQUEST_CODE:
		return mailbox.site.version == PB_ABI_VERSION ? executor_read_code(&mailbox.site) : -EPROTO;
	}
	return -ENOTTY;
}

void serve_mailbox(void)
{
	mailbox.version = PB_ABI_VERSION;
	mailbox.benches = pb_bench_count;
	for (;;) {
		out32(PB_MAILBOX_PORT, (__u32)(__u64)&mailbox);
		mailbox.error = answer();
	}
}
