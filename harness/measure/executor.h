/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An executor runs bodies, one bench at a time.  All answer as /dev/privbench does
 * (bench/abi.h).
 */
#ifndef EXECUTOR_H
#define EXECUTOR_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "abi.h"

struct pb_bench;
struct pb_mailbox;

struct executor {
	unsigned int layouts;
	unsigned int tsc_khz;		/* 0: unknown */
	unsigned int most_samples;	/* in one run; 0: any number */
	int (*run)(struct executor *executor, struct pb_run *run);	/* 0 or -errno */
	int (*code)(struct executor *executor, struct pb_site *site);	/* the same; or NULL */
	const struct pb_sample *samples;	/* of the last run; NULL: they are in its buffer */
	/* VM exits of an operation, and those of them that left the kernel; NULL: not known */
	void (*count_exits)(struct executor *executor, const struct pb_bench *bench, double *all,
			    double *user);
	bool recorded;			/* it replays samples taken earlier */
	const char *uncounted;		/* why no events are; NULL: this thread's are */
	unsigned int pass;		/* in: that of the next run; 0: the clock is recognised */
};

/* Ask an executor.  0 or -errno; an answer that cannot be: PB_FAILED with a reason, or -EPROTO. */
int executor_run(struct executor *executor, struct pb_run *run);
int executor_code(struct executor *executor, struct pb_site *site);

/*
 * An executor may be a broken or hostile guest, so its answer is compared with the request before
 * it is used.  What is wrong, as a sentence (malloced), or NULL.  `err` is the result of the call.
 */
char *answer_wrong(const struct pb_run *asked, const struct pb_run *answer, int err);
char *answer_site_wrong(const struct pb_site *asked, const struct pb_site *answer, int err);

/* A guest with `memory` bytes; `address` is physical. */
char *answer_address_wrong(uint32_t address, size_t memory);
char *answer_mailbox_wrong(const struct pb_mailbox *box, const char *make);

#endif
