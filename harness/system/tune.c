// SPDX-License-Identifier: GPL-2.0-only
#include "tune.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "conditions.h"
#include "settings.h"
#include "state.h"
#include "sysfile.h"
#include "util.h"

/* Setting */

static bool reads(const char *path, const char *want)
{
	char *value = sys_read(path);
	bool same = value && !strcmp(value, want);

	free(value);
	return same;
}

/* What one sets can set another: each is looked at when its turn has come, and written only if it has to be. */
static void set_all(struct knobs *k)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (k->all[i].now && !reads(k->all[i].path, k->all[i].want))
			k->all[i].err = sys_write(k->all[i].path, k->all[i].want);
}

/*
 * EIO, later EPERM: the kernel's word for interrupts that are its own, or a driver's; once one was moved it is
 * neither.  ENOENT: gone, with its device.
 */
static bool may_stay(const struct knob *k, bool tuning)
{
	return k->setting->may_refuse &&
	       (k->err == -ENOENT || (tuning && (k->err == -EIO || k->err == -EPERM)));
}

/* Reporting */

/* "governor: powersave -> performance (8 CPUs)", a line for each such change among n knobs of one setting. */
static void report_changes(const struct knob *k, size_t n)
{
	bool *told = xcalloc(n, sizeof(*told));
	size_t i, j, same;
	char *of;

	for (i = 0; i < n; i++) {
		if (told[i] || k[i].err || !k[i].now || !strcmp(k[i].now, k[i].want))
			continue;
		for (same = 0, j = i; j < n; j++) {
			if (k[j].err || !k[j].now || strcmp(k[i].now, k[j].now) || strcmp(k[i].want, k[j].want))
				continue;
			told[j] = true;
			same++;
		}
		of = k->setting->each ? xasprintf(" (%zu %s%s)", same, k->setting->each, same == 1 ? "" : "s") : xstrdup("");
		announce("%s: %s -> %s%s", k->setting->name, k[i].now, k[i].want, of);
		free(of);
	}
	free(told);
}

static void report_failure(const struct knob *k, size_t others)
{
	char *path = sys_path(k->path), *now = k->now ? sys_read(k->path) : NULL, *why;

	if (!k->now)
		why = xasprintf("%s cannot be read: %s", path, strerror(-k->err));
	else if (k->err == -EILSEQ)
		why = xasprintf("'%s' was written to %s, but it reads '%s'", k->want, path, now ? now : strerror(errno));
	else
		why = xasprintf("'%s' cannot be written to %s: %s", k->want, path, strerror(-k->err));
	fflush(stdout);
	if (others)
		complain("%s: %s (and %zu more)", k->setting->name, why, others);
	else
		complain("%s: %s", k->setting->name, why);
	free(why);
	free(now);
	free(path);
}

/* n knobs of one setting; how many of them failed. */
static size_t report_setting(const struct knob *k, size_t n, bool tuning)
{
	const struct knob *first = NULL;
	size_t i, failed = 0, stayed = 0;

	report_changes(k, n);
	for (i = 0; i < n; i++) {
		if (may_stay(&k[i], tuning)) {
			stayed++;
		} else if (k[i].err) {
			first = first ? first : &k[i];
			failed++;
		}
	}
	if (stayed)
		printf("%s: %zu %s\n", k->setting->name, stayed,
		       tuning ? "stay as they are: a driver's or a CPU's own" : "are gone, with their devices");
	if (failed)
		report_failure(first, failed - 1);
	return failed;
}

/* Set, read back, report; how many could not be set. */
static size_t apply(struct knobs *k, bool tuning)
{
	size_t i, failed = 0;

	set_all(k);
	for (i = 0; i < k->count; i++)
		if (!k->all[i].err && !reads(k->all[i].path, k->all[i].want))
			k->all[i].err = -EILSEQ;
	for (i = 0; i < k->count; i += knobs_alike(k, i))
		failed += report_setting(&k->all[i], knobs_alike(k, i), tuning);
	return failed;
}

/* Tuning */

/* 0: nothing is tuned, or it was before this boot. */
static int not_tuned_yet(void)
{
	struct state s;
	int err = state_open(&s);

	if (err == -ENOENT) {
		err = 0;
	} else if (!err && s.stale) {
		announce("what was tuned at %s went with that boot", s.time);
		err = state_remove();
	} else if (!err) {
		complain("tuned already at %s; privbench system reset first", s.time);
		err = -EEXIST;
	}
	state_close(&s);
	return err;
}

static bool all_quiet(const struct knobs *k)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		if (!knob_quiet(&k->all[i]))
			return false;
	return true;
}

static int tune(struct knobs *k)
{
	struct state s;
	size_t failed;
	int err = state_create(&s, k);

	if (err)
		return err;
	failed = apply(k, true);
	state_close(&s);
	if (failed)
		complain("the rest is set; privbench system reset puts it back");
	return failed ? -EIO : 0;
}

int system_tune(int cpu)
{
	struct knobs k = { 0 };
	int err = not_tuned_yet();

	if (err)
		return err;
	k = knobs_find(cpu);
	if (all_quiet(&k))
		puts("all that can be set is quiet already: nothing was changed");
	else
		err = tune(&k);
	knobs_free(&k);
	if (irqbalance_runs())
		puts("irqbalance runs, and will move interrupts again: systemctl stop irqbalance");
	return err;
}

/* Putting back */

/* Last first, and with what they are now. */
static void turn_round(struct knobs *k)
{
	struct knob swapped;
	size_t i;

	for (i = 0; i < k->count / 2; i++) {
		swapped = k->all[i];
		k->all[i] = k->all[k->count - 1 - i];
		k->all[k->count - 1 - i] = swapped;
	}
	for (i = 0; i < k->count; i++) {
		k->all[i].now = sys_read(k->all[i].path);
		if (!k->all[i].now)
			k->all[i].err = -errno;
	}
}

static int put_back(struct state *s)
{
	char *path;

	turn_round(&s->knobs);
	if (!apply(&s->knobs, false))
		return state_remove();
	path = sys_path(STATE_FILE);
	complain("not all is what it was; %s keeps it: mend that, then privbench system reset again",
		path);
	free(path);
	return -EIO;
}

int system_reset(void)
{
	struct state s;
	int err = state_open(&s);

	if (err == -ENOENT) {
		puts("there is nothing to put back");
		err = 0;
	} else if (!err && s.stale) {
		announce("what was tuned at %s went with that boot: there is nothing to put back", s.time);
		err = state_remove();
	} else if (!err) {
		err = put_back(&s);
	}
	state_close(&s);
	return err;
}
