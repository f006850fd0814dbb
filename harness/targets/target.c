// SPDX-License-Identifier: GPL-2.0-only
#include "target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "interrupt.h"
#include "record.h"
#include "util.h"

/* Each is target_NAME in a file of its own. */
#define TARGETS(_)								\
	_(kernel) _(kvm) _(qemu) _(qemu_flat) _(nested) _(xen) _(uml) _(user)

#define DECLARE(name) extern const struct target target_##name;
TARGETS(DECLARE)

#define ADDRESS(name) &target_##name,
const struct target *const targets[] = { TARGETS(ADDRESS) };
const size_t target_count = ARRAY_SIZE(targets);

const struct target *target_find(const char *name)
{
	size_t i;

	for (i = 0; i < target_count; i++)
		if (!strcmp(targets[i]->name, name))
			return targets[i];
	return NULL;
}

char *target_names(unsigned int can)
{
	char *names = xstrdup("");
	size_t i;

	for (i = 0; i < target_count; i++)
		if ((targets[i]->can & can) == can)
			append(&names, "%s%s", *names ? ", " : "", targets[i]->name);
	return names;
}

char *target_unfit(const struct target *t)
{
	char *why = t->probe ? t->probe() : NULL;

	return why || !t->unwise ? why : t->unwise();
}

static int interrupted_before(void)
{
	complain("interrupted; nothing of this target was recorded");
	return -EINTR;
}

int target_measure(const struct target *t, const struct request *q, struct record *r, bool wary)
{
	char *why = wary ? target_unfit(t) : t->probe ? t->probe() : NULL, *key;
	int err = TARGET_UNFIT;

	if (interrupted()) {	/* and with it what the probe has run */
		free(why);
		return interrupted_before();
	}
	if (!why) {
		free(r->target);
		r->target = xstrdup(t->name);
		remark("measuring at %s: %s", t->name, t->what);
		err = t->measure(q, r, &why);
	}
	if (err == TARGET_UNFIT) {
		remark("not at %s: %s", t->name, why);
		key = xasprintf("target_%s", t->name);
		record_fact_missing(r, key, "%s", why);
		free(key);
	}
	free(why);
	return err;
}
