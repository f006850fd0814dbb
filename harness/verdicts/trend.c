// SPDX-License-Identifier: GPL-2.0-only
#include "trend.h"

#include <math.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "history.h"
#include "util.h"

struct source {			/* a record of a machine */
	const struct digest *digest;
	size_t point;
};

/* The same machine, in order of time. */
static int by_machine(const void *a, const void *b)
{
	const struct source *x = a, *y = b;
	const char *const *f = x->digest->facts->all, *const *g = y->digest->facts->all;
	int order = strcmp(f[CHANGES_TARGET], g[CHANGES_TARGET]);
	size_t i;

	for (i = HISTORY_MACHINE; i < HISTORY_FACTS && !order && f != g; i++)
		order = strcmp(f[i], g[i]);
	return order ? order : strcmp(clock_names[x->digest->clock], clock_names[y->digest->clock]);
}

static int by_time(const void *a, const void *b)
{
	const struct source *x = a, *y = b;
	int order = by_machine(a, b);

	if (!order)
		order = strcmp(x->digest->utc, y->digest->utc);
	if (!order)
		order = strcmp(x->digest->id, y->digest->id);
	return order ? order : strcmp(x->digest->name, y->digest->name);
}

/* Those that count, in order of machines and time. */
static struct source *take_sources(const struct history *h, size_t *count)
{
	struct source *all = xcalloc(h->count, sizeof(*all));
	const struct digest *d;

	*count = 0;
	for (d = h->digests; d < h->digests + h->count; d++)
		if (!d->uncalibrated)
			all[(*count)++].digest = d;
	if (*count)
		qsort(all, *count, sizeof(*all), by_time);
	return all;
}

/* Boots */

static double seconds_of(const char *utc)
{
	struct tm tm = { 0 };
	const char *end = strptime(utc, "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end ? (double)timegm(&tm) : NAN;
}

static int by_boot(const void *a, const void *b)
{
	const struct digest *x = ((const struct source *)a)->digest;
	const struct digest *y = ((const struct source *)b)->digest;
	int order = strcmp(x->boot, y->boot);

	return order ? order : (x->facts > y->facts) - (x->facts < y->facts);
}

static void keep(void *source)
{
	(void)source;
}

/* Sources come in order of time; the first of a boot is where its point stands. */
static void take_points(struct machine *m, struct source *all, size_t count)
{
	struct source *s, **first;
	void *boots = NULL;

	m->points = xcalloc(count, sizeof(*m->points));
	for (s = all; s < all + count; s++) {
		first = tsearch(s, &boots, by_boot);
		if (*first == s) {
			s->point = m->count++;
			m->points[s->point] = (struct point){
				.utc = s->digest->utc, .seconds = seconds_of(s->digest->utc),
			};
		}
		s->point = (*first)->point;
		m->points[s->point].records++;
	}
	tdestroy(boots, keep);
}

/* A fact that is not known now is taken to be what it was last. */
static void take_epochs(struct machine *m, const struct source *all, size_t count)
{
	const char *last[CHANGES_FACTS];
	const struct texts *before = NULL;	/* most often the same */
	size_t i, k, points = 0;

	memcpy(last, all[0].digest->facts->all, sizeof(last));
	for (i = 0; i < count; i++) {
		const char *now[CHANGES_FACTS];
		struct epoch e = { .first = all[i].point };

		if (all[i].point != points)
			continue;
		points++;
		if (all[i].digest->facts != before) {
			memcpy(now, all[i].digest->facts->all, sizeof(now));
			for (k = 0; k < CHANGES_FACTS; k++)
				if (!strcmp(now[k], changes_unknown))
					now[k] = last[k];
				else if (!strcmp(last[k], changes_unknown))
					last[k] = now[k];
			e.changed_count = changes_name(last, now, e.changed);
			memcpy(last, now, sizeof(last));
			before = all[i].digest->facts;
		}
		if (!i || e.changed_count)
			*PUSH(m->epochs, m->epoch_count) = e;
		m->epochs[m->epoch_count - 1].count++;
	}
}

/* Figures */

static int by_question(const void *a, const void *b)
{
	const struct bench_history *x = a, *y = b;
	int order = strcmp(x->question, y->question);

	return order ? order : strcmp(x->name, y->name);
}

static struct bench_history *find_history(const struct machine *m, const char *const parts[2])
{
	struct bench_history wanted = { .question = parts[0], .name = parts[1] };

	return m->history_count ? bsearch(&wanted, m->histories, m->history_count, sizeof(wanted),
					 by_question) : NULL;
}

static void add_history(struct machine *m, const char *const parts[2])
{
	struct bench_history x = { .question = parts[0], .name = parts[1], .lost = SIZE_MAX };
	size_t i = m->history_count++;

	m->histories = xreallocarray(m->histories, m->history_count, sizeof(x));
	for (; i && by_question(&x, &m->histories[i - 1]) < 0; i--)
		m->histories[i] = m->histories[i - 1];
	x.figures = xcalloc(m->count, sizeof(*x.figures));
	m->histories[i] = x;
}

static void take_benches(struct machine *m, const struct source *all, size_t count)
{
	const struct texts *benches, *last = NULL;	/* most often the same */
	size_t i, k;

	for (i = 0; i < count; last = benches, i++) {
		benches = all[i].digest->benches;
		for (k = 0; k < benches->count && benches != last; k += 2)
			if (!find_history(m, &benches->all[k]))
				add_history(m, &benches->all[k]);
	}
}

/*
 * The mean over the records of a boot; equal ones have exactly their value.  Below 0: it was to be
 * measured, but there is no figure.
 */
static void add_figure(double *mean, double *n, double value)
{
	if (!isfinite(value)) {
		*n = *n > 0 ? *n : -1;
		return;
	}
	*mean = *n > 0 ? *mean + (value - *mean) / (*n + 1) : value;
	*n = *n > 0 ? *n + 1 : 1;
}

/* How often there is a figure; and since when there is none, of runs that had the bench. */
static void count_figures(struct bench_history *x, const double n[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (n[i] > 0) {
			x->count++;
			x->lost = SIZE_MAX;
			continue;
		}
		x->figures[i] = NAN;
		if (n[i] < 0 && x->count && x->lost == SIZE_MAX)
			x->lost = i;
	}
}

static void take_figures(struct machine *m, const struct source *all, size_t count)
{
	double *n = xcalloc(m->history_count * m->count, sizeof(*n));	/* records of each figure */
	const struct texts *benches, *last = NULL;
	size_t *at = NULL, i, k;			/* which history each bench has */

	for (i = 0; i < count; last = benches, i++) {
		const struct digest *d = all[i].digest;

		benches = all[i].digest->benches;
		if (!at || benches != last) {
			at = xreallocarray(at, d->count, sizeof(*at));
			for (k = 0; k < d->count; k++)
				at[k] = (size_t)(find_history(m, &benches->all[2 * k]) -
						 m->histories);
		}
		for (k = 0; k < d->count; k++)
			if (m->histories)
				add_figure(&m->histories[at[k]].figures[all[i].point],
					   &n[at[k] * m->count + all[i].point], d->figures[k]);
	}
	for (i = 0; i < m->history_count; i++)
		count_figures(&m->histories[i], &n[i * m->count], m->count);
	free(at);
	free(n);
}

/* All together */

/* What became slower, the most first; then what became faster. */
static int worst_first(const void *a, const void *b)
{
	const struct change *x = *(const struct change *const *)a;
	const struct change *y = *(const struct change *const *)b;
	double dx = fabs(log(x->to / x->from)), dy = fabs(log(y->to / y->from));

	if ((x->effect > 0) != (y->effect > 0))
		return x->effect > 0 ? -1 : 1;
	if (dx != dy && !isnan(dx) && !isnan(dy))
		return dx > dy ? -1 : 1;
	if (x->history != y->history)
		return x->history < y->history ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static void count_epoch(struct machine *m, const struct change *c)
{
	size_t first = c->epochs ? (size_t)(c->epochs - m->epochs) : 0, i;

	for (i = first; i < first + c->epoch_count; i++)
		++*(change_blames(c) ? &m->epochs[i].moved : &m->epochs[i].near);
}

static void collect(struct machine *m)
{
	size_t i, k;

	for (i = 0; i < m->history_count; i++) {
		const struct bench_history *x = &m->histories[i];

		m->moved += x->change_count > 0;
		m->unmeasured += !x->count;
		for (k = 0; k < x->change_count; k++) {
			*PUSH(m->changes, m->change_count) = &x->changes[k];
			count_epoch(m, &x->changes[k]);
		}
	}
	if (m->change_count)
		qsort(m->changes, m->change_count, sizeof(*m->changes), worst_first);
}

static void take_machine(struct machine *m, struct source *all, size_t count, double delta)
{
	const char *const *facts = all[0].digest->facts->all;
	const char *core = facts[HISTORY_MACHINE + MACHINE_TYPE];
	size_t i;

	*m = (struct machine){
		.cpu = facts[HISTORY_MACHINE], .core = strcmp(core, changes_unknown) ? core : NULL,
		.target = facts[CHANGES_TARGET], .clock = all[0].digest->clock,
		.records = count,
	};
	for (i = 0; i < count; i++)
		m->unfit += all[i].digest->unfit;
	take_points(m, all, count);
	take_epochs(m, all, count);
	take_benches(m, all, count);
	take_figures(m, all, count);
	trend_find_changes(m, delta);
	collect(m);
}

struct trend trend_make(const struct history *h, double delta)
{
	struct trend t = { .path = h->path, .unreadable = h->unreadable };
	size_t i, n, count;
	struct source *all = take_sources(h, &count);

	t.uncalibrated = h->count - count;
	for (i = 0; i < count; i += n) {
		for (n = 1; i + n < count && !by_machine(&all[i], &all[i + n]); n++)
			;
		take_machine(PUSH(t.machines, t.count), &all[i], n, delta);
	}
	free(all);
	return t;
}

static void free_machine(struct machine *m)
{
	while (m->history_count) {
		free(m->histories[--m->history_count].figures);
		free(m->histories[m->history_count].changes);
	}
	while (m->epoch_count) {
		struct epoch *e = &m->epochs[--m->epoch_count];

		while (e->changed_count)
			free(e->changed[--e->changed_count]);
	}
	free(m->changes);
	free(m->histories);
	free(m->epochs);
	free(m->points);
}

void trend_free(struct trend *t)
{
	while (t->count)
		free_machine(&t->machines[--t->count]);
	free(t->machines);
}
