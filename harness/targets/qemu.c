// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `qemu`: a distribution's or a developer's kernel under QEMU, this program and
 * the module in its initramfs.  The guest measures as `--on kernel` and sends
 * its record; here it is completed by what is known from outside.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "guest-kernel.h"
#include "guest-record.h"
#include "kvm-probe.h"
#include "target.h"
#include "record.h"
#include "util.h"

#define PATIENCE 120

/* COMMAND_LINE_SIZE of an x86 kernel, less the end. */
#define COMMAND_LINE_MAX 2047

static char *probe(bool automatic)
{
	char *why = guest_no_qemu();

	(void)automatic;
	return why ? why : guest_kernel_probe();
}

static int boot(const struct request *q, const char *folder, struct record *r)
{
	char *no_kvm = kvm_unfit();
	bool kvm = !no_kvm && !(q->clock && !strcmp(q->clock, "icount"));
	bool icount = !kvm && !(q->clock && !strcmp(q->clock, "tsc"));
	char *image = guest_kernel_image(folder);
	char *initramfs = xasprintf("%s/initramfs.cpio", folder);
	char *append = guest_kernel_command_line(q, "ttyS0", icount);
	const char *argv[QEMU_MAX_ARGS] = {
		QEMU_MACHINE, QEMU_CHANNELS, "-m", "256M",
		"-accel", kvm ? "kvm" : "tcg,thread=single", "-cpu", kvm ? "host" : "max",
		"-rtc", icount ? "base=2000-01-01,clock=vm" : "base=utc",
		"-kernel", image, "-initrd", initramfs, "-append", append,
		icount ? "-icount" : NULL, "shift=0,sleep=off", NULL,
	};
	/* Uncompressed, by PVH, if it can be: an emulated guest would take seconds to unpack itself. */
	struct guest g = { .argv = argv, .patience = q->patience > 0 ? q->patience : PATIENCE };
	int err = guest_measure(&g, r);

	if (!err)
		guest_describe_emulator(r, QEMU, kvm ? "kvm" : "tcg");
	if (!err && !kvm)
		record_fact_missing(r, "kvm", "%s", no_kvm);
	if (!err && q->verbose)
		guest_show_phases(&g, "QEMU, kernel, init, module");
	guest_free(&g);
	free(append);
	free(initramfs);
	free(image);
	free(no_kvm);
	return err;
}

/* Why the request does not fit into the kernel's command line (malloced), or NULL. */
static char *unfit(const struct request *q)
{
	char *words = guest_kernel_command_line(q, "ttyS0", true);
	char *why = NULL;

	if (strlen(words) > COMMAND_LINE_MAX)
		why = xasprintf("the names of the benches are too long for a kernel's command line (%d bytes); give globs",
				COMMAND_LINE_MAX);
	free(words);
	return why;
}

static int measure(const struct request *q, struct record *r, char **why)
{
	char *folder;
	int err;

	*why = unfit(q);
	if (*why)
		return TARGET_UNFIT;
	folder = guest_kernel_prepare(q->kernel, why);
	err = folder ? boot(q, folder, r) : TARGET_UNFIT;
	free(folder);
	return err;
}

const struct target target_qemu = {
	.name = "qemu",
	.what = "a stock kernel under QEMU",
	.automatic = true,
	.probe = probe,
	.measure = measure,
};
