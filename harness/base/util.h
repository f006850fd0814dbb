/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UTIL_H
#define UTIL_H

#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Like their namesakes, but the program ends (exit status 5) if memory does. */
void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A new element at the end of a malloced array: *PUSH(array, count) = element. */
#define PUSH(array, count) \
	((array) = xreallocarray((array), (count) + 1, sizeof(*(array))), &(array)[(count)++])

/* Append to a malloced text, which may move. */
void append(char **text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The first line of a file without its newline (malloced), or NULL with errno. */
char *read_line(const char *path);

/* A whole file (malloced, NUL-terminated), or NULL with errno; *length may be NULL. */
char *read_file(const char *path, size_t *length);

/* What this program has open, by the system's names for it (/dev/stdin, /dev/fd/3); -1: no such name. */
int open_already(const char *path);

/* What may be read. */
enum input {
	INPUT_FILE,	/* a file, or a link to one; by the names above a pipe, too: <(command) */
	INPUT_OWN,	/* a file of ours alone: no link, nobody else's, written by nobody else */
};

/*
 * The same of a file that may come from anywhere, up to `most` bytes; or NULL with
 * `*error` (malloced: the reason).  Nothing else is waited for, or read without end.
 */
char *read_input(const char *path, enum input input, size_t most, size_t *length, char **error);

/* The path of a file that was built beside this program (malloced). */
char *program_file(const char *name);

/* "x.json" and "-user": "x-user.json" (malloced). */
char *path_suffixed(const char *path, const char *suffix);

/* Wall-clock seconds, for progress and phases; never for a measurement. */
double wall_seconds(void);

/*
 * Run a program found in PATH with these arguments (NULL-terminated) and
 * collect its standard output and error.  Its exit status, 128 + signal, or
 * -errno if it could not be started.  *output is malloced; NULL to discard.
 */
int run_program(const char *const argv[], char **output);

/* The same, but -EFBIG if there are more than so many bytes; it is not heard any longer then. */
int run_bounded(const char *const argv[], size_t most, char **output);

/* The same for a program that talks to the user: its standard error stays ours. */
int run_script(const char *const argv[], char **output);

#endif
