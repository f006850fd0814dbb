/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write files atomically, fsynced, and never through a symbolic link, because others may
 * have filled the folder.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Paths that are written to directly: "-", /dev/stdout, /dev/fd/3 and the like, devices, pipes.
 */
bool output_straight(const char *path);

/* Write a file; if it exists, replace it or fail with -EEXIST.  0 or -errno. */
int output_write(const char *path, const char *text, bool replace);

/* Replace a file whose name is ours, never directly. */
int output_replace(const char *path, const void *data, size_t size);

/* mkdir -p.  0 or -errno: -ELOOP if it is a link without a trailing slash. */
int output_folder(const char *path);

#endif
