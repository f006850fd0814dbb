/* SPDX-License-Identifier: GPL-2.0-only */
/* Without a monitor: what the command line asks for is measured, printed, and sent as a record. */
#ifndef RUN_H
#define RUN_H

#include "abi.h"
#include "bench.h"
#include "clock.h"
#include "figures.h"

/* One row: what executor_run() said, and its samples as figures. */
struct result {
	const struct pb_bench *bench;
	struct pb_run run;
	struct figures figures;
	int error;
};

struct results {
	const char *command_line;
	enum clock clock;
	struct chains chains;
	__u32 tsc_khz;			/* 0: unknown */
	__u64 seed;			/* of the order; 0: as listed */
	const char *trouble;		/* of the self-tests; NULL: none */
	unsigned int count;
	struct result *rows;		/* in the table's order */
};

/*
 * Words of the command line are globs, as `privbench run` takes them, or
 *	seed=N		measure in an order shuffled by N
 *	record=com2	send the record there; the first serial port otherwise
 */
__attribute__((noreturn)) void run_alone(const char *command_line);

/* The end, with the exit status that privbench would have; without a word if there is a monitor. */
__attribute__((noreturn)) void run_end(int status);

/* Nobody but us talks to the console. */
extern int running_alone;

#endif
