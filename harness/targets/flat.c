// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `qemu-flat`: the flat guest under QEMU's TCG.  It says how it goes on its
 * first serial port, and sends raw samples by the second.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "globs.h"
#include "guest.h"
#include "guest-record.h"
#include "raw.h"
#include "record.h"
#include "replay.h"
#include "target.h"
#include "util.h"

#define PATIENCE 60

static char *image(void)
{
	return program_file("privbench.flat");
}

static char *no_image(void)
{
	char *path = image(), *why = NULL;

	if (access(path, R_OK))
		why = xasprintf("no flat guest (%s: %s); run `make flat`", path, strerror(errno));
	free(path);
	return why;
}

static char *probe(void)
{
	char *why = guest_no_qemu();

	return why ? why : no_image();
}

static int take_samples(const struct guest *g, const struct request *q, struct record *r)
{
	char *error = NULL;
	const char *text = g->results ? g->results : "";
	struct raw *raw = raw_parse(text, g->results_length, "the guest", &error);
	int err;

	if (!raw) {
		complain("%s", error);
		free(error);
		guest_last_words(g);
		return -EIO;
	}
	err = replay(raw, q->store, r);
	raw_free(raw);
	return err;
}

/* The figures of an exact clock are the same in every sample; an emulator's decide nothing. */
static char *command_line(const struct request *q, bool icount)
{
	unsigned int passes = q->plan.batches ? q->plan.batches : 2;
	unsigned int samples = q->plan.samples ? q->plan.samples : icount ? 5 : 20;

	return globs_append(xasprintf("port=2 passes=%u samples=%u seed=%llu", passes, samples,
				      (unsigned long long)q->seed), q);
}

static int measure(const struct request *q, struct record *r, char **why)
{
	bool icount = !q->clock || !strcmp(q->clock, "icount");
	char *kernel = image(), *append = command_line(q, icount);
	const char *argv[QEMU_MAX_ARGS] = {
		QEMU_MACHINE, QEMU_CHANNELS, "-m", "64M",
		"-accel", "tcg,thread=single", "-cpu", "max",
		"-rtc", icount ? "base=2000-01-01,clock=vm" : "base=utc",
		"-kernel", kernel, "-append", append,
		icount ? "-icount" : NULL, "shift=0,sleep=off", NULL,
	};
	struct guest g = { .argv = argv, .patience = q->timeout > 0 ? q->timeout : PATIENCE };
	int err = guest_boot(&g);

	(void)why;
	if (!err)
		err = take_samples(&g, q, r);
	if (!err)
		guest_describe_emulator(r, QEMU, "tcg");
	if (!err && q->verbose)
		guest_show_phases(&g, "QEMU, firmware");
	guest_free(&g);
	free(append);
	free(kernel);
	return err;
}

const struct target target_qemu_flat = {
	.name = "qemu-flat",
	.what = "the flat guest under QEMU",
	.can = TARGET_CLOCK,
	.probe = probe,
	.measure = measure,
};
