// SPDX-License-Identifier: GPL-2.0-only
#include "host.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"

/* A host that says what cannot be has failed in this; what it said of it is forgotten. */
static int refuse(struct pb_run *run, const struct pb_run *asked, char *why)
{
	*run = *asked;
	run->status = PB_FAILED;
	snprintf(run->reason, sizeof(run->reason), "%s", why);
	free(why);
	return 0;
}

int host_run(struct host *host, struct pb_run *run)
{
	struct pb_run asked;
	char *why;
	int err;

	if (host->most_samples && run->samples > host->most_samples)
		run->samples = host->most_samples;
	run->done = 0;
	asked = *run;
	err = host->run(host, run);
	why = answer_wrong(&asked, run, err);
	if (why)
		return refuse(run, &asked, why);
	if (!err && host->samples)
		memcpy((void *)(uintptr_t)run->buffer, host->samples, run->done * sizeof(*host->samples));
	return err;
}

int host_code(struct host *host, struct pb_site *site)
{
	struct pb_site asked = *site;
	int err = host->code ? host->code(host, site) : -ENODATA;
	char *why = answer_site_wrong(&asked, site, err);

	if (!why)
		return err;
	free(why);
	return -EPROTO;
}
