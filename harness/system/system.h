/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings that make this machine noisy, and that `tune` changes. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

struct setting {
	const char *name;
	const char *pattern;	/* glob of its files */
	const char *quiet;	/* value to set; NULL: the CPUs in it without the measuring one */
	const char *remedy;	/* why it is noisy, and how to set it by hand */
	bool deep_idle;		/* only deep states of the measuring CPU */
	bool may_refuse;	/* the kernel refuses some writes */
};

/* One file of a setting. */
struct knob {
	const struct setting *setting;
	char *path, *now, *want;	/* malloced; `now`, `want` NULL: unreadable */
};

struct knobs {
	struct knob *all;
	size_t count;
};

/* All of this machine, in the order in which to set them. */
struct knobs knobs_find(int cpu);
void knobs_free(struct knobs *k);
bool knob_quiet(const struct knob *k);

/* The number of knobs from `first` on that belong to the same setting. */
size_t knobs_alike(const struct knobs *k, size_t first);

/* The setting of this file, or NULL. */
const struct setting *setting_of(const char *path);

/* The path, in tests below PRIVBENCH_SYSTEM_ROOT (malloced). */
char *sys_path(const char *path);

char *sys_read(const char *path);	/* value_read() of sys_path() */

/* The first line of a file (malloced), no more than 4095 bytes of it; or NULL with errno. */
char *value_read(const char *path);

bool cpu_in_list(const char *list, int cpu);

/* Lines "PATH VALUE" with the old values, in the order of setting.  A boot empties /run. */
#define STATE_FILE "/run/privbench-system"

/*
 * Save all values in the state file and set quiet ones for measurements on `cpu`; restore them,
 * last first.  Changes are named on stdout, failures on stderr.  0; or -errno if a setting failed,
 * and then the state file is kept.
 */
int system_tune(int cpu);
int system_reset(void);

#endif
