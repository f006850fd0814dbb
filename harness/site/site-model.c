// SPDX-License-Identifier: GPL-2.0-only
#include "site-model.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "calibration.h"
#include "changes.h"
#include "complain.h"
#include "escape.h"
#include "judge.h"
#include "labels.h"
#include "parallel.h"
#include "questions.h"
#include "records.h"
#include "site-folder.h"
#include "util.h"

/* Files */

struct files {
	const char *folder;
	char **paths;			/* from the folder on */
	size_t count;
};

static char *path_in(const char *folder, const char *name)
{
	return *folder ? xasprintf("%s/%s", folder, name) : xstrdup(name);
}

/* Another site's records are in it for readers; a site may be in its own folder of records. */
static bool is_site(const char *path)
{
	char *manifest = xasprintf("%s/" SITE_MANIFEST, path);
	struct stat st;
	bool is = !lstat(manifest, &st);

	free(manifest);
	return is;
}

static int find_files(struct files *f, const char *below);

/* Links to folders are not followed: they might lead around in circles. */
static void take_entry(struct files *f, const char *below, const struct dirent *entry)
{
	char *name = path_in(below, entry->d_name), *path = path_in(f->folder, name);
	struct stat st;

	if (lstat(path, &st))
		complain("%s: %s", path, strerror(errno));
	else if (S_ISDIR(st.st_mode) && !is_site(path))
		find_files(f, name);
	else if (!S_ISDIR(st.st_mode) && records_is_record(entry))
		*PUSH(f->paths, f->count) = xstrdup(name);
	free(path);
	free(name);
}

static int is_visible(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

static int find_files(struct files *f, const char *below)
{
	char *path = path_in(f->folder, below);
	struct dirent **entries;
	int n = scandir(*below ? path : f->folder, &entries, is_visible, alphasort), i;
	int err = n < 0 ? -errno : 0;

	if (err)
		complain("%s: %s; give a folder of records", *below ? path : f->folder,
			 strerror(-err));
	for (i = 0; i < n; i++) {
		take_entry(f, below, entries[i]);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	free(path);
	return err;
}

/* Reading */

struct reading {
	struct site_model *m;
	const struct files *files;
	pthread_mutex_t lock;
};

static void take_verdicts(struct site_record *s, const struct record *r)
{
	s->verdicts = xcalloc(r->claim_count, sizeof(*s->verdicts));
	for (; s->verdict_count < r->claim_count; s->verdict_count++) {
		const struct claim_result *c = &r->claims[s->verdict_count];

		s->verdicts[s->verdict_count] = (struct site_verdict){
			xstrdup(c->id), xstrdup(c->measure), c->verdict,
		};
	}
}

/* Calibration is in every record. */
static void take_questions(struct site_record *s, const struct record *r)
{
	s->questions = xcalloc(r->result_count, sizeof(*s->questions));
	for (size_t i = 0; i < r->result_count; i++) {
		const struct result *result = &r->results[i];

		if (!strcmp(result->question, PB_CALIBRATION))
			continue;
		s->count++;
		if (result_measured(result))
			s->questions[s->measured++] = xstrdup(result->question);
	}
}

static void describe_cpu(struct site_machine *c, const struct record *r)
{
	const char *facts[MACHINE_FACTS];
	const char *type = label_core(r);
	char *all, *page;

	for (size_t i = 0; i < MACHINE_FACTS; i++)
		facts[i] = changes_fact(r, machine_keys[i]);
	all = join(facts, *type ? MACHINE_FACTS : MACHINE_TYPE, " ");
	page = escape_page_name(all);
	c->name = xasprintf("%s%s%s", facts[0], *type ? ", " : "", type);
	c->numbers = xasprintf("%s, family %s, model %s", facts[1], facts[2], facts[3]);
	c->file = xasprintf("m/%s", page);
	free(page);
	free(all);
}

/* The flat guest has none, and says so. */
static char *kernel_of(const struct record *r)
{
	const char *kernel = changes_fact(r, "kernel");

	return kernel == changes_unknown || !strcmp(kernel, "none") ? NULL : xstrdup(kernel);
}

/* "nested mitigations=off": its figures are no others' (malloced) */
static char *target_of(const struct record *r)
{
	char *words = label_mitigations(r);
	char *target = xasprintf("%s%s%s", r->target, *words ? " " : "", words);

	free(words);
	return target;
}

static struct site_record describe(const struct record *r, const char *path, uint64_t stamp)
{
	char *page = escape_page_name(r->id);
	struct site_record s = {
		.path = xstrdup(path), .file = xasprintf("r/%s", page), .id = xstrdup(r->id),
		.utc = xstrdup(r->utc), .target = target_of(r), .clock = r->clock,
		.calibrated = !calibration_failed(r), .stamp = stamp,
	};

	take_questions(&s, r);
	take_verdicts(&s, r);
	describe_cpu(&s.cpu, r);
	s.kernel = kernel_of(r);
	free(page);
	return s;
}

struct record *site_record_read(const struct site_model *m, const char *name, char **text,
				size_t *length)
{
	char *path = path_in(m->folder, name), *error = NULL;
	struct record *r = NULL;

	*text = read_input(path, INPUT_FILE, RECORD_BYTES_MAX, length, &error);
	if (*text)
		r = record_parse(*text, *length, path, &error);
	if (!r)
		complain("%s%s%s", *text ? "" : path, *text ? "" : ": ", error);
	free(error);
	free(path);
	if (r) {
		claims_of_today(r);	/* its path is the same wherever the folder is */
		free(r->path);
		r->path = xstrdup(name);
	}
	return r;
}

static void read_one(void *arg, size_t i)
{
	struct reading *in = arg;
	const char *name = in->files->paths[i];
	size_t length;
	char *text;
	struct record *r = site_record_read(in->m, name, &text, &length);
	struct site_record s;

	if (r)
		s = describe(r, name, hash(HASH, text, length));
	pthread_mutex_lock(&in->lock);
	if (r) {
		*PUSH(in->m->records, in->m->count) = s;
		history_add(&in->m->history, r, name);
	} else {
		in->m->unreadable++;
	}
	pthread_mutex_unlock(&in->lock);
	record_free(r);
	free(text);
}

static void free_record(struct site_record *s)
{
	record_free(s->whole);
	while (s->measured)
		free(s->questions[--s->measured]);
	while (s->verdict_count--) {
		free(s->verdicts[s->verdict_count].id);
		free(s->verdicts[s->verdict_count].measure);
	}
	free(s->cpu.name);
	free(s->cpu.numbers);
	free(s->cpu.file);
	free(s->questions);
	free(s->verdicts);
	free(s->kernel);
	free(s->target);
	free(s->utc);
	free(s->id);
	free(s->file);
	free(s->path);
}

/* By id, then by path: the first of an id stays. */
static int by_id(const void *a, const void *b)
{
	const struct site_record *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : strcmp(x->path, y->path);
}

static void drop_copies(struct site_model *m)
{
	size_t n = 0;

	if (m->records)
		qsort(m->records, m->count, sizeof(*m->records), by_id);
	for (size_t i = 0; m->records && i < m->count; i++) {
		struct site_record *s = &m->records[i], *last = n ? &m->records[n - 1] : NULL;

		if (!last || strcmp(last->id, s->id)) {
			m->records[n++] = *s;
			continue;
		}
		if (last->stamp != s->stamp) {
			complain("%s: has the id of %s, but is another; left out", s->path,
				 last->path);
			m->unreadable++;
		}
		history_drop(&m->history, s->path);
		free_record(s);
	}
	m->count = n;
}

static int newest_first(const void *a, const void *b)
{
	const struct site_record *x = a, *y = b;
	int order = strcmp(y->utc, x->utc);

	return order ? order : strcmp(y->id, x->id);
}

/* Machines, kernels, places */

static int by_name(const void *a, const void *b)
{
	const struct site_machine *x = *(const struct site_machine *const *)a;
	const struct site_machine *y = *(const struct site_machine *const *)b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->file, y->file);
}

static void take_machines(struct site_model *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->count; i++)
		*PUSH(m->machines, n) = &m->records[i].cpu;
	if (n)
		qsort(m->machines, n, sizeof(*m->machines), by_name);
	for (size_t i = 0; i < n; i++)
		if (!i || by_name(&m->machines[i], &m->machines[m->machine_count - 1]))
			m->machines[m->machine_count++] = m->machines[i];
	for (size_t i = 0; i < m->count; i++) {
		const struct site_machine *cpu = &m->records[i].cpu;
		const struct site_machine **at = bsearch(&cpu, m->machines, m->machine_count,
							 sizeof(*m->machines), by_name);

		m->records[i].machine = (size_t)(at - m->machines);
	}
}

static int latest_first(const void *a, const void *b)
{
	return strverscmp(*(const char *const *)b, *(const char *const *)a);
}

static void take_kernels(struct site_model *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->records[i].kernel)
			names_add(&m->kernels, m->records[i].kernel);
	if (m->kernels.count)
		qsort(m->kernels.all, m->kernels.count, sizeof(*m->kernels.all), latest_first);
}

const struct site_place *site_place_of(const struct site_model *m, const struct site_record *s)
{
	for (size_t i = 0; i < m->place_count; i++) {
		const struct site_place *p = &m->places[i];

		if (p->machine == s->machine && p->clock == s->clock &&
		    !strcmp(p->target, s->target))
			return p;
	}
	return NULL;
}

static struct site_place *make_place(struct site_model *m, const struct site_record *s)
{
	const struct site_place *there = site_place_of(m, s);
	struct site_place *p;

	if (there)
		return &m->places[there - m->places];
	p = PUSH(m->places, m->place_count);
	*p = (struct site_place){ s->machine, s->target, s->clock, NULL, 0, 0 };
	return p;
}

static int by_clock(const void *a, const void *b)
{
	const struct site_place *x = a, *y = b;

	if (x->clock != y->clock)
		return x->clock < y->clock ? -1 : 1;
	if (x->machine != y->machine)
		return x->machine < y->machine ? -1 : 1;
	return strcmp(x->target, y->target);
}

static size_t fullest(const struct site_model *m, const struct site_place *p)
{
	size_t most = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct site_record *s = &m->records[p->records[i]];

		if (s->calibrated && s->measured > most)
			most = s->measured;
	}
	return most;
}

/* Of one bench or two nothing speaks for a place. */
static bool speaks(const struct site_record *s, size_t most)
{
	return s->calibrated && 2 * s->measured >= most;
}

static void take_places(struct site_model *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct site_place *p = make_place(m, &m->records[i]);

		*PUSH(p->records, p->count) = i;
	}
	if (m->place_count)
		qsort(m->places, m->place_count, sizeof(*m->places), by_clock);
	for (size_t i = 0; i < m->place_count; i++) {
		struct site_place *p = &m->places[i];
		size_t most = fullest(m, p), k = 0;

		while (k < p->count && !speaks(&m->records[p->records[k]], most))
			k++;
		p->main = p->records[k < p->count ? k : 0];
	}
}

/* What pages show */

static size_t measured(const struct site_record *s, const char *question)
{
	size_t n = 0;

	for (size_t i = 0; i < s->measured; i++)
		n += !strcmp(s->questions[i], question);
	return n;
}

static size_t showing(const struct site_model *m, const struct site_place *p, const char *question)
{
	size_t best = p->main, most = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct site_record *s = &m->records[p->records[i]];
		size_t n = s->calibrated ? measured(s, question) : 0;

		if (n > most) {
			most = n;
			best = p->records[i];
		}
	}
	return best;
}

const struct record *site_showing(const struct site_model *m, const struct site_place *p,
				  const char *question)
{
	return m->records[showing(m, p, question)].whole;
}

/* `count` if there is none. */
static size_t of_kernel(const struct site_model *m, const struct site_place *p, const char *kernel)
{
	size_t most = fullest(m, p);

	for (size_t i = 0; i < p->count; i++) {
		const struct site_record *s = &m->records[p->records[i]];

		if (s->kernel && !strcmp(s->kernel, kernel) && speaks(s, most))
			return p->records[i];
	}
	return m->count;
}

const struct record *site_of_kernel(const struct site_model *m, const struct site_place *p,
				    const char *kernel)
{
	size_t i = of_kernel(m, p, kernel);

	return i < m->count ? m->records[i].whole : NULL;
}

const struct site_record *site_record_of(const struct site_model *m, const struct record *r)
{
	size_t i = 0;

	while (i < m->count && m->records[i].whole != r)
		i++;
	return i < m->count ? &m->records[i] : NULL;
}

static void choose_of_place(const struct site_model *m, const struct site_place *p, bool *chosen)
{
	chosen[p->main] = true;
	for (size_t i = 0; i < p->count; i++) {
		const struct site_record *s = &m->records[p->records[i]];

		for (size_t k = 0; k < s->measured; k++)
			if (!k || strcmp(s->questions[k], s->questions[k - 1]))
				chosen[showing(m, p, s->questions[k])] = true;
	}
	for (size_t i = 0; i < m->kernels.count; i++) {
		size_t k = of_kernel(m, p, m->kernels.all[i]);

		if (k < m->count)
			chosen[k] = true;
	}
}

static void read_whole(void *model, size_t i)
{
	struct site_model *m = model;
	size_t length;
	char *text;

	if (!m->records[i].shown)
		return;
	m->records[i].whole = site_record_read(m, m->records[i].path, &text, &length);
	free(text);
}

/* One that went away meanwhile leaves nothing to show. */
static int read_shown(struct site_model *m)
{
	bool *chosen = xcalloc(m->count, sizeof(*chosen));
	size_t i;

	for (i = 0; i < m->place_count; i++)
		choose_of_place(m, &m->places[i], chosen);
	for (i = 0; i < m->count; i++)
		m->records[i].shown = chosen[i];
	free(chosen);
	parallel(m->count, read_whole, m);
	for (i = 0; i < m->count && (!m->records[i].shown || m->records[i].whole); i++)
		;
	return i < m->count ? -EIO : 0;
}

/* The model */

static void read_all(struct site_model *m, const struct files *f)
{
	struct reading in = { m, f, PTHREAD_MUTEX_INITIALIZER };

	parallel(f->count, read_one, &in);
	drop_copies(m);
	if (m->count)
		qsort(m->records, m->count, sizeof(*m->records), newest_first);
}

int site_model_read(struct site_model *m, const char *folder)
{
	struct files f = { folder, NULL, 0 };
	int err = find_files(&f, "");

	*m = (struct site_model){ .folder = folder, .history = { .path = folder } };
	read_all(m, &f);
	while (f.count)
		free(f.paths[--f.count]);
	free(f.paths);
	if (!err && !m->count) {
		complain("%s: no record (*.json) in it", folder);
		err = -ENODATA;
	}
	if (err)
		return err;
	take_machines(m);
	take_kernels(m);
	take_places(m);
	m->trend = trend_make(&m->history, 0);
	return read_shown(m);
}

void site_model_free(struct site_model *m)
{
	trend_free(&m->trend);
	history_free(&m->history);
	while (m->place_count)
		free(m->places[--m->place_count].records);
	while (m->count)
		free_record(&m->records[--m->count]);
	free(m->places);
	free(m->machines);
	free(m->records);
	names_free(&m->kernels);
}
