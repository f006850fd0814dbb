// SPDX-License-Identifier: GPL-2.0-only
#include "trend.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "history.h"
#include "util.h"

/* A text of the history taken apart at tabs and ends of lines; each is once in a list. */
struct split {
	struct split *next;
	const char *text;		/* the history's */
	char *copy;
	size_t count;
	const char *parts[];
};

static size_t ends(const char *text)
{
	size_t n = 0;

	while (*(text += strcspn(text, "\t\n"))) {
		text++;
		n++;
	}
	return n;
}

/* There are few: most records of a history say the same. */
static const struct split *split_of(struct trend *t, const char *text)
{
	struct split *s;
	size_t i, n;
	char *at;

	for (s = t->splits; s; s = s->next)
		if (s->text == text)
			return s;
	n = ends(text);
	s = xcalloc(1, sizeof(*s) + n * sizeof(*s->parts));
	*s = (struct split){ .next = t->splits, .text = text, .copy = xstrdup(text), .count = n };
	for (at = s->copy, i = 0; i < n; i++) {
		s->parts[i] = at;
		at += strcspn(at, "\t\n");
		*at++ = '\0';
	}
	t->splits = s;
	return s;
}

struct source {			/* a record and what it says of its machine */
	const struct digest *digest;
	const struct split *facts;
	const struct split *benches;	/* question and name of each figure, in turn */
	size_t point;
};

/* The same machine, in order of time. */
static int by_machine(const void *a, const void *b)
{
	const struct source *x = a, *y = b;
	int order = strcmp(x->facts->parts[CHANGES_TARGET], y->facts->parts[CHANGES_TARGET]);
	size_t i;

	for (i = HISTORY_MACHINE; i < HISTORY_FACTS && !order && x->facts != y->facts; i++)
		order = strcmp(x->facts->parts[i], y->facts->parts[i]);
	return order;
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
static struct source *take_sources(struct trend *t, const struct history *h, size_t *count)
{
	struct source *all = xcalloc(h->count, sizeof(*all));
	const struct digest *d;

	*count = 0;
	for (d = h->digests; d < h->digests + h->count; d++)
		if (!d->uncalibrated)
			all[(*count)++] = (struct source){
				d, split_of(t, d->facts), split_of(t, d->benches), 0,
			};
	t->uncalibrated = h->count - *count;
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
	const struct source *x = a, *y = b;
	int order = strcmp(x->digest->boot, y->digest->boot);

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
	const struct split *before = NULL;	/* most often the same */
	size_t i, k, points = 0;

	memcpy(last, all[0].facts->parts, sizeof(last));
	for (i = 0; i < count; i++) {
		const char *now[CHANGES_FACTS];
		struct epoch e = { .first = all[i].point };

		if (all[i].point != points)
			continue;
		points++;
		if (all[i].facts != before) {
			memcpy(now, all[i].facts->parts, sizeof(now));
			for (k = 0; k < CHANGES_FACTS; k++)
				if (!strcmp(now[k], changes_unknown))
					now[k] = last[k];
				else if (!strcmp(last[k], changes_unknown))
					last[k] = now[k];
			e.changed_count = changes_name(last, now, e.changed);
			memcpy(last, now, sizeof(last));
			before = all[i].facts;
		}
		if (!i || e.changed_count) {
			m->epochs = xreallocarray(m->epochs, m->epoch_count + 1,
						  sizeof(*m->epochs));
			m->epochs[m->epoch_count++] = e;
		}
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
	struct bench_history x = { .question = parts[0], .name = parts[1] };
	size_t i = m->history_count++;

	m->histories = xreallocarray(m->histories, m->history_count, sizeof(x));
	for (; i && by_question(&x, &m->histories[i - 1]) < 0; i--)
		m->histories[i] = m->histories[i - 1];
	x.figures = xcalloc(m->count, sizeof(*x.figures));
	m->histories[i] = x;
}

static void take_benches(struct machine *m, const struct source *all, size_t count)
{
	const struct split *benches, *last = NULL;	/* most often the same */
	size_t i, k;

	for (i = 0; i < count; last = benches, i++) {
		benches = all[i].benches;
		for (k = 0; k < benches->count && benches != last; k += 2)
			if (!find_history(m, &benches->parts[k]))
				add_history(m, &benches->parts[k]);
	}
}

/* The mean over the records of a boot; equal ones have exactly their value. */
static void add_figure(double *mean, double *n, double value)
{
	*mean = *n > 0 ? *mean + (value - *mean) / (*n + 1) : value;
	++*n;
}

static void take_figures(struct machine *m, const struct source *all, size_t count)
{
	double *n = xcalloc(m->history_count * m->count, sizeof(*n));	/* records of each figure */
	const struct split *benches, *last = NULL;
	size_t *at = NULL, i, k;			/* which history each bench has */

	for (i = 0; i < count; last = benches, i++) {
		const struct digest *d = all[i].digest;

		benches = all[i].benches;
		if (benches != last)
			at = xreallocarray(at, d->count, sizeof(*at));
		for (k = 0; k < d->count && benches != last; k++)
			at[k] = (size_t)(find_history(m, &benches->parts[2 * k]) - m->histories);
		for (k = 0; k < d->count; k++)
			if (isfinite(d->figures[k]))
				add_figure(&m->histories[at[k]].figures[all[i].point],
					   &n[at[k] * m->count + all[i].point], d->figures[k]);
	}
	for (i = 0; i < m->history_count * m->count; i++) {
		struct bench_history *x = &m->histories[i / m->count];

		if (n[i] > 0)
			x->count++;
		else
			x->figures[i % m->count] = NAN;
	}
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
		m->changes = xreallocarray(m->changes, m->change_count + x->change_count,
					   sizeof(*m->changes));
		for (k = 0; k < x->change_count; k++) {
			m->changes[m->change_count++] = &x->changes[k];
			count_epoch(m, &x->changes[k]);
		}
	}
	if (m->change_count)
		qsort(m->changes, m->change_count, sizeof(*m->changes), worst_first);
}

static enum clock clock_of(const char *name)
{
	unsigned int i;

	for (i = 0; clock_names[i] && strcmp(clock_names[i], name); i++)
		;
	return i;
}

static void take_machine(struct machine *m, struct source *all, size_t count, double delta)
{
	const char *const *facts = all[0].facts->parts;
	size_t i;

	*m = (struct machine){
		.cpu = facts[HISTORY_MACHINE],
		.target = facts[CHANGES_TARGET], .clock = clock_of(facts[HISTORY_CLOCK]),
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
	struct source *all = take_sources(&t, h, &count);

	for (i = 0; i < count; i += n) {
		for (n = 1; i + n < count && !by_machine(&all[i], &all[i + n]); n++)
			;
		t.machines = xreallocarray(t.machines, t.count + 1, sizeof(*t.machines));
		take_machine(&t.machines[t.count++], &all[i], n, delta);
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
	while (t->splits) {
		struct split *s = t->splits;

		t->splits = s->next;
		free(s->copy);
		free(s);
	}
	free(t->machines);
}
