// SPDX-License-Identifier: GPL-2.0-only
/* The same bench on CPUs of different models: core cycles, the largest ratio first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "calibration.h"
#include "canvas.h"
#include "changes.h"
#include "figures.h"
#include "forest.h"
#include "names.h"
#include "record.h"
#include "util.h"

#define LEAST 0.1		/* core cycles; below that a ratio is noise */

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

/* CPUID exits from every guest, and is no CPU's own figure there. */
static bool leaves_guest(const struct cpus *cpus, const char *name)
{
	const struct pb_bench *bench = pb_find(name);

	if (!bench || !strstr(bench->name, "cpuid"))
		return false;
	for (size_t i = 0; i < cpus->count; i++) {
		const char *virt = changes_fact(cpus->canvas->records[cpus->record[i]], "virt");

		if (strcmp(virt, "none") != 0 && strcmp(virt, changes_unknown) != 0)
			return true;
	}
	return false;
}

/* What the CPUs have of a bench, and why it is not drawn; NULL: it is. */
static const char *find(const struct cpus *cpus, struct across *a)
{
	size_t measured = 0;

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
		measured++;
	}
	if (measured < 2)
		return "not measured on two CPUs";
	if (leaves_guest(cpus, a->name))
		return "leaves for the hypervisor, whose time it would be";
	return a->least->estimate < LEAST ? "below 0.1 core cycles on one of them" : NULL;
}

/* "popf-overlap-24" is a point of a curve, which has a plot of its own. */
static const char *not_here(const struct result *result)
{
	return strcmp(plot_of(result), result->question) ? "in the plot of overlap" : NULL;
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

static void draw_bench(struct canvas *c, struct forest *f, const struct cpus *cpus,
		       const struct across *a)
{
	struct forest_row *row = forest_add(f, c);
	char *times;

	row->name = xstrdup(a->name);
	for (size_t i = 0; i < cpus->count; i++) {
		int record = (int)cpus->record[i];
		char *figure;

		if (!a->of[i])
			continue;
		figure = table_figure(c->records[record], a->of[i]->estimate);
		row->label = row->label ? row->label : xstrdup("");
		append(&row->label, "%s%s", *row->label ? ", " : "", figure);
		free(figure);
		forest_point(row, (struct forest_point){
			.x = a->of[i]->estimate, .lo = a->of[i]->ci[0], .hi = a->of[i]->ci[1],
			.colour = record, .marker = record,
		});
	}
	qsort(row->points, row->count, sizeof(*row->points), by_figure);
	times = figures_rounded(ratio(a));
	row->remark = xasprintf(apart(a) ? "%s×" : "(%s×)", times);
	free(times);
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
	canvas_title(c, xstrdup("What costs more on which CPU? — core cycles"));
	f.joined = true;
	forest_draw(c, &f, canvas_unit(c));
	canvas_note(c, ALL_RECORDS, GREY,
		    xstrdup("Figures as the records stand above; the most over the least, in "
			    "brackets if intervals overlap"));
	forest_left_out(c, &reasons);
	free(all);
}
