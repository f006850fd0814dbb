// SPDX-License-Identifier: GPL-2.0-only
#include "guest-kernel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "globs.h"
#include "interrupt.h"
#include "target.h"
#include "util.h"

static bool exists(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool there = !access(path, R_OK);

	free(path);
	return there;
}

static bool is_path(const char *spec)
{
	return strpbrk(spec, "/:") || !strcmp(spec, ".") || !strcmp(spec, "..");
}

/* A guest boots this program and the module of its day. */
static bool up_to_date(const char *folder)
{
	char *initramfs = xasprintf("%s/initramfs.cpio", folder);
	struct stat guest, program;
	bool newer = !stat(initramfs, &guest) && !stat("/proc/self/exe", &program) &&
		     (guest.st_mtim.tv_sec > program.st_mtim.tv_sec ||
		      (guest.st_mtim.tv_sec == program.st_mtim.tv_sec &&
		       guest.st_mtim.tv_nsec >= program.st_mtim.tv_nsec));

	free(initramfs);
	return newer;
}

/* The folder of a kernel that is chosen by its name. */
static char *named_folder(const char *spec)
{
	char *inside = xasprintf("guest/%s", spec);
	char *folder = program_file(inside);

	free(inside);
	return folder;
}

static char *script(void)
{
	return program_file("../scripts/guest.sh");
}

char *guest_kernel_probe(void)
{
	char *folder = named_folder("default"), *make = script(), *why = NULL;

	if (!exists(folder, "initramfs.cpio") && access(make, X_OK))
		why = xasprintf("no guest (%s), and no %s to make it with: %s", folder, make,
				strerror(errno));
	free(make);
	free(folder);
	return why;
}

static char *make_guest(const char *spec, char **why)
{
	char *path = script(), *folder = NULL;
	int status;

	remark("making the guest for %s: %s", spec, path);
	status = run_script((const char *const[]){ path, spec, NULL }, &folder);
	if (interrupted())
		*why = xasprintf("interrupted while making the guest for %s", spec);
	else if (status < 0)
		*why = xasprintf("the guest for %s cannot be made: %s: %s", spec, path, strerror(-status));
	else if (status)
		*why = xasprintf("the guest for %s could not be made; what was wrong is said above", spec);
	free(path);
	if (*why) {
		free(folder);
		return NULL;
	}
	folder[strcspn(folder, "\n")] = '\0';
	return folder;
}

char *guest_kernel_prepare(const char *spec, char **why)
{
	char *folder;

	*why = NULL;
	if (!spec)
		spec = "default";
	if (*spec == '-') {
		*why = xasprintf("'%s' is no kernel; a path that begins so is ./%s", spec, spec);
		return NULL;
	}
	if (is_path(spec))	/* with an initramfs it is no kernel's tree but a guest, as it is */
		return exists(spec, "initramfs.cpio") ? xstrdup(spec) : make_guest(spec, why);
	folder = named_folder(spec);
	if (up_to_date(folder))
		return folder;
	free(folder);
	return make_guest(spec, why);
}

char *guest_kernel_image(const char *folder)
{
	return xasprintf("%s/%s", folder, exists(folder, "vmlinux") ? "vmlinux" : "vmlinuz");
}

/*
 * What makes an emulated boot take 2 seconds instead of 7, and changes nothing
 * that is measured: to calibrate the local APIC's timer means to wait in a
 * loop, and a virtual clock needs no calibration.
 */
#define QUICK "quiet nolapic_timer no_timer_check cryptomgr.notests"
#define VIRTUAL_CLOCK " tsc_early_khz=1000000 tsc=reliable"

/* The words after "--" are the program's. */
char *guest_kernel_command_line(const struct request *q, const char *console, bool icount)
{
	char *plan = q->plan.batches ? xasprintf(" --plan 1x%ux%u", q->plan.batches, q->plan.samples) : xstrdup("");
	char *line = xasprintf("console=%s panic=-1 " QUICK "%s -- run --on kernel --seed %llu --wait %g%s",
			       console, icount ? VIRTUAL_CLOCK : "", (unsigned long long)q->seed, q->wait, plan);

	free(plan);
	return globs_append(line, q);
}
