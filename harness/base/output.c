// SPDX-License-Identifier: GPL-2.0-only
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util.h"

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	while (left) {
		n = write(fd, text, left);
		if (n < 0 && errno != EINTR)
			return -errno;
		text += n < 0 ? 0 : n;
		left -= n < 0 ? 0 : (size_t)n;
	}
	return 0;
}

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

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xasprintf("%.*s", (int)(slash - path + 1), path) : xstrdup("./");
}

/* A file's new name is on disk only when its folder is.  Not every file system can. */
static void sync_folder(const char *path)
{
	char *folder = folder_of(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

/* Give a file its name, which nothing has; some file systems know the one call, some the other. */
static int rename_new(const char *from, const char *to)
{
	int err = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);

	if (err && errno == EINVAL)
		err = link(from, to) ? -1 : unlink(from);
	return err;
}

/* A file under a name for the time being, until it is whole. */
struct output {
	char *path, *temporary;
	int fd, folder;		/* folder: -1 where paths lead to it */
};

/* The path by way of its folder, which stays the same whatever becomes of its name; NULL: it is a link, or none. */
static char *pin(const char *path, int *folder)
{
	const char *slash = strrchr(path, '/');
	char *name = slash ? xasprintf("%.*s", (int)(slash - path), path) : xstrdup("."), *pinned = NULL;

	*folder = open(*name ? name : "/", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*folder >= 0)
		pinned = xasprintf("/proc/self/fd/%d/%s", *folder, slash ? slash + 1 : path);
	free(name);
	return pinned;
}

/* 0 or -errno; in any case to be given to end(). */
static int begin(struct output *o, const char *path)
{
	char *folder = folder_of(path);

	o->path = xstrdup(path);
	o->temporary = xasprintf("%s.privbench-XXXXXX", folder);
	free(folder);
	o->fd = mkostemp(o->temporary, O_CLOEXEC);
	if (o->fd < 0)
		return -errno;
	fchmod(o->fd, mode_of(path));
	return 0;
}

/* The same in a folder of ours, which must not have become a link. */
static int begin_ours(struct output *o, const char *path)
{
	char *pinned = pin(path, &o->folder);
	int err = pinned ? begin(o, pinned) : -errno;

	free(pinned);
	return err;
}

/* Give it its name, if `err` is 0; else nothing is left of it.  0 or -errno. */
static int end(struct output *o, int err, int (*name)(const char *from, const char *to))
{
	if (o->fd >= 0) {
		if (!err && fsync(o->fd))
			err = -errno;
		if (close(o->fd) && !err)
			err = -errno;
		if (!err && name(o->temporary, o->path))
			err = -errno;
		if (err)
			unlink(o->temporary);
		else
			sync_folder(o->path);
	}
	if (o->folder >= 0)
		close(o->folder);
	free(o->temporary);
	free(o->path);
	return err;
}

static int write_named(const char *path, const char *text, int (*name)(const char *from, const char *to))
{
	struct output o = { .fd = -1, .folder = -1 };
	int err = begin(&o, path);

	return end(&o, err ? err : write_all(o.fd, text), name);
}

/* The file has no name until it is whole: whenever the program dies, nothing is left over. */
static int write_linked(int fd, const char *path, const char *text)
{
	char *self = xasprintf("/proc/self/fd/%d", fd);
	int err = write_all(fd, text);

	if (!err && fsync(fd))
		err = -errno;
	if (!err && linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW))
		err = -errno;
	close(fd);
	free(self);
	if (!err)
		sync_folder(path);
	return err;
}

static int write_new(const char *path, const char *text)
{
	char *folder = folder_of(path);
	int fd = access("/proc/self/fd", X_OK) ? -1 : open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);

	free(folder);
	return fd < 0 ? write_named(path, text, rename_new) : write_linked(fd, path, text);
}

static int descriptor(const char *path)
{
	return strcmp(path, "-") ? open_already(path) : STDOUT_FILENO;
}

bool output_straight(const char *path)
{
	struct stat st;

	return descriptor(path) >= 0 || (!lstat(path, &st) && !S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode));
}

static int write_straight(const char *path, const char *text)
{
	int fd = descriptor(path), err;

	if (fd >= 0)
		return fflush(stdout) ? -errno : write_all(fd, text);
	fd = open(path, O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = write_all(fd, text);
	return close(fd) && !err ? -errno : err;
}

int output_replace(const char *path, const char *text)
{
	struct output o = { .fd = -1, .folder = -1 };
	int err = begin_ours(&o, path);

	return end(&o, err ? err : write_all(o.fd, text), rename);
}

int output_write(const char *path, const char *text, bool replace)
{
	if (output_straight(path))
		return write_straight(path, text);
	return replace ? write_named(path, text, rename) : write_new(path, text);
}

static int copy_all(int to, int from)
{
	off_t at = 0;
	ssize_t n;

	do {
		n = sendfile(to, from, &at, 1 << 30);
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? -errno : 0;
}

int output_copy(const char *path, int from)
{
	struct output o = { .fd = -1, .folder = -1 };
	int err = begin_ours(&o, path);

	return end(&o, err ? err : copy_all(o.fd, from), rename);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* Who writes a slash behind it means what it leads to. */
static bool is_link(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISLNK(st.st_mode);
}

int output_folder(const char *path)
{
	char *part = xstrdup(path);
	int err = 0;

	for (char *slash = strchr(*part ? part + 1 : part, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(part, 0777);
		*slash = '/';
	}
	if (is_link(path))
		err = -ELOOP;
	else if (mkdir(path, 0777) && errno != EEXIST)
		err = -errno;
	else if (!is_folder(path))
		err = -ENOTDIR;
	else if (access(path, W_OK | X_OK))
		err = -errno;
	free(part);
	return err;
}
