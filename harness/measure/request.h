/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan.h"

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

#endif
