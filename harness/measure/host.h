/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host: code that can run bodies, one bench at a time.  It answers as
 * /dev/privbench does (bench/abi.h), whatever it is.
 */
#ifndef HOST_H
#define HOST_H

#include "abi.h"

struct host {
	unsigned int layouts;
	unsigned int tsc_khz;		/* 0: unknown */
	int (*run)(struct host *host, struct pb_run *run);	/* 0 or -errno */
	int (*code)(struct host *host, struct pb_site *site);	/* 0 or -errno */
	double exits;			/* VM exits during the last run; NAN: not known */
};

#endif
