// SPDX-License-Identifier: GPL-2.0-only
#include "sysfile.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

static const char *root(void)
{
	const char *root = getenv("PRIVBENCH_SYSTEM_ROOT");

	return root ? root : "";
}

char *sys_path(const char *path)
{
	return xasprintf("%s%s", root(), path);
}

static int sys_open(const char *path, int flags)
{
	char *full = sys_path(path);
	int fd = open(full, flags | O_CLOEXEC), err = errno;

	free(full);
	errno = err;
	return fd;
}

char *sys_read(const char *path)
{
	int fd = sys_open(path, O_RDONLY), err;
	char value[4096];
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = read(fd, value, sizeof(value) - 1);
	err = errno;
	close(fd);
	errno = err;
	if (n < 0)
		return NULL;
	while (n && isspace((unsigned char)value[n - 1]))
		n--;
	value[n] = '\0';
	return xstrdup(value);
}

/* One write(): to the kernel each is a value of its own. */
int sys_write(const char *path, const char *value)
{
	int fd = sys_open(path, O_WRONLY | O_TRUNC), err = 0;
	char *line;

	if (fd < 0)
		return -errno;
	line = xasprintf("%s\n", value);
	if (write(fd, line, strlen(line)) < 0)
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	free(line);
	return err;
}

struct sys_paths sys_paths(const char *pattern)
{
	struct sys_paths paths = { 0 };
	char *full = sys_path(pattern);
	size_t i;

	glob(full, 0, NULL, &paths.matches);
	paths.count = paths.matches.gl_pathc;
	paths.all = xcalloc(paths.count, sizeof(*paths.all));
	for (i = 0; i < paths.count; i++)
		paths.all[i] = paths.matches.gl_pathv[i] + strlen(root());
	free(full);
	return paths;
}

void sys_paths_free(struct sys_paths *paths)
{
	free(paths->all);
	globfree(&paths->matches);
}
