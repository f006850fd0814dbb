// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `qemu-flat`: the flat guest under QEMU's TCG.  It measures by
 * itself, says how it goes on its first serial port, and sends its record on
 * the second.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adopt.h"
#include "globs.h"
#include "guest.h"
#include "target.h"
#include "record.h"
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

static char *probe(bool automatic)
{
	char *why = guest_no_qemu();

	(void)automatic;
	return why ? why : no_image();
}

static int measure(const struct request *q, struct record *r, char **why)
{
	bool icount = !q->clock || !strcmp(q->clock, "icount");
	char *kernel = image();
	char *append = globs_append(xasprintf("record=com2 seed=%llu", (unsigned long long)q->seed), q);
	const char *argv[QEMU_MAX_ARGS] = {
		QEMU_MACHINE, QEMU_CHANNELS, "-m", "64M",
		"-accel", "tcg,thread=single", "-cpu", "max",
		"-rtc", icount ? "base=2000-01-01,clock=vm" : "base=utc",
		"-kernel", kernel, "-append", append,
		icount ? "-icount" : NULL, "shift=0,sleep=off", NULL,
	};
	struct guest g = { .argv = argv, .patience = q->patience > 0 ? q->patience : PATIENCE };
	int err;

	(void)why;
	err = adopt_run(&g, r);
	if (!err)
		adopt_describe(r, QEMU, "tcg");
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
