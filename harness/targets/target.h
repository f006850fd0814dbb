/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

struct record;

#define WAIT_USUAL 10	/* seconds: phases in which a core is shared last about as long */

/* What the user asked for. */
struct request {
	const char *const *globs;	/* none: everything */
	size_t glob_count;
	const char *clock;		/* "tsc" or "icount" for targets that can choose; NULL: theirs */
	const char *kernel;		/* the guest's; NULL: the default one */
	struct plan plan;		/* boots are the caller's business */
	const char *pair;		/* of a comparison, "SESSION/N": which this record is half of; NULL: none */
	uint64_t seed;			/* of the order of benches */
	double patience;		/* seconds of silence before a guest counts as hung; 0: the usual */
	double wait;			/* seconds, in all, to take batches again while others use the core */
	const char *store;		/* a folder of earlier records, which know how fast this core is; or NULL */
	bool verbose;
};

/* A target cannot measure here: the reason is told, and the next one is tried. */
#define TARGET_UNFIT 1

struct target {
	const char *name;
	const char *what;
	bool automatic;			/* --on auto may choose it */

	/*
	 * Why it cannot measure here, as a sentence (malloced); NULL if it seems
	 * it can.  For --on auto also why it should not: what it would describe
	 * is an emulator.
	 */
	char *(*probe)(bool automatic);

	/*
	 * Measure into the record.  0; TARGET_UNFIT with *why (malloced); or
	 * -errno when the run failed, which has been said on stderr.
	 */
	int (*measure)(const struct request *q, struct record *r, char **why);
};

extern const struct target target_kernel, target_kvm, target_qemu, target_qemu_flat, target_xen, target_user;

extern const struct target *const targets[];
extern const size_t target_count;

/* By name, or NULL. */
const struct target *target_find(const char *name);

/*
 * Measure at the target called `name`, or at the first automatic one that can,
 * saying on stderr why the better ones could not.  An exit status: 0, 2 for an
 * unknown target, 5 where the run failed or no target could measure.
 */
int target_measure(const char *name, const struct request *q, struct record *r);

#endif
