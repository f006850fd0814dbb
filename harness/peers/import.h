/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Other tools' output as a record, so that history is not lost.  docs/record.md says what becomes of which member.
 * What is not understood is refused: a record or nothing.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include <stdbool.h>
#include <stddef.h>

struct json_t;
struct record;

/*
 * A record of the file's text, or NULL with `*error` (malloced: file, line or member, reason).  `name` is the
 * file's path; `utc`, when it was written, stands where the file itself gives no time.
 */
struct record *import_parse(const char *text, size_t length, const char *name, const char *utc, char **error);

/* The formats: fill in `r`, or false with the reason in `*error`, the file's name left for import_parse() to add. */
bool import_google_benchmark(struct json_t *root, struct record *r, char **error);
bool import_perf_stat(const char *text, const char *name, struct record *r, char **error);

/* Always false, for `return import_refuse(...)`. */
bool import_refuse(char **error, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
