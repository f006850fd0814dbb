/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Linux guests under build/guest, this program and the module in their
 * initramfs.  Such a guest measures as `--on kernel` and sends its record.
 */
#ifndef GUEST_KERNEL_H
#define GUEST_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

struct record;
struct request;

/* Why QEMU, or the default guest and what makes it, is missing (malloced), or NULL. */
char *guest_kernel_probe(void);

/*
 * The folder (malloced) of the guest that `spec` names; NULL is `default`.  It
 * is made first if it is not there or older than this program; one of a kernel
 * of the user's own is always brought up to date.  What is done is said on
 * stderr, and why it failed.  NULL with *why (malloced).
 */
char *guest_kernel_prepare(const char *spec, char **why);

/* What to boot: its vmlinux where that starts (PVH), else its vmlinuz (malloced). */
char *guest_kernel_image(const char *folder);
char *guest_kernel_initramfs(const char *folder);

/*
 * The kernel's command line, with its console at `console` ("ttyS0"): measure and
 * send the record (malloced).  NULL with *why: it takes more than `most` bytes.
 */
char *guest_kernel_command_line(const struct request *q, const char *console, bool icount,
				size_t most, char **why);

/*
 * Boot it by this command line of QEMU's, and take its record over; `virt` is what
 * QEMU is for its guests, NULL if the guest knows better; `boot` is what comes
 * before the first bench.  0; or -errno, said on stderr.
 */
int guest_kernel_run(const struct request *q, const char *const argv[], const char *virt,
		     const char *boot, struct record *r);

#endif
