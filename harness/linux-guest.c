// SPDX-License-Identifier: GPL-2.0-only
#include "linux-guest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "globs.h"
#include "place.h"
#include "util.h"

char *linux_guest_file(const struct request *q, const char *name)
{
	const char *kernel = q->kernel ? q->kernel : "default";
	char *inside, *path;

	if (strchr(kernel, '/'))
		return xasprintf("%s/%s", kernel, name);
	inside = xasprintf("guest/%s/%s", kernel, name);
	path = program_file(inside);
	free(inside);
	return path;
}

char *linux_guest_missing(const struct request *q)
{
	static const char *const files[] = { "vmlinux", "initramfs.cpio" };
	char *why = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files) && !why; i++) {
		char *path = linux_guest_file(q, files[i]);

		if (access(path, R_OK))
			why = xasprintf("no guest (%s: %s); run `make guest`%s%s", path,
					strerror(errno), q->kernel ? " GUEST=" : "",
					q->kernel ? q->kernel : "");
		free(path);
	}
	return why;
}

/*
 * What makes an emulated boot take 2 seconds instead of 7, and changes nothing
 * that is measured: to calibrate the local APIC's timer means to wait in a
 * loop, and a virtual clock needs no calibration.
 */
#define QUICK "quiet nolapic_timer no_timer_check cryptomgr.notests"
#define VIRTUAL_CLOCK " tsc_early_khz=1000000 tsc=reliable"

/* The words after "--" are the program's. */
char *linux_guest_command_line(const struct request *q, const char *console, bool icount)
{
	char *plan = q->plan.loads ? xasprintf(" --plan 1x%ux%u", q->plan.loads, q->plan.samples) : xstrdup("");
	char *line = xasprintf("console=%s panic=-1 " QUICK "%s -- run --on kernel --seed %llu%s", console,
			       icount ? VIRTUAL_CLOCK : "", (unsigned long long)q->seed, plan);

	free(plan);
	return globs_append(line, q);
}
