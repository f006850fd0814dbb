// SPDX-License-Identifier: GPL-2.0-only
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "complain.h"
#include "sysfile.h"
#include "sysfs.h"
#include "util.h"

#define STATE_MAX (16 << 20)	/* bytes: four settings of each of 8192 CPUs, and room */

static int tell(int err, const char *what)
{
	char *path = sys_path(STATE_FILE);

	complain("cannot %s %s: %s%s", what, path, strerror(-err),
		err == -EACCES || err == -EPERM ? "; it takes root: try again with sudo" : "");
	free(path);
	return err;
}

/* Reading */

static void tell_untrusted(int err)
{
	char *path = sys_path(STATE_FILE);

	complain("%s is not believed: it is %s; see what is in it, set that by hand, remove it",
		path, err == -EFBIG ? "too large" : "no file that root alone can write");
	free(path);
}

/* This program writes what it finds in there as root: nothing but its own settings' files. */
static bool parse_knob(json_t *value, struct knobs *knobs)
{
	const char *name, *path, *was;
	const struct setting *setting = NULL;

	if (!json_unpack(value, "{s:s, s:s, s:s}", "setting", &name, "path", &path, "was", &was))
		setting = setting_of(name, path);
	if (setting)
		knobs_add(knobs, (struct knob){ .setting = setting, .path = xstrdup(path), .want = xstrdup(was) });
	return setting;
}

static bool parse(json_t *all, struct state *s)
{
	const char *time, *boot;
	json_t *values, *value;
	char *now = sys_read(BOOT_ID);
	size_t i;

	if (json_unpack(all, "{s:s, s:s, s:o}", "tuned", &time, "boot_id", &boot, "values", &values) ||
	    !json_is_array(values)) {
		free(now);
		return false;
	}
	s->time = xstrdup(time);
	s->stale = now && strcmp(now, boot);
	free(now);
	json_array_foreach(values, i, value)
		if (!parse_knob(value, &s->knobs))
			return false;
	return true;
}

/* Nobody but who tunes can have written it: root, or in tests who they are. */
static int trusted(const struct stat *st)
{
	if (!S_ISREG(st->st_mode) || (st->st_mode & (S_IWGRP | S_IWOTH)) ||
	    (st->st_uid && st->st_uid != geteuid()))
		return -EPERM;
	return st->st_size > STATE_MAX ? -EFBIG : 0;
}

/* The open file, or -errno. */
static int open_trusted(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), err;
	struct stat st;

	if (fd < 0)
		return -errno;
	err = fstat(fd, &st) ? -errno : trusted(&st);
	if (!err)
		return fd;
	close(fd);
	return err;
}

/* The same that nobody else has locked, and that has its name still. */
static int open_locked(const char *path)
{
	int fd = open_trusted(path), err = 0;
	struct stat st;

	if (fd < 0)
		return fd;
	if (flock(fd, LOCK_EX | LOCK_NB))
		err = errno == EWOULDBLOCK ? -EBUSY : -errno;
	else if (fstat(fd, &st) || !st.st_nlink)
		err = -ENOENT;
	if (!err)
		return fd;
	close(fd);
	return err;
}

static int state_read(struct state *s)
{
	json_error_t error;
	json_t *all = json_loadfd(s->lock, 0, &error);
	bool fine = all && parse(all, s);
	char *path;

	json_decref(all);
	if (fine)
		return 0;
	path = sys_path(STATE_FILE);
	complain("%s is no state of privbench's: %s; see what is in it, set that by hand, remove it",
		path, all ? "members are missing or wrong" : error.text);
	free(path);
	return -EINVAL;
}

int state_open(struct state *s)
{
	char *path = sys_path(STATE_FILE);

	*s = (struct state){ .lock = open_locked(path) };
	free(path);
	if (s->lock == -ENOENT)
		return -ENOENT;
	if (s->lock == -EBUSY)
		complain("another privbench system is at work; wait for it");
	else if (s->lock == -EPERM || s->lock == -ELOOP || s->lock == -EFBIG)
		tell_untrusted(s->lock);
	else if (s->lock < 0)
		tell(s->lock, "open");
	return s->lock < 0 ? s->lock : state_read(s);
}

char *state_when(void)
{
	char *path = sys_path(STATE_FILE), *boot = sys_read(BOOT_ID), *when = NULL;
	int fd = open_trusted(path);
	json_t *all = fd < 0 ? NULL : json_loadfd(fd, 0, NULL);
	const char *time = json_string_value(json_object_get(all, "tuned"));
	const char *of = json_string_value(json_object_get(all, "boot_id"));

	if (time && !(of && boot && strcmp(of, boot)))
		when = xstrdup(time);
	else if (!all && !access(path, F_OK))
		when = xstrdup("a time that root may read");
	if (fd >= 0)
		close(fd);
	json_decref(all);
	free(boot);
	free(path);
	return when;
}

/* Writing */

static json_t *values_json(const struct knobs *now)
{
	json_t *values = json_array();
	size_t i;

	for (i = 0; i < now->count; i++) {
		const struct knob *k = &now->all[i];

		/* Interrupts that are elsewhere already are others' to move. */
		if (k->now && !(k->setting->may_refuse && knob_quiet(k)))
			json_array_append_new(values, json_pack("{s:s, s:s, s:s}", "setting", k->setting->name,
								"path", k->path, "was", k->now));
	}
	return values;
}

static char *to_text(const struct knobs *now, const char *boot)
{
	char utc[32];
	time_t t = time(NULL);
	json_t *all;
	char *text;

	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", gmtime(&t));
	all = json_pack("{s:s, s:s, s:o}", "tuned", utc, "boot_id", boot, "values", values_json(now));
	text = all ? json_dumps(all, JSON_INDENT(1)) : NULL;
	json_decref(all);
	return text;
}

static int write_locked(int fd, const char *text)
{
	ssize_t n;

	if (flock(fd, LOCK_EX | LOCK_NB))
		return -errno;
	n = write(fd, text, strlen(text));
	if (n != (ssize_t)strlen(text))
		return n < 0 ? -errno : -ENOSPC;
	return fsync(fd) ? -errno : 0;
}

/* A name that nothing has: whoever tunes at the same moment must not lose what was there. */
static int create(struct state *s, const char *text)
{
	char *path = sys_path(STATE_FILE), *temporary = xasprintf("%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC), err;

	err = fd < 0 ? -errno : write_locked(fd, text);
	if (!err && link(temporary, path))
		err = -errno;
	if (fd >= 0)
		unlink(temporary);
	if (err && fd >= 0)
		close(fd);
	s->lock = err ? -1 : fd;
	free(temporary);
	free(path);
	return err;
}

int state_create(struct state *s, const struct knobs *now)
{
	char *boot = sys_read(BOOT_ID);
	char *text = boot ? to_text(now, boot) : NULL;
	int err;

	*s = (struct state){ .lock = -1 };
	if (!boot)
		complain("cannot tell this boot from the next: " BOOT_ID ": %s; nothing was changed",
			strerror(errno));
	err = !boot ? -EIO : text ? create(s, text) : -EINVAL;
	if (boot && err)
		tell(err, "write what is there now into");
	free(text);
	free(boot);
	return err;
}

int state_remove(void)
{
	char *path = sys_path(STATE_FILE);
	int err = unlink(path) ? tell(-errno, "remove") : 0;

	free(path);
	return err;
}

void state_close(struct state *s)
{
	if (s->lock >= 0)
		close(s->lock);
	knobs_free(&s->knobs);
	free(s->time);
}
