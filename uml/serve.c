// SPDX-License-Identifier: GPL-2.0-only
/* The side of the host: a program that is linked with the kernel, and not the kernel's code. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mailbox.h"
#include "measure.h"
#include "process.h"
#include "serve.h"

static struct pb_mailbox mailbox;
static __u64 have;

static int sampled(const struct pb_run *run, const struct pb_sample *sample)
{
	mailbox.samples[run->done] = *sample;
	return 0;
}

static int run(struct pb_run *r)
{
	const struct pb_executor executor = {
		.have = have,
		.tsc_khz = mailbox.tsc_khz,
		.burst = process_burst,
		.cpu = process_cpu,
		.sampled = sampled,
	};

	return r->samples > PB_MAILBOX_SAMPLES ? -EINVAL : pb_measure(&executor, r);
}

/* To the kernel a signal is an interrupt: but for faults none may come. */
static void keep_signals_out(void)
{
	static const int faults[] = { SIGSEGV, SIGILL, SIGFPE, SIGBUS, SIGTRAP };
	struct sigaction old[PROCESS_SIGNALS];
	sigset_t set;
	size_t i;

	sigfillset(&set);
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigdelset(&set, faults[i]);
	sigprocmask(SIG_SETMASK, &set, NULL);
	process_catch(old);
}

static int answer(void)
{
	size_t size = PB_MAILBOX_HEADER;

	if (mailbox.request == PB_REQUEST_RUN)
		size += mailbox.run.done * sizeof(mailbox.samples[0]);
	return send(PB_MAILBOX_FD, &mailbox, size, 0) > 0;
}

static int request(void)
{
	return recv(PB_MAILBOX_FD, &mailbox, PB_MAILBOX_HEADER, 0) == (ssize_t)PB_MAILBOX_HEADER;
}

void uml_serve(const char *banner, int irqs_unchecked)
{
	if (write(STDOUT_FILENO, banner, strlen(banner)) < 0)
		_exit(1);
	keep_signals_out();
	have = process_has() | PB_LINUX | (irqs_unchecked ? PB_IRQS_UNCHECKED : 0);
	mailbox.version = PB_ABI_VERSION;
	mailbox.benches = pb_bench_count;
	while (answer() && request())
		mailbox.error = mailbox.request == PB_REQUEST_RUN ? run(&mailbox.run) :
				pb_read_code(&mailbox.site);
	_exit(0);
}
