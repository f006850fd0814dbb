// SPDX-License-Identifier: GPL-2.0-only
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void *or_die(void *p)
{
	if (!p) {
		fputs("privbench: out of memory\n", stderr);
		exit(EXIT_RUN_FAILED);
	}
	return p;
}

void *xcalloc(size_t n, size_t size)
{
	return or_die(calloc(n ? n : 1, size));
}

void *xreallocarray(void *p, size_t n, size_t size)
{
	return or_die(reallocarray(p, n ? n : 1, size));
}

char *xstrdup(const char *s)
{
	return or_die(strdup(s));
}

char *xvasprintf(const char *fmt, va_list args)
{
	char *s;

	return or_die(vasprintf(&s, fmt, args) < 0 ? NULL : s);
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = xvasprintf(fmt, args);
	va_end(args);
	return s;
}

void append(char **text, const char *fmt, ...)
{
	va_list args;
	char *more;

	va_start(args, fmt);
	more = xvasprintf(fmt, args);
	va_end(args);
	*text = xreallocarray(*text, strlen(*text) + strlen(more) + 1, 1);
	strcat(*text, more);
	free(more);
}

uint64_t hash(uint64_t before, const void *data, size_t size)
{
	const unsigned char *bytes = data;

	while (size--)
		before = (before ^ *bytes++) * 0x100000001b3;
	return before;
}

char *join(const char *const words[], size_t count, const char *between)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < count; i++)
		append(&all, "%s%s", i ? between : "", words[i]);
	return all;
}

/* All that can be read: /proc and pipes have no size.  NULL and EFBIG beyond `most`. */
static char *read_all(int fd, size_t most, size_t *length)
{
	size_t used = 0, size = 0;
	char *text = NULL;
	ssize_t n;

	do {
		if (used + 4096 > size)
			text = xreallocarray(text, size = 2 * size + 8192, 1);
		n = read(fd, text + used, size - used - 1);
		if (n > 0)
			used += (size_t)n;
	} while (used <= most && (n > 0 || (n < 0 && errno == EINTR)));
	if (used > most)
		errno = EFBIG;
	if (n < 0 || used > most) {
		free(text);
		return NULL;
	}
	text[used] = '\0';
	if (length)
		*length = used;
	return text;
}

int write_all(int fd, const char *data, size_t size)
{
	ssize_t n;

	for (; size; data += n, size -= (size_t)n) {
		n = write(fd, data, size);
		if (n < 0 && errno != EINTR)
			return -errno;
		n = n < 0 ? 0 : n;
	}
	return 0;
}

char *read_file(const char *path, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text;
	int err;

	if (fd < 0)
		return NULL;
	text = read_all(fd, SIZE_MAX - 1, length);
	err = errno;
	close(fd);
	errno = err;
	return text;
}

int open_already(const char *path)
{
	static const char *const names[] = { "/dev/stdin", "/dev/stdout", "/dev/stderr" };
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	int fd, end = 0;

	for (fd = 0; fd < (int)ARRAY_SIZE(names); fd++)
		if (!strcmp(path, names[fd]))
			return fd;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (!strncmp(path, folders[i], strlen(folders[i])) &&
		    sscanf(path + strlen(folders[i]), "%5d%n", &fd, &end) == 1 && fd >= 0 &&
		    !path[strlen(folders[i]) + (size_t)end])
			return fd;
	return -1;
}

static const char *unfit(const struct stat *st, enum input input)
{
	if (S_ISDIR(st->st_mode))
		return strerror(EISDIR);
	if (!S_ISREG(st->st_mode))
		return "it is no file, but a pipe, a device or the like";
	if (input == INPUT_OWN && (st->st_uid != geteuid() || st->st_mode & (S_IWGRP | S_IWOTH)))
		return "others own it or may write it";
	return NULL;
}

/*
 * The path is looked at before it is opened: opening a pipe waits, and opening a device may do
 * something.
 */
static int open_input(const char *path, enum input input, const char **why)
{
	int found = open(path, O_PATH | O_CLOEXEC | (input == INPUT_OWN ? O_NOFOLLOW : 0)), fd = -1;
	bool ours = input == INPUT_FILE && open_already(path) >= 0;
	struct stat st = { 0 };
	char self[32];

	*why = found < 0 || fstat(found, &st) ? strerror(errno) : ours ? NULL : unfit(&st, input);
	if (!*why) {
		/* By its number: the path may name another file by now. */
		snprintf(self, sizeof(self), "/proc/self/fd/%d", found);
		fd = open(self, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		*why = fd < 0 ? strerror(errno) : NULL;
	}
	if (found >= 0)
		close(found);
	return fd;
}

char *read_input(const char *path, enum input input, size_t most, size_t *length, char **error)
{
	const char *why;
	int fd = open_input(path, input, &why);
	char *text = fd < 0 ? NULL : read_all(fd, most, length);

	if (!text && fd >= 0 && errno == EFBIG)
		*error = xasprintf("it is larger than %zu bytes", most);
	else if (!text)
		*error = xstrdup(fd >= 0 ? strerror(errno) : why);
	if (fd >= 0)
		close(fd);
	return text;
}

char *read_line(const char *path)
{
	char *text = read_file(path, NULL);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

char *program_file(const char *name)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n < 0)
		return xstrdup(name);
	while (n && exe[n - 1] != '/')
		n--;
	return xasprintf("%.*s%s", (int)n, exe, name);
}

char *path_suffixed(const char *path, const char *suffix)
{
	const char *dot = strrchr(path, '.');
	size_t stem = dot && !strchr(dot, '/') ? (size_t)(dot - path) : strlen(path);

	return xasprintf("%.*s%s%s", (int)stem, path, suffix, path + stem);
}

double wall_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int spawn(const char *const argv[], int out, int err_out, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int err;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_adddup2(&actions, err_out, 2);
	err = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -err;
}

static int run(const char *const argv[], bool errors_too, char **output)
{
	int pipes[2], err, status, unread = 0;
	char *text = NULL;
	pid_t pid;

	if (output)
		*output = NULL;
	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	err = spawn(argv, pipes[1], errors_too ? pipes[1] : STDERR_FILENO, &pid);
	close(pipes[1]);
	if (!err) {
		text = read_all(pipes[0], RUN_OUTPUT_MAX, NULL);
		unread = text ? 0 : -errno;
	}
	close(pipes[0]);	/* a program that writes on gets a SIGPIPE */
	while (!err && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (output)
		*output = text;
	else
		free(text);
	if (err || unread)
		return err ? err : unread;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int run_program(const char *const argv[], char **output)
{
	return run(argv, true, output);
}

int run_script(const char *const argv[], char **output)
{
	return run(argv, false, output);
}
