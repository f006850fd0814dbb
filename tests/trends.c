// SPDX-License-Identifier: GPL-2.0-only
/*
 * What trend makes of histories whose truth is known: how often it finds what is not
 * there, what is, and what it blames.  Seeded: the same figures every time.
 *
 * usage: trends [FOLDERS]; trends speed
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "history.h"
#include "random.h"
#include "trend.h"
#include "util.h"

#define CYCLES 100.
#define BENCHES 200
#define RECORDS 10000

/* Standard deviations and steps are relative. */
struct truth {
	const char *name;
	size_t benches, boots;
	double sd, rho;
	double common;			/* share of the noise's variance that all benches have in common */
	double spikes;			/* share of figures that are up to 20 % greater */
	double step;			/* of the first bench */
	size_t at;			/* the first boot of it */
	double drift;			/* of all, from the first boot to the last */
	size_t epoch;			/* the first boot with another microcode; 0: there is none */
	double delta;			/* 0: the usual */
};

#define NULLS(name_, benches_, boots_, ...) \
	{ .name = name_, .benches = benches_, .boots = boots_, .sd = .015, __VA_ARGS__ }
/* Without delta, which a step of 2 % exceeds every other time. */
#define STEP(name_, boots_, step_) \
	{ .name = name_, .benches = 1, .boots = boots_, .sd = .011, .step = step_, .at = boots_ / 2, .delta = .0001 }
#define LAST(name_, n) { .name = name_, .benches = 39, .boots = 60, .sd = .015, .step = .1, .at = 60 - n }
#define DRIFT(name_, sd_, rho_) { .name = name_, .benches = 1, .boots = 60, .sd = sd_, .rho = rho_, .drift = .05 }
#define EPOCH(name_, step_, epoch_) \
	{ .name = name_, .benches = 1, .boots = 60, .sd = .01, .step = step_, .at = 31, .epoch = epoch_ }

static const struct truth truths[] = {
	NULLS("null-rho-0", 39, 60, .rho = 0),
	NULLS("null-rho-.3", 39, 60, .rho = .3),
	NULLS("null-rho-.6", 39, 60, .rho = .6),
	NULLS("null-common-.3", 39, 60, .rho = .3, .common = .5),
	NULLS("null-single-.3", 1, 60, .rho = .3),
	NULLS("null-short-.3", 39, 12, .rho = .3),
	NULLS("null-spikes", 39, 60, .spikes = .02),
	STEP("step-2%-30", 30, .02), STEP("step-2%-100", 100, .02), STEP("step-2%-300", 300, .02),
	STEP("step-3%-30", 30, .03), STEP("step-3%-100", 100, .03), STEP("step-3%-300", 300, .03),
	LAST("last-1", 1), LAST("last-2", 2), LAST("last-3", 3), LAST("last-4", 4),
	DRIFT("drift-1%", .01, 0), DRIFT("drift-1.5%", .015, 0), DRIFT("drift-1%-rho-.3", .01, .3),
	EPOCH("before-3%", .03, 30), EPOCH("before-5%", .05, 30), EPOCH("before-10%", .1, 30),
	EPOCH("at-3%", .03, 31), EPOCH("at-5%", .05, 31), EPOCH("at-10%", .1, 31),
};

static uint64_t state = 20240229;

static double uniform(void)
{
	return ((double)(random_next(&state) >> 11) + .5) * 0x1p-53;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

/* n values of variance 1, neighbours correlated. */
static double *noise(size_t n, double rho)
{
	double *v = xcalloc(n, sizeof(*v)), last = normal();
	size_t i;

	for (i = 0; i < n; i++) {
		v[i] = last;
		last = rho * last + sqrt(1 - rho * rho) * normal();
	}
	return v;
}

static void fill_bench(const struct truth *t, const double *common, size_t bench, struct digest *all)
{
	double *own = noise(t->boots, t->rho), share = sqrt(t->common), rest = sqrt(1 - t->common), level;
	size_t i;

	for (i = 0; i < t->boots; i++) {
		level = t->sd * (share * common[i] + rest * own[i]);
		if (i >= t->at && !bench)
			level += log1p(t->step);
		if (uniform() < t->spikes)
			level += log1p(.2 * uniform());
		level += log1p(t->drift) * (double)i / (double)t->boots;
		all[i].figures[bench] = CYCLES * exp(level);
	}
	free(own);
}

static const struct texts *facts(struct history *h, const char *microcode)
{
	const char *facts[HISTORY_FACTS];
	size_t i;

	for (i = 0; i < HISTORY_FACTS; i++)
		facts[i] = i < CHANGES_FACTS && !strcmp(changes_keys[i], "microcode") ? microcode : "known";
	return history_texts(h, facts, HISTORY_FACTS);
}

static const struct texts *benches(struct history *h, size_t count)
{
	const char **names = xcalloc(2 * count, sizeof(*names));
	const struct texts *texts;
	size_t i;

	for (i = 0; i < count; i++) {
		names[2 * i] = "g";
		names[2 * i + 1] = xasprintf("%04zu", i);
	}
	texts = history_texts(h, names, 2 * count);
	for (i = 0; i < count; i++)
		free((char *)names[2 * i + 1]);
	free(names);
	return texts;
}

static struct history make(const struct truth *t)
{
	struct history h = { .path = "made up", .count = t->boots };
	const struct texts *before = facts(&h, "0x1"), *after = facts(&h, "0x2");
	const struct texts *names = benches(&h, t->benches);
	double *common = noise(t->boots, t->rho);
	size_t i;

	h.digests = xcalloc(t->boots, sizeof(*h.digests));
	for (i = 0; i < t->boots; i++)
		h.digests[i] = (struct digest){
			.id = xasprintf("%06zu", i), .utc = xasprintf("%06zu", i), .boot = xasprintf("%06zu", i),
			.name = xstrdup(""), .facts = t->epoch && i >= t->epoch ? after : before,
			.benches = names, .clock = CLOCK_SILICON,
			.figures = xcalloc(t->benches, sizeof(double)), .count = t->benches,
		};
	for (i = 0; i < t->benches; i++)
		fill_bench(t, common, i, h.digests);
	free(common);
	return h;
}

/* How many folders end so. */
struct outcome {
	unsigned int any;		/* a change is said of any bench */
	unsigned int step, drift;	/* of the first one */
	unsigned int found, within;	/* one step, 4 boots from it at most; the interval has it */
	unsigned int blamed, near;	/* and an epoch, at a target that is certain; that is not */
};

static void count(const struct truth *t, const struct machine *m, struct outcome *o)
{
	const struct bench_history *x = &m->histories[0];
	const struct change *c = x->changes;

	o->any += m->moved > 0;
	if (!c)
		return;
	o->drift += c->drift;
	o->step += !c->drift;
	if (x->change_count != 1 || c->drift)
		return;
	o->found += c->effect * t->step > 0 && c->at + 5 > t->at && c->at < t->at + 5;
	o->within += c->first <= t->at && t->at <= c->last;
	o->blamed += change_blames(c);
	o->near += c->epoch && !change_blames(c);
}

static void simulate(const struct truth *t, unsigned int folders)
{
	struct outcome o = { 0 };
	double n = folders / 100.;
	unsigned int i;

	for (i = 0; i < folders; i++) {
		struct history h = make(t);
		struct trend trend = trend_make(&h, t->delta);

		count(t, &trend.machines[0], &o);
		trend_free(&trend);
		history_free(&h);
	}
	printf("%-16s %7.1f %7.1f %7.1f %7.1f %7.1f %7.1f %7.1f\n", t->name, o.any / n, o.step / n, o.drift / n,
	       o.found / n, o.within / n, o.blamed / n, o.near / n);
}

static void speed(void)
{
	struct truth t = { .benches = BENCHES, .boots = RECORDS, .sd = .01, .step = .05, .at = RECORDS / 2 };
	struct history h = make(&t);
	clock_t start = clock();
	struct trend trend = trend_make(&h, 0);

	printf("changes of %d benches in %d boots: %.2f s\n", BENCHES, RECORDS,
	       (double)(clock() - start) / CLOCKS_PER_SEC);
	trend_free(&trend);
	history_free(&h);
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)strtoul(argv[1], NULL, 10) : 200;
	size_t i;

	if (argc > 1 && !strcmp(argv[1], "speed")) {
		speed();
		return 0;
	}
	if (!n) {
		fputs("usage: trends [FOLDERS]; trends speed\n", stderr);
		return 2;
	}
	printf("%% of %-11u    any    step   drift   found  within  blamed    near\n", n);
	for (i = 0; i < ARRAY_SIZE(truths); i++)
		simulate(&truths[i], n);
	return 0;
}
