/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"

struct record;

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
