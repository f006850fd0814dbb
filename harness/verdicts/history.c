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

#include "calibration.h"
#include "changes.h"
#include "complain.h"
#include "parallel.h"
#include "record.h"
#include "records.h"
#include "util.h"

#define WORTH_A_WORD 500	/* records to read, of which the progress is told */

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

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

/* Nothing in a text may look like the end of one. */
static void put_text(FILE *out, const char *text, char end)
{
	size_t n;

	for (; text[n = strcspn(text, "\t\n")]; text += n + 1)
		fprintf(out, "%.*s ", (int)n, text);
	fputs_unlocked(text, out);
	putc_unlocked(end, out);
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

struct reading {
	struct history *h;
	char **errors;			/* of digests without an id, which are no records */
	size_t done;
	pthread_mutex_t lock;
};

static void read_one(void *arg, size_t i)
{
	struct reading *all = arg;
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
	struct reading all = { h, xcalloc(h->count, sizeof(char *)), 0, PTHREAD_MUTEX_INITIALIZER };
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
	int n = scandir(folder, &names, records_is_record, by_name), err = n < 0 ? -errno : 0;

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

void history_free(struct history *h)
{
	while (h->count) {
		struct digest *e = &h->digests[--h->count];

		free(e->name);
		free(e->id);
		free(e->utc);
		free(e->boot);
		free(e->figures);
	}
	free(h->digests);
	tdestroy(h->texts, free);
}
