// SPDX-License-Identifier: GPL-2.0-only
#include "history.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <search.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "changes.h"
#include "complain.h"
#include "parallel.h"
#include "records.h"
#include "util.h"

#define WORTH_A_WORD 500	/* records to read, of which the progress is told */

static int by_texts(const void *a, const void *b)
{
	const struct texts *x = a, *y = b;
	int order = (x->count > y->count) - (x->count < y->count);
	size_t i;

	for (i = 0; i < x->count && !order; i++)
		order = strcmp(x->all[i], y->all[i]);
	return order;
}

static void free_texts(void *texts)
{
	struct texts *t = texts;

	while (t->count)
		free((char *)t->all[--t->count]);
	free(t);
}

const struct texts *history_texts(struct history *h, const char *const all[], size_t count)
{
	struct texts *t = xcalloc(1, sizeof(*t) + count * sizeof(*all)), **found;

	for (; t->count < count; t->count++)
		t->all[t->count] = xstrdup(all[t->count]);
	found = tsearch(t, &h->texts, by_texts);
	if (*found != t)
		free_texts(t);
	return *found;
}

static const struct texts *facts_of(struct history *h, const struct record *r)
{
	const char *facts[HISTORY_FACTS];
	size_t i;

	changes_facts(r, facts);
	for (i = 0; i < MACHINE_FACTS; i++)
		facts[HISTORY_MACHINE + i] = changes_fact(r, machine_keys[i]);
	return history_texts(h, facts, HISTORY_FACTS);
}

static const struct texts *benches_of(struct history *h, const struct record *r)
{
	const char **names = xcalloc(2 * r->result_count, sizeof(*names));
	const struct texts *benches;
	size_t i;

	for (i = 0; i < r->result_count; i++) {
		names[2 * i] = r->results[i].question;
		names[2 * i + 1] = r->results[i].name;
	}
	benches = history_texts(h, names, 2 * r->result_count);
	free(names);
	return benches;
}

static void condense(struct history *h, const struct record *r, struct digest *e)
{
	const char *boot = changes_fact(r, "boot_id");
	size_t i;

	e->id = xstrdup(r->id);
	e->utc = xstrdup(r->utc);
	e->boot = xstrdup(boot == changes_unknown ? r->id : boot);
	e->clock = r->clock;
	e->facts = facts_of(h, r);
	e->benches = benches_of(h, r);
	e->figures = xcalloc(r->result_count, sizeof(*e->figures));
	e->count = r->result_count;
	e->uncalibrated = calibration_failed(r);
	for (i = 0; i < r->result_count; i++) {
		bool ok = r->results[i].status == STATUS_OK;

		e->figures[i] = ok ? r->results[i].estimate : NAN;
		e->unfit += !ok && isfinite(r->results[i].estimate);
	}
}

void history_add(struct history *h, const struct record *r, const char *name)
{
	struct digest *d = PUSH(h->digests, h->count);

	*d = (struct digest){ .name = xstrdup(name) };
	condense(h, r, d);
}

struct reads {
	struct history *h;
	char **errors;			/* of digests without an id, which are no records */
	size_t done;
	pthread_mutex_t lock;
};

static void read_one(void *arg, size_t i)
{
	struct reads *all = arg;
	struct history *h = all->h;
	char *path = xasprintf("%s/%s", h->path, h->digests[i].name);
	struct record *r = record_read_brief(path, &all->errors[i]);

	pthread_mutex_lock(&all->lock);
	if (r)
		condense(h, r, &h->digests[i]);
	if (h->count >= WORTH_A_WORD)
		progress(all->done++, h->count, "reading %s", h->path);
	pthread_mutex_unlock(&all->lock);
	record_free(r);
	free(path);
}

/* Those that are no records are told, and go. */
static void read_all(struct history *h)
{
	struct reads all = { h, xcalloc(h->count, sizeof(char *)), 0, PTHREAD_MUTEX_INITIALIZER };
	size_t i, n = 0;

	parallel(h->count, read_one, &all);
	if (h->count >= WORTH_A_WORD)
		progress_end();
	for (i = 0; i < h->count; i++) {
		if (h->digests[i].id) {
			h->digests[n++] = h->digests[i];
			continue;
		}
		complain("%s", all.errors[i]);
		free(all.errors[i]);
		free(h->digests[i].name);
	}
	h->unreadable = h->count - n;
	h->count = n;
	free(all.errors);
}

int history_read(const char *folder, struct history *h)
{
	struct dirent **names;
	int n = scandir(folder, &names, records_is_record, alphasort), err = n < 0 ? -errno : 0;

	*h = (struct history){ .path = folder };
	if (err) {
		complain("%s: %s; give a folder of records", folder, strerror(-err));
		return err;
	}
	h->digests = xcalloc((size_t)n, sizeof(*h->digests));
	for (; h->count < (size_t)n; h->count++) {
		h->digests[h->count].name = xstrdup(names[h->count]->d_name);
		free(names[h->count]);
	}
	free(names);
	read_all(h);
	if (!n)
		complain("%s: no record (*.json) in it", folder);
	return h->count ? 0 : -ENODATA;
}

static void free_digest(struct digest *d)
{
	free(d->name);
	free(d->id);
	free(d->utc);
	free(d->boot);
	free(d->figures);
}

void history_drop(struct history *h, const char *name)
{
	size_t i = 0;

	while (i < h->count && strcmp(h->digests[i].name, name))
		i++;
	if (i < h->count) {
		free_digest(&h->digests[i]);
		h->digests[i] = h->digests[--h->count];
	}
}

void history_free(struct history *h)
{
	while (h->count)
		free_digest(&h->digests[--h->count]);
	free(h->digests);
	tdestroy(h->texts, free_texts);
}
