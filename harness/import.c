// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "commands.h"
#include "complain.h"
#include "judge.h"
#include "raw.h"
#include "record.h"
#include "util.h"

static const struct argp_option options[] = {
	{ "output", 'o', "DIR", 0, "the folder for the records (default results)", 0 },
	{ "emulator", OPT_EMULATOR, "NAME", 0,
	  "the machine was an emulator that passes for a CPU: Bochs, for example", 0 },
	{ 0 },
};

const struct argp import_argp = {
	options, arguments_option, "FILE...",
	"Make a record of each file of raw samples that a booted image sent to its serial port.",
	0, 0, 0,
};

/* When the file was written (malloced): the guest knows no time zone. */
static char *written(const char *path)
{
	struct stat st = { 0 };
	struct tm when = { 0 };
	char utc[32] = "";

	if (!stat(path, &st) && gmtime_r(&st.st_mtime, &when))
		strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", &when);
	return xstrdup(*utc ? utc : "1970-01-01T00:00:00Z");
}

static struct raw *read_raw(const char *path)
{
	char *why = NULL, *error = NULL, *text;
	struct raw *raw = NULL;
	size_t length;

	text = read_input(path, INPUT_FILE, RECORD_BYTES_MAX, &length, &why);
	if (text)
		raw = raw_parse(text, length, path, &error);
	else
		error = xasprintf("%s: cannot be read: %s", path, why);
	if (!raw)
		complain("%s", error);
	free(why);
	free(error);
	free(text);
	return raw;
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

/* NULL with the reason said on stderr. */
static struct record *make_record(const char *path, const struct arguments *a)
{
	struct raw *raw = read_raw(path);
	struct record *r = raw ? record_new() : NULL;
	int err;

	if (!raw)
		return NULL;
	r->id = xasprintf("%016llx", (unsigned long long)raw->id);
	r->utc = written(path);
	r->version = xstrdup(raw_value(raw, "version"));
	r->command = xasprintf("privbench.flat %s", raw_value(raw, "command_line"));
	r->target = xstrdup("flat");
	r->seed = raw_number(raw, "seed") & INT64_MAX;
	err = replay(raw, a->output, r);
	raw_free(raw);
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

static bool there_already(const char *path, const struct record *r)
{
	char *error = NULL;
	struct record *old = record_read(path, &error);
	bool same = old && !strcmp(old->id, r->id);

	free(error);
	record_free(old);
	return same;
}

static bool import(const char *file, const struct arguments *a)
{
	struct record *r = make_record(file, a);
	char *path = r ? record_path_in(a->output, r) : NULL;
	bool there = r && there_already(path, r);
	bool fine = there || (r && !record_write(r, path, RECORD_BESIDE));

	if (fine)
		announce("record: %s%s", there ? path : r->path, there ? ", as before" : "");
	free(path);
	record_free(r);
	return fine;
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
