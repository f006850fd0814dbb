/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Linux guest, wherever it runs: the files that `make guest` puts under
 * build/guest, and a command line by which it measures and sends its record.
 */
#ifndef LINUX_GUEST_H
#define LINUX_GUEST_H

#include <stdbool.h>

struct request;

/* A file of the guest that is asked for: build/guest/RELEASE, or a folder by its path (malloced). */
char *linux_guest_file(const struct request *q, const char *name);

/* Why there is no such guest (malloced), or NULL. */
char *linux_guest_missing(const struct request *q);

/* The kernel's command line, with its console at `console` ("ttyS0"; malloced). */
char *linux_guest_command_line(const struct request *q, const char *console, bool icount);

#endif
