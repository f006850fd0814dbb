/* SPDX-License-Identifier: GPL-2.0-only */
/* Where benches can run: the machine, and the executor on it. */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"

struct record;

/* A target cannot measure here: the reason is printed, and the next one is tried. */
#define TARGET_UNFIT 1

enum target_ability {
	TARGET_AUTO = 1 << 0,	/* --on auto may choose it */
	TARGET_HERE = 1 << 1,	/* this process; --on auto measures it, too */
	TARGET_CLOCK = 1 << 2,	/* takes --clock */
	TARGET_KERNEL = 1 << 3,	/* takes --kernel and --cmdline */
	TARGET_FLAT = 1 << 4,	/* the flat guest, which has a machine of its own */
};

struct target {
	const char *name, *what;
	unsigned int can;	/* enum target_ability */

	/* Why it cannot measure here, as a sentence (malloced); NULL if it probably can. */
	char *(*probe)(void);

	/* Why --on auto should not choose it, or NULL; the function may be NULL. */
	char *(*unwise)(void);

	/*
	 * Measure into the record.  0; TARGET_UNFIT with *why (malloced); or
	 * -errno when the run failed, which has been said on stderr.
	 */
	int (*measure)(const struct request *q, struct record *r, char **why);
};

/* Best first: the order of --on auto. */
extern const struct target *const targets[];
extern const size_t target_count;

/* By name, or NULL. */
const struct target *target_find(const char *name);

/* Why --on auto passes it over (malloced), or NULL. */
char *target_unfit(const struct target *t);

/* The names of targets with this ability, "qemu, xen" (malloced); 0: all. */
char *target_names(unsigned int can);

/*
 * Measure at this target.  0; TARGET_UNFIT, said on stderr and in the record; or -errno, said on
 * stderr: the run failed.  `wary`: not where that would be unwise either.
 */
int target_measure(const struct target *t, const struct request *q, struct record *r, bool wary);

/*
 * Why KVM is of no use here, as a sentence (malloced); NULL if it runs guests on silicon.  Without
 * hardware virtualisation a KVM may emulate its guests, and take thousands of ticks for a nop.
 */
char *kvm_unfit(void);

#endif
