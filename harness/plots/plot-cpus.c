// SPDX-License-Identifier: GPL-2.0-only
/* The same bench on CPUs of different models: core cycles, the largest ratio first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "canvas.h"
#include "changes.h"
#include "figures.h"
#include "forest.h"
#include "names.h"
#include "record.h"
#include "suite.h"
#include "util.h"

#define LEAST 0.1		/* core cycles; below that a ratio is noise */
#define WORDS 8			/* of a model's name */
#define BRIEF 12		/* characters of one */

/* A bench, with its results by CPU, NULL where there is none. */
struct across {
	const char *name;
	const struct result *of[PLOT_RECORDS];
	const struct result *least, *most;
};

/* The first record of each CPU model, all of one target, as indices of the canvas's records. */
struct cpus {
	const struct canvas *canvas;
	size_t record[PLOT_RECORDS];
	size_t count;
};

static const char *model(const struct cpus *cpus, size_t record)
{
	const char *name = changes_fact(cpus->canvas->records[record], "cpu_model");

	return name ? name : "";
}

static bool same_target(const struct record *a, const struct record *b)
{
	return !strcmp(a->target ? a->target : "", b->target ? b->target : "");
}

static void add_cpu(struct cpus *cpus, size_t record)
{
	const struct record *const *records = cpus->canvas->records, *r = records[record];

	if (r->clock != CLOCK_SILICON || !*model(cpus, record) || cpus->count == PLOT_RECORDS ||
	    calibration_failed(r) || (cpus->count && !same_target(r, records[cpus->record[0]])))
		return;
	for (size_t i = 0; i < cpus->count; i++)
		if (!strcmp(model(cpus, record), model(cpus, cpus->record[i])))
			return;
	cpus->record[cpus->count++] = record;
}

/* The n-th word, up to which a mark like "(R)" may follow; its length, 0: there are fewer. */
static size_t word(const char **text, size_t n)
{
	while (n-- && **text) {
		*text += strcspn(*text, " ");
		*text += strspn(*text, " ");
	}
	return strcspn(*text, " (");
}

static bool told_apart_by(const struct cpus *cpus, size_t n)
{
	for (size_t i = 0; i < cpus->count; i++)
		for (size_t k = 0; k <= i; k++) {
			const char *a = model(cpus, cpus->record[i]);
			const char *b = model(cpus, cpus->record[k]);
			size_t size = word(&a, n);

			if (!size || (k < i && size == word(&b, n) && !strncmp(a, b, size)))
				return false;
		}
	return true;
}

/* "Intel", "8488C": the first word that tells the models apart, or all of the name (malloced). */
static char *brief(const struct cpus *cpus, size_t cpu)
{
	const char *name = model(cpus, cpus->record[cpu]);
	size_t size;

	for (size_t n = 0; n < WORDS; n++)
		if (told_apart_by(cpus, n)) {
			size = word(&name, n);
			return xasprintf("%.*s", (int)(size < BRIEF ? size : BRIEF), name);
		}
	return xasprintf("%.*s", BRIEF, name);
}

static double ratio(const struct across *a)
{
	return a->most->estimate / a->least->estimate;
}

/* Figures whose intervals do not touch; without one nothing is apart. */
static bool apart(const struct across *a)
{
	return a->least->ci[1] < a->most->ci[0];
}

/* The largest first; last what may be no difference. */
static int by_ratio(const void *x, const void *y)
{
	const struct across *a = x, *b = y;
	double difference = ratio(b) - ratio(a);

	if (apart(a) != apart(b))
		return apart(a) ? -1 : 1;
	return difference ? (difference > 0) - (difference < 0) : strcmp(a->name, b->name);
}

/* CPUID exits from every guest; of the rest it is known, or suspected of what takes so long. */
static bool leaves_guest(const struct record *r, const struct result *result)
{
	if (!record_guest_of(r))
		return false;
	return strstr(result->name, "cpuid") ||
	       count_of(result->counters, result->counter_count, "vm-exits") > .5 ||
	       (result->insns > 0 && result->estimate > EXIT_CYCLES * (double)result->insns);
}

/* What the CPUs have of a bench, and why it is not drawn; NULL: it is. */
static const char *find(const struct cpus *cpus, struct across *a)
{
	size_t measured = 0;
	bool leaves = false;

	for (size_t i = 0; i < cpus->count; i++) {
		const struct record *r = cpus->canvas->records[cpus->record[i]];
		const struct result *result = record_find(r, a->name);

		if (!result || result->status != STATUS_OK)
			continue;
		a->of[i] = result;
		if (!a->least || result->estimate < a->least->estimate)
			a->least = result;
		if (!a->most || result->estimate > a->most->estimate)
			a->most = result;
		leaves |= leaves_guest(r, result);
		measured++;
	}
	if (measured < 2)
		return "not measured on two CPUs";
	if (leaves)
		return "the hypervisor's time: leaves the guest, or takes so long that it may";
	return a->least->estimate < LEAST ? "below 0.1 core cycles on one of them" : NULL;
}

/* "popf-overlap-24" is a point of a curve, which has a plot of its own. */
static const char *not_here(const struct result *result)
{
	return strcmp(plot_of(result), result->question) ? "a point of an overlap's curve" : NULL;
}

static struct across *find_benches(const struct cpus *cpus, size_t *count, struct names *reasons)
{
	struct names seen = { 0 };
	struct across *all = NULL;

	for (size_t i = 0; i < cpus->count; i++) {
		const struct record *r = cpus->canvas->records[cpus->record[i]];

		for (size_t j = 0; j < r->result_count; j++) {
			struct across a = { .name = r->results[j].name };
			const char *why = not_here(&r->results[j]);

			if (!names_add(&seen, a.name))
				continue;
			why = why ? why : find(cpus, &a);
			if (why)
				names_add(reasons, why);
			else
				*PUSH(all, *count) = a;
		}
	}
	names_free(&seen);
	if (*count)
		qsort(all, *count, sizeof(*all), by_ratio);
	for (size_t i = FOREST_ROWS; i < *count; i++)
		names_add(reasons, "a smaller ratio");
	*count = *count < FOREST_ROWS ? *count : FOREST_ROWS;
	return all;
}

static int by_figure(const void *x, const void *y)
{
	const struct forest_point *a = x, *b = y;

	return (a->x > b->x) - (a->x < b->x);
}

/* "4.94× on AMD": which one costs more; "(1.5×)" if that is not known (malloced). */
static char *remark(const struct cpus *cpus, const struct across *a)
{
	char *times = figures_rounded(ratio(a)), *most = NULL, *text;

	for (size_t i = 0; i < cpus->count && !most; i++)
		if (a->of[i] == a->most)
			most = brief(cpus, i);
	text = apart(a) ? xasprintf("%s× on %s", times, most) : xasprintf("(%s×)", times);
	free(most);
	free(times);
	return text;
}

static void draw_bench(struct canvas *c, struct forest *f, const struct cpus *cpus,
		       const struct across *a)
{
	struct forest_row *row = forest_add(f, c);

	row->name = xstrdup(a->name);
	for (size_t i = 0; i < cpus->count; i++) {
		size_t record = cpus->record[i];
		int colour = canvas_colour(c, record);
		char *figure;

		if (!a->of[i])
			continue;
		figure = table_figure(c->records[record], a->of[i]->estimate);
		row->label = row->label ? row->label : xstrdup("");
		append(&row->label, "%s%s", *row->label ? ", " : "", figure);
		free(figure);
		forest_point(row, (struct forest_point){
			.x = a->of[i]->estimate, .lo = a->of[i]->ci[0], .hi = a->of[i]->ci[1],
			.colour = colour, .marker = colour,
		});
	}
	qsort(row->points, row->count, sizeof(*row->points), by_figure);
	row->remark = remark(cpus, a);
}

void build_cpus(struct canvas *c)
{
	struct cpus cpus = { .canvas = c };
	struct forest f = forest_new(LOG);
	struct names reasons = { 0 };
	struct across *all;
	size_t count = 0;

	for (size_t i = 0; i < c->count; i++)
		add_cpu(&cpus, i);
	if (cpus.count < 2)
		return;
	all = find_benches(&cpus, &count, &reasons);
	c->y += 8;
	for (size_t i = 0; i < count; i++)
		draw_bench(c, &f, &cpus, &all[i]);
	canvas_title(c, xstrdup("More core cycles on which CPU?"));
	f.joined = true;
	forest_draw(c, &f, canvas_unit(c));
	canvas_note(c, ALL_RECORDS, GREY,
		    xstrdup("Figures as the records stand above; the larger to the smaller; "
			    "(…) if intervals overlap"));
	forest_left_out(c, &reasons);
	free(all);
}
