// SPDX-License-Identifier: GPL-2.0-only
#include "import.h"

#include <argp.h>
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "arguments.h"
#include "commands.h"
#include "complain.h"
#include "parse.h"
#include "record-members.h"
#include "record.h"
#include "util.h"

bool import_refuse(char **error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	*error = record_format(fmt, args);
	va_end(args);
	return false;
}

/* FNV-1a: the same file imported twice is the same run. */
static char *id_of(const char *text, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325;
	size_t i;

	for (i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
	return xasprintf("%016llx", (unsigned long long)hash);
}

static struct record *new_record(const char *text, size_t length, const char *name, const char *utc)
{
	static const char *const unknown[] = { "cpu_model", "kernel", "virt" };
	struct record *r = record_new();
	size_t i;

	r->path = xstrdup(name);
	r->id = id_of(text, length);
	r->utc = xstrdup(utc);
	r->version = xstrdup(PRIVBENCH_VERSION);
	r->command = xasprintf("import %s", name);
	r->target = xstrdup("imported");
	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		record_fact_missing(r, unknown[i], "the imported file does not say");
	return r;
}

/* What google/benchmark and perf 6.1 write for numbers that JSON has no word for: null instead. */
static char *without_nan(const char *text)
{
	static const char *const words[] = {
		"NaN", "-NaN", "Infinity", "-Infinity", "nan", "-nan", "inf", "-inf",
	};
	char *plain = xcalloc(strlen(text) + 1, 2), *to = plain;	/* "null" is longer than "NaN" */
	bool quoted = false;
	size_t i;

	while (*text) {
		for (i = 0; i < ARRAY_SIZE(words) && strncmp(text, words[i], strlen(words[i])); i++)
			;
		if (!quoted && i < ARRAY_SIZE(words)) {
			to = stpcpy(to, "null");
			text += strlen(words[i]);
			continue;
		}
		if (quoted && *text == '\\' && text[1])
			*to++ = *text++;
		else if (*text == '"')
			quoted = !quoted;
		*to++ = *text++;
	}
	return plain;
}

static bool parse_text(const char *text, size_t length, const char *name, struct record *r, char **error)
{
	char *plain = without_nan(text);
	json_error_t syntax;
	json_t *root = json_loads(plain, JSON_REJECT_DUPLICATES, &syntax);
	bool fine;

	if (strlen(text) != length)
		fine = import_refuse(error, "holds a byte 0; it is no text");
	else if (strspn(text, " \t\r\n") == length)
		fine = import_refuse(error, "is empty");
	else if (!root && strstr(text, "\"benchmarks\""))
		fine = import_refuse(error, "line %d: %s", syntax.line, syntax.text);
	else if (json_object_get(root, "schema"))
		fine = import_refuse(error, "is a record already; copy it");
	else if (json_object_get(root, "benchmarks"))
		fine = import_google_benchmark(root, r, error);
	else
		fine = import_perf_stat(plain, name, r, error);
	free(plain);
	json_decref(root);
	return fine;
}

struct record *import_parse(const char *text, size_t length, const char *name, const char *utc, char **error)
{
	struct record *r = new_record(text, length, name, utc);
	char *why;

	if (parse_text(text, length, name, r, &why))
		return r;
	*error = xasprintf("%s: %s", name, why);
	free(why);
	record_free(r);
	return NULL;
}

/* The subcommand */

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "the folder for the records; results if not given", 0 },
	{ 0 },
};

static const struct argp argp = {
	options, into_parse, "FILE...",
	"Make records of what `perf stat -j' and google/benchmark (--benchmark_format=json) wrote, a record a file.", 0, 0, 0,
};

/* A year of four digits, or none: a file may be of any time. */
static bool date_of(time_t t, char utc[32])
{
	const struct tm *when = gmtime(&t);

	return when && when->tm_year >= 1000 - 1900 && when->tm_year <= 9999 - 1900 &&
	       strftime(utc, 32, "%Y-%m-%dT%H:%M:%SZ", when);
}

static struct record *read_one(const char *path)
{
	struct record *r = NULL;
	char *text = NULL, *why = NULL, *error = NULL, utc[32];
	struct stat st;
	size_t length;

	if (stat(path, &st))
		why = xstrdup(strerror(errno));
	else
		text = read_input(path, INPUT_FILE, RECORD_BYTES_MAX, &length, &why);
	if (!text)
		error = xasprintf("%s: cannot be read: %s", path, why);
	else if (!date_of(st.st_mtime, utc))
		error = xasprintf("%s: was last changed at %lld s, which is no date; touch it", path,
				  (long long)st.st_mtime);
	else
		r = import_parse(text, length, path, utc, &error);
	free(why);
	if (!r)
		complain("%s", error);
	free(error);
	free(text);
	return r;
}

static bool there_already(const char *path, const struct record *r)
{
	char *error = NULL;
	struct record *old = record_read(path, &error);
	bool same = old && !strcmp(old->id, r->id);

	free(error);
	record_free(old);
	return same;
}

static bool import_one(const char *file, const char *folder)
{
	struct record *r = read_one(file);
	char *path;
	bool fine;

	if (!r)
		return false;
	path = record_path_in(folder, r);
	if (there_already(path, r)) {
		announce("record: %s, as before", path);
		fine = true;
	} else {
		fine = !record_write_beside(r, path);
		if (fine)
			announce("record: %s", r->path);
	}
	free(path);
	record_free(r);
	return fine;
}

int cmd_import(int argc, char **argv)
{
	struct into into = {
		.what = "files of `perf stat -j' or google/benchmark", .folder = "results",
	};
	bool fine = true;
	size_t i;

	arguments_parse(&argp, argc, argv, &into);
	for (i = 0; i < into.count; i++)
		fine &= import_one(into.files[i], into.folder);
	return fine ? 0 : 5;
}
