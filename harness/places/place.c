// SPDX-License-Identifier: GPL-2.0-only
#include "place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "interrupt.h"
#include "record.h"
#include "util.h"

/* Best first: the order of --on auto. */
const struct place *const places[] = {
	&place_kernel, &place_kvm, &place_qemu, &place_qemu_flat, &place_xen, &place_user,
};
const size_t place_count = ARRAY_SIZE(places);

const struct place *place_find(const char *name)
{
	size_t i;

	for (i = 0; i < place_count; i++)
		if (!strcmp(places[i]->name, name))
			return places[i];
	return NULL;
}

/* 0, PLACE_UNFIT (said why), or -errno. */
static int try(const struct place *p, bool automatic, const struct request *q, struct record *r)
{
	char *why = p->probe(automatic), *key;
	int err = PLACE_UNFIT;

	if (interrupted()) {	/* and with it what the probe has run */
		free(why);
		complain("interrupted; nothing was recorded");
		return -EINTR;
	}
	if (!why) {
		free(r->place);
		r->place = xstrdup(p->name);
		remark("measuring at %s: %s", p->name, p->what);
		err = p->measure(q, r, &why);
	}
	if (err == PLACE_UNFIT) {
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
	int err = PLACE_UNFIT;

	for (i = 0; i < place_count && err == PLACE_UNFIT; i++)
		if (places[i]->automatic)
			err = try(places[i], true, q, r);
	if (err == PLACE_UNFIT)
		complain("no place can measure here; the reasons are above");
	return err;
}

int place_measure(const char *name, const struct request *q, struct record *r)
{
	const struct place *p = place_find(name);
	char *all, *longer;
	size_t i;

	if (!strcmp(name, "auto"))
		return try_all(q, r) ? 5 : 0;
	if (p)
		return try(p, false, q, r) ? 5 : 0;
	all = xstrdup("auto");
	for (i = 0; i < place_count; i++) {
		longer = xasprintf("%s, %s", all, places[i]->name);
		free(all);
		all = longer;
	}
	complain("there is no place '%s'; the places are %s", name, all);
	free(all);
	return 2;
}
