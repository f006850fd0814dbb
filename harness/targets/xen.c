// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `xen`: the guest of target `qemu` once more, as Xen's first PV
 * domain, under QEMU's TCG.  There paravirt calls are real, and instructions
 * that only ring 0 may execute trap into Xen, which counts as they do.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "guest-kernel.h"
#include "target.h"
#include "util.h"

/* Xen copies no more of a command line into the domain's start_info. */
#define COMMAND_LINE_MAX 1023

/*
 * Xen's console is the first serial port, and the kernel's is Xen's; the second
 * is left to the kernel.  Nothing that a guest does is logged; what else would
 * run now and then is off.
 */
#define XEN_OPTIONS								\
	("com1=115200 console=com1 guest_loglvl=none mce=off cpufreq=none cpuidle=0 bootscrub=0")

/*
 * With SMAP, Xen 4.17's domain 0 dies under TCG.  QEMU 10 has an x2APIC, whose timer,
 * a register written by WRMSR, reads the counted clock where that may not be read.
 */
#define CPU "max,-smap,-pku,-la57,-x2apic"

static char *hypervisor(void)
{
	return program_file("xen/default/xen");
}

static char *no_xen(void)
{
	char *path = hypervisor(), *why = NULL;

	if (access(path, R_OK))
		why = xasprintf("no Xen (%s: %s); run `make xen`", path, strerror(errno));
	free(path);
	return why;
}

static char *probe(void)
{
	char *why = guest_kernel_probe();

	return why ? why : no_xen();
}

/* In QEMU's list of modules a comma that belongs to a name stands twice; takes over `text`. */
static char *escaped(char *text)
{
	char *twice = xcalloc(2 * strlen(text) + 1, 1), *to = twice;
	const char *from;

	for (from = text; *from; *to++ = *from++)
		if (*from == ',')
			*to++ = ',';
	free(text);
	return twice;
}

/* "IMAGE WORDS,INITRAMFS": uncompressed, since Xen would take seconds to unpack it. */
static char *modules(const char *folder, const char *words)
{
	char *image = escaped(guest_kernel_image(folder));
	char *line = escaped(xstrdup(words));
	char *initramfs = escaped(guest_kernel_initramfs(folder));
	char *list = xasprintf("%s %s,%s", image, line, initramfs);

	free(initramfs);
	free(line);
	free(image);
	return list;
}

static int boot(const struct request *q, const char *folder, const char *words, struct record *r)
{
	char *xen = hypervisor(), *initrd = modules(folder, words);
	const char *argv[QEMU_MAX_ARGS] = {
		QEMU_MACHINE, QEMU_CHANNELS, "-m", "384M",
		"-accel", "tcg,thread=single", "-cpu", CPU,
		"-rtc", "base=2000-01-01,clock=vm", "-icount", "shift=0,sleep=off",
		"-kernel", xen, "-append", XEN_OPTIONS, "-initrd", initrd, NULL,
	};
	int err = guest_kernel_run(q, argv, NULL, "QEMU, Xen, kernel, init, module", r);

	free(initrd);
	free(xen);
	return err;
}

static int measure(const struct request *q, struct record *r, char **why)
{
	char *words = guest_kernel_command_line(q, "hvc0", true, COMMAND_LINE_MAX, why);
	char *folder = words ? guest_kernel_prepare(q->kernel, why) : NULL;
	int err = TARGET_UNFIT;

	if (folder && strchr(folder, ' '))
		*why = xasprintf("QEMU ends the kernel's name at a space: %s", folder);
	else if (folder)
		err = boot(q, folder, words, r);
	free(folder);
	free(words);
	return err;
}

const struct target target_xen = {
	.name = "xen",
	.what = "a stock kernel under Xen, paravirtualised, under QEMU",
	.can = TARGET_KERNEL,
	.probe = probe,
	.measure = measure,
};
