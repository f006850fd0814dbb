/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of one value in /proc and /sys.  For tests all of them, and the state file,
 * are looked for under the folder that PRIVBENCH_SYSTEM_ROOT names.
 */
#ifndef SYSFILE_H
#define SYSFILE_H

#include <glob.h>
#include <stddef.h>

char *sys_path(const char *path);	/* malloced */

/* The value without white space at its end (malloced), or NULL with errno; 4095 bytes are all that is read. */
char *sys_read(const char *path);

/* 0 or -errno. */
int sys_write(const char *path, const char *value);

/* Paths that match, to be given to the two above and then to sys_paths_free(); sorted. */
struct sys_paths {
	glob_t matches;
	char **all;		/* without the root */
	size_t count;
};

struct sys_paths sys_paths(const char *pattern);
void sys_paths_free(struct sys_paths *paths);

#endif
