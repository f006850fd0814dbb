// SPDX-License-Identifier: GPL-2.0-only
#include "series.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "delta.h"
#include "history.h"
#include "noise.h"
#include "parallel.h"
#include "steps.h"
#include "summary.h"
#include "util.h"

#define FAR_APART 1e100		/* squares of greater differences may be beyond a double */
#define MOST_FALSE .05		/* the chance of any change in a machine's history in which nothing changes */

/* The texts of a history taken apart, each once. */

struct facts {
	const char *text;		/* the history's */
	const char *all[HISTORY_FACTS];
};

struct layout {
	const char *text;
	size_t *series;			/* of each figure, which of the names */
	size_t count;
};

struct name {
	const char *question, *name;
};

struct source {			/* a record and what it says of its machine */
	const struct digest *digest;
	const struct facts *facts;
	const struct layout *layout;
	size_t point;
};

struct sources {
	struct source *all;
	size_t count;
	struct facts *facts;
	size_t fact_count;
	struct layout *layouts;
	size_t layout_count;
	struct name *names;
	size_t name_count;
};

/* Both kinds begin with the text, by whose address they are found. */
static void *find(const char *text, const void *all, size_t count, size_t size)
{
	return bsearch(&text, all, count, size, history_by_address);
}

static char *keep(struct trend *t, const char *text)
{
	t->texts = xreallocarray(t->texts, t->text_count + 1, sizeof(*t->texts));
	return t->texts[t->text_count++] = xstrdup(text);
}

/* Up to `end`, which becomes the text's end; where the next one begins. */
static char *next_text(char **at, const char *end)
{
	char *text = *at;

	*at += strcspn(*at, end);
	if (**at)
		*(*at)++ = '\0';
	return text;
}

static void split_facts(struct trend *t, struct facts *f)
{
	char *at = keep(t, f->text);
	size_t i;

	for (i = 0; i < HISTORY_FACTS; i++)
		f->all[i] = next_text(&at, "\n");
}

static int by_question(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = strcmp(x->question, y->question);

	return order ? order : strcmp(x->name, y->name);
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* The names of a layout, in its order. */
static struct name *split_names(struct trend *t, const struct layout *l)
{
	struct name *names = xcalloc(l->count, sizeof(*names));
	char *at = keep(t, l->text);
	size_t i;

	for (i = 0; i < l->count; i++) {
		names[i].question = next_text(&at, "\t");
		names[i].name = next_text(&at, "\n");
	}
	return names;
}

static void unite_names(struct sources *s)
{
	size_t i, n = 0;

	if (s->name_count)
		qsort(s->names, s->name_count, sizeof(*s->names), by_question);
	for (i = 0; i < s->name_count; i++)
		if (!n || by_question(&s->names[n - 1], &s->names[i]))
			s->names[n++] = s->names[i];
	s->name_count = n;
}

static void take_layouts(struct trend *t, struct sources *s)
{
	struct name **own = xcalloc(s->layout_count, sizeof(*own));
	size_t i, j;

	for (i = 0; i < s->layout_count; i++) {
		struct layout *l = &s->layouts[i];

		l->count = lines(l->text);
		l->series = xcalloc(l->count, sizeof(*l->series));
		own[i] = split_names(t, l);
		s->names = xreallocarray(s->names, s->name_count + l->count, sizeof(*s->names));
		memcpy(s->names + s->name_count, own[i], l->count * sizeof(*s->names));
		s->name_count += l->count;
	}
	unite_names(s);
	for (i = 0; i < s->layout_count; i++) {
		for (j = 0; j < s->layouts[i].count; j++) {
			struct name *n = bsearch(&own[i][j], s->names, s->name_count, sizeof(*n), by_question);

			s->layouts[i].series[j] = (size_t)(n - s->names);
		}
		free(own[i]);
	}
	free(own);
}

/* The same machine, in order of time. */
static int by_machine(const void *a, const void *b)
{
	const struct source *x = a, *y = b;
	int order = strcmp(x->facts->all[CHANGES_TARGET], y->facts->all[CHANGES_TARGET]);
	size_t i;

	for (i = HISTORY_MACHINE; i < HISTORY_FACTS && !order; i++)
		order = strcmp(x->facts->all[i], y->facts->all[i]);
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

static struct sources take_sources(struct trend *t, const struct history *h)
{
	struct sources s = { .all = xcalloc(h->count, sizeof(*s.all)) };
	const char **facts = xcalloc(h->count, sizeof(*facts)), **layouts = xcalloc(h->count, sizeof(*layouts));
	size_t i;

	for (i = 0; i < h->count; i++) {
		facts[i] = h->digests[i].facts;
		layouts[i] = h->digests[i].benches;
	}
	s.fact_count = history_unique(facts, h->count);
	s.facts = xcalloc(s.fact_count, sizeof(*s.facts));
	for (i = 0; i < s.fact_count; i++) {
		s.facts[i].text = facts[i];
		split_facts(t, &s.facts[i]);
	}
	s.layout_count = history_unique(layouts, h->count);
	s.layouts = xcalloc(s.layout_count, sizeof(*s.layouts));
	for (i = 0; i < s.layout_count; i++)
		s.layouts[i].text = layouts[i];
	take_layouts(t, &s);
	for (i = 0; i < h->count; i++) {
		if (h->digests[i].uncalibrated)
			continue;
		s.all[s.count++] = (struct source){
			.digest = &h->digests[i],
			.facts = find(h->digests[i].facts, s.facts, s.fact_count, sizeof(*s.facts)),
			.layout = find(h->digests[i].benches, s.layouts, s.layout_count, sizeof(*s.layouts)),
		};
	}
	t->uncalibrated = h->count - s.count;
	if (s.count)
		qsort(s.all, s.count, sizeof(*s.all), by_time);
	free(layouts);
	free(facts);
	return s;
}

static void free_sources(struct sources *s)
{
	size_t i;

	for (i = 0; i < s->layout_count; i++)
		free(s->layouts[i].series);
	free(s->layouts);
	free(s->facts);
	free(s->names);
	free(s->all);
}

/* Boots */

static double seconds_of(const char *utc)
{
	struct tm tm = { 0 };
	const char *end = strptime(utc, "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end ? (double)timegm(&tm) : NAN;
}

struct boot {
	const char *id;
	const struct facts *facts;
	size_t source;
};

static int by_boot(const void *a, const void *b)
{
	const struct boot *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	if (!order)
		order = (x->facts > y->facts) - (x->facts < y->facts);
	return order ? order : (x->source > y->source) - (x->source < y->source);
}

/* Sources come in order of time; the first of a boot is where its point stands. */
static void take_points(struct machine *m, struct source *all, size_t count)
{
	struct boot *boots = xcalloc(count, sizeof(*boots));
	size_t *first = xcalloc(count, sizeof(*first)), i;

	for (i = 0; i < count; i++)
		boots[i] = (struct boot){ all[i].digest->boot, all[i].facts, i };
	qsort(boots, count, sizeof(*boots), by_boot);
	for (i = 0; i < count; i++) {
		bool same = i && !strcmp(boots[i].id, boots[i - 1].id) && boots[i].facts == boots[i - 1].facts;

		first[boots[i].source] = same ? first[boots[i - 1].source] : boots[i].source;
	}
	m->points = xcalloc(count, sizeof(*m->points));
	for (i = 0; i < count; i++) {
		if (first[i] == i) {
			all[i].point = m->count++;
			m->points[all[i].point] = (struct point){
				.utc = all[i].digest->utc, .seconds = seconds_of(all[i].digest->utc),
			};
		} else {
			all[i].point = all[first[i]].point;
		}
		m->points[all[i].point].records++;
	}
	free(first);
	free(boots);
}

/* What is not known now is what it was last: not to know is no change. */
static void take_epochs(struct machine *m, const struct source *all, size_t count)
{
	const char *last[CHANGES_FACTS];
	const struct facts *before = NULL;	/* most often the same */
	size_t i, k, points = 0;

	memcpy(last, all[0].facts->all, sizeof(last));
	for (i = 0; i < count; i++) {
		const char *now[CHANGES_FACTS];
		struct epoch e = { .first = all[i].point };

		if (all[i].point != points)
			continue;
		points++;
		if (all[i].facts != before) {
			memcpy(now, all[i].facts->all, sizeof(now));
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
			m->epochs = xreallocarray(m->epochs, m->epoch_count + 1, sizeof(*m->epochs));
			m->epochs[m->epoch_count++] = e;
		}
		m->epochs[m->epoch_count - 1].count++;
	}
}

/* The mean over the records of a boot; equal ones have exactly their value. */
static void add_figure(double *mean, double *n, double value)
{
	*mean = *n > 0 ? *mean + (value - *mean) / (*n + 1) : value;
	++*n;
}

static void take_figures(struct machine *m, const struct sources *s, const struct source *all, size_t count)
{
	double **n = xcalloc(s->name_count, sizeof(*n));
	size_t i, j;

	m->series = xcalloc(s->name_count, sizeof(*m->series));
	m->series_count = s->name_count;
	for (i = 0; i < count; i++)
		for (j = 0; j < all[i].layout->count; j++) {
			size_t k = all[i].layout->series[j];
			struct series *x = &m->series[k];

			if (!x->figures) {
				x->figures = xcalloc(m->count, sizeof(*x->figures));
				n[k] = xcalloc(m->count, sizeof(**n));
			}
			if (isfinite(all[i].digest->figures[j]))
				add_figure(&x->figures[all[i].point], &n[k][all[i].point], all[i].digest->figures[j]);
		}
	for (i = 0; i < s->name_count; i++) {
		struct series *x = &m->series[i];

		x->question = s->names[i].question;
		x->name = s->names[i].name;
		for (j = 0; x->figures && j < m->count; j++) {
			if (n[i][j] > 0)
				x->count++;
			else
				x->figures[j] = NAN;
		}
		free(n[i]);
	}
	free(n);
}

/* Another machine's benches are none of this one's. */
static void drop_absent(struct machine *m)
{
	size_t i, n = 0;

	for (i = 0; i < m->series_count; i++)
		if (m->series[i].figures)
			m->series[n++] = m->series[i];
	m->series_count = n;
}

/* Changes */

/* A series without its gaps. */
struct dense {
	struct series *series;
	double *v;			/* what is compared: logarithms, asinh, or the values themselves */
	size_t *at;			/* their points */
	bool absolute, far;
	struct margin margin;
	struct steps steps;
};

static struct dense dense_of(const struct machine *m, struct series *x)
{
	struct dense d = { .series = x, .v = xcalloc(x->count, sizeof(*d.v)), .at = xcalloc(x->count, sizeof(*d.at)) };
	size_t i, n = 0;

	for (i = 0; i < m->count; i++)
		if (!isnan(x->figures[i])) {
			d.v[n] = x->figures[i];
			d.at[n++] = i;
		}
	x->lost = n && d.at[n - 1] + 1 < m->count ? d.at[n - 1] + 1 : SIZE_MAX;
	d.steps = (struct steps){ .v = d.v, .n = n, .starts = xcalloc(n, sizeof(*d.steps.starts)), .count = n > 0 };
	return d;
}

/* The epochs that begin where the change may be, gaps and all; and the one nearest to where it most likely is. */
static void take_near(const struct machine *m, const struct dense *d, struct change *c, size_t first)
{
	const struct epoch *e;

	for (e = m->epochs + 1; e < m->epochs + m->epoch_count; e++) {
		if (e->first <= d->at[first - 1] || e->first > c->last)
			continue;
		if (!c->epoch_count++)
			c->epochs = c->epoch = e;
		else if (labs((long)e->first - (long)c->at) < labs((long)c->epoch->first - (long)c->at))
			c->epoch = e;
	}
}

static double unscaled(const struct dense *d, double v)
{
	if (d->far)
		return sinh(v);
	return d->absolute ? v : exp(v);
}

static void add_change(struct dense *d, struct change c)
{
	struct series *x = d->series;

	c.series = x;
	c.absolute = d->absolute;
	c.effect = c.absolute ? c.to - c.from : c.to / c.from - 1;
	x->changes = xreallocarray(x->changes, x->change_count + 1, sizeof(c));
	x->changes[x->change_count++] = c;
}

static void add_steps(const struct machine *m, struct dense *d, double tests)
{
	const struct steps *s = &d->steps;
	size_t i;

	for (i = 1; i < s->count; i++) {
		struct step step = steps_step(s, i);
		struct change c = {
			.at = d->at[s->starts[i]], .first = d->at[step.first], .last = d->at[step.last],
			.before = s->starts[i] - s->starts[i - 1],
			.after = (i + 1 < s->count ? s->starts[i + 1] : s->n) - s->starts[i],
			.from = unscaled(d, step.from), .to = unscaled(d, step.to), .p = fmin(1, step.p * tests),
		};

		take_near(m, d, &c, step.first);
		add_change(d, c);
	}
}

static void add_drift(struct dense *d, const struct step *line, double tests)
{
	add_change(d, (struct change){
		.drift = true, .at = d->at[0], .first = d->at[0], .last = d->at[d->steps.n - 1], .after = d->steps.n,
		.from = unscaled(d, line->from), .to = unscaled(d, line->to), .p = fmin(1, line->p * tests),
	});
}

/* An exact clock: equal to the one before, or not. */
static void add_exact(const struct machine *m, struct dense *d)
{
	size_t i, from = 0, to;

	d->absolute = true;
	for (i = 1; i < d->steps.n; i++) {
		struct change c = { .at = d->at[i], .first = d->at[i], .last = d->at[i], .p = NAN };

		if (d->v[i] == d->v[i - 1])
			continue;
		for (to = i + 1; to < d->steps.n && d->v[to] == d->v[i]; to++)
			;
		c.from = d->v[from];
		c.to = d->v[i];
		c.before = i - from;
		c.after = to - i;
		take_near(m, d, &c, i);
		add_change(d, c);
		from = i;
	}
}

/*
 * Logarithms; below a cycle, where a ratio means nothing, and at 0, where there is none, cycles.  Of these
 * asinh where they are too far apart for squares: about the value below a cycle, the logarithm of twice it above.
 */
static void scale(struct dense *d, double delta)
{
	size_t i, n = d->steps.n;
	double *copy = xcalloc(n, sizeof(*copy)), middle, share;

	d->absolute = d->far = false;
	for (i = 0; i < n; i++) {
		copy[i] = d->v[i];
		d->absolute |= !(copy[i] >= 1);
		d->far |= fabs(copy[i]) > FAR_APART;
	}
	d->far &= d->absolute;
	middle = stats_median(copy, n);
	free(copy);
	share = delta > 0 ? delta : d->far ? DELTA_RELATIVE : delta_of(middle) / middle;
	d->margin = (struct margin){ share < 1 ? -log1p(-share) : INFINITY, log1p(share) };
	if (d->absolute && !d->far)
		d->margin.below = d->margin.above = delta_of(middle);
	for (i = 0; i < n && (d->far || !d->absolute); i++)
		d->v[i] = d->far ? asinh(d->v[i]) : log(d->v[i]);
}

/*
 * All series of a machine: how far neighbouring boots are alike is told by all of them together, and
 * what is looked for at every boot of every bench is held against as many tests.
 */
struct search {
	struct machine *machine;
	struct dense *all;
	double *rho;			/* of each */
	double delta, tests;
	double alike;			/* the mean rho, of differences */
};

static bool noisy(const struct machine *m)
{
	return m->clock != CLOCK_ICOUNT && m->clock != CLOCK_EMULATED;
}

static void prepare(void *arg, size_t i)
{
	const struct search *s = arg;
	struct dense *d = &s->all[i];

	*d = dense_of(s->machine, &s->machine->series[i]);
	if (noisy(s->machine) && d->steps.n)
		scale(d, s->delta);
	s->rho[i] = noise_rho(d->v, d->steps.n);
}

static void cut(void *arg, size_t i)
{
	const struct search *s = arg;
	struct steps *x = &s->all[i].steps;

	if (x->n > 1 && steps_cut(x, s->alike))
		s->rho[i] = steps_rho(x);
	if (isnan(s->rho[i]))
		s->rho[i] = s->alike;
}

/* What the noise does not explain; and of that what is beyond delta. */
static void find_noisy(const struct search *s, struct dense *d)
{
	static const struct margin none = { 0, 0 };
	double p_most = MOST_FALSE / s->tests;
	struct step line;

	if (!steps_filter(&d->steps, &none, p_most))
		return;
	if (!steps_line(&d->steps, p_most, &line)) {
		if (steps_filter(&d->steps, &d->margin, p_most))
			add_steps(s->machine, d, s->tests);
	} else if (steps_beyond(line.to - line.from, &d->margin)) {
		add_drift(d, &line, s->tests);
	}
}

static void find_changes(void *arg, size_t i)
{
	const struct search *s = arg;
	struct dense *d = &s->all[i];

	if (s->machine->clock == CLOCK_ICOUNT)
		add_exact(s->machine, d);
	if (!noisy(s->machine) || !d->steps.count)
		return;
	steps_take_noise(&d->steps, s->rho[i]);
	find_noisy(s, d);
}

static void search(struct machine *m, double delta)
{
	size_t i, count = m->series_count, *n = xcalloc(count, sizeof(*n));
	struct search s = { m, xcalloc(count, sizeof(*s.all)), xcalloc(count, sizeof(*s.rho)), delta, 0, 0 };

	parallel(count, prepare, &s);
	for (i = 0; i < count; i++)
		s.tests += (double)(n[i] = s.all[i].steps.n);	/* a cut before each value but the first, and a line */
	s.alike = noise_mean_rho(s.rho, n, count);
	parallel(noisy(m) ? count : 0, cut, &s);
	noise_shrink(s.rho, n, count);
	parallel(count, find_changes, &s);
	for (i = 0; i < count; i++) {
		free(s.all[i].steps.starts);
		free(s.all[i].at);
		free(s.all[i].v);
	}
	free(s.rho);
	free(s.all);
	free(n);
}

/* What became slower, the most first; then what became faster. */
static int worst_first(const void *a, const void *b)
{
	const struct change *x = *(const struct change *const *)a, *y = *(const struct change *const *)b;
	double dx = fabs(log(x->to / x->from)), dy = fabs(log(y->to / y->from));

	if ((x->effect > 0) != (y->effect > 0))
		return x->effect > 0 ? -1 : 1;
	if (dx != dy && !isnan(dx) && !isnan(dy))
		return dx > dy ? -1 : 1;
	if (x->series != y->series)
		return x->series < y->series ? -1 : 1;
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

	for (i = 0; i < m->series_count; i++) {
		const struct series *x = &m->series[i];

		m->moved += x->change_count > 0;
		m->unmeasured += !x->count;
		m->changes = xreallocarray(m->changes, m->change_count + x->change_count, sizeof(*m->changes));
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

static void take_machine(struct machine *m, const struct sources *s, struct source *all, size_t count, double delta)
{
	const char *const *facts = all[0].facts->all;
	size_t i;

	*m = (struct machine){
		.cpu = facts[HISTORY_MACHINE],
		.target = facts[CHANGES_TARGET], .clock = clock_of(facts[HISTORY_CLOCK]), .records = count,
	};
	for (i = 0; i < count; i++)
		m->unfit += all[i].digest->unfit;
	take_points(m, all, count);
	take_epochs(m, all, count);
	take_figures(m, s, all, count);
	drop_absent(m);
	search(m, delta);
	collect(m);
}

struct trend trend_make(const struct history *h, double delta)
{
	struct trend t = { .path = h->path, .unreadable = h->unreadable };
	struct sources s = take_sources(&t, h);
	size_t i, n;

	for (i = 0; i < s.count; i += n) {
		for (n = 1; i + n < s.count && !by_machine(&s.all[i], &s.all[i + n]); n++)
			;
		t.machines = xreallocarray(t.machines, t.count + 1, sizeof(*t.machines));
		take_machine(&t.machines[t.count++], &s, &s.all[i], n, delta);
	}
	free_sources(&s);
	return t;
}

static void free_machine(struct machine *m)
{
	while (m->series_count) {
		free(m->series[--m->series_count].figures);
		free(m->series[m->series_count].changes);
	}
	while (m->epoch_count) {
		struct epoch *e = &m->epochs[--m->epoch_count];

		while (e->changed_count)
			free(e->changed[--e->changed_count]);
	}
	free(m->changes);
	free(m->series);
	free(m->epochs);
	free(m->points);
}

void trend_free(struct trend *t)
{
	while (t->count)
		free_machine(&t->machines[--t->count]);
	while (t->text_count)
		free(t->texts[--t->text_count]);
	free(t->machines);
	free(t->texts);
}
