/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A executor: code that can run bodies, one bench at a time.  It answers as
 * /dev/privbench does (bench/abi.h), whatever it is.
 */
#ifndef HOST_H
#define HOST_H

#include "abi.h"

struct executor {
	unsigned int layouts;
	unsigned int tsc_khz;		/* 0: unknown */
	unsigned int most_samples;	/* in one run; 0: any number */
	int (*run)(struct executor *executor, struct pb_run *run);	/* 0 or -errno */
	int (*code)(struct executor *executor, struct pb_site *site);	/* 0 or -errno; NULL: it tells none */
	const struct pb_sample *samples;	/* of the last run; NULL: they are in its buffer */
	double exits;			/* VM exits during the last run; NAN: not known */
};

/*
 * Ask an executor, and believe only what can be: an answer that cannot is PB_FAILED with
 * the reason, or -EPROTO.  0 or -errno.
 */
int executor_run(struct executor *executor, struct pb_run *run);
int executor_code(struct executor *executor, struct pb_site *site);

#endif
