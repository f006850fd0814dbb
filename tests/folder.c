// SPDX-License-Identifier: GPL-2.0-only
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "random.h"
#include "summary.h"
#include "util.h"

#define START 1767225600		/* 2026-01-01T00:00:00Z */
#define SAMPLES 100

static double uniform(uint64_t *state)
{
	return (double)(random_next(state) >> 11) * 0x1p-53;
}

static double normal(uint64_t *state)
{
	return sqrt(-2 * log(1 - uniform(state))) * cos(2 * M_PI * uniform(state));
}

/* Neighbouring seeds begin alike: what they make is mixed first. */
static uint64_t stream(uint64_t seed)
{
	uint64_t state = (seed + 1) * 0x9e3779b97f4a7c15;
	int i;

	for (i = 0; i < 8; i++)
		random_next(&state);
	return state;
}

static uint64_t seed_of(const char *text)
{
	uint64_t seed = 0;

	while (*text)
		seed = seed * 131 + (unsigned char)*text++;
	return seed;
}

/* What a folder has beside its truth. */
struct making {
	const struct truth *truth;
	uint64_t seed, own, common;	/* the last two: streams of the folder, of its session */
	double *means, *last;		/* of each bench; `last`: its boot before, in deviations */
};

static struct record *blank(const struct truth *t)
{
	struct record *r = record_new();
	size_t i;

	r->version = xstrdup(PRIVBENCH_VERSION);
	r->command = xstrdup("privbench run --on user");
	r->target = xstrdup("user");
	r->clock = CLOCK_SILICON;
	r->clock_reason = xstrdup("made up");
	record_fact(r, "cpu_model", "Made-up CPU");
	record_fact(r, "cpu_vendor", "AuthenticAMD");
	record_fact_number(r, "cpu_family", 26);
	record_fact_number(r, "cpu_model_number", 2);
	record_fact_number(r, "cpu_stepping", 1);
	record_fact(r, "core_type", "P");
	record_fact(r, "microcode", "0x1");
	record_fact(r, "calibration", "ok");
	for (i = 0; i < t->benches; i++) {
		char *name = xasprintf("bench-%03zu", i);
		struct result *row = record_add_result(r, name);

		row->question = xstrdup("made");
		row->what = xstrdup("made up");
		row->status = STATUS_OK;
		free(name);
	}
	return r;
}

static struct record *begin(const struct truth *t)
{
	char *error = NULL;
	struct record *r = t->model ? record_read(t->model, &error) : blank(t);

	if (!r) {
		fprintf(stderr, "%s\n", error);
		exit(2);
	}
	r->clock = CLOCK_SILICON;	/* whatever it was: the figures are made up */
	return r;
}

double truth_mean(const struct truth *t, size_t bench)
{
	return t->least * pow(t->most / t->least, (double)bench / (double)(t->benches - 1));
}

static void begin_making(struct making *m, const struct record *r)
{
	const struct truth *t = m->truth;
	size_t i;

	m->means = xcalloc(r->result_count, sizeof(*m->means));
	m->last = xcalloc(r->result_count, sizeof(*m->last));
	for (i = 0; i < r->result_count; i++) {
		m->means[i] = t->model ? r->results[i].estimate + 10 : truth_mean(t, i);
		if (t->session)
			m->means[i] *= exp(t->session_sd * normal(&m->common));
	}
}

static double done(const struct step *s, size_t boot)
{
	if (boot < s->at)
		return 0;
	return s->over ? fmin(1, (double)(boot - s->at) / (double)s->over) : 1;
}

double truth_step(const struct truth *t, size_t bench, size_t boot)
{
	const struct step *s;
	double by = 1;

	for (s = t->steps; s && s->count; s++)
		if (bench >= s->bench && bench < s->bench + s->count)
			by *= pow(s->by, done(s, boot));
	return by;
}

static double boot_level(struct making *m, size_t bench, size_t boot)
{
	const struct truth *t = m->truth;
	double fresh = normal(&m->own), *last = &m->last[bench];
	double common = t->session ? t->pair_sd * normal(&m->common) : 0;

	*last = boot ? t->ar * *last + sqrt(1 - t->ar * t->ar) * fresh : fresh;
	return log(m->means[bench] * truth_step(t, bench, boot)) + common + t->boot_sd * *last;
}

static void draw_batches(struct making *m, struct result *row, double level)
{
	const struct truth *t = m->truth;
	double *estimates = xcalloc(t->batches, sizeof(*estimates));
	struct estimate e;
	size_t i;

	row->batches = xcalloc(t->batches, sizeof(*row->batches));
	row->batch_count = t->batches;
	for (i = 0; i < t->batches; i++) {
		double noise = t->batch_sd * normal(&m->own);

		noise += t->sample_sd * normal(&m->own) / sqrt((double)stats_low_count(SAMPLES));
		estimates[i] = exp(level + noise);
		row->batches[i] = (struct batch){
			.pass = (long)i,
			.layout = (unsigned int)i % 4, .loops = 1, .samples = SAMPLES,
			.estimate = estimates[i], .sd = estimates[i] * t->sample_sd,
		};
	}
	e = stats_log_mean(estimates, t->batches);
	row->estimate = e.mean;
	row->ci[0] = e.lo;
	row->ci[1] = e.hi;
	row->samples = t->batches * SAMPLES;
	free(estimates);
}

static void name_boot(const struct making *m, struct record *r, size_t boot)
{
	const char *session = m->truth->session;
	time_t t = START + 3600 * (time_t)boot;
	char utc[32];

	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", gmtime(&t));
	free(r->utc);
	free(r->id);
	r->utc = xstrdup(utc);
	r->id = xasprintf("%08x%08zx", (unsigned int)m->seed, boot);
	if (session) {
		record_fact(r, "boot_id", "boot-%s", session);
		record_fact(r, "pair", "%s/%zu", session, boot + 1);
	} else {
		record_fact(r, "boot_id", "boot-%zu-%zu", (size_t)m->seed, boot);
	}
}

static void draw_boot(struct making *m, struct record *r, size_t boot)
{
	size_t i;

	name_boot(m, r, boot);
	for (i = 0; i < r->result_count; i++) {
		struct result *row = &r->results[i];
		double level = boot_level(m, i, boot);

		if (row->status != STATUS_OK)
			continue;
		if (m->truth->batches)
			draw_batches(m, row, level);
		else
			row->estimate = exp(level);
	}
	if (m->truth->mark)
		m->truth->mark(r, boot);
}

static void write_boot(struct record *r, const char *dir, size_t boot)
{
	char *path = xasprintf("%s/%03zu.json", dir, boot);

	if (record_write(r, path, RECORD_NEW))
		exit(5);
	free(path);
}

void folder_remove(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (strstr(entry->d_name, ".json") || !strncmp(entry->d_name, ".privbench-", 11))
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
	rmdir(dir);
}

void folder_make(const struct truth *t, const char *dir, uint64_t seed)
{
	struct making m = { .truth = t, .seed = seed, .own = stream(seed) };
	size_t i;

	m.common = t->session ? stream(seed_of(t->session)) : 0;
	folder_remove(dir);
	if (mkdir(dir, 0777) && errno != EEXIST) {
		perror(dir);
		exit(5);
	}
	for (i = 0; i < t->boots; i++) {
		struct record *r = begin(t);

		if (!i)
			begin_making(&m, r);
		draw_boot(&m, r, i);
		write_boot(r, dir, i);
		record_free(r);
	}
	free(m.last);
	free(m.means);
}
