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

/* A file with a temporary name, until it is whole. */
struct file {
	char *folder, *path, *temporary;
	int fd, pinned;
};

enum how {
	ADD,		/* there must be no such file yet */
	REPLACE,
	REPLACE_PINNED,	/* in a folder of ours: it is no link, nor becomes one meanwhile */
};

/* 0 or -errno; in any case to be given to end(). */
static int begin(struct file *f, const char *path, enum how how)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	*f = (struct file){ .fd = -1, .pinned = -1 };
	if (!*name)
		return -ENOENT;
	f->folder = slash ? xasprintf("%.*s", (int)(slash - path), path) : xstrdup(".");
	if (how == REPLACE_PINNED) {
		f->pinned = open(*f->folder ? f->folder : "/",
				 O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (f->pinned < 0)
			return -errno;
		free(f->folder);
		f->folder = xasprintf("/proc/self/fd/%d", f->pinned);
	}
	f->path = xasprintf("%s/%s", f->folder, name);
	f->temporary = xasprintf("%s/.privbench-XXXXXX", f->folder);
	f->fd = mkostemp(f->temporary, O_CLOEXEC);
	return f->fd < 0 || fchmod(f->fd, mode_of(f->path)) ? -errno : 0;
}

/* A new name is on disk only when its folder is.  Not every file system can do that. */
static void sync_folder(const char *folder)
{
	int fd = open(*folder ? folder : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* Give the file its name if `err` is 0; else nothing is left of it.  0 or -errno. */
static int end(struct file *f, int err, enum how how)
{
	if (f->fd >= 0) {
		if (!err && fsync(f->fd))
			err = -errno;
		if (close(f->fd) && !err)
			err = -errno;
		if (!err && (how == ADD ? rename_new : rename)(f->temporary, f->path))
			err = -errno;
		if (err)
			unlink(f->temporary);
		else
			sync_folder(f->folder);
	}
	if (f->pinned >= 0)
		close(f->pinned);
	free(f->folder);
	free(f->path);
	free(f->temporary);
	return err;
}

static int make(const char *path, const void *data, size_t size, enum how how)
{
	struct file f;
	int err = begin(&f, path, how);

	return end(&f, err ? err : write_all(f.fd, data, size), how);
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
