// SPDX-License-Identifier: GPL-2.0-only
#include "target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "interrupt.h"
#include "record.h"
#include "util.h"

/* Best first: the order of --on auto. */
const struct target *const targets[] = {
	&target_kernel, &target_kvm, &target_qemu, &target_qemu_flat, &target_xen, &target_user,
};
const size_t target_count = ARRAY_SIZE(targets);

const struct target *target_find(const char *name)
{
	size_t i;

	for (i = 0; i < target_count; i++)
		if (!strcmp(targets[i]->name, name))
			return targets[i];
	return NULL;
}

/* 0, TARGET_UNFIT (said why), or -errno. */
static int try(const struct target *p, bool automatic, const struct request *q, struct record *r)
{
	char *why = p->probe(automatic), *key;
	int err = TARGET_UNFIT;

	if (interrupted()) {	/* and with it what the probe has run */
		free(why);
		complain("interrupted; nothing was recorded");
		return -EINTR;
	}
	if (!why) {
		free(r->target);
		r->target = xstrdup(p->name);
		remark("measuring at %s: %s", p->name, p->what);
		err = p->measure(q, r, &why);
	}
	if (err == TARGET_UNFIT) {
		remark("not at %s: %s", p->name, why);
		key = xasprintf("place_%s", p->name);
		record_fact_missing(r, key, "%s", why);
		free(key);
	}
	free(why);
	return err;
}

static int try_all(const struct request *q, struct record *r)
{
	size_t i;
	int err = TARGET_UNFIT;

	for (i = 0; i < target_count && err == TARGET_UNFIT; i++)
		if (targets[i]->automatic)
			err = try(targets[i], true, q, r);
	if (err == TARGET_UNFIT)
		complain("no target can measure here; the reasons are above");
	return err;
}

int target_measure(const char *name, const struct request *q, struct record *r)
{
	const struct target *p = target_find(name);
	char *all, *longer;
	size_t i;

	if (!strcmp(name, "auto"))
		return try_all(q, r) ? 5 : 0;
	if (p)
		return try(p, false, q, r) ? 5 : 0;
	all = xstrdup("auto");
	for (i = 0; i < target_count; i++) {
		longer = xasprintf("%s, %s", all, targets[i]->name);
		free(all);
		all = longer;
	}
	complain("there is no target '%s'; the targets are %s", name, all);
	free(all);
	return 2;
}
