// SPDX-License-Identifier: GPL-2.0-only
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record-json.h"
#include "util.h"

const char *const clock_names[] = { "silicon", "icount", "emulated", NULL };
const char *const clock_units[] = { "core cycles", "instructions", "emulated ticks", NULL };
const char *const status_names[] = { "ok", "skipped", "faulted", "failed", NULL };
const char *const verdict_names[] = {
	"supported", "refuted", "no-difference", "unresolved", "not-measurable", NULL
};

/* Construction */

struct record *record_new(void)
{
	struct record *r = xcalloc(1, sizeof(*r));

	r->core_ratio = r->tsc_khz = NAN;
	return r;
}

static void free_counts(struct count *counts, size_t n)
{
	while (n--)
		free(counts[n].name);
	free(counts);
}

static void free_row(struct row *row)
{
	free(row->name);
	free(row->group);
	free(row->what);
	free(row->reason);
	free(row->code);
	free_counts(row->dropped, row->dropped_count);
	free(row->histogram);
	free(row->loads);
	free_counts(row->counters, row->counter_count);
}

static void free_claim(struct claim_result *c)
{
	free(c->id);
	free(c->source);
	free(c->text);
	free(c->measure);
	free(c->a);
	free(c->b);
	free(c->reason);
}

static void free_fact(struct fact *f)
{
	free(f->key);
	free(f->value);
	free(f->missing);
}

static void free_strings(struct record *r)
{
	free(r->path);
	free(r->id);
	free(r->utc);
	free(r->version);
	free(r->command);
	free(r->place);
	free(r->clock_reason);
}

void record_free(struct record *r)
{
	if (!r)
		return;
	free_strings(r);
	while (r->fact_count)
		free_fact(&r->facts[--r->fact_count]);
	while (r->row_count)
		free_row(&r->rows[--r->row_count]);
	while (r->claim_count)
		free_claim(&r->claims[--r->claim_count]);
	while (r->note_count)
		free(r->notes[--r->note_count]);
	free(r->facts);
	free(r->rows);
	free(r->claims);
	free(r->notes);
	free(r);
}

const struct fact *record_find_fact(const struct record *r, const char *key)
{
	size_t i;

	for (i = 0; i < r->fact_count; i++)	/* NOLINT: r is never NULL */
		if (!strcmp(r->facts[i].key, key))
			return &r->facts[i];
	return NULL;
}

/* The fact of that key, new or emptied. */
static struct fact *fresh_fact(struct record *r, const char *key)
{
	struct fact *f = (struct fact *)record_find_fact(r, key);

	if (f) {
		free_fact(f);
	} else {
		r->facts = xreallocarray(r->facts, r->fact_count + 1, sizeof(*r->facts));
		f = &r->facts[r->fact_count++];
	}
	*f = (struct fact){ .key = xstrdup(key) };
	return f;
}

static char *format(const char *fmt, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	return text ? text : xstrdup("");
}

void record_fact(struct record *r, const char *key, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fresh_fact(r, key)->value = format(fmt, args);
	va_end(args);
}

void record_fact_missing(struct record *r, const char *key, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fresh_fact(r, key)->missing = format(fmt, args);
	va_end(args);
}

double *record_own_fact(struct record *r, const char *key)
{
	if (!strcmp(key, "tsc_khz"))
		return &r->tsc_khz;
	return strcmp(key, "core_tsc_ratio") ? NULL : &r->core_ratio;
}

void record_fact_number(struct record *r, const char *key, double value)
{
	double *own = record_own_fact(r, key);
	struct fact *f;
	char text[32];

	if (own) {
		*own = value;
	} else if (!isfinite(value)) {
		record_fact_missing(r, key, "not known");
	} else {
		f = fresh_fact(r, key);
		f->value = xstrdup(record_number(text, value));
		f->number = true;
	}
}

void record_note(struct record *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	r->notes = xreallocarray(r->notes, r->note_count + 1, sizeof(*r->notes));
	r->notes[r->note_count++] = format(fmt, args);
	va_end(args);
}

struct row *record_add_row(struct record *r, const char *name)
{
	struct row *row;

	r->rows = xreallocarray(r->rows, r->row_count + 1, sizeof(*r->rows));
	row = &r->rows[r->row_count++];
	*row = (struct row){
		.name = xstrdup(name), .status = STATUS_FAILED,
		.insns = -1, .bytes = -1, .cold = -1,
		.estimate = NAN, .ci = { NAN, NAN },
		.min = NAN, .p50 = NAN, .p99 = NAN, .max = NAN,
		.estimate_with_dropped = NAN, .longest_us = NAN,
	};
	return row;
}

const struct row *record_find(const struct record *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->row_count; i++)
		if (!strcmp(r->rows[i].name, name))
			return &r->rows[i];
	return NULL;
}

char *record_number(char text[32], double value)
{
	int digits;

	for (digits = 15; digits <= 17; digits++) {
		snprintf(text, 32, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return text;
}

static const char *remedy(int err)
{
	switch (err) {
	case ENOENT:
		return "check the path: the file or its folder does not exist";
	case ENOTDIR:
		return "a part of the path is a file: name another place";
	case EISDIR:
		return "name a file in that folder";
	case EACCES:
	case EPERM:
		return "change the permissions, or name another place";
	case EROFS:
		return "name a place that can be written";
	case ENOSPC:
	case EDQUOT:
		return "make room, or name another place";
	default:
		return "name another file";
	}
}

struct record *record_read(const char *path, char **error)
{
	struct record *r;
	size_t length;
	char *text = read_file(path, &length);

	if (!text) {
		*error = xasprintf("%s: cannot be read: %s; %s", path, strerror(errno),
				   remedy(errno));
		return NULL;
	}
	r = record_parse(text, length, path, error);
	free(text);
	return r;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	while (left) {
		n = write(fd, text, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		left -= (size_t)n;
	}
	return 0;
}

static int write_straight(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, text);
	if (close(fd) && !err)
		err = -errno;
	return err;
}

/* As any new file's, or as the old one's: mkstemp() gives 0600. */
static mode_t mode_of(const char *path)
{
	struct stat st;
	mode_t mask;

	if (!stat(path, &st))
		return st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

static int write_temporary(char *temporary, mode_t mode, const char *text)
{
	int fd = mkstemp(temporary), err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, text);
	if (!err && (fchmod(fd, mode) || fsync(fd)))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	if (err)
		unlink(temporary);
	return err;
}

/* Some file systems cannot sync a folder and say EINVAL; the file is there all the same. */
static int sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (fsync(fd) && errno != EINVAL)
		err = -errno;
	close(fd);
	return err;
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xasprintf("%.*s", (int)(slash - path + 1), path) : xstrdup("./");
}

static int write_renamed(const char *path, const char *text)
{
	char *folder = folder_of(path);
	char *temporary = xasprintf("%s.privbench-XXXXXX", folder);
	int err = write_temporary(temporary, mode_of(path), text);

	if (!err && rename(temporary, path)) {
		err = -errno;
		unlink(temporary);
	}
	if (!err)
		err = sync_folder(folder);
	free(temporary);
	free(folder);
	return err;
}

static int write_text(const char *path, const char *text)
{
	char *real = NULL;
	struct stat st;
	int err;

	if (!strcmp(path, "-"))
		return fflush(stdout) ? -errno : write_all(STDOUT_FILENO, text);
	if (!stat(path, &st)) {
		if (!S_ISREG(st.st_mode))
			return write_straight(path, text);
		real = realpath(path, NULL);	/* else a link would be replaced, not its file */
	}
	err = write_renamed(real ? real : path, text);
	free(real);
	return err;
}

int record_write(struct record *r, const char *path)
{
	char *text = record_to_text(r);
	int err = write_text(path, text);

	free(text);
	if (err) {
		fprintf(stderr, "privbench: cannot write %s: %s; %s\n",
			strcmp(path, "-") ? path : "standard output", strerror(-err), remedy(-err));
	} else {
		text = xstrdup(path);	/* path may be r->path */
		free(r->path);
		r->path = text;
	}
	return err;
}
