/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UTIL_H
#define UTIL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* How the program ends; the gate's callers rely on these numbers. */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_REGRESSION = 1,
	EXIT_USAGE = 2,
	EXIT_UNRESOLVED = 3,
	EXIT_INCOMPARABLE = 4,
	EXIT_RUN_FAILED = 5,
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Without the x, but out of memory ends the program (exit status 5). */
void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xvasprintf(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A new element at the end of a malloced array: *PUSH(array, count) = element. */
#define PUSH(array, count) \
	((array) = xreallocarray((array), (count) + 1, sizeof(*(array))), &(array)[(count)++])

/* Append to a malloced text, which may move. */
void append(char **text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* FNV-1a of more bytes, after HASH or the hash of those before; for names and caches only. */
#define HASH 0xcbf29ce484222325
uint64_t hash(uint64_t before, const void *data, size_t size);

/* "a, b, c" (malloced). */
char *join(const char *const words[], size_t count, const char *between);

/* The first line of a file without its newline (malloced), or NULL with errno. */
char *read_line(const char *path);

/* A whole file (malloced, NUL-terminated), or NULL with errno; *length may be NULL. */
char *read_file(const char *path, size_t *length);

/* 0 or -errno. */
int write_all(int fd, const char *data, size_t size);

/* The descriptor that /dev/stdin, /dev/stdout, /dev/stderr or /dev/fd/N names, or -1. */
int open_already(const char *path);

enum input {
	INPUT_FILE,	/* a file or a link to one, or a pipe: <(command) */
	INPUT_OWN,	/* no link, and nobody else owns it or may write to it */
};

/*
 * Read an untrusted file of up to `most` bytes (malloced, NUL-terminated); or NULL
 * with `*error` (malloced: the reason).  Never blocks, and never reads without end.
 */
char *read_input(const char *path, enum input input, size_t most, size_t *length, char **error);

/* The path of a file that was built beside this program (malloced). */
char *program_file(const char *name);

/* "x.json" and "-user": "x-user.json" (malloced). */
char *path_suffixed(const char *path, const char *suffix);

/* Wall-clock seconds; never for a measurement. */
double wall_seconds(void);

#define RUN_OUTPUT_MAX (64UL << 20)	/* bytes: 50 times the longest record of ours */

/*
 * Run a program found in PATH with these arguments (NULL-terminated) and collect its standard
 * output and error in *output (malloced; output NULL: discard).  Its exit status, 128 + signal, or
 * -errno: it could not be started, or (-EFBIG) wrote too much, and got a SIGPIPE.
 */
int run_program(const char *const argv[], char **output);

/* The same, but its standard error is ours, for messages to the user. */
int run_script(const char *const argv[], char **output);

#endif
