// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `qemu`: a distribution's or a developer's kernel under QEMU, by KVM if
 * that runs guests on silicon, else by TCG.
 */
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "guest-kernel.h"
#include "record.h"
#include "target.h"
#include "util.h"
#include "vmm.h"

/* COMMAND_LINE_SIZE of an x86 kernel, less the end. */
#define COMMAND_LINE_MAX 2047

/* Uncompressed, by PVH, if it can be: an emulated guest would take seconds to unpack itself. */
static int boot(const struct request *q, const char *folder, bool kvm, bool icount,
		const char *append, struct record *r)
{
	char *image = guest_kernel_image(folder), *initramfs = guest_kernel_initramfs(folder);
	const char *argv[QEMU_MAX_ARGS] = {
		QEMU_MACHINE, QEMU_CHANNELS, "-m", "256M",
		"-accel", kvm ? "kvm" : "tcg,thread=single", "-cpu", kvm ? "host" : "max",
		"-rtc", icount ? "base=2000-01-01,clock=vm" : "base=utc",
		"-kernel", image, "-initrd", initramfs, "-append", append,
		icount ? "-icount" : NULL, "shift=0,sleep=off", NULL,
	};
	int err = guest_kernel_run(q, argv, kvm ? "kvm" : "tcg", "QEMU, kernel, init, module", r);

	free(initramfs);
	free(image);
	return err;
}

static bool asks_for(const struct request *q, const char *clock)
{
	return q->clock && !strcmp(q->clock, clock);
}

static int measure(const struct request *q, struct record *r, char **why)
{
	char *no_kvm = vmm_unfit(), *append, *folder;
	bool kvm = !no_kvm && !asks_for(q, "icount"), icount = !kvm && !asks_for(q, "tsc");
	int err = TARGET_UNFIT;

	append = guest_kernel_command_line(q, "ttyS0", icount, COMMAND_LINE_MAX, why);
	folder = append ? guest_kernel_prepare(q->kernel, why) : NULL;
	if (folder)
		err = boot(q, folder, kvm, icount, append, r);
	if (!err && no_kvm)
		record_fact_missing(r, "kvm", "%s", no_kvm);
	free(folder);
	free(append);
	free(no_kvm);
	return err;
}

const struct target target_qemu = {
	.name = "qemu",
	.what = "a stock kernel under QEMU",
	.can = TARGET_AUTO | TARGET_CLOCK | TARGET_KERNEL,
	.probe = guest_kernel_probe,
	.measure = measure,
};
