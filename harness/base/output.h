/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that the program makes: whole or not there, fsynced, and never through a
 * symbolic link, which may lead anywhere from a folder that others have filled.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The path is written straight: "-", what the program has open by the system's names for it
 * (/dev/stdout, /dev/fd/3), a device, a pipe.
 */
bool output_straight(const char *path);

/* Write a whole text, replacing a file, or (-EEXIST) where there is none.  0 or -errno. */
int output_write(const char *path, const char *text, bool replace);

/* Replace a file whose name is ours: it is never written straight. */
int output_replace(const char *path, const void *data, size_t size);

/* Make a folder, and those above it.  0 or -errno: -ELOOP if it is a link, but for `link/'. */
int output_folder(const char *path);

#endif
