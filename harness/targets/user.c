// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target `user`: this process, and the bodies that ring 3 allows.  Its
 * engine is byte for byte the module's, so what silicon proves here holds
 * there.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "executor.h"
#include "interrupt.h"
#include "machine.h"
#include "measure.h"
#include "process.h"
#include "target.h"
#include "record.h"
#include "suite.h"
#include "util.h"

#define PATIENCE 5	/* seconds of this process for one request: a stop does not count */

static int sampled(const struct pb_run *run, const struct pb_sample *sample)
{
	((struct pb_sample *)(uintptr_t)run->buffer)[run->done] = *sample;
	return interrupted() ? -EINTR : 0;
}

struct user_executor {
	struct executor executor;
	struct itimerval patience;	/* for one request */
};

static int run(struct executor *executor, struct pb_run *r)
{
	const struct pb_executor here = {
		.have = process_has(),
		.tsc_khz = executor->tsc_khz,
		.burst = process_burst,
		.cpu = process_cpu,
		.sampled = sampled,
	};
	int err;

	process_hung = 0;
	setitimer(ITIMER_PROF, &((struct user_executor *)executor)->patience, NULL);
	err = pb_measure(&here, r);
	setitimer(ITIMER_PROF, &(struct itimerval){ 0 }, NULL);
	if (process_hung && r->status == PB_FAULTED) {
		r->status = PB_FAILED;
		snprintf(r->reason, sizeof(r->reason), "it hung and was stopped");
	}
	return err;
}

static int read_code(struct executor *executor, struct pb_site *site)
{
	(void)executor;
	return pb_read_code(site);
}

static int measure(const struct request *q, struct record *r, char **why)
{
	double patience = q->timeout > 0 ? q->timeout : PATIENCE;
	struct user_executor executor = {
		.executor = {
			.layouts = PB_LAYOUTS, .tsc_khz = machine_tsc_khz(), .run = run,
			.code = read_code,
		},
		.patience.it_value = {
			(time_t)patience, (suseconds_t)(1e6 * (patience - floor(patience))),
		},
		.patience.it_interval = { 0, 10000 },	/* the first may fall between two bursts */
	};
	struct sigaction old[PROCESS_SIGNALS];
	int err;

	(void)why;
	machine_describe(r);
	record_fact_number(r, "cpu_pinned", pin_to_last_cpu());
	record_note(r, "interrupts are unobservable from ring 3: one that leads to no other task "
		    "stays in its sample");
	process_catch(old);
	err = suite_run(&executor.executor, q, r);
	process_release(old);
	return err;
}

const struct target target_user = {
	.name = "user",
	.what = "this process, in ring 3",
	.can = TARGET_AUTO | TARGET_HERE,
	.measure = measure,
};
