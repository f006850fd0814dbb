/* SPDX-License-Identifier: GPL-2.0-only */
/* What of this machine makes figures noisy and can be set while it runs. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

struct setting {
	const char *name;
	const char *pattern;	/* of its files; %d: the measuring CPU */
	const char *quiet;	/* what to set; NULL: what it is, without the measuring CPU */
	const char *each;	/* what a file is for: "CPU", "IRQ", ...; NULL: there is one */
	const char *why;
	const char *absent;	/* why a machine has none; NULL: its cpufreq driver has none */
	bool mask;		/* a mask of CPUs, where others have a list */
	bool deep_only;		/* idle states: only what takes long to leave */
	bool may_refuse;	/* some of these the kernel keeps for itself, and says so when written to */
};

/* One file of a setting. */
struct knob {
	const struct setting *setting;
	char *path;
	char *now;		/* NULL: it cannot be read, for `err` */
	char *want;		/* NULL only if `now` is */
	int err;		/* 0 or -errno, of reading, and later of writing */
};

struct knobs {
	struct knob *all;
	size_t count;
};

/* In the order in which they are to be made quiet; they are put back the other way round. */
extern const struct setting settings[];
extern const size_t setting_count;

/* All that this machine has, with what they are now and what is quiet; grouped by setting. */
struct knobs knobs_find(int cpu);
void knobs_add(struct knobs *k, struct knob knob);
void knobs_free(struct knobs *k);

/* Those of the setting that knob `first` is of, from it on. */
size_t knobs_alike(const struct knobs *k, size_t first);
bool knob_quiet(const struct knob *k);

/* Why there are no knobs of a setting. */
const char *setting_absent(const struct setting *s, int cpu);

/* By its name and one of its files; NULL if no setting of that name has such a file. */
const struct setting *setting_of(const char *name, const char *path);

#endif
