// SPDX-License-Identifier: GPL-2.0-only
#include "executor.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"

/* A executor that says what cannot be has failed in this; what it said of it is forgotten. */
static int refuse(struct pb_run *run, const struct pb_run *asked, char *why)
{
	*run = *asked;
	run->status = PB_FAILED;
	snprintf(run->reason, sizeof(run->reason), "%s", why);
	free(why);
	return 0;
}

int executor_run(struct executor *executor, struct pb_run *run)
{
	struct pb_run asked;
	char *why;
	int err;

	if (executor->most_samples && run->samples > executor->most_samples)
		run->samples = executor->most_samples;
	run->done = 0;
	asked = *run;
	err = executor->run(executor, run);
	why = answer_wrong(&asked, run, err);
	if (why)
		return refuse(run, &asked, why);
	if (!err && executor->samples)
		memcpy((void *)(uintptr_t)run->buffer, executor->samples, run->done * sizeof(*executor->samples));
	return err;
}

int executor_code(struct executor *executor, struct pb_site *site)
{
	struct pb_site asked = *site;
	int err = executor->code ? executor->code(executor, site) : -ENODATA;
	char *why = answer_site_wrong(&asked, site, err);

	if (!why)
		return err;
	free(why);
	return -EPROTO;
}
