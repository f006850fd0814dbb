/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that the program makes: whole or not there, fsynced, and never through a
 * symbolic link, which may lead anywhere from a folder that others have filled.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

/*
 * What is written straight: "-", what the program has open already by the system's
 * names for it (/dev/stdout, /dev/fd/3), a device, a pipe.
 */
bool output_straight(const char *path);

/* Write a whole text, in the place of what is there, or (-EEXIST) of nothing.  0 or -errno. */
int output_write(const char *path, const char *text, bool replace);

/* The same for a name of ours: nothing there is written straight, pipe or device. */
int output_replace(const char *path, const char *text);

/* The same of the whole file that `from` is, in the place of what is there. */
int output_copy(const char *path, int from);

/* Make a folder, and what is above it.  0 or -errno: -ELOOP if it is a link, and has no slash behind it. */
int output_folder(const char *path);

#endif
