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
#include "guest.h"
#include "guest-record.h"
#include "interrupt.h"
#include "request.h"
#include "util.h"

#define PATIENCE 120

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
	char *inside = xasprintf("guest/%s", spec), *folder = program_file(inside);

	free(inside);
	return folder;
}

static char *script(void)
{
	return program_file("../scripts/guest.sh");
}

char *guest_kernel_probe(void)
{
	char *folder = named_folder("default"), *make = script(), *why = guest_no_qemu();

	if (!why && !exists(folder, "initramfs.cpio") && access(make, X_OK))
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
		*why = xasprintf("the guest for %s cannot be made: %s: %s", spec, path,
				 strerror(-status));
	else if (status)
		*why = xasprintf("the guest for %s could not be made; what was wrong is said above",
				 spec);
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
	if (is_path(spec))	/* with an initramfs: not a kernel's tree, but a guest as it is */
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

char *guest_kernel_initramfs(const char *folder)
{
	return xasprintf("%s/initramfs.cpio", folder);
}

/*
 * What makes an emulated boot take 2 seconds instead of 7, and changes nothing
 * that is measured: to calibrate the local APIC's timer means to wait in a
 * loop, and a virtual clock needs no calibration.
 */
#define QUICK "quiet nolapic_timer no_timer_check cryptomgr.notests"
#define VIRTUAL_CLOCK " tsc_early_khz=1000000 tsc=reliable"

/* What is asked of the program in the guest: all but what is decided out here. */
static void inner_words(const struct request *q, struct words *w)
{
	struct request inner = *q;

	inner.target = "kernel";
	inner.clock = inner.kernel = inner.pair = NULL;
	inner.timeout = 0;
	inner.plan.boots = 1;
	inner.verbose = false;
	request_words(&inner, w);
}

char *guest_kernel_command_line(const struct request *q, const char *console, bool icount,
				size_t most, char **why)
{
	char *line = xasprintf("console=%s panic=-1 " QUICK "%s -- run", console,
			       icount ? VIRTUAL_CLOCK : "");
	struct words w = { 0 };
	size_t i;

	inner_words(q, &w);
	for (i = 0; i < w.count; i++)	/* the words after "--" are the program's */
		append(&line, " %s", w.all[i]);
	words_free(&w);
	if (strlen(line) <= most)
		return line;
	*why = xasprintf("the names of the benches are too long for a kernel's command line "
			 "(%zu bytes); give globs", most);
	free(line);
	return NULL;
}

int guest_kernel_run(const struct request *q, const char *const argv[], const char *virt,
		     const char *boot, struct record *r)
{
	struct guest g = { .argv = argv, .patience = q->timeout > 0 ? q->timeout : PATIENCE };
	int err = guest_measure(&g, r);

	if (!err)
		guest_describe_emulator(r, QEMU, virt);
	if (!err && q->verbose)
		guest_show_phases(&g, boot);
	guest_free(&g);
	return err;
}
