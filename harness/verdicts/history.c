// SPDX-License-Identifier: GPL-2.0-only
#include "history.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <search.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "calibration.h"
#include "changes.h"
#include "complain.h"
#include "history-index.h"
#include "parallel.h"
#include "record.h"
#include "records.h"
#include "util.h"

#define NS 1000000000LL
#define SETTLED (2 * NS)	/* file systems keep times as coarse as that */
#define WORTH_A_WORD 500	/* records to read, of which the progress is told */

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *history_text(struct history *h, char *text)
{
	char **found = tsearch(text, &h->texts, by_text);

	if (*found != text)
		free(text);
	return *found;
}

int history_by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)*(const char *const *)a, y = (uintptr_t)*(const char *const *)b;

	return (x > y) - (x < y);
}

size_t history_unique(const char **texts, size_t count)
{
	size_t i, n = 0;

	if (count)
		qsort(texts, count, sizeof(*texts), history_by_address);
	for (i = 0; i < count; i++)
		if (!n || texts[n - 1] != texts[i])
			texts[n++] = texts[i];
	return n;
}

void history_free_digest(struct digest *e)
{
	free(e->name);
	free(e->id);
	free(e->utc);
	free(e->boot);
	free(e->figures);
}

/* A record, condensed */

/* Nothing in a text may look like the end of one. */
static void put_text(FILE *out, const char *text, char end)
{
	for (; *text; text++)
		fputc(strchr("\t\n", *text) ? ' ' : *text, out);
	fputc(end, out);
}

static char *facts_of(const struct record *r)
{
	const char *facts[CHANGES_FACTS];
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	changes_facts(r, facts);
	for (i = 0; i < CHANGES_FACTS; i++)
		put_text(out, facts[i], '\n');
	for (i = 0; i < MACHINE_FACTS; i++)
		put_text(out, changes_fact(r, machine_keys[i]), '\n');
	put_text(out, clock_names[r->clock], '\n');
	fclose(out);
	return text;
}

static char *benches_of(const struct record *r)
{
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; i < r->result_count; i++) {
		put_text(out, r->results[i].question, '\t');
		put_text(out, r->results[i].name, '\n');
	}
	fclose(out);
	return text;
}

static void condense(struct history *h, const struct record *r, struct digest *e)
{
	const char *boot = changes_fact(r, "boot_id");
	size_t i;

	e->id = xstrdup(r->id);
	e->utc = xstrdup(r->utc);
	e->boot = xstrdup(boot == changes_unknown ? r->id : boot);
	e->facts = history_text(h, facts_of(r));
	e->benches = history_text(h, benches_of(r));
	e->figures = xcalloc(r->result_count, sizeof(*e->figures));
	e->count = r->result_count;
	e->uncalibrated = calibration_failed(r);
	for (i = 0; i < r->result_count; i++) {
		bool ok = r->results[i].status == STATUS_OK;

		e->figures[i] = ok ? r->results[i].estimate : NAN;
		e->unfit += !ok && isfinite(r->results[i].estimate);
	}
}

/* Reading what the index does not have */

struct reading {
	struct history *h;
	struct digest **wanted;		/* after it, those with an id are records */
	char **errors;			/* of the others */
	size_t count, done;
	pthread_mutex_t lock;
};

static void read_one(void *arg, size_t i)
{
	struct reading *all = arg;
	char *path = xasprintf("%s/%s", all->h->path, all->wanted[i]->name);
	struct record *r = record_read(path, &all->errors[i]);

	pthread_mutex_lock(&all->lock);
	if (r)
		condense(all->h, r, all->wanted[i]);
	if (all->count >= WORTH_A_WORD)
		progress(all->done++, all->count, "reading %s", all->h->path);
	pthread_mutex_unlock(&all->lock);
	record_free(r);
	free(path);
}

static void read_all(struct history *h, struct digest **wanted, size_t count)
{
	struct reading all = { h, wanted, xcalloc(count, sizeof(char *)), count, 0, PTHREAD_MUTEX_INITIALIZER };
	size_t i;

	parallel(count, read_one, &all);
	if (count >= WORTH_A_WORD)
		progress_end();
	for (i = 0; i < count; i++) {
		if (wanted[i]->id)
			continue;
		complain("%s", all.errors[i]);
		free(all.errors[i]);
		h->unreadable++;
	}
	free(all.errors);
}

/* The folder against the index */

static int64_t nanoseconds(struct timespec t)
{
	return t.tv_sec * NS + t.tv_nsec;
}

/*
 * A file that changed just now may change once more without showing it, so
 * its stamp is one that no file has.
 */
static struct stamp stamp_of(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct stamp s = { -1, 0, 0, 0 };
	struct timespec now;
	struct stat st;

	clock_gettime(CLOCK_REALTIME, &now);
	if (!stat(path, &st) && nanoseconds(st.st_ctim) + SETTLED < nanoseconds(now))
		s = (struct stamp){ st.st_size, nanoseconds(st.st_mtim), nanoseconds(st.st_ctim), (int64_t)st.st_ino };
	free(path);
	return s;
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
	return a->size >= 0 && !memcmp(a, b, sizeof(*a));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct digest *)a)->name, ((const struct digest *)b)->name);
}

static struct digest *list_folder(const char *path, size_t *count, int *err)
{
	struct dirent **names;
	int n = scandir(path, &names, records_is_record, NULL), i;
	struct digest *all;

	*err = n < 0 ? -errno : 0;
	*count = n < 0 ? 0 : (size_t)n;
	all = xcalloc(*count, sizeof(*all));
	for (i = 0; i < n; i++) {
		all[i].name = xstrdup(names[i]->d_name);
		all[i].stamp = stamp_of(path, all[i].name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	if (*count)
		qsort(all, *count, sizeof(*all), by_name);
	return all;
}

/* Move what is known of a file that did not change into its entry. */
static bool adopt(struct history *known, struct digest *e)
{
	struct digest *k = known->count ? bsearch(e, known->digests, known->count, sizeof(*e), by_name) : NULL;

	if (!k || !k->id || !same_stamp(&k->stamp, &e->stamp))
		return false;
	e->id = k->id;
	e->utc = k->utc;
	e->boot = k->boot;
	e->facts = k->facts;
	e->benches = k->benches;
	e->figures = k->figures;
	e->count = k->count;
	e->uncalibrated = k->uncalibrated;
	e->unfit = k->unfit;
	k->id = k->utc = k->boot = NULL;
	k->figures = NULL;
	return true;
}

static void drop_unreadable(struct history *h)
{
	size_t i, n = 0;

	for (i = 0; i < h->count; i++) {
		if (h->digests[i].id)
			h->digests[n++] = h->digests[i];
		else
			history_free_digest(&h->digests[i]);
	}
	h->count = n;
}

/* Whether the index has become another one. */
static bool refresh(struct history *h, struct history *known)
{
	struct digest **wanted = xcalloc(h->count, sizeof(*wanted));
	size_t i, n = 0, settled = 0;

	for (i = 0; i < h->count; i++)
		if (!adopt(known, &h->digests[i]))
			wanted[n++] = &h->digests[i];
	read_all(h, wanted, n);
	for (i = 0; i < n; i++)
		if (wanted[i]->id) {
			h->read++;
			settled += wanted[i]->stamp.size >= 0;
		}
	free(wanted);
	return settled || h->count - n < known->count;
}

static void free_entries(struct history *h)
{
	while (h->count)
		history_free_digest(&h->digests[--h->count]);
	free(h->digests);
}

int history_read(const char *folder, struct history *h)
{
	struct history known = { .path = folder };
	bool ours;
	int err;

	*h = (struct history){ .path = folder };
	h->digests = list_folder(folder, &h->count, &err);
	if (err) {
		complain("%s: %s; give a folder of records", folder, strerror(-err));
		return err;
	}
	ours = h->count && index_batch(folder, &known);
	if (known.count)
		qsort(known.digests, known.count, sizeof(*known.digests), by_name);
	h->texts = known.texts;
	if (refresh(h, &known) && ours)
		index_save(folder, h);
	free_entries(&known);
	drop_unreadable(h);
	if (!h->count && !h->unreadable)
		complain("%s: no record (*.json) in it", folder);
	return h->count ? 0 : -ENODATA;
}

void history_free(struct history *h)
{
	free_entries(h);
	tdestroy(h->texts, free);
}
