/* SPDX-License-Identifier: GPL-2.0-only */
/* Where benches can run: the machine, and the executor on it. */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "request.h"

struct record;

/* A target cannot measure here: the reason is told, and the next one is tried. */
#define TARGET_UNFIT 1

enum target_ability {
	TARGET_AUTO = 1 << 0,	/* --on auto may choose it */
	TARGET_HERE = 1 << 1,	/* this process, by the machine's own clock; --on auto adds it */
	TARGET_CLOCK = 1 << 2,	/* takes --clock */
	TARGET_KERNEL = 1 << 3,	/* takes --kernel */
};

struct target {
	const char *name, *what;
	unsigned int can;	/* enum target_ability */

	/* Why it cannot measure here, as a sentence (malloced); NULL if it seems it can. */
	char *(*probe)(void);

	/* The same: why --on auto should not choose it; NULL where there is no more to say. */
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

/* Those that can do it, "qemu, xen" (malloced); 0: all. */
char *target_names(unsigned int can);

/*
 * Measure at this target; or (NULL) at the first that --on auto may choose and that can,
 * saying on stderr why the better ones could not.  0, or -errno: the run failed, or no
 * target could measure, which has been said.
 */
int target_measure(const struct target *t, const struct request *q, struct record *r);

/*
 * Why KVM is of no use here, as a sentence (malloced): a KVM without hardware behind it emulates
 * its guests, and takes thousands of ticks for a nop.  NULL if it runs them on silicon.
 */
char *kvm_unfit(void);

#endif
