// SPDX-License-Identifier: GPL-2.0-only
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

/* As any new file's, or as the old one's if that was ours: mkstemp() gives 0600. */
static mode_t mode_of(const char *path)
{
	struct stat st;
	mode_t mask;

	if (!lstat(path, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid())
		return st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

/* Some file systems know the one call, some the other. */
static int rename_new(const char *from, const char *to)
{
	int err = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);

	if (err && errno == EINVAL)
		err = link(from, to) ? -1 : unlink(from);
	return err;
}

/* A new name is on disk only when its folder is.  Not every file system can do that. */
static void sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* Write a file with a temporary name; nothing is left of one that failed.  0 or -errno. */
static int write_new(char *temporary, mode_t mode, const void *data, size_t size)
{
	int fd = mkostemp(temporary, O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = fchmod(fd, mode) ? -errno : write_all(fd, data, size);
	if (!err && fsync(fd))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	if (err)
		unlink(temporary);
	return err;
}

enum how {
	ADD,		/* there must be no such file yet */
	REPLACE,
	REPLACE_PINNED,	/* in a folder of ours: it is no link, nor becomes one meanwhile */
};

static int write_into(const char *folder, const char *name, const void *data, size_t size,
		      enum how how)
{
	char *path = xasprintf("%s/%s", folder, name);
	char *temporary = xasprintf("%s/.privbench-XXXXXX", folder);
	int err = write_new(temporary, mode_of(path), data, size);

	if (!err && (how == ADD ? rename_new : rename)(temporary, path)) {
		err = -errno;
		unlink(temporary);
	}
	if (!err)
		sync_folder(folder);
	free(temporary);
	free(path);
	return err;
}

static int make(const char *path, const void *data, size_t size, enum how how)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	int length = slash > path ? (int)(slash - path) : 1, pinned = -1, err = -ENOENT;
	char *folder = xasprintf("%.*s", length, slash ? path : ".");

	if (how == REPLACE_PINNED) {
		pinned = open(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		err = pinned < 0 ? -errno : err;
		free(folder);
		folder = xasprintf("/proc/self/fd/%d", pinned);
	}
	if (*name && (pinned >= 0 || how != REPLACE_PINNED))
		err = write_into(folder, name, data, size, how);
	if (pinned >= 0)
		close(pinned);
	free(folder);
	return err;
}

static int descriptor(const char *path)
{
	return strcmp(path, "-") ? open_already(path) : STDOUT_FILENO;
}

bool output_straight(const char *path)
{
	struct stat st;

	return descriptor(path) >= 0 ||
	       (!lstat(path, &st) && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode));
}

static int write_straight(const char *path, const char *text)
{
	int fd = descriptor(path), err;

	if (fd >= 0)
		return fflush(stdout) ? -errno : write_all(fd, text, strlen(text));
	fd = open(path, O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = write_all(fd, text, strlen(text));
	return close(fd) && !err ? -errno : err;
}

int output_write(const char *path, const char *text, bool replace)
{
	if (output_straight(path))
		return write_straight(path, text);
	return make(path, text, strlen(text), replace ? REPLACE : ADD);
}

int output_replace(const char *path, const void *data, size_t size)
{
	return make(path, data, size, REPLACE_PINNED);
}

int output_folder(const char *path)
{
	char *part = xstrdup(path), *slash = part;
	struct stat st;
	int err;

	while (*slash && (slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		mkdir(part, 0777);
		*slash = '/';
	}
	free(part);
	if (!lstat(path, &st) && S_ISLNK(st.st_mode))
		return -ELOOP;
	if (mkdir(path, 0777) && errno != EEXIST)
		return -errno;
	err = stat(path, &st) ? -errno : S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
	return !err && access(path, W_OK | X_OK) ? -errno : err;
}
