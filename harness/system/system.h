/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings that make this machine noisy, and that `tune` makes quiet. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

struct setting {
	const char *name;
	const char *pattern;	/* of its files */
	const char *quiet;	/* what to set; NULL: the CPUs in it but the measuring one */
	const char *remedy;	/* why it is noisy, and what sets it by hand */
	bool deep_idle;		/* only of the measuring CPU, and only what takes long to leave */
	bool may_refuse;	/* the kernel keeps some of these, and says so when written to */
};

/* One file of a setting. */
struct knob {
	const struct setting *setting;
	char *path, *now, *want;	/* malloced; the latter NULL: it cannot be read */
};

struct knobs {
	struct knob *all;
	size_t count;
};

/* All that this machine has, and what is quiet, in the order in which they are to be set. */
struct knobs knobs_find(int cpu);
void knobs_free(struct knobs *k);
bool knob_quiet(const struct knob *k);

/* How many are of the same setting as `first`, from it on. */
size_t knobs_alike(const struct knobs *k, size_t first);

/* The setting that has this file; NULL: none. */
const struct setting *setting_of(const char *path);

/* Where a file lies for this program: under PRIVBENCH_SYSTEM_ROOT in tests (malloced). */
char *sys_path(const char *path);

char *sys_read(const char *path);	/* value_read() of that */

/* The first line of a file (malloced), no more than 4095 bytes of it; or NULL with errno. */
char *value_read(const char *path);

bool cpu_in_list(const char *list, int cpu);

/* Lines "PATH VALUE" of what was there, in the order of setting.  A boot empties /run. */
#define STATE_FILE "/run/privbench-system"

/*
 * Make this machine quiet for measurements on `cpu`, after what is there was written to the
 * state file; put that back, last first.  What is changed is said on stdout, what could not
 * be on stderr.  0; or -errno: not all could be set, and the state file is kept.
 */
int system_tune(int cpu);
int system_reset(void);

#endif
