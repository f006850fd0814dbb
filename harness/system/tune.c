// SPDX-License-Identifier: GPL-2.0-only
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "output.h"
#include "util.h"

#define STATE_MAX (16 << 20)	/* bytes: four settings of each of 8192 CPUs, and room */

/* In one write(): to the kernel each is a value of its own.  0 or -errno. */
static int write_value(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC), err = 0;
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

/* 1: changed; 0: it was so already, or may stay as it is; -errno, said on stderr. */
static int set(const struct knob *k, bool tuning)
{
	char *now = value_read(k->path);
	int err = now ? 0 : -errno, changed = now && k->want && strcmp(now, k->want);

	if (changed) {
		err = write_value(k->path, k->want);
		free(now);
		now = value_read(k->path);
	}
	/* EIO, later EPERM: the interrupt is the kernel's or a driver's own; ENOENT: it is gone */
	if (k->setting->may_refuse &&
	    (err == -ENOENT || (tuning && (err == -EIO || err == -EPERM)))) {
		err = changed = 0;
	} else if (err) {
		complain("%s: %s: %s", k->setting->name, k->path, strerror(-err));
	} else if (!now || !k->want || strcmp(now, k->want)) {
		complain("%s: '%s' was written to %s, but it reads '%s'", k->setting->name,
			 k->want ? k->want : "nothing", k->path, now ? now : "");
		err = -EIO;
	}
	free(now);
	return err ? err : changed;
}

/* In this order, a line of what was done for each setting.  How many could not be set. */
static size_t set_all(const struct knobs *k, bool tuning)
{
	size_t i, n, failed = 0;

	for (i = 0; i < k->count; i += n) {
		size_t changed = 0, j;

		n = knobs_alike(k, i);
		for (j = i; j < i + n; j++) {
			int done = set(&k->all[j], tuning);

			changed += done > 0;
			failed += done < 0;
		}
		if (changed)
			announce("%s: %zu file%s %s", k->all[i].setting->name, changed,
				 changed == 1 ? "" : "s", tuning ? "set" : "put back");
		fflush(stdout);
	}
	return failed;
}

/*
 * All that is there, since what one sets can set another; but interrupts that are elsewhere
 * are others' to move.
 */
static char *state_text(const struct knobs *k)
{
	char *text = xstrdup("");
	const struct knob *knob;

	for (knob = k->all; knob < k->all + k->count; knob++)
		if (knob->now && !(knob->setting->may_refuse && knob_quiet(knob)))
			append(&text, "%s %s\n", knob->path, knob->now);
	return text;
}

static int tell(const char *what, const char *path, int err)
{
	complain("cannot %s %s: %s%s", what, path, strerror(-err),
		 err == -EACCES || err == -EPERM ? "; it takes root: try again with sudo" : "");
	return err;
}

/* Whole and on disk before anything is set, and of root alone. */
static int write_state(const struct knobs *k)
{
	char *path = sys_path(STATE_FILE), *text = state_text(k);
	mode_t mask = umask(077);
	struct stat st;
	int err = lstat(path, &st) ? output_write(path, text, false) : -EEXIST;

	umask(mask);
	if (err == -EEXIST)
		complain("tuned already (%s is there); privbench system reset first", path);
	else if (err)
		tell("write what is there now into", path, err);
	free(text);
	free(path);
	return err;
}

int system_tune(int cpu)
{
	struct knobs k = knobs_find(cpu);
	int err = write_state(&k);

	if (!err && set_all(&k, true)) {
		complain("the rest is set; privbench system reset puts it back");
		err = -EIO;
	}
	knobs_free(&k);
	return err;
}

/* Its lines, last first.  They are written as root: nothing but the files of settings. */
static bool parse_state(char *text, struct knobs *k)
{
	const struct setting *s;
	char *line, *value;

	while (*text) {
		line = text + strlen(text) - 1;
		if (*line != '\n')
			return false;
		*line = '\0';
		line = strrchr(text, '\n');
		line = line ? line + 1 : text;
		value = strchr(line, ' ');
		if (!value)
			return false;
		*value++ = '\0';
		s = setting_of(line);
		if (!s)
			return false;
		*PUSH(k->all, k->count) = (struct knob){ s, xstrdup(line), NULL, xstrdup(value) };
		*line = '\0';
	}
	return true;
}

static int read_state(const char *path, struct knobs *k)
{
	char *error = NULL, *text = read_input(path, INPUT_OWN, STATE_MAX, NULL, &error);
	bool fine = text && parse_state(text, k);

	if (!fine)
		complain("%s is not believed: %s; see what is in it, set that by hand, remove it",
			 path, text ? "it has other lines than privbench writes" : error);
	free(error);
	free(text);
	return fine ? 0 : -EINVAL;
}

int system_reset(void)
{
	char *path = sys_path(STATE_FILE);
	struct knobs k = { 0 };
	struct stat st;
	bool tuned = !lstat(path, &st) || errno != ENOENT;
	int err = tuned ? read_state(path, &k) : 0;

	if (!tuned)
		puts("there is nothing to put back");
	if (!err && set_all(&k, false)) {
		complain("not all is what it was; %s keeps it: mend that, "
			 "then privbench system reset again", path);
		err = -EIO;
	}
	if (tuned && !err && unlink(path))
		err = tell("remove", path, -errno);
	knobs_free(&k);
	free(path);
	return err;
}
