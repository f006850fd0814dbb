// SPDX-License-Identifier: GPL-2.0-only
#include "executor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "mailbox.h"
#include "util.h"

#define ERRNO_MAX 4095
#define VECTOR_MAX 255
#define SITE_MAX 65536	/* bytes of code; the longest site has 535 */

static char *error_wrong(int err)
{
	return err <= 0 && err >= -ERRNO_MAX ? NULL :
	       xasprintf("the executor answered with an invalid error: %d", err);
}

static bool same_question(const struct pb_run *a, const struct pb_run *b)
{
	return a->version == b->version && a->layout == b->layout && a->samples == b->samples &&
	       a->buffer == b->buffer && !memcmp(a->name, b->name, sizeof(a->name));
}

static char *figures_wrong(const struct pb_run *asked, const struct pb_run *r)
{
	if (r->loops < 1 || r->loops > (asked->loops ? asked->loops : PB_LOOPS_MAX))
		return xasprintf("the executor answered with %u loops", r->loops);
	if (r->begin > r->end || r->longest > r->end - r->begin)
		return xstrdup("the executor answered with a time that ends before it begins");
	return NULL;
}

char *answer_wrong(const struct pb_run *asked, const struct pb_run *r, int err)
{
	if (err)
		return error_wrong(err);
	if (!same_question(asked, r))
		return xstrdup("the executor answered another question");
	if (r->status > PB_FAILED)
		return xasprintf("the executor answered with an invalid status: %u", r->status);
	if (r->done > asked->samples)
		return xasprintf("the executor answered with %u samples where %u were asked for",
				 r->done, asked->samples);
	if (!memchr(r->reason, '\0', sizeof(r->reason)))
		return xstrdup("the executor answered with a reason that has no end");
	if (r->status == PB_FAULTED && r->vector > VECTOR_MAX)
		return xasprintf("the executor answered with an invalid vector: %u", r->vector);
	return r->status == PB_OK && r->done ? figures_wrong(asked, r) : NULL;
}

char *answer_site_wrong(const struct pb_site *asked, const struct pb_site *site, int err)
{
	if (err)
		return error_wrong(err);
	if (site->version != asked->version || memcmp(site->name, asked->name, sizeof(site->name)))
		return xstrdup("the executor answered with the code of another bench");
	if (site->bytes > SITE_MAX)
		return xasprintf("the executor answered with %u bytes of code", site->bytes);
	return NULL;
}

char *answer_address_wrong(uint32_t address, size_t memory)
{
	if (address % _Alignof(struct pb_mailbox) || memory < sizeof(struct pb_mailbox) ||
	    address > memory - sizeof(struct pb_mailbox))
		return xasprintf("the guest's mailbox cannot be at 0x%x", address);
	return NULL;
}

char *answer_mailbox_wrong(const struct pb_mailbox *box, const char *make)
{
	if (box->version != PB_ABI_VERSION || box->benches != pb_bench_count)
		return xasprintf("it is of another version; run `make %s`", make);
	return NULL;
}

/* The bench has failed then, and the rest of the answer is forgotten. */
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
		memcpy((void *)(uintptr_t)run->buffer, executor->samples,
		       run->done * sizeof(*executor->samples));
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
