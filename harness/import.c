// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "complain.h"
#include "judge.h"
#include "raw.h"
#include "record.h"
#include "util.h"

#define RAW_BEGIN "privbench-raw "	/* of every version */

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "the folder for the records (default results)", 0 },
	{ "emulator", OPT_EMULATOR, "NAME", 0,
	  "the machine was an emulator that passes for a CPU: Bochs, for example", 0 },
	{ 0 },
};

const struct argp import_argp = {
	options, arguments_option, "FILE|DIR...",
	"Make a record of each file of raw samples that a booted image wrote to its stick, or "
	"sent to its serial port; of a folder, such as /media/stick, of every *.raw in it and in "
	"DIR/privbench.",
	0, 0, 0,
};

/* By the firmware's clock, which knows no time zone; no path must be in it. */
static bool is_time(const char *text)
{
	struct tm when = { 0 };
	char again[32] = "";
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &when);

	return end && !*end && strftime(again, sizeof(again), "%Y-%m-%dT%H:%M:%S", &when) &&
	       !strcmp(again, text);
}

/* When the run started, or else when the file was written (malloced). */
static char *time_of(const struct raw *raw, const char *path)
{
	const char *started = raw_value(raw, "started");
	struct stat st = { 0 };
	struct tm when = { 0 };
	char utc[32] = "";

	if (is_time(started))
		return xasprintf("%sZ", started);
	if (!stat(path, &st) && gmtime_r(&st.st_mtime, &when))
		strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", &when);
	return xstrdup(*utc ? utc : "1970-01-01T00:00:00Z");
}

/* Its CPUID is that of the CPU it passes for; nobody shall take its ticks for that one's. */
static void name_emulator(struct record *r, const char *emulator)
{
	const struct fact *cpu = record_find_fact(r, "cpu_model");
	char *model = xasprintf("%s, as %s", emulator, cpu && cpu->value ? cpu->value : "unknown");

	record_fact(r, "cpu_model", "%s", model);
	record_fact(r, "hypervisor", "%s", emulator);
	free(model);
}

/* All but what the samples tell. */
static struct record *begin_record(const struct raw *raw, const char *path)
{
	struct record *r = record_new();

	r->id = xasprintf("%016llx", (unsigned long long)raw->id);
	r->utc = time_of(raw, path);
	r->version = xstrdup(raw_value(raw, "version"));
	r->command = xasprintf("privbench.%s %s", *raw_value(raw, "firmware") ? "efi" : "flat",
			       raw_value(raw, "command_line"));
	r->target = xstrdup("flat");
	r->seed = raw_number(raw, "seed") & INT64_MAX;
	return r;
}

/* NULL with the reason said on stderr. */
static struct record *make_record(struct raw *raw, const char *path, const struct arguments *a)
{
	struct record *r = begin_record(raw, path);
	char *unfinished = raw_unfinished(raw);
	int err;

	if (unfinished)
		remark("%s: %s", path, unfinished);
	free(unfinished);
	err = replay(raw, a->output, r);
	if (err) {
		complain("%s: nothing can be made of these samples: %s", path, strerror(-err));
		record_free(r);
		return NULL;
	}
	if (a->emulator)
		name_emulator(r, a->emulator);
	claims_judge(r);
	return r;
}

/* The record of this run under the path or one beside it (malloced), or NULL. */
static char *there_already(const char *path, const struct record *r)
{
	char *name = xstrdup(path), *error = NULL;
	char suffix[16];
	unsigned int n = 1;
	bool same = false;

	while (!same && !access(name, F_OK)) {
		struct record *old = record_read_brief(name, &error);

		same = old && !strcmp(old->id, r->id);
		record_free(old);
		free(error);
		error = NULL;
		if (!same) {
			free(name);
			snprintf(suffix, sizeof(suffix), "-%u", ++n);
			name = path_suffixed(path, suffix);
		}
	}
	if (same)
		return name;
	free(name);
	return NULL;
}

static bool import_run(const char *text, size_t length, const char *path,
		       const struct arguments *a)
{
	char *error = NULL, *file, *there;
	struct raw *raw = raw_parse(text, length, path, &error);
	struct record *r = raw ? make_record(raw, path, a) : NULL;
	bool fine;

	if (!raw)
		complain("%s", error);
	file = r ? record_path_in(a->output, r) : NULL;
	there = r ? there_already(file, r) : NULL;
	fine = there || (r && !record_write(r, file, RECORD_BESIDE));
	if (fine)
		announce("record: %s%s", there ? there : r->path, there ? ", as before" : "");
	free(there);
	free(file);
	free(error);
	record_free(r);
	if (raw)
		raw_free(raw);
	return fine;
}

/* Where the samples of another run begin, as in what a serial port took of two boots; or `end`. */
static const char *next_run(const char *text, const char *end)
{
	const char *first = memmem(text, (size_t)(end - text), RAW_BEGIN, strlen(RAW_BEGIN));
	const char *from = first ? first + strlen(RAW_BEGIN) : end;
	const char *found = memmem(from, (size_t)(end - from), RAW_BEGIN, strlen(RAW_BEGIN));

	return found ? found : end;
}

static bool import_file(const char *path, const struct arguments *a)
{
	char *why = NULL, *text;
	const char *at, *next;
	bool fine = true;
	size_t length;

	text = read_input(path, INPUT_FILE, RECORD_BYTES_MAX, &length, &why);
	if (!text)
		complain("%s: cannot be read: %s", path, why);
	for (at = text; text && at < text + length; at = next) {
		next = next_run(at, text + length);
		fine &= import_run(at, (size_t)(next - at), path, a);
	}
	if (text && !length)
		fine = import_run(text, 0, path, a);
	fine &= !!text;
	free(why);
	free(text);
	return fine;
}

/* Hidden files are other systems' own: "._NAME.raw". */
static int is_raw(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return *entry->d_name != '.' && dot && !strcasecmp(dot, ".raw");
}

/* Every file of a folder, which need not be there; *found: how many there were. */
static bool import_all(const char *folder, const struct arguments *a, size_t *found)
{
	struct dirent **names;
	int n = scandir(folder, &names, is_raw, alphasort), i;
	bool fine = n >= 0 || errno == ENOENT || errno == ENOTDIR;

	if (!fine)
		complain("%s: cannot be read: %s", folder, strerror(errno));
	for (i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, names[i]->d_name);

		fine &= import_file(path, a);
		++*found;
		free(path);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return fine;
}

static bool import_folder(const char *folder, const struct arguments *a)
{
	char *below = xasprintf("%s/privbench", folder);
	size_t found = 0;
	bool fine = import_all(folder, a, &found);

	fine &= import_all(below, a, &found);
	if (fine && !found)
		complain("%s: no raw samples (*.raw) in it, nor in %s: a stick has them once it "
			 "was booted and has measured", folder, below);
	free(below);
	return fine && found;
}

static bool import(const char *path, const struct arguments *a)
{
	struct stat st = { 0 };

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return import_folder(path, a);
	return import_file(path, a);
}

int cmd_import(int argc, char **argv)
{
	struct arguments a = { .ask = "which files of raw samples?", .output = "results" };
	bool fine = true;
	size_t i;

	arguments_parse(&import_argp, argc, argv, &a);
	for (i = 0; i < a.count; i++)
		fine &= import(a.files[i], &a);
	return fine ? EXIT_FINE : EXIT_RUN_FAILED;
}
