/* SPDX-License-Identifier: GPL-2.0-only */
/* The Linux guests under build/guest: which folder --kernel means, and making it. */
#ifndef GUEST_KERNEL_H
#define GUEST_KERNEL_H

#include <stdbool.h>

struct request;

/* NULL if the default guest is made or can be made, else why not (malloced). */
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

/*
 * The kernel's command line, with its console at `console` ("ttyS0"): measure
 * and send the record (malloced).
 */
char *guest_kernel_command_line(const struct request *q, const char *console, bool icount);

#endif
